"""The generic rungs on vehicles' pages of further makes: photos in full size and no others, titles, prices."""

import pytest

from scrapers.extract import extract_page
from tests.scrapers.extract import shapes_elsewhere, shapes_of_frameworks, shapes_of_galleries, shapes_of_marketplaces

MADE = shapes_elsewhere.MADE | shapes_of_marketplaces.MADE | shapes_of_frameworks.MADE | shapes_of_galleries.MADE


@pytest.mark.parametrize("name", MADE)
def test_the_vehicles_photos_and_no_others(name: str) -> None:
    made = MADE[name]()
    (vehicle,) = extract_page(made.body, made.url, adapters=False).vehicles
    assert sorted(photo.urls[0] for photo in vehicle.photos) == sorted(made.photos)


@pytest.mark.parametrize("name", MADE)
def test_title_and_price(name: str) -> None:
    made = MADE[name]()
    (vehicle,) = extract_page(made.body, made.url, adapters=False).vehicles
    assert (vehicle.identity.title, vehicle.price) == (made.title, made.price)
