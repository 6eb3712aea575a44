"""Photos in a page's markup: the vehicle's own, in full size, with the site's words for them."""

import json

import pytest

from scrapers.extract import extract_page
from scrapers.page import PhotoLink

URL = "https://oak.example/used-cars/2019-ford-focus-estate-12345"


def photos(body: str) -> tuple[PhotoLink, ...]:
    page = extract_page(f"<html><body><h1>2019 Ford Focus</h1>{body}</body></html>", URL)
    return page.vehicles[0].photos


def urls(body: str) -> list[str]:
    return [photo.urls[0].removeprefix("https://oak.example") for photo in photos(body)]


@pytest.mark.parametrize(
    ("slide", "expected"),
    [
        ('<img src="/p/a.jpg">', "/p/a.jpg"),
        ('<img src="data:image/gif;base64,AAAA" data-src="/p/a.jpg">', "/p/a.jpg"),
        ('<img src="/placeholder.svg" data-lazy="/p/a.jpg">', "/p/a.jpg"),
        ('<img src="/blank.gif" data-original="/p/a.jpg">', "/p/a.jpg"),
        ('<img src="/p/a-s.jpg" srcset="/p/a-s.jpg 300w, /p/a-b.jpg 900w">', "/p/a-b.jpg"),
        ('<img data-srcset="/p/a-s.jpg 1x, /p/a-b.jpg 2x">', "/p/a-b.jpg"),
        ('<picture><source data-srcset="/p/b.webp 1200w"><img src="/p/b-s.jpg"></picture>', "/p/b.webp"),
        ('<a href="/p/xlarge/a.jpg"><img src="/p/medium/a.jpg"></a>', "/p/xlarge/a.jpg"),
        ('<a href="/p/big.jpg"><img src="/p/77.jpg"></a>', "/p/big.jpg"),
        ('<img src="/p/77.jpg" data-zoom-image="/p/big.jpg">', "/p/big.jpg"),
        ("<div style=\"background-image: url('/p/a.jpg')\"></div>", "/p/a.jpg"),
        ('<li data-thumb="/p/a-80x60.jpg"><img src="/p/a-640x480.jpg"></li>', "/p/a.jpg"),
        ('<img src="/photo/12345">', "/photo/12345"),
    ],
)
def test_wherever_a_slide_keeps_its_photo(slide: str, expected: str) -> None:
    assert urls(f'<div class="gallery">{slide}<img src="/p/z.jpg"></div>') == [expected, "/p/z.jpg"]


def test_renditions_are_one_photo_with_fallbacks() -> None:
    (photo,) = photos('<div class="gallery"><img src="/p/a-300x200.jpg"><img data-src="/p/a-768x512.jpg"></div>')
    assert photo.urls == (
        "https://oak.example/p/a.jpg",
        "https://oak.example/p/a-768x512.jpg",
        "https://oak.example/p/a-300x200.jpg",
    )
    assert (photo.identity, photo.position) == ("oak.example/p/a", 1)


@pytest.mark.parametrize(
    "other",
    [
        '<div class="similar-vehicles"><img src="/p/x.jpg"></div>',
        '<div class="carousel related"><img src="/p/x.jpg"></div>',
        '<section><h2>You may also like</h2><div class="slider"><img src="/p/x.jpg"></div></section>',
        '<div class="gallery"><a href="/used-cars/other-car-99999"><img src="/p/x.jpg"></a></div>',
        '<footer><div class="gallery"><img src="/p/x.jpg"></div></footer>',
        '<nav class="photo-nav"><img src="/p/x.jpg"></nav>',
        '<div class="gallery"><img src="/p/dealer-logo.png"></div>',
        '<img src="/elsewhere/x.jpg">',
        '<div class="team-gallery"><img src="/people/x.jpg"></div>',
    ],
    ids=["class", "class beside a gallery's", "heading", "link to another car", "footer", "nav", "logo", "no gallery",
         "another gallery"],
)  # fmt: skip
def test_what_is_not_the_vehicles_is_left_out(other: str) -> None:
    gallery = '<div class="gallery"><img src="/p/a.jpg"><img src="/p/b.jpg"></div>'
    assert urls(gallery + other) == ["/p/a.jpg", "/p/b.jpg"]


def test_a_photo_with_another_vehicles_vin_is_left_out() -> None:
    own, other = "WVWZZZAUZKW906234", "1GEEH90Y4XU500309"
    car = json.dumps({"@type": "Car", "name": "x", "vehicleIdentificationNumber": own})
    body = f'<script type="application/ld+json">{car}</script>'
    gallery = f'<div class="gallery"><img src="/{own}/1.jpg"><img src="/{other}/1.jpg"></div>'
    assert urls(body + gallery) == [f"/{own}/1.jpg"]


def test_a_makers_photo_is_told_from_a_badge_by_its_caption() -> None:
    own = [f'<img src="/p/77123/{n}.jpg" alt="2024 Fiat 500 photo {n} of 9">' for n in range(1, 9)]
    stock = '<img src="/makers/brochure.jpg" alt="2024 Fiat 500 photo 9 of 9">'
    badge = '<img src="/approved/badge.jpg" alt="Approved">'
    found = urls(f'<div class="gallery">{"".join(own)}{stock}{badge}</div>')
    assert found == [*(f"/p/77123/{n}.jpg" for n in range(1, 9)), "/makers/brochure.jpg"]


def test_without_a_gallery_the_commonest_folder_is_taken() -> None:
    assert urls('<img src="/banner/x.jpg"><p><img src="/cars/1.jpg"></p><p><img src="/cars/2.jpg"></p>') == [
        "/cars/1.jpg",
        "/cars/2.jpg",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<div class="gallery"><section data-tab="Interior"><img src="/p/a.jpg"></section></div>', "Interior"),
        ('<div class="gallery"><img src="/p/a.jpg" data-category="Exterior"></div>', "Exterior"),
        ('<div class="gallery"><div><h3>Cabin</h3><p><img src="/p/a.jpg"></p></div></div>', "Cabin"),
        (
            '<div class="gallery"><figure><img src="/p/a.jpg"><figcaption>Front seats</figcaption></figure></div>',
            "Front seats",
        ),
        (
            '<b id="t">Boot</b><ul class="gallery"><li role="tabpanel" aria-labelledby="t"><img src="/a.jpg"></ul>',
            "Boot",
        ),
        ('<div class="gallery"><img src="/p/a.jpg" data-type="image"></div>', None),
        ('<h2>Photos</h2><div class="gallery"><img src="/p/a.jpg"></div>', None),
    ],
    ids=["a tab", "an attribute", "a heading", "a caption", "a labelled panel", "a word for any photo", "outside"],
)
def test_site_tag(body: str, expected: str | None) -> None:
    assert photos(body)[0].site_tag == expected


def test_a_tab_of_its_own_says_more_than_the_tab_with_all_photos() -> None:
    every = '<div data-tab="All photos"><img src="/p/a.jpg"><img src="/p/b.jpg"></div>'
    some = '<div data-tab="Interior"><img src="/p/b.jpg"></div>'
    assert [photo.site_tag for photo in photos(f'<div class="gallery">{every}{some}</div>')] == [
        "All photos",
        "Interior",
    ]


def test_alt_text() -> None:
    assert photos('<div class="gallery"><a href="/p/a.jpg"><img src="/p/s.jpg" alt="Steering  wheel"></a></div>')[
        0
    ].alt_text == ("Steering wheel")


@pytest.mark.parametrize("name", ["you-may-also-like", "other-vehicles", "dealer-info", "blog-posts", "news"])
def test_pictures_of_others_that_lead_nowhere(name: str) -> None:
    """What a click on them runs is not in the markup."""
    own = [f"/p/12345/{n}.jpg" for n in range(6)]
    slides = "".join(f'<div class="slide"><img src="{one}"></div>' for one in own)
    others = "".join(f'<div onclick="go({n})"><img src="/p/{n}/1.jpg"></div>' for n in range(2))
    assert urls(f'<div class="gallery">{slides}</div><div class="{name}">{others}</div>') == own
