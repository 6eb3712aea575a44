"""Which pictures of a vehicle's page are its photos: sliders, stills of videos, people, lists in state side by side."""

from __future__ import annotations

import json

import pytest

from scrapers.extract import extract_page
from tests.scrapers.extract.test_html import DETAIL, VIN, json_ld


def test_videos_and_salesmen_are_no_photos() -> None:
    slides = "".join(f'<div class="slide"><img src="/p/{n}.jpg"></div>' for n in range(1, 5))
    video = '<a href="#" data-src="https://youtube.com/watch?v=x"><img src="/p/tour.jpg"></a>'
    still = '<a href="#" data-video="https://film.example/7"><img src="/p/poster.jpg"></a>'
    person = '<div class="enquiry__person"><img src="/p/hugo.jpg" alt="Hugo"></div>'
    body = f'<h1>2019 Golf</h1><p>£9,000</p><div class="gallery">{slides}{video}{still}</div>{person}'
    (vehicle,) = extract_page(body, DETAIL).vehicles
    assert [photo.urls[0] for photo in vehicle.photos] == [f"https://oak.example/p/{n}.jpg" for n in range(1, 5)]


@pytest.mark.parametrize(
    "attribute", ['data-video="false"', 'data-video="none"', 'data-caption="See https://youtube.com/oak"', "data-video"]
)
def test_photos_that_only_mention_videos(attribute: str) -> None:
    photos = "".join(f'<a href="/p/{n}.jpg" {attribute}><img src="/p/t{n}.jpg"></a>' for n in range(1, 5))
    (vehicle,) = extract_page(f'<h1>2019 Golf</h1><p>£9,000</p><div class="gallery">{photos}</div>', DETAIL).vehicles
    assert len(vehicle.photos) == 4


def test_a_slider_that_makes_its_pictures_of_links() -> None:
    """Fotorama's, of a store whose addresses have no extension."""
    stored = [f"https://ireland.apollo.olxcdn.com/v1/files/a{n}/image" for n in range(1, 5)]
    slides = "".join(
        f'<a href="{one};s=1280x1024" data-full="{one};s=1920x1280" data-thumb="{one};s=148x110"></a>' for one in stored
    )
    body = f'<h1>2019 Golf</h1><p>£9,000</p><div class="fotorama">{slides}</div>'
    (vehicle,) = extract_page(body, DETAIL).vehicles
    assert [photo.urls[:2] for photo in vehicle.photos] == [(one, f"{one};s=1920x1280") for one in stored]


def test_a_vehicle_whose_page_names_a_rate() -> None:
    data = {"@type": "Car", "name": "2024 Jeep", "vehicleIdentificationNumber": VIN, "offers": {"price": 41990}}
    slides = "".join(f'<div class="slide"><img src="/p/{n}.jpg"></div>' for n in range(1, 6))
    body = f'{json_ld(data)}<h1>2024 Jeep</h1><div class="gallery">{slides}</div><p>Lease starting at $299/mo</p>'
    (vehicle,) = extract_page(body, "https://oak.example/inventory/new-2024-jeep-4711").vehicles
    assert len(vehicle.photos) == 5


@pytest.mark.parametrize(
    "state",
    [
        {
            "photosByCar": {
                "golf-a": ["/p/a1.jpg", "/p/a2.jpg", "/p/a3.jpg"],
                "polo-b": ["/p/b1.jpg", "/p/b2.jpg", "/p/b3.jpg"],
            }
        },
        {
            "page": {
                "images": [f"/p/a{n}.jpg" for n in range(1, 5)],
                "dealerImages": [f"/p/b{n}.jpg" for n in range(1, 5)],
            }
        },
    ],
    ids=["by vehicle", "the dealer's"],
)
def test_lists_of_others_beside_the_one_that_is_shown(state: object) -> None:
    slides = "".join(f'<div class="slide"><img src="/p/a{n}.jpg"></div>' for n in range(1, 5))
    script = f'<script type="application/json">{json.dumps(state)}</script>'
    body = f'<h1>2019 Golf</h1><p>£9,000</p><div class="gallery">{slides}</div>{script}'
    (vehicle,) = extract_page(body, DETAIL).vehicles
    assert [photo.urls[0] for photo in vehicle.photos] == [f"https://oak.example/p/a{n}.jpg" for n in range(1, 5)]


def test_a_list_beside_the_one_that_is_shown() -> None:
    outside, inside, seats = ([f"/p/{kind}{n}.jpg" for n in range(1, 5)] for kind in ("a", "b", "c"))
    state = {"page": {"exteriorImages": outside, "interiorImages": inside}, "banners": {"images": seats}}
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in outside)
    script = f'<script type="application/json">{json.dumps(state)}</script>'
    body = f'<h1>2019 Golf</h1><p>£9,000</p><div class="gallery">{slides}</div>{script}'
    (vehicle,) = extract_page(body, DETAIL).vehicles
    assert [photo.urls[0] for photo in vehicle.photos] == [f"https://oak.example{one}" for one in outside + inside]
