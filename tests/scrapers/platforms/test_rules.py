"""What adapters declare with: paths into JSON, printed numbers, counted pages, marks."""

from __future__ import annotations

import json

import pytest

from scrapers.extract import extract_page
from scrapers.extract.document import Document
from scrapers.page import ApiRequest
from scrapers.platforms import PLATFORMS, detect
from scrapers.platforms.paging import Paging
from scrapers.platforms.paths import find, first
from scrapers.platforms.values import as_currency, as_number, as_text

DATA = {"cars": {"A": {"vin": "1"}, "B": {"vin": "2"}}, "items": [{"key": "vin", "value": "3"}, {"key": "x"}, 4]}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", [DATA]),
        ("cars.*.vin", ["1", "2"]),
        ("**.vin", ["1", "2"]),
        ("items.[key=vin].value", ["3"]),
        ("items.*.value", ["3"]),
        ("cars.C.vin", []),
        ("items.vin", []),
    ],
)
def test_paths(path: str, expected: list[object]) -> None:
    assert list(find(DATA, path)) == expected


def test_the_first_path_with_a_value_counts() -> None:
    assert first({"a": "", "b": None, "c": 0, "d": "x"}, ("a", "b", "d")) == "x"
    assert first({"a": []}, ("a", "z")) is None


def test_a_path_does_not_go_deeper_than_a_page_may() -> None:
    deep: dict[str, object] = {"vin": "1"}
    for _ in range(2000):
        deep = {"a": deep}
    assert list(find(deep, "**.vin")) == []


@pytest.mark.parametrize(
    ("value", "number", "currency"),
    [
        ("$23,795", 23795, "USD"),
        ("€ 34.990", 34990, "EUR"),
        ("12.480,50 EUR", 12480.5, None),
        ("£9'995", 9995, "GBP"),
        ("1 234 567", 1234567, None),
        (8800, 8800, None),
        ("Call us", None, None),
        (True, None, None),
        (0, None, None),
        ("GBP", None, "GBP"),
    ],
)
def test_numbers_as_sites_print_them(value: object, number: float | None, currency: str | None) -> None:
    assert (as_number(value), as_currency(value)) == (number, currency)


@pytest.mark.parametrize(
    ("value", "text"),
    [(["2019 Ford", "Focus"], "2019 Ford Focus"), (" a\n b ", "a b"), (7, "7"), (None, None), ({}, None), ("", None)],
)
def test_texts(value: object, text: str | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("paging", "url", "entries", "total", "pages", "expected"),
    [
        (Paging(parameter="pt"), "/s?x=1", 12, None, 2, "/s?x=1&pt=2"),
        (Paging(parameter="pt"), "/s?pt=2", 12, None, 2, None),
        (Paging(parameter="pt"), "/s", 12, 30, None, "/s?pt=2"),
        (Paging(parameter="pt"), "/s?pt=3", 12, 30, None, None),
        (Paging(parameter="pt"), "/s", 12, None, None, None),
        (Paging(parameter="pt"), "/s", 0, 30, 3, None),
        (Paging(parameter="page", first=0), "/s?page=0", 12, None, 2, "/s?page=1"),
        (Paging(parameter="start", first=0, by_entries=True), "/s?start=18", 18, 40, None, "/s?start=36"),
        (Paging(parameter="start", first=0, by_entries=True), "/s?start=36", 4, 40, None, None),
        (Paging(segment="/page"), "/all/", 20, 45, None, "/all/page2"),
        (Paging(segment="/page"), "/all/page2?view=list", 20, 45, None, "/all/page3?view=list"),
        (Paging(segment="/page"), "/all/page3", 5, 15, None, None),
    ],
)
def test_next_url(
    paging: Paging, url: str, entries: int, total: int | None, pages: int | None, expected: str | None
) -> None:
    assert paging.next_url(url, entries, total, pages) == expected


def test_next_request_of_a_body_that_is_no_json() -> None:
    assert Paging(parameter="page").next_request(ApiRequest("/s", "POST", "page=1"), 5, 9, None) is None


def test_next_request_keeps_what_else_is_posted() -> None:
    request = ApiRequest("/s", "POST", json.dumps({"page": 1, "perPage": 5}), (("x-api-key", "k"),))
    following = Paging(parameter="page").next_request(request, 5, 9, None)
    assert following == ApiRequest("/s", "POST", json.dumps({"page": 2, "perPage": 5}), (("x-api-key", "k"),))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<meta name="generator" content="WordPress 6.1"><img src="/wp-content/uploads/a.jpg">', "WordPress"),
        ('content="WordPress 4.8" /wp-content/uploads/a.jpg <a href="//auto5-srp.jazelc.com/5">', "Jazel"),
        ('content="WordPress 6" /wp-content/uploads/ "https:\\/\\/di.dealerinspire.com\\/a.png"', "Dealer Inspire"),
        ('<img src="https://pictures.dealer.com/o/oak/1x.jpg">', "Dealer.com"),
        ('<img src="https://pictures.dealer.com/o/oak/1x.jpg"><link href="//cdn.dlron.us/a.css">', "DealerOn"),
        ("Our web vendor is Dealer eProcess, we love them", None),
        ("<p>Nothing</p>", None),
    ],
)  # fmt: skip
def test_detection(text: str, name: str | None) -> None:
    platform = detect(Document("https://www.oak.example/", text))
    assert (platform.name if platform else None) == name


def test_marks_are_compared_in_lower_case() -> None:
    for platform in PLATFORMS:
        for mark in (*platform.marks, *platform.hints):
            assert all(one == one.lower() for one in ([mark] if isinstance(mark, str) else mark)), platform.name


def test_names_are_unlike() -> None:
    assert len({platform.name for platform in PLATFORMS}) == len(PLATFORMS)


def test_autorevo_later_sites_say_the_size_in_the_path() -> None:
    photo = "https://cf-img.autorevo.com/2019-ford-focus-5059821/{}/75395-revo.jpg"
    page = extract_page(
        f"""<h1>2019 Ford Focus</h1><div id="main_image"><img src="{photo.format("640x480")}"></div>
        <dl><dd class="vin_value">WVWZZZAUZKW900001</dd><dd class="stock_value">S1</dd></dl>""",
        "https://www.oak.example/inventory/2019-ford-focus/5059821",
    )
    (vehicle,) = page.vehicles
    assert (page.platform, vehicle.photos[0].urls[0]) == ("AutoRevo", photo.format("980x980"))
    assert (vehicle.identity.vin, vehicle.identity.stock_number) == ("WVWZZZAUZKW900001", "S1")


def test_dealer_inspire_photos_by_the_vin_in_their_path() -> None:
    photos = "".join(
        f'<img src="https://vehicle-images.carscommerce.inc/5466/WVWZZZAUZKW90000{n}/a.jpg">' for n in (2, 1)
    )
    page = extract_page(
        f"<h1>2019 Ford Focus</h1><div>{photos}</div>",
        "https://www.oak.example/inventory/used-2019-ford-focus-wvwzzzauzkw900001/",
    )
    (vehicle,) = page.vehicles
    assert vehicle.identity.vin == "WVWZZZAUZKW900001"
    assert [photo.urls[0] for photo in vehicle.photos] == [
        "https://vehicle-images.carscommerce.inc/5466/WVWZZZAUZKW900001/a.jpg"
    ]
