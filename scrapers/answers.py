"""What each photo URL of a crawl answered, so that it is asked for once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from carcls.photos.intake import Taken


@dataclass(frozen=True)
class PhotoAnswer:
    """What a photo URL answered.

    taken: the bytes that came; None: none came. error: why there is no photo. try_next: a smaller rendition may be
    there. is_missing: the host says that there is nothing at this URL. is_declined: the site asks not to take it.
    fresh_until: it has not changed, and need not be asked for up to then.
    """

    sha256: str | None = None
    taken: Taken | None = None
    bytes: int = 0
    error: str | None = None
    try_next: bool = False
    is_missing: bool = False
    is_declined: bool = False
    fresh_until: datetime | None = None


@dataclass
class PhotoAnswers:
    """The photo URLs of one crawl: those in work whole, the others as two numbers, so that memory stays flat."""

    _in_work: dict[str, asyncio.Task[PhotoAnswer | None]] = field(default_factory=dict)
    _photos: dict[int, bytes] = field(default_factory=dict)  # sha256, by hash of the URL
    _others: dict[int, PhotoAnswer] = field(default_factory=dict)  # without a photo; they are few

    async def ask(
        self, url: str, fetch: Callable[[], Coroutine[None, None, PhotoAnswer | None]]
    ) -> tuple[PhotoAnswer | None, bool]:
        """A URL's answer, and whether it had been asked for before. None: the crawl is ending, it was not asked for."""
        key = int.from_bytes(blake2b(url.encode("utf-8", "replace"), digest_size=8).digest())
        if key in self._photos:
            return PhotoAnswer(self._photos[key].hex()), True
        if key in self._others:
            return self._others[key], True
        if url in self._in_work:
            return await self._in_work[url], True
        task = self._in_work[url] = asyncio.ensure_future(fetch())
        try:
            answer = await task
        finally:
            del self._in_work[url]
        if answer is not None and answer.sha256 is not None and not answer.try_next:
            self._photos[key] = bytes.fromhex(answer.sha256)
        elif answer is not None:
            self._others[key] = answer
        return answer, False
