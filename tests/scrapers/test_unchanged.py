"""Nights at a site whose pages have validators, read from the site's own log."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.scrapers.crawling import crawl, last_crawl, rows, run_crawl, settings_in
from tests.scrapers.site import MODIFIED, Answer, Site, car, lazy, lot, page_of_car
from tests.scrapers.test_manners import CHALLENGE

pytestmark = pytest.mark.slow
CARS = 7
MOVED = "/used/moved-2019-ford-10001/"


def answer_of(site: Site, path: str) -> Answer:
    answer = site.answers[path]
    assert isinstance(answer, Answer)
    return answer


def tagged(site: Site) -> Site:
    """Pages with an ETag, the first car's with Last-Modified alone; the last car's must not be kept."""
    for path in site.answers:
        if not path.startswith("/photos/"):
            answer_of(site, path).headers["ETag"] = f'"{path}"'
    del answer_of(site, page_of_car(1)).headers["ETag"]
    answer_of(site, page_of_car(1)).headers["Last-Modified"] = MODIFIED
    answer_of(site, page_of_car(CARS)).headers["Cache-Control"] = "private, No-Store"
    return site


def night(folder: Path, site: Site) -> dict[str, int]:
    """Crawl; what each path answered."""
    site.log.clear()
    run_crawl(folder, f"url={site.url}/", options=("-s", "RETRY_ENABLED=0"))
    return {asked.path: asked.status for asked in site.log if asked.path != "/robots.txt"}


def test_pages_are_sent_again_only_where_they_changed(tmp_path: Path) -> None:
    """Nights: the first, one with nothing new, one with changes, one on which the site is down.

    Of the third: car 1's page moved to another with the same Last-Modified, car 2's has another title, car 3's is gone,
    car 4's says in its 304 that pictures are to be left, what is kept of car 5's is damaged.
    """
    with tagged(lot(CARS)) as site:
        assert Counter(night(tmp_path, site).values()) == {200: 1 + 2 * CARS}
        first = last_crawl(tmp_path)

        assert Counter(night(tmp_path, site).values()) == {304: 2 * CARS, 200: 1}
        second = last_crawl(tmp_path)
        assert (second.state, second.stats["alarms"]) == ("finished", [])
        assert (first.stats["pages_unchanged"], second.stats["pages_unchanged"]) == (0, CARS)
        for name in ("pages", "vehicles", "photos_seen", "photos_median"):
            assert second.stats[name] == first.stats[name]

        site.answers[MOVED] = site.answers[page_of_car(1)]
        site.answers[page_of_car(1)] = Answer(status=301, headers={"Location": MOVED})
        site.answers[page_of_car(2)] = car(20, lazy("2-1"))
        del site.answers[page_of_car(3)]
        answer_of(site, page_of_car(4)).headers["X-Robots-Tag"] = "noimageindex"
        kept = settings_in(tmp_path).pages_dir.glob("*/*")
        (fifth,) = [file for file in kept if page_of_car(5).encode() in file.read_bytes()]
        fifth.write_bytes(fifth.read_bytes()[:-8] + bytes(8))
        answered = night(tmp_path, site)
        assert [answered[page_of_car(number)] for number in range(1, 7)] == [301, 200, 404, 304, 200, 304]
        assert [one.status for one in site.log if one.path == page_of_car(5)] == [304, 200]
        (moved,) = [one for one in site.log if one.path == MOVED]
        assert (moved.status, moved.headers.get("If-Modified-Since")) == (200, None)
        third = last_crawl(tmp_path)
        counts = {name: third.stats[name] for name in ("vehicles", "pages_failed", "photos_declined")}
        assert counts == {"vehicles": CARS - 1, "pages_failed": 1, "photos_declined": 1}
        assert rows(tmp_path, "SELECT title FROM vehicles WHERE title = 'Car 20'") == [("Car 20",)]

        for path in site.answers:
            answer_of(site, path).status = 500
        assert set(night(tmp_path, site).values()) == {500}
    down = last_crawl(tmp_path)
    assert (down.state, down.stats["vehicles"], down.stats["alarms"][0].split(":")[0]) == ("failed", 0, "no-answer")


def test_a_challenge_page_is_never_kept(tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/"] = Answer(CHALLENGE, headers={"Content-Type": "text/html", "ETag": '"guard"'})
        crawl(tmp_path, f"url={site.url}/")
    assert last_crawl(tmp_path).stats["alarms"][0].startswith("blocked: ")
    assert not list(settings_in(tmp_path).pages_dir.glob("*/*"))
