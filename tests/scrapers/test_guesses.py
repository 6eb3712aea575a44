"""Larger renditions that a rule says and no page shows: found out to be missing, remembered, asked for again later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from carcls.catalog.tables import Crawl, Fetch, now
from scrapers.guesses import ASK_AGAIN, ENOUGH, Guesses, is_due_again
from scrapers.urls import Rendition, guessed_by, largest_first
from tests.pictures import photo
from tests.scrapers.crawling import catalog_in, crawl, last_crawl, rows
from tests.scrapers.site import Site, car, card, hash_of, html, image, page_of_car

TODAY = date(2026, 11, 25)
CARS = 20  # some are asked for before the first photo is decoded: that process has to start


def test_enough_misses_and_none_there_is_knowledge() -> None:
    guesses = Guesses()
    for _ in range(ENOUGH - 1):
        guesses.was_missing("a", TODAY)
    assert guesses.is_worth_asking("a")
    guesses.was_missing("a", TODAY)
    assert guesses.missing == {"a": "2026-11-25"}
    assert (guesses.is_worth_asking("a"), guesses.is_worth_asking("b")) == (False, True)


def test_one_that_is_there_outweighs_all() -> None:
    guesses = Guesses({"a": "2026-11-20"})
    guesses.was_there("a")
    for _ in range(2 * ENOUGH):
        guesses.was_missing("a", TODAY)
    assert guesses.is_worth_asking("a")


def test_knowledge_is_forgotten_after_a_month() -> None:
    old, fresh = (TODAY - ASK_AGAIN).isoformat(), (TODAY - ASK_AGAIN + timedelta(days=1)).isoformat()
    assert Guesses.of_earlier({"old": old, "fresh": fresh}, TODAY).missing == {"fresh": fresh}


@pytest.mark.parametrize(
    ("days", "expected"), [(0.1, False), (1, False), (29.9, False), (30.2, True), (31.2, False), (60.9, True)]
)
def test_a_photo_is_due_once_a_month(days: float, expected: bool) -> None:
    assert is_due_again(timedelta(days=days)) is expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (["https://oak.example/a-300x200.jpg"], "oak.example: "),
        (["https://oak.example/a-300x200.jpg", "https://oak.example/a.jpg"], None),
        (["https://oak.example/a.jpg"], None),
    ],
)
def test_what_a_page_shows_is_no_guess(shown: list[str], expected: str | None) -> None:
    guess = guessed_by(largest_first(map(Rendition, shown))[0], shown)
    assert guess is None if expected is None else guess is not None and guess.startswith(expected) and guess != expected


def thumbs() -> Site:
    """Each car's page shows a small rendition alone. The large one is there of no car: the answer is 404, or of
    every other one a page that says so with 200."""
    site = Site()
    site.answers["/"] = html("".join(card(number) for number in range(1, CARS + 1)))
    for number in range(1, CARS + 1):
        site.answers[page_of_car(number)] = car(number, f'<img src="/photos/{number}-300x200.jpg">')
        site.answers[f"/photos/{number}-300x200.jpg"] = image(photo(hash_of(str(number))), ETag=f'"{number}"')
        if number % 2:
            site.answers[f"/photos/{number}.jpg"] = html("Sorry")
    return site


def guesses_of(site: Site) -> list[str]:
    asked = [path for _, path, _ in site.asked("/photos/") if "x200" not in path]
    site.log.clear()
    return asked


@pytest.mark.slow
def test_guesses_that_fail_are_left_and_tried_again_after_a_month(tmp_path: Path) -> None:
    with thumbs() as site:
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.1")
        first = last_crawl(tmp_path)
        assert (first.state, first.stats["photos_failed"], first.stats["photos_downloaded"]) == ("finished", 0, CARS)
        assert list(first.stats["missing_renditions"]) == [f"{site.url.removeprefix('http://')}: WordPress"]
        assert ENOUGH <= len(guesses_of(site)) < CARS

        site.answers[page_of_car(CARS)] = car(CARS, '<img src="/photos/new-300x200.jpg">')
        site.answers["/photos/new-300x200.jpg"] = image(photo(99))
        crawl(tmp_path, f"url={site.url}/")
        assert guesses_of(site) == []
        assert last_crawl(tmp_path).stats["missing_renditions"] == first.stats["missing_renditions"]

        with catalog_in(tmp_path) as catalog, catalog.session() as session:
            then = now() - ASK_AGAIN - timedelta(hours=1)
            session.execute(sa.update(Fetch).values(fetched_at=then))
            for row in session.scalars(sa.select(Crawl)):
                known = dict.fromkeys(row.stats["missing_renditions"], str(then.date()))
                row.stats = row.stats | {"missing_renditions": known}
        site.answers["/photos/1.jpg"] = image(photo(hash_of("large")))
        crawl(tmp_path, f"url={site.url}/")
        assert "/photos/1.jpg" in guesses_of(site)
    assert last_crawl(tmp_path).stats["missing_renditions"] == {}
    assert rows(tmp_path, "SELECT count(*) FROM sightings WHERE url LIKE '%/photos/1.jpg'") == [(1,)]
