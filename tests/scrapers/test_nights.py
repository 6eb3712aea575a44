"""Two nights at one dealer: what is found, what is kept, and what the second night does not ask for again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from carcls.catalog.tables import Crawl
from carcls.photos.check import digest
from tests.pictures import photo
from tests.scrapers.crawling import crawl, last_crawl, rows
from tests.scrapers.site import Asked, Site, image, oak, page_of_car, vin

pytestmark = pytest.mark.slow


@dataclass
class Nights:
    """Logs, catalog rows and sightings after the first and the second night."""

    folder: Path
    site: Site
    logs: list[list[Asked]]
    crawls: list[Crawl]
    text: list[str]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """The second night, one photo has changed; the rest is as it was."""
    folder = tmp_path_factory.mktemp("nights")
    with oak() as site:
        nights = Nights(folder, site, [], [], [])
        for night in (1, 2):
            if night == 2:
                site.answers["/photos/dated-1.jpg"] = image(photo(77), Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")
            nights.text.append(crawl(folder, f"url={site.url}/", MAX_PHOTO_BYTES="100000"))
            nights.logs.append(list(site.log))
            nights.crawls.append(last_crawl(folder))
            site.log.clear()
        yield nights


def requests(nights: Nights, night: int, prefix: str = "/photos/") -> Counter[tuple[str, str, int]]:
    return Counter((one.method, one.path, one.status) for one in nights.logs[night - 1] if one.path.startswith(prefix))


def test_robots_txt_is_asked_first_and_obeyed(nights: Nights) -> None:
    for log in nights.logs:
        assert [one.path for one in log].index("/robots.txt") == 0
        assert not [one for one in log if one.path.startswith("/private/")]


def test_the_crawler_says_who_it_is(nights: Nights) -> None:
    agents = {one.headers["User-Agent"] for log in nights.logs for one in log}
    assert len(agents) == 1
    assert agents.pop().startswith("carcls/")


def test_every_page_is_asked_for_once_and_the_endless_list_ends(nights: Nights) -> None:
    assert requests(nights, 1, "/used/") == {
        ("GET", "/used/", 200): 1,
        ("GET", "/used/?page=2", 200): 1,
        ("GET", "/used/?page=3", 200): 1,
        ("GET", page_of_car(1), 200): 1,
        ("GET", page_of_car(2), 200): 1,
        ("GET", page_of_car(3), 200): 1,
        ("GET", "/used/gone-2019-ford-10009/", 404): 1,
    }


def test_photos_are_asked_for_once_in_full_size_with_fallback(nights: Nights) -> None:
    assert requests(nights, 1) == {
        ("GET", "/photos/tag-1.jpg", 200): 1,
        ("GET", "/photos/dated-1.jpg", 200): 1,
        ("GET", "/photos/bare-1.jpg", 200): 1,
        ("GET", "/photos/stock.jpg", 200): 1,
        ("GET", "/photos/lost.jpg", 404): 1,
        ("GET", "/photos/lost-300x200.jpg", 200): 1,
        ("GET", "/photos/gone.jpg", 404): 1,
        ("GET", "/photos/gone-300x200.jpg", 404): 1,
        ("GET", "/photos/empty.jpg", 200): 1,
        ("GET", "/photos/page.jpg", 200): 1,
        ("GET", "/photos/huge.jpg", 200): 1,
    }


def test_the_second_night_asks_whether_photos_changed(nights: Nights) -> None:
    assert requests(nights, 2) == {
        ("GET", "/photos/tag-1.jpg", 304): 1,
        ("GET", "/photos/dated-1.jpg", 200): 1,
        ("HEAD", "/photos/bare-1.jpg", 200): 1,
        ("GET", "/photos/stock.jpg", 304): 1,
        ("GET", "/photos/lost-300x200.jpg", 304): 1,
        ("GET", "/photos/gone.jpg", 404): 1,
        ("GET", "/photos/gone-300x200.jpg", 404): 1,
        ("GET", "/photos/empty.jpg", 304): 1,
        ("GET", "/photos/page.jpg", 304): 1,
        ("GET", "/photos/huge.jpg", 200): 1,
    }


def test_stats(nights: Nights) -> None:
    for night, expected in zip(
        nights.crawls,
        (
            {"photos_downloaded": 5, "photos_unchanged": 0, "photos_new": 5, "photos_rejected": 2},
            {"photos_downloaded": 1, "photos_unchanged": 6, "photos_new": 1, "photos_rejected": 0},
        ),
        strict=True,
    ):
        assert (night.state, night.reason) == ("finished", None)
        same = {"pages": 7, "pages_failed": 1, "vehicles": 3, "photos_seen": 11, "photos_shared": 1}
        same |= {"photos_failed": 3, "callback_errors": 0}
        assert {name: night.stats[name] for name in same | expected} == same | expected
        assert night.stats["bytes_downloaded"] > 0
        assert night.stats["seconds"] > 0


def test_original_bytes_are_kept(nights: Nights) -> None:
    ok = {sha256 for (sha256,) in rows(nights.folder, "SELECT sha256 FROM photos WHERE state = 'ok'")}
    assert ok == {digest(photo(seed)) for seed in (1, 2, 3, 4, 5, 77)}
    for sha256 in ok:
        file = nights.folder / "var/photos/originals" / sha256[:2] / sha256[2:4] / sha256
        assert digest(file.read_bytes()) == sha256


def test_vehicles(nights: Nights) -> None:
    found = rows(nights.folder, "SELECT key, vin, stock_number, title, page_url FROM vehicles ORDER BY key")
    assert found == [(vin(n), vin(n), f"OAK{n}", f"Car {n}", f"{nights.site.url}{page_of_car(n)}") for n in (1, 2, 3)]


def test_sightings_of_a_vehicle(nights: Nights) -> None:
    found = rows(
        nights.folder,
        "SELECT position, url, site_tag, alt_text, first_crawl_id, last_crawl_id FROM sightings "
        f"JOIN vehicles v ON v.id = vehicle_id WHERE v.key = '{vin(1)}' ORDER BY position, first_crawl_id",
    )
    found = [(position, url.removeprefix(nights.site.url), *more) for position, url, *more in found]
    assert found == [
        (1, "/photos/tag-1.jpg", "Exterior", "Front view", 1, 2),
        (2, "/photos/stock.jpg", "Exterior", None, 1, 2),
        (3, "/photos/dated-1.jpg", "Interior", None, 1, 1),
        (3, "/photos/dated-1.jpg", "Interior", None, 2, 2),
        (4, "/photos/bare-1.jpg", "Interior", None, 1, 2),
    ]


def test_what_is_wrong_is_a_row_that_says_so(nights: Nights) -> None:
    failed = rows(
        nights.folder, "SELECT url, error, last_crawl_id FROM sightings WHERE photo_sha256 IS NULL ORDER BY url"
    )
    assert [(url.rpartition("/")[2], crawl) for url, _, crawl in failed] == [
        ("far.jpg", 2),
        ("gone-300x200.jpg", 2),
        ("huge.jpg", 2),
    ]
    errors = [error for _, error, _ in failed]
    assert "robots.txt of 127.0.0.1:1 cannot be had: DownloadConnectionRefusedError" in errors[0]
    assert errors[1] == "A photo should answer 200. Received: 404 Not Found. The next crawl asks for it again."
    assert "200000" in errors[2]
    rejected = rows(
        nights.folder,
        "SELECT url, reason FROM sightings JOIN photos ON sha256 = photo_sha256 WHERE state = 'rejected' ORDER BY url",
    )
    assert [url.rpartition("/")[2] for url, _ in rejected] == ["empty.jpg", "page.jpg"]
    assert "an empty file" in rejected[0][1]
    assert "an HTML page" in rejected[1][1]


def test_the_log_is_short_and_says_how_it_went(nights: Nights) -> None:
    last = nights.text[1].strip().splitlines()[-1]
    assert "crawl 2: 7 pages, 3 vehicles, 11 photos seen: 1 downloaded (1 new), 6 unchanged, 1 shared" in last
    assert len(nights.text[1].splitlines()) < 8
