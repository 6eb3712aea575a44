"""Each platform's pages, field by field: the shape is that of `shops`, the hosts are the platform's own."""

from __future__ import annotations

import pytest

from scrapers.extract import extract_page
from scrapers.page import Page
from scrapers.platforms import PLATFORMS
from tests.scrapers.platforms.shops import SHOPS
from tests.scrapers.platforms.shops.shop import Shop, price, vin

SITE = "https://www.oak.example"


@pytest.fixture(scope="module", params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Shop:
    return SHOPS[request.param]("https://", SITE)


@pytest.fixture(scope="module")
def detail(shop: Shop) -> Page:
    """The page of car 1; an inventory API's answer where the platform has its photos there."""
    if shop.details[0] in shop.pages:
        return extract_page(shop.pages[shop.details[0]], SITE + shop.details[0])
    import json

    ((path, answer),) = shop.posts.items()
    return extract_page(json.dumps(answer({"page": 1})), SITE + path)


@pytest.fixture(scope="module")
def listing(shop: Shop) -> Page:
    return extract_page(shop.pages[shop.start], SITE + shop.start)


def test_name(shop: Shop, detail: Page) -> None:
    assert detail.platform == shop.platform


def test_name_of_a_list(shop: Shop, listing: Page) -> None:
    assert listing.platform == (None if shop.platform == "jAlbum" else shop.platform)


def test_one_vehicle(detail: Page) -> None:
    assert len(detail.vehicles) == 1


def test_photos(shop: Shop, detail: Page) -> None:
    assert [photo.urls[0] for photo in detail.vehicles[0].photos] == shop.photos[1]


def test_positions(shop: Shop, detail: Page) -> None:
    assert [photo.position for photo in detail.vehicles[0].photos] == list(range(1, len(shop.photos[1]) + 1))


def test_tags(shop: Shop, detail: Page) -> None:
    assert [photo.site_tag for photo in detail.vehicles[0].photos] == shop.tags


def test_vin(shop: Shop, detail: Page) -> None:
    if shop.vins:
        assert detail.vehicles[0].identity.vin == vin(1)


def test_stock_number(shop: Shop, detail: Page) -> None:
    assert detail.vehicles[0].identity.stock_number == shop.stocks.get(1)


def test_title(detail: Page) -> None:
    assert "Ford Focus" in (detail.vehicles[0].identity.title or "").replace("_", " ")


def test_price(shop: Shop, detail: Page) -> None:
    if shop.prices:
        assert detail.vehicles[0].price == price(1)


def test_pages_of_vehicles(shop: Shop, listing: Page) -> None:
    if shop.posts:  # the list is drawn from an API, which its page tells how to ask
        assert listing.api_requests
        return
    first = shop.details if shop.platform == "jAlbum" else shop.details[:1]
    assert listing.detail_urls == tuple(SITE + path for path in first)


def test_next_page(shop: Shop, listing: Page) -> None:
    assert listing.next_url == (SITE + shop.next if shop.next else None)


def test_stated_total(shop: Shop, listing: Page) -> None:
    if shop.total:
        assert listing.total == shop.total


def test_last_page(shop: Shop) -> None:
    if shop.next:
        assert extract_page(shop.pages[shop.next], SITE + shop.next).next_url is None


def test_every_platform_has_a_shop() -> None:
    assert {platform.name for platform in PLATFORMS} - {make("", "").platform for make in SHOPS.values()} == {"VTP"}


def test_a_gallery_that_stands_otherwise_than_declared() -> None:
    """The generic rungs know the vehicle; the cards that the adapter knows are a rail of similar ones."""
    slides = "".join(
        f'<li class="media-item"><a href="https://inv.assets.sincrod.com/2/6/1/3103507516{n}.jpg">'
        f'<img src="https://inv.assets.sincrod.com/2/6/1/3103507516{n}x640.jpg"></a></li>'
        for n in range(5)
    )
    cards = "".join(
        f'<div class="vehicle-card"><a href="/VehicleDetails/used-2020-oak-{n}/45011{n}">'
        f'<img src="https://inv.assets.sincrod.com/9/9/{n}/4{n}00000000x320.jpg"></a><b>$17,{n}95</b></div>'
        for n in range(4)
    )
    body = (
        f"<h1>2020 Oak Sedan</h1><ul class='media-gallery'>{slides}</ul><p>Stock # C1127</p><p>$17,795</p>"
        f"<section class='similar'><h3>Similar vehicles</h3>{cards}</section>"
    )
    page = extract_page(f"<title>Oak</title>{body}", f"{SITE}/VehicleDetails/used-2020-oak-sedan/4501187702")
    assert (page.platform, page.page_type) == ("Sincro", "detail")
    assert len(page.vehicles[0].photos) == 5
