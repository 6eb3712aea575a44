"""Photos pass through threads, are recorded together, and what goes wrong with one is told to who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from carcls.catalog import Catalog
from carcls.errors import CatalogError, StoreError
from carcls.photos.intake import PhotoIntake, Taken
from scrapers.intake_line import GATHER, IntakeLine
from tests.pictures import photo


@pytest.fixture
def lane() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as lane:
        yield lane


@pytest.fixture
def line(catalog: Catalog, intake: PhotoIntake, lane: ThreadPoolExecutor) -> Iterator[IntakeLine]:
    line = IntakeLine(catalog, intake, lane)
    yield line
    line.finish()


def together(*takes: Coroutine[Any, Any, Taken]) -> list[Taken | BaseException]:
    async def all_of_them() -> list[Taken | BaseException]:
        return await asyncio.gather(*takes, return_exceptions=True)

    return asyncio.run(all_of_them())


def fetches(catalog: Catalog) -> dict[str, str]:
    with catalog.read() as session:
        return dict(session.execute(sa.text("SELECT url, etag FROM fetches")).tuples().all())


def test_what_waits_for_the_catalog_is_recorded_in_one_transaction(
    catalog: Catalog, intake: PhotoIntake, line: IntakeLine, lane: ThreadPoolExecutor
) -> None:
    commits = []
    sa.event.listen(catalog.engine, "commit", lambda connection: commits.append(1))
    go = Event()
    lane.submit(go.wait)  # the catalog is busy
    sized = {f"https://o.example/{seed}.jpg": photo(seed) for seed in range(6)} | {"https://o.example/again": photo(0)}

    async def take_all() -> list[Taken]:
        tasks = [asyncio.ensure_future(line.take(url, data, f'"{url}"', None)) for url, data in sized.items()]
        while len(line._stored) < len(tasks):
            await asyncio.sleep(0.005)
        go.set()
        return await asyncio.gather(*tasks)

    taken = asyncio.run(take_all())
    assert len(commits) == 1
    assert fetches(catalog) == {url: f'"{url}"' for url in sized}
    assert sum(one.is_new for one in taken) == 6
    assert all(intake.store.original(one.sha256) == data for one, data in zip(taken, sized.values(), strict=True))


def test_a_known_content_is_not_stored_again(
    catalog: Catalog, intake: PhotoIntake, line: IntakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake.take(photo(1))
    monkeypatch.setattr(intake.store, "put", None)
    (taken,) = together(line.take("https://o.example/1.jpg", photo(1), None, None))
    assert isinstance(taken, Taken)
    assert not taken.is_new
    assert fetches(catalog) == {"https://o.example/1.jpg": None}


def test_a_photo_that_cannot_be_stored_fails_alone(
    catalog: Catalog, intake: PhotoIntake, line: IntakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = intake.store.put

    def full(sha256: str, original: bytes, proxy: bytes | None) -> None:
        if original == photo(2):
            raise StoreError("full")
        put(sha256, original, proxy)

    monkeypatch.setattr(intake.store, "put", full)
    kept, lost = together(*(line.take(f"https://o.example/{n}", photo(n), None, None) for n in (1, 2)))
    assert isinstance(kept, Taken)
    assert isinstance(lost, StoreError)
    assert list(fetches(catalog)) == ["https://o.example/1"]


def test_a_catalog_that_refuses_fails_the_whole_batch(
    intake: PhotoIntake, line: IntakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise CatalogError("locked")

    monkeypatch.setattr(intake, "record", refuse)
    outcomes = together(*(line.take(f"https://o.example/{n}", photo(n), None, None) for n in (1, 2)))
    assert [type(outcome) for outcome in outcomes] == [CatalogError, CatalogError]


def test_a_line_that_ends_before_its_next_record_is_due_has_recorded_all(
    catalog: Catalog, intake: PhotoIntake, lane: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, go, problems = intake.store.put, Event(), list[dict[str, Any]]()

    def wait_with_the_second(sha256: str, original: bytes, proxy: bytes | None) -> None:
        if original == photo(2):
            go.wait()
        put(sha256, original, proxy)

    monkeypatch.setattr(intake.store, "put", wait_with_the_second)
    line = IntakeLine(catalog, intake, lane)

    async def take_both() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, problem: problems.append(problem))
        tasks = [asyncio.ensure_future(line.take(f"https://o.example/{n}", photo(n), None, None)) for n in (1, 2)]
        while not line._stored:
            await asyncio.sleep(0.001)
        go.set()
        await asyncio.gather(*tasks)
        line.finish()
        lane.shutdown()
        await asyncio.sleep(2 * GATHER)

    asyncio.run(take_both())
    assert sorted(fetches(catalog)) == ["https://o.example/1", "https://o.example/2"]
    assert problems == []
