"""Each photo URL of a crawl is asked for once, also where two vehicles show it at the same time."""

from __future__ import annotations

import asyncio

from scrapers.answers import PhotoAnswer, PhotoAnswers

SHA = "ab" * 32


def test_asked_for_once_now_and_later() -> None:
    asked: list[str] = []

    async def fetch() -> PhotoAnswer:
        asked.append("x")
        await asyncio.sleep(0)
        return PhotoAnswer(SHA, None, 10)

    async def vehicles() -> None:
        answers = PhotoAnswers()
        both = await asyncio.gather(answers.ask("x", fetch), answers.ask("x", fetch))
        assert [(answer and answer.sha256, is_shared) for answer, is_shared in both] == [(SHA, False), (SHA, True)]
        assert await answers.ask("x", fetch) == (PhotoAnswer(SHA), True)

    asyncio.run(vehicles())
    assert asked == ["x"]


def test_errors_are_remembered_and_what_was_not_asked_is_not() -> None:
    gone = PhotoAnswer(error="gone", try_next=True)

    async def vehicles() -> None:
        answers = PhotoAnswers()

        async def not_asked() -> None:
            return None

        async def fetch() -> PhotoAnswer:
            return gone

        assert await answers.ask("x", not_asked) == (None, False)
        assert await answers.ask("x", fetch) == (gone, False)
        assert await answers.ask("x", not_asked) == (gone, True)

    asyncio.run(vehicles())
