"""HTML pages: what kind they are, whose they are, and where they lead."""

import json

import pytest

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract import extract_page

VIN = "WVWZZZAUZKW906234"
DETAIL = "https://oak.example/vehicle/2019-vw-golf/"


def json_ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


CAR = {
    "@context": "https://schema.org",
    "@type": "Car",
    "name": "2019 VW Golf",
    "vehicleIdentificationNumber": VIN,
    "sku": "OA77",
    "image": "https://oak.exampleArray",
}


@pytest.mark.parametrize(
    "data",
    [CAR, {"@graph": [{"@type": "Organization", "name": "Oak"}, CAR]}, [CAR], {"@type": ["Vehicle", "Product"], **CAR}],
    ids=["plain", "graph", "list", "two types"],
)
def test_identity_from_json_ld(data: object) -> None:
    page = extract_page(json_ld(data), DETAIL)
    assert page.page_type == "detail"
    assert page.vehicles[0].identity == VehicleIdentity(VIN, "OA77", "2019 VW Golf", DETAIL)


def test_identity_from_microdata() -> None:
    properties = f'<b itemprop="name">Golf</b><i itemprop="vehicleIdentificationNumber">{VIN}</i>'
    body = f'<div itemscope itemtype="http://schema.org/Car">{properties}</div>'
    assert extract_page(body, DETAIL).vehicles[0].identity == VehicleIdentity(VIN, None, "Golf", DETAIL)


def test_a_broken_json_ld_does_not_silence_the_next() -> None:
    body = '<script type="application/ld+json">{"@type": "Car", </script>' + json_ld(CAR)
    assert extract_page(body, DETAIL).vehicles[0].identity.vin == VIN


def test_an_older_serial_is_kept_as_stock_number() -> None:
    body = json_ld({"@type": "Car", "name": "1956 Ford", "vehicleIdentificationNumber": "P6FH233347"})
    assert extract_page(body, DETAIL).vehicles[0].identity == VehicleIdentity(None, "P6FH233347", "1956 Ford", DETAIL)


@pytest.mark.parametrize(
    ("text", "vin", "serial"),
    [("VIN: P6FH233347", None, "P6FH233347"), (f"VIN: {VIN}", VIN, None), (f"Serial: 77123 VIN: {VIN}", VIN, None)],
)
def test_what_a_page_calls_a_vin_and_is_none_is_told_apart(text: str, vin: str | None, serial: str | None) -> None:
    (vehicle,) = extract_page(f"<h1>1956 Ford</h1><p>{text}</p><p>$9,000</p>", DETAIL).vehicles
    assert (vehicle.identity.vin, vehicle.serial) == (vin, serial)


@pytest.mark.parametrize(
    ("printed", "stock"), [("Stock #: KB2207", "KB2207"), ("", "8c0f3ad1b2de4f8a91a5c62ce19d05b1")]
)
def test_a_databases_own_number_gives_way_to_a_printed_one(printed: str, stock: str) -> None:
    data = {"@type": "Car", "name": "Golf", "sku": "8c0f3ad1b2de4f8a91a5c62ce19d05b1"}
    (vehicle,) = extract_page(f"{json_ld(data)}<h1>Golf</h1><p>{printed}</p>", DETAIL).vehicles
    assert vehicle.identity.stock_number == stock


def test_what_follows_the_pages_end_is_of_the_page() -> None:
    body = (
        '<html><body><h1>2019 Golf</h1></body></html><div class="gallery"><img src="/a1.jpg"><img src="/a2.jpg"></div>'
    )
    (vehicle,) = extract_page(body + "<p>Stock #: A7</p>", DETAIL).vehicles
    assert (vehicle.identity.stock_number, len(vehicle.photos)) == ("A7", 2)


def test_a_range_of_prices_of_a_vehicle_with_a_number() -> None:
    data = {
        "@type": "Car",
        "name": "2019 VW Golf",
        "offers": {"@type": "AggregateOffer", "lowPrice": 8990, "highPrice": 9990},
    }
    (vehicle,) = extract_page(f"{json_ld(data)}<h1>2019 VW Golf</h1><p>Stock #: KB2207</p>", DETAIL).vehicles
    assert vehicle.identity.stock_number == "KB2207"


def test_json_ld_images_are_the_last_resort() -> None:
    body = json_ld({**CAR, "image": ["https://oak.example/p/1.jpg", {"url": "/p/2.jpg"}, "https://oak.exampleArray"]})
    assert [photo.urls[0] for photo in extract_page(body, DETAIL).vehicles[0].photos] == [
        "https://oak.example/p/1.jpg",
        "https://oak.example/p/2.jpg",
    ]


STATE = {
    "vehicle": {
        "vin": VIN,
        "stockNumber": "HA1",
        "title": "Golf",
        "photos": [
            {
                "category": "Exterior",
                "template": "/i/{resize}/1.jpg",
                "thumbnail": "/i/w320/1.jpg",
                "large": "/i/1.jpg",
            },
            {"category": None, "thumbnail": "/i/w320/2.jpg"},
        ],
    },
    "similarVehicles": [
        {"vin": "1GEEH90Y4XU500309", "title": "Other", "url": "/cars/other", "photos": ["/i/9.jpg", "/i/8.jpg"]}
    ],
}


@pytest.mark.parametrize(
    "script",
    [
        "<script>window.__STATE__ = %s;</script>",
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": %s}}</script>',
        "<script>hydrate(%s)</script>",
    ],
    ids=["assigned", "typed", "an argument"],
)
def test_photos_from_state_are_the_vehicles_own(script: str) -> None:
    page = extract_page(script % json.dumps(STATE), DETAIL)
    assert page.page_type == "detail"
    assert page.vehicles[0].identity == VehicleIdentity(VIN, "HA1", "Golf", DETAIL)
    assert [(photo.urls, photo.site_tag) for photo in page.vehicles[0].photos] == [
        (("https://oak.example/i/1.jpg", "https://oak.example/i/w320/1.jpg"), "Exterior"),
        (("https://oak.example/i/2.jpg", "https://oak.example/i/w320/2.jpg"), None),
    ]


def test_state_in_a_string() -> None:
    script = f"<script>var s = JSON.parse({json.dumps(json.dumps(STATE))});</script>"
    assert len(extract_page(script, DETAIL).vehicles[0].photos) == 2


def test_a_listing_leads_to_vehicles_and_to_the_next_page() -> None:
    body = """<nav><a href="/about">About</a><a href="/inventory/">Inventory</a></nav>
        <a href="/inventory/?make=ford">Ford</a><a href="/inventory/?sort=price">Cheapest</a>
        <div class="card"><a href="/vehicle/2019-vw-golf-oa77/"><img src="/t/1.jpg"></a></div>
        <div class="card"><a href="/vehicle/2020-vw-polo-oa78/">2020 VW Polo</a></div>
        <a href="https://facebook.example/vehicle/2020-vw-polo-oa78/">Share</a>
        <a href="/inventory/?page=1">1</a><a href="/inventory/?page=2">2</a><a href="/inventory/?page=3">3</a>"""
    page = extract_page(body, "https://oak.example/inventory/")
    assert page.page_type == "listing"
    assert page.detail_urls == (
        "https://oak.example/vehicle/2019-vw-golf-oa77/",
        "https://oak.example/vehicle/2020-vw-polo-oa78/",
    )
    assert page.next_url == "https://oak.example/inventory/?page=2"
    assert page.vehicles == ()


def test_a_listing_knows_its_vehicles_from_state() -> None:
    state = {"listing": {"vehicles": [{"vin": VIN, "title": "Golf", "url": "/c/1", "thumbnail": "/i/w320/1.jpg"}] * 2}}
    page = extract_page(f"<script>window.S = {json.dumps(state)}</script>", "https://oak.example/cars")
    assert page.details == {"https://oak.example/c/1": VehicleIdentity(VIN, None, "Golf", "https://oak.example/c/1")}


def test_a_listing_knows_its_vehicles_from_json_ld() -> None:
    entries = [
        {"@type": "ListItem", "position": n, "url": f"https://oak.example/c/{n}", "name": f"Car {n}"} for n in (1, 2)
    ]
    page = extract_page(json_ld({"@type": "ItemList", "itemListElement": entries}), "https://oak.example/cars")
    assert page.detail_urls == ("https://oak.example/c/1", "https://oak.example/c/2")


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ('<link rel="next" href="/cars?page=2">', "/cars?page=2"),
        ('<a rel="next nofollow" href="/cars/page/2">2</a>', "/cars/page/2"),
        ('<a href="/cars?start=8">Next page</a>', "/cars?start=8"),
        ('<a href="/cars?start=8" aria-label="Next">›</a>', "/cars?start=8"),
        ('<a href="?p=2">2</a><a href="?p=3">3</a>', "/cars?p=2"),
        ('<a href="?offset=20">2</a><a href="?offset=40">3</a>', "/cars?offset=20"),
        ('<a href="/cars/page/2/">2</a><a href="/cars/page/3/">3</a>', "/cars/page/2/"),
        ('<a href="/cars/page2">2</a>', "/cars/page2"),
        ('<a href="/vans/page2">2</a>', None),
        ('<a href="/cars?page=7">7</a>', None),
        ('<a href="/news?page=2">2</a>', None),
        ('<a href="https://elm.example/cars?page=2">Next</a>', None),
        ("", None),
    ],
)
def test_next_page(links: str, expected: str | None) -> None:
    body = '<div><a href="/vehicle/2019-vw-golf-oa77/"><img src="/t/1.jpg"></a></div>' + links
    page = extract_page(body, "https://oak.example/cars")
    assert page.next_url == (f"https://oak.example{expected}" if expected else None)


def test_the_last_page_has_no_next() -> None:
    body = '<a href="/vehicle/2019-vw-golf-oa77/"><img src="/1.jpg"></a><a href="?page=1">1</a><a href="?page=2">2</a>'
    assert extract_page(body, "https://oak.example/cars?page=2").next_url is None


def test_a_home_page_leads_to_lists() -> None:
    body = """<a href="/used-cars">Used</a><a href="/new-inventory/index.htm">New</a>
        <a href="/used-cars?make=vw">VW</a><a href="/contact">Contact</a>"""
    page = extract_page(body, "https://oak.example/")
    assert page.listing_urls == ("https://oak.example/used-cars", "https://oak.example/new-inventory/index.htm")


def test_a_shell_leads_to_its_json() -> None:
    body = """<title>Golf</title><div id="app" data-inventory="/api/v2/inventory/search"></div>
        <link rel="alternate" type="application/json" href="/api/vehicle/1">
        <script>window.inventoryApi = "/api/inventory"; load("/static/inventory-api.js")</script>"""
    page = extract_page(body, "https://oak.example/vehicles/WVWZZZAUZKW906234")
    assert tuple(api.url for api in page.api_requests) == (
        "https://oak.example/api/vehicle/1",
        "https://oak.example/api/inventory",
        "https://oak.example/api/v2/inventory/search",
    )
    assert page.vehicles == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"\x00\x01\x02", b"{not json", b"<html>", "<p>Ünïcode".encode("utf-16")],
    ids=["empty", "blank", "binary", "half JSON", "half HTML", "another encoding"],
)
def test_anything_else_is_a_page_without_vehicles(body: bytes) -> None:
    page = extract_page(body, "https://oak.example/")
    assert (page.page_type, page.vehicles, page.detail_urls) == ("other", (), ())


def test_text_is_decoded_as_the_page_declares() -> None:
    body = '<meta charset="iso-8859-1"><h1>Citroën</h1>'.encode("latin-1")
    url = "https://oak.example/used/2019-citroen-c3-12345"
    assert extract_page(body, url).vehicles[0].identity.title == "Citroën"
