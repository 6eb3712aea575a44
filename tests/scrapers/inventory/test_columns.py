"""A feed's row becomes a vehicle, whatever its columns are called."""

import pytest

from carcls.catalog.sightings import VehicleIdentity
from scrapers.inventory.columns import photo_urls, vehicle_of

FEED = "https://feeds.example/oak.csv"
VIN = "WVWZZZAUZKW900001"
A, B = "https://p.example/a.jpg", "https://p.example/b.jpg"


@pytest.mark.parametrize(
    ("row", "photos"),
    [
        ({"VIN": VIN, "Stock": "S1", "ImageList": f"{A},{B}"}, [A, B]),
        ({"vin": VIN, "Stock #": "S1", "Photo Url List": f"{A}|{B}"}, [A, B]),
        ({"VIN": VIN, "StockNumber": "S1", "Photos": f"{A};{B}", "Photo Count": "2"}, [A, B]),
        ({"Vin": VIN, "stock_no": "S1", "image_1": A, "image_2": B, "image_date": "2026-11-01"}, [A, B]),
        ({"vehicle_id": "S1", "vin": VIN, "image[0].url": A, "image[1].url": B, "image[0].tag[0]": "Front"}, [A, B]),
        ({"id": "S1", "vin": VIN, "image_link": A, "additional_image_link": B, "dealer_logo_image": "x"}, [A, B]),
        (
            {"VIN": VIN, "Stock": "S1", "Pictures": f'["{A}", "{B}"]', "ThumbnailImage": "https://p.example/t.jpg"},
            [A, B],
        ),
        ({"VIN": VIN, "Stock": "S1"}, []),
    ],
    ids=["HomeNet", "vAuto", "semicolons", "numbered", "Meta", "Google", "a list", "no photos"],
)
def test_identity_and_photos(row: dict[str, str], photos: list[str]) -> None:
    vehicle = vehicle_of(row.items(), FEED)
    assert vehicle is not None
    assert vehicle.identity == VehicleIdentity(VIN, "S1", None, None)
    assert [photo.urls[0] for photo in vehicle.photos] == photos
    assert [photo.position for photo in vehicle.photos] == list(range(1, len(photos) + 1))


def test_title_price_and_mileage() -> None:
    row = {"Stock": "S1", "Year": "2019", "Make": "Ford", "Model": "Focus", "Trim": "SE", "Price": "21,500.00 USD"}
    vehicle = vehicle_of({**row, "Odometer": "48,200", "Mileage Unit": "MI", "VDP URL": "/used/1"}.items(), FEED)
    assert vehicle is not None
    assert vehicle.identity == VehicleIdentity(None, "S1", "2019 Ford Focus SE", "https://feeds.example/used/1")
    assert (vehicle.price, vehicle.currency) == (21500.0, "USD")
    assert (vehicle.mileage, vehicle.mileage_unit) == (48200, "mi")


@pytest.mark.parametrize(
    ("row", "identity"),
    [
        ({"vin": "MGB-4711"}, VehicleIdentity(None, "MGB-4711")),
        ({"vin": VIN.lower()}, VehicleIdentity(VIN)),
        (
            {"url": "https://oak.example/1", "title": "A  car"},
            VehicleIdentity(None, None, "A car", "https://oak.example/1"),
        ),
    ],
    ids=["an older serial", "small letters", "a page alone"],
)
def test_identity(row: dict[str, str], identity: VehicleIdentity) -> None:
    vehicle = vehicle_of(row.items(), FEED)
    assert vehicle is not None
    assert vehicle.identity == identity


def test_a_row_of_no_vehicle() -> None:
    assert vehicle_of({"make": "Ford", "photos": A}.items(), FEED) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f"{A},{B}", [A, B]),
        (f"{A} , {B} ", [A, B]),
        (f"{A}\n{B}", [A, B]),
        ("https://p.example/w_9,h_8/a.jpg,https://p.example/b.jpg", ["https://p.example/w_9,h_8/a.jpg", B]),
        ("//p.example/a.jpg|//p.example/b.jpg|", [A, B]),
        ("https://p.example/my car.jpg", ["https://p.example/my%20car.jpg"]),
        ("12", []),
        ("https://p.example", []),
        ("", []),
    ],
)
def test_photo_urls(value: str, expected: list[str]) -> None:
    assert photo_urls(value) == expected
