"""5,557 photo URLs of 56 dealers: their renditions share one identity, the photos of one vehicle do not."""

import csv
from collections import defaultdict

import pytest

from scrapers.urls import full_size, photo_flags, photo_identity
from tests.pictures import SHARED
from tests.scrapers.urls.renditions import SIZES, renditions

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def photos() -> dict[str, set[str]]:
    """The photo URLs of each vehicle's page; without those that were cut off where they were collected."""
    found: dict[str, set[str]] = defaultdict(set)
    with (SHARED / "dealer_pages" / "real_photo_url_lists.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["photo_url"].count("/") > 2 and "." in row["photo_url"].split("/")[2]:
                found[row["vdp_url"]].add(row["photo_url"])
    return found


@pytest.mark.slow
def test_renditions_share_one_identity(photos: dict[str, set[str]]) -> None:
    urls = sorted(set().union(*photos.values()))
    assert len(urls) > 5000
    for number, url in enumerate(urls):
        identities = {photo_identity(one) for one in renditions(url, SIZES[number % len(SIZES)])}
        assert identities == {photo_identity(url)}, url


def test_the_full_size_is_final_and_the_same_photo(photos: dict[str, set[str]]) -> None:
    for url in set().union(*photos.values()):
        assert full_size(full_size(url)) == full_size(url)
        assert photo_identity(full_size(url)) == photo_identity(url)


def test_the_photos_of_a_vehicle_do_not_share_an_identity(photos: dict[str, set[str]]) -> None:
    merged = []
    for urls in photos.values():
        by_identity = defaultdict(set)
        for url in urls:
            by_identity[photo_identity(url)].add(full_size(url))
        merged += [sorted(same) for same in by_identity.values() if len(same) > 1]
    # One photo in two widths, at two hosts of one service; the list has this twice.
    assert all([url.rpartition("-")[2] for url in same] == ["107.jpg", "1024.jpg"] for same in merged)
    assert len(merged) <= 2


def test_stock_photos_are_flagged() -> None:
    with (SHARED / "dealer_pages" / "real_photo_url_lists.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["photo_url"]: int(row["vehicles_sharing_this_url"]) > 1 for row in csv.DictReader(stream)}
    flagged = {url for url in rows if photo_flags(url)}
    right = sum(rows[url] for url in flagged)
    assert right / len(flagged) > 0.8  # a stock photo of a rare trim stands on one vehicle only
    assert right / sum(rows.values()) > 0.8
