"""One vehicle's page or a list of them, at addresses that do not tell, and pages that are neither."""

import json

import pytest

from scrapers.extract import extract_page
from scrapers.page import Page
from tests.scrapers.extract.list_shapes import AROUND, CARS, LISTS, each, slug
from tests.scrapers.extract.shapes import FACTS, HOST, TITLE, page, rail

SLIDES = "".join(f'<img src="/slider/{n}.jpg" width="1200">' for n in range(5))


def read(body: str, path: str) -> Page:
    return extract_page(body, f"{HOST}{path}", adapters=False)


def photos(found: Page) -> list[str]:
    return [photo.urls[0].removeprefix(HOST) for photo in found.vehicles[0].photos]


@pytest.mark.parametrize(
    "path",
    [
        "/used-cars/2016-honda-accord-48213",
        "/view",
        "/inventory/48213",
        "/cars/detail.php?id=48213",
        "/",
        "/?vehicle=48213",
        "/p/x",
    ],
)
def test_a_vehicle_among_two_dozen_others(path: str) -> None:
    body = page('<div class="gallery">' + "".join(f'<img src="/p/{n}.jpg">' for n in range(9)) + f"</div>{FACTS}",
                rail=rail(24, heading="Elm Motors"))  # fmt: skip
    found = read(body, path)
    assert (found.page_type, len(found.vehicles[0].photos)) == ("detail", 9)


@pytest.mark.parametrize(
    "path", ["/used-cars", "/used-cars/2016/page-2", "/inventory?year=2016", "/", "/search/48213", "/fleet.html"]
)
@pytest.mark.parametrize("shape", ["cards", "carousels_in_cards", "table", "price_on_request"])
def test_a_list_below_a_slider(path: str, shape: str) -> None:
    found = read(LISTS[shape]().replace("<h1>", f'<div class="hero-slider">{SLIDES}</div><h1>'), path)
    assert (found.page_type, len(found.detail_urls)) == ("listing", len(CARS))


@pytest.mark.parametrize("count", [1, 2])
def test_a_short_list(count: int) -> None:
    cards = each(
        '<div class="c"><a href="{url}"><img src="/p/{n}.jpg"></a><h3>{year} {name}</h3><b>£{price}</b></div>|'
    ).split("|")
    found = read(f"<body>{AROUND}<h1>Our stock</h1>{''.join(cards[:count])}", "/stock")
    assert (found.page_type, list(found.detail_urls)) == ("listing", [HOST + slug(number) for number in range(count)])


def test_a_vehicle_with_one_photo() -> None:
    found = read(
        page(f'<div class="main-photo"><img src="/p/77.jpg"></div>{FACTS}', rail=rail()),
        "/used-cars/2016-honda-accord-48213",
    )
    assert photos(found) == ["/p/77.jpg"]


def test_a_vehicle_without_photos_has_none_of_the_sites() -> None:
    found = read(page(FACTS, rail=rail()), "/used-cars/2016-honda-accord-48213")
    assert (found.page_type, photos(found)) == ("detail", [])


def test_a_placeholder_is_kept_as_such() -> None:
    found = read(
        page(f'<div class="gallery"><img src="/p/no-image.jpg"></div>{FACTS}'), "/used-cars/2016-honda-accord-48213"
    )
    assert [(photo.urls[0].removeprefix(HOST), photo.flags) for photo in found.vehicles[0].photos] == [
        ("/p/no-image.jpg", ("placeholder",))
    ]


RANGE = {"@type": "AggregateOffer", "lowPrice": "29250", "highPrice": "39050", "priceCurrency": "USD"}
MODEL = {"@context": "https://schema.org", "@type": "Car", "name": "2025 Toyota RAV4", "offers": RANGE}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/2025-toyota-rav4-visalia.html",
            f"<script type='application/ld+json'>{json.dumps(MODEL)}</script><h1>2025 RAV4</h1>{SLIDES}<p>$29,250*</p>",
        ),
        ("/blog/2019-ford-focus-review", f"<h1>2019 Ford Focus review</h1><p>From $20,995.</p>{SLIDES}"),
        ("/about-us", f'<h1>About Elm</h1><div class="gallery">{SLIDES}</div>'),
        ("/finance", "<h1>Finance</h1><p>Borrow $20,000 at $249 per month</p>"),
        ("/used-cars/2016-honda-accord-48213", "<h1>Sorry</h1><p>This vehicle is no longer available.</p>"),
        ("/2024/05/best-cars-2024/", f"<h1>Best cars 2024</h1>{SLIDES}<p>From £19,995.</p>"),
        ("/used-cars/2016-honda-accord-48213", f"<h1>404 - page not found</h1>{SLIDES}"),
        ("/new-honda/cr-v/", f"<h1>2025 Honda CR-V</h1><div class=gallery>{SLIDES}</div><p>Starting at $30,100</p>"),
        ("/contact", '<h1>Contact</h1><img src="/map.jpg"><p>Stock enquiries: 0123 456789</p>'),
    ],
    ids=[
        "a model's range of prices",
        "an article",
        "a dealer's own gallery",
        "finance",
        "a sold vehicle",
        "a dated article",
        "a page that is gone",
        "a model",
        "contact",
    ],
)
def test_pages_of_other_kinds(path: str, body: str) -> None:
    found = read(page(body), path)
    assert (found.page_type, found.vehicles, found.detail_urls) == ("other", (), ())


def test_the_title_is_the_vehicles() -> None:
    assert read(page(FACTS), "/used-cars/2016-honda-accord-48213").vehicles[0].identity.title == TITLE


def test_a_new_vehicle_with_no_miles() -> None:
    body = f"<h1>2024 Audi A4</h1><p>£9,620</p><p>0 miles</p><p>Financing starting at £199 per month</p>{SLIDES}"
    assert read(page(body), "/new-cars/audi-a4-70102").page_type == "detail"


def test_facts_and_photos_outweigh_an_address() -> None:
    found = read(page(f'{FACTS}<div class="gallery">{SLIDES}</div>'), "/reviews/2016-honda-accord")
    assert found.page_type == "detail"
