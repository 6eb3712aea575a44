"""The generic rungs alone on the shops of all platforms: .90 recall and .90 precision of photos, and of lists' links.

The shops are written from the platforms' documented shapes, for the adapters; the generic rungs were not made for them.
"""

from __future__ import annotations

import json
from statistics import mean

import pytest

from scrapers.extract import extract_page
from scrapers.page import Page
from scrapers.urls import photo_identity
from tests.scrapers.platforms.shops import SHOPS
from tests.scrapers.platforms.shops.shop import Shop

SITE = "https://www.oak.example"
FLOOR = 0.90
DRAWN = {"dealer_com", "dealer_inspire"}  # whose lists are drawn from an API that is posted to: no link is on the page


def detail(shop: Shop, number: int) -> Page:
    """The page of a car; an inventory API's answer where the platform has its photos there."""
    path = shop.details[number - 1]
    if path in shop.pages:
        return extract_page(shop.pages[path], SITE + path, adapters=False)
    ((path, answer),) = shop.posts.items()
    return extract_page(json.dumps(answer({"page": number})), SITE + path, adapters=False)


def shares(found: set[str], wanted: set[str]) -> tuple[float, float]:
    """Recall and precision."""
    hits = len(found & wanted)
    return hits / len(wanted), hits / len(found) if found else 0.0


@pytest.fixture(scope="module")
def photos() -> list[tuple[float, float]]:
    """Recall and precision of the photos of each car."""
    figures = []
    for make in SHOPS.values():
        shop = make("https://", SITE)
        for number, wanted in shop.photos.items():
            found = {photo.identity for one in detail(shop, number).vehicles for photo in one.photos}
            figures.append(shares(found, {photo_identity(url) for url in wanted}))
    return figures


@pytest.fixture(scope="module")
def links() -> list[tuple[float, float]]:
    """Recall and precision of the vehicles' pages that each page of a list leads to."""
    figures = []
    for name in SHOPS.keys() - DRAWN:
        shop = SHOPS[name]("https://", SITE)
        details = [SITE + path for path in shop.details]
        pages = [(shop.start, details)] if not shop.next else [(shop.start, details[:1]), (shop.next, details[1:])]
        for path, wanted in pages:
            page = extract_page(shop.pages[path], SITE + path, adapters=False)
            figures.append(shares(set(page.detail_urls), set(wanted)))
    return figures


@pytest.mark.parametrize("place", [0, 1], ids=["recall", "precision"])
def test_photos_of_vehicles(photos: list[tuple[float, float]], place: int) -> None:
    assert mean(one[place] for one in photos) >= FLOOR


@pytest.mark.parametrize("place", [0, 1], ids=["recall", "precision"])
def test_links_of_lists(links: list[tuple[float, float]], place: int) -> None:
    assert mean(one[place] for one in links) >= FLOOR
