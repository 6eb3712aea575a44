"""The generic rungs on pages of many makes: the vehicle's photos in full size, and nothing else on the page."""

import pytest

from scrapers.extract import extract_page
from scrapers.page import Page
from tests.scrapers.extract.shapes import HOST, SHAPES, TITLE, URL, VIN

BARE = f"{HOST}/view"  # an address that says nothing of a vehicle


def read(name: str, url: str = URL) -> tuple[Page, list[str]]:
    body, expected = SHAPES[name]()
    return extract_page(body, url, adapters=False), expected


@pytest.mark.parametrize("name", SHAPES)
def test_the_vehicles_photos_and_no_others(name: str) -> None:
    page, expected = read(name)
    assert [photo.urls[0] for photo in page.vehicles[0].photos] == expected


@pytest.mark.parametrize("name", SHAPES)
def test_whose_they_are(name: str) -> None:
    (vehicle,) = read(name)[0].vehicles
    assert (vehicle.identity.vin, vehicle.identity.stock_number, vehicle.identity.title) == (VIN, "48213", TITLE)
    assert (vehicle.price, vehicle.currency, vehicle.mileage, vehicle.mileage_unit) == (14995.0, "USD", 61204, "mi")


@pytest.mark.parametrize(
    "name", sorted(SHAPES.keys() - {"thumbnail_table", "viewer_pages", "photos_below_the_vehicles_page"})
)
def test_an_address_that_says_nothing(name: str) -> None:
    page, expected = read(name, BARE)
    assert [photo.urls[0] for photo in page.vehicles[0].photos] == expected
