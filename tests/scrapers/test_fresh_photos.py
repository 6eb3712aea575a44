"""Three nights at a dealer whose server says how long one of its photos holds."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from carcls.catalog.tables import now
from carcls.photos.check import digest
from scrapers.freshness import has_its_turn
from tests.pictures import photo
from tests.scrapers.crawling import catalog_in, crawl, last_crawl, rows
from tests.scrapers.site import Asked, Site, car, card, html, image, page_of_car

pytestmark = pytest.mark.slow

SIGNED = "/photos/a%2Fb%7E.jpg?sig=x%2Fy%3D"
HELD, TAGGED, LONG = "/photos/held.jpg", "/photos/tagged.jpg", "/photos/long-header.jpg"
PHOTOS = (HELD, TAGGED, LONG, SIGNED)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[Asked]]]:
    """The requests for photos, a list a night. Before the third night the time has run out."""
    folder = tmp_path_factory.mktemp("nights")
    logs = []
    with Site() as site:
        gallery = "".join(f'<a href="{path}"><img src="{path}"></a>' for path in PHOTOS)
        site.answers |= {"/": html(card(1)), page_of_car(1): car(1, gallery)}
        for number, path in enumerate(PHOTOS):
            site.answers[path] = image(photo(number), ETag=f'"{number}"')
        site.answers[HELD].headers["Cache-Control"] = "max-age=3600"  # type: ignore[union-attr]
        site.answers[LONG].headers["Content-Security-Policy"] = "img-src 'self'; " * 2000  # type: ignore[union-attr]
        for night in (1, 2, 3):
            if night == 3:
                with catalog_in(folder) as catalog, catalog.session() as session:
                    session.execute(sa.text("UPDATE fetches SET fresh_until = '2026-01-01 00:00:00.000000'"))
            crawl(folder, f"url={site.url}/")
            logs.append([one for one in site.log if one.path.startswith("/photos/")])
            site.log.clear()
        return folder, logs


def asked(log: list[Asked]) -> dict[str, int]:
    return {one.path: one.status for one in log}


def test_all_are_asked_for_as_they_are_written(nights: tuple[Path, list[list[Asked]]]) -> None:
    assert asked(nights[1][0]) == dict.fromkeys(PHOTOS, 200)
    assert not [one for one in nights[1][0] if {"Content-Length", "Content-Type"} & one.headers.keys()]


def test_a_photo_that_holds_is_not_asked_for(nights: tuple[Path, list[list[Asked]]]) -> None:
    assert asked(nights[1][1]) == dict.fromkeys((TAGGED, LONG, SIGNED), 304)


def test_when_its_time_has_run_out_it_is_asked_whether_it_changed(nights: tuple[Path, list[list[Asked]]]) -> None:
    assert asked(nights[1][2]) == dict.fromkeys(PHOTOS, 304)
    renewed = rows(nights[0], "SELECT photo_sha256 FROM fetches WHERE fresh_until > fetched_at")
    assert renewed == [(digest(photo(0)),)]


def test_it_is_seen_and_counted_all_the_same(nights: tuple[Path, list[list[Asked]]]) -> None:
    assert rows(nights[0], "SELECT count(*) FROM sightings WHERE last_crawl_id = 3") == [(4,)]
    stats = last_crawl(nights[0]).stats
    assert (stats["photos_seen"], stats["photos_unchanged"], stats["photos_downloaded"]) == (4, 4, 0)


def test_after_a_crawl_that_was_cut_short_new_photos_get_the_time(tmp_path: Path) -> None:
    paths = [f"/photos/{number}.jpg" for number in range(30)]
    with Site() as site:
        for number, path in enumerate(paths):
            site.answers[path] = image(photo(number), ETag=f'"{number}"')

        def night(shown: list[str]) -> set[str]:
            gallery = "".join(f'<a href="{path}"><img src="{path}"></a>' for path in shown)
            site.answers |= {"/": html(card(1)), page_of_car(1): car(1, gallery)}
            crawl(tmp_path, f"url={site.url}/")
            asked_for = {one.path for one in site.log if one.path.startswith("/photos/")}
            site.log.clear()
            return asked_for

        assert night(paths[:25]) == set(paths[:25])
        with catalog_in(tmp_path) as catalog, catalog.session() as session:
            session.execute(sa.text("UPDATE crawls SET stats = json_set(stats, '$.is_cut_short', json('true'))"))
        before = now().date()
        later = night(paths)
        days = {before, now().date()}  # midnight may pass
    turns = [{path for path in paths[:25] if has_its_turn(f"{site.url}{path}", day)} for day in days]
    assert later - set(paths[:25]) == set(paths[25:])
    assert later & set(paths[:25]) in turns
    assert last_crawl(tmp_path).stats["photos_unchanged"] == 25
    assert rows(tmp_path, "SELECT count(*) FROM sightings WHERE last_crawl_id = 2") == [(30,)]
