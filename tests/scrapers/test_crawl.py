"""One dealer's crawl: whose pages it reads, which photos it counts, what it keeps."""

import asyncio
from time import monotonic

import pytest

from carcls.dealers import DealerEntry
from carcls.photos.intake import Taken
from scrapers.crawl import DealerCrawl
from scrapers.page import PhotoLink


@pytest.fixture
def crawl() -> DealerCrawl:
    dealer = DealerEntry("oak", "https://www.oak.example/used/")
    return DealerCrawl(dealer, 1, 7, monotonic() + 60, asyncio.Semaphore(1))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://oak.example/c/1", True),
        ("http://www.oak.example/c/1", True),
        ("https://used.oak.example/c/1", True),
        ("https://oak.example:8443/", False),
        ("https://elm.example/", False),
        ("ftp://oak.example/", False),
        ("https://search.example/query", True),
    ],
)
def test_a_dealers_own_pages(crawl: DealerCrawl, url: str, expected: bool) -> None:
    crawl.api_sites.add("search.example")
    assert crawl.is_own(url) is expected


def test_a_photo_of_a_vehicle_is_counted_once_and_the_median_is_of_vehicles(crawl: DealerCrawl) -> None:
    def photos(*names: str) -> list[PhotoLink]:
        return [PhotoLink((f"https://oak.example/{name}.jpg",), name, 1) for name in names]

    assert crawl.not_yet_seen(1, photos("a", "b")) == photos("a", "b")
    assert crawl.not_yet_seen(1, photos("b", "c")) == photos("c")
    assert crawl.not_yet_seen(2, photos("b")) == photos("b")
    assert crawl.not_yet_seen(3, []) == []
    crawl.judge("finished", 60)
    assert (crawl.stats.vehicles, crawl.stats.photos_median) == (3, 1.0)


def test_photos_add_up(crawl: DealerCrawl) -> None:
    crawl.count_photo(Taken("a", True, None), 10, None, False)
    crawl.count_photo(Taken("b", False, None), 10, None, False)
    crawl.count_photo(Taken("c", True, "no photo"), 5, None, False)
    crawl.count_photo(None, 0, None, False)
    crawl.count_photo(None, 0, None, True)
    crawl.count_photo(None, 0, "gone", False)
    crawl.count_declined()
    stats = crawl.stats
    kinds = (
        stats.photos_downloaded,
        stats.photos_rejected,
        stats.photos_unchanged,
        stats.photos_shared,
        stats.photos_failed,
        stats.photos_declined,
    )
    assert kinds == (2, 1, 1, 1, 1, 1)
    assert stats.photos_seen == sum(kinds)
    assert (stats.photos_new, stats.bytes_downloaded, crawl.first_error) == (1, 25, "gone")


def test_what_is_kept_has_the_alarms(crawl: DealerCrawl) -> None:
    crawl.stats.pages, crawl.known_platform = 1, "Elm"
    crawl.platforms.update(["Oak", "Oak", "Ash"])
    alarms = crawl.judge("finished", 60)
    kept = crawl.stats_to_keep()
    assert [alarm.name for alarm in alarms] == ["no-vehicles", "platform"]
    assert kept["alarms"] == [str(alarm) for alarm in alarms]
    assert kept["platform"] == "Oak"
