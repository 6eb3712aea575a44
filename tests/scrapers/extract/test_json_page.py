"""JSON inventory: vehicles by structure alone, and the documents that follow."""

import json

import pytest

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract import extract_page

VIN = "WVWZZZAUZKW906234"


def test_one_vehicle_with_its_photos() -> None:
    data = {"vin": VIN, "stock": "SU1", "title": "Golf", "url": "/vehicles/1",
            "images": [{"uri": "/p/1.jpg", "thumbnail": "/p/1.jpg?w=320"}, {"uri": "/p/2.jpg"}]}  # fmt: skip
    page = extract_page(json.dumps(data), "https://oak.example/api/vehicle/1")
    assert page.page_type == "detail"
    (vehicle,) = page.vehicles
    assert vehicle.identity == VehicleIdentity(VIN, "SU1", "Golf", "https://oak.example/vehicles/1")
    assert [photo.urls[0] for photo in vehicle.photos] == ["https://oak.example/p/1.jpg", "https://oak.example/p/2.jpg"]


@pytest.mark.parametrize(
    "photos",
    [
        {"photos": ["/p/1.jpg", "/p/2.jpg"]},
        {"media": {"images": [{"href": "/p/1.jpg"}, {"href": "/p/2.jpg"}]}},
        {"images": [{"sizes": [{"width": 90, "url": "/p/s1.jpg"}, {"width": 900, "url": "/p/1.jpg"}]}, "/p/2.jpg"]},
        {"gallery": {"interior": ["/p/1.jpg"], "exterior": ["/p/2.jpg"]}},
        {"pictures": [{"small": "/p/1-s.jpg", "original": "/p/1.jpg"}, {"small": "/p/2-s.jpg", "full": "/p/2.jpg"}]},
        {"fotos": [{"url_md": f"/p/m{n}.jpg", "url": f"/p/{n}.jpg", "miniatura": f"/p/s{n}.jpg"} for n in (1, 2)]},
    ],
    ids=["texts", "objects", "sizes", "by category", "named renditions", "a middle one beside the plain"],
)
def test_lists_of_photos_of_any_shape(photos: dict[str, object]) -> None:
    page = extract_page(json.dumps({"vehicle": {"vin": VIN, **photos}}), "https://oak.example/api/1")
    assert [photo.urls[0] for photo in page.vehicles[0].photos] == [
        "https://oak.example/p/1.jpg",
        "https://oak.example/p/2.jpg",
    ]


@pytest.mark.parametrize(
    ("photo", "tag", "alt"),
    [
        ({"category": "Interior"}, "Interior", None),
        ({"type": "image", "label": "Boot"}, "Boot", None),
        ({"tags": ["seat", "leather"]}, "seat, leather", None),
        ({"classification": {"label": "Exterior"}}, "Exterior", None),
        ({"caption": "Front seats"}, None, "Front seats"),
        ({"category": 3}, None, None),
    ],
)
def test_the_sites_own_words(photo: dict[str, object], tag: str | None, alt: str | None) -> None:
    data = {"vin": VIN, "photos": [{"url": "/p/1.jpg", **photo}]}
    (found,) = extract_page(json.dumps(data), "https://oak.example/api/1").vehicles[0].photos
    assert (found.site_tag, found.alt_text) == (tag, alt)


def test_a_folder_of_photos_tags_them() -> None:
    data = {"vin": VIN, "photos": {"interior": ["/p/1.jpg"], "exterior": ["/p/2.jpg"]}}
    photos = extract_page(json.dumps(data), "https://oak.example/api/1").vehicles[0].photos
    assert [photo.site_tag for photo in photos] == ["interior", "exterior"]


def test_photos_beside_the_vehicle_are_its_own() -> None:
    data = {"vehicle": {"vin": VIN}, "photos": ["/p/1.jpg"], "similar": [{"vin": "1GEEH90Y4XU500309", "title": "x"}]}
    (vehicle,) = extract_page(json.dumps(data), "https://oak.example/api/1").vehicles
    assert (vehicle.identity.vin, len(vehicle.photos)) == (VIN, 1)


def test_a_list_with_photos_is_vehicles_and_one_without_leads_to_them() -> None:
    other = "1GEEH90Y4XU500309"
    data = {
        "vehicles": [
            {"vin": VIN, "photos": ["/p/1.jpg"]},
            {"vin": other, "url": "/v/2", "api": "/api/2", "thumbnail": "/t.jpg"},
        ]
    }
    page = extract_page(json.dumps(data), "https://oak.example/api/inventory")
    assert [vehicle.identity.vin for vehicle in page.vehicles] == [VIN]
    assert page.details == {"https://oak.example/api/2": VehicleIdentity(other, None, None, "https://oak.example/v/2")}


CARS = [{"vin": VIN, "url": "/v/1"}, {"vin": "1GEEH90Y4XU500309", "url": "/v/2"}]


@pytest.mark.parametrize(
    ("url", "more", "expected"),
    [
        ("/api?page=1", {"page": 1, "pages": 3}, "/api?page=2"),
        ("/api", {"page": 1, "pages": 3}, "/api?page=2"),
        ("/api?page=3", {"page": 3, "pages": 3}, None),
        ("/api", {"pagination": {"currentPage": 1, "totalPages": 2}}, "/api?page=2"),
        ("/api?make=vw", {"next": "/api?make=vw&page=2"}, "/api?make=vw&page=2"),
        ("/api", {"links": {"next": {"href": "/api?page=2"}}}, "/api?page=2"),
        ("/api?start=0", {"pageInfo": {"totalCount": 5}}, "/api?start=2"),
        ("/api?start=4", {"totalCount": 5}, None),
        ("/api?page=2", {"total": 4}, None),
        ("/api?page=1", {"total": 4}, "/api?page=2"),
        ("/api", {}, None),
    ],
)
def test_the_following_document(url: str, more: dict[str, object], expected: str | None) -> None:
    page = extract_page(json.dumps({"vehicles": CARS, **more}), f"https://oak.example{url}")
    assert page.next_url == (f"https://oak.example{expected}" if expected else None)


def test_a_document_without_vehicles() -> None:
    page = extract_page(
        '{"menu": [{"name": "Home", "url": "/"}], "images": ["/a.jpg", "/b.jpg"]}', "https://oak.example/"
    )
    assert (page.page_type, page.vehicles, page.detail_urls) == ("other", (), ())


CARD = {"VehicleVin": VIN, "VehicleStockNumber": "P7", "VehicleName": "Golf", "VehicleDetailUrl": "/used-golf-7",
        "VehicleInternetPrice": 9000}  # fmt: skip
ADVERT = {
    "itemId": "m7",
    "title": "Volkswagen Golf 1.0",
    "vipUrl": "/v/auto-s/m7-volkswagen-golf",
    "attributes": [
        {"key": "constructionYear", "value": "2014"},
        {"key": "mileage", "value": "38.000 km"},
        {"key": "fuel", "values": ["petrol"]},
    ],
}


@pytest.mark.parametrize(
    ("entry", "page"),
    [(CARD, "/used-golf-7"), (ADVERT, "/v/auto-s/m7-volkswagen-golf")],
    ids=["one word before each key", "attributes in pairs"],
)
def test_entries_as_platforms_name_them(entry: dict[str, object], page: str) -> None:
    text = json.dumps([entry])
    data = {"totalResultCount": 40, "items": [json.loads(text.replace("7", str(n)))[0] for n in (7, 8, 9)]}
    found = extract_page(json.dumps(data), "https://oak.example/api/search?offset=0", adapters=False)
    assert list(found.detail_urls) == [f"https://oak.example{page.replace('7', str(n))}" for n in (7, 8, 9)]
    assert (found.total, found.next_url) == (40, "https://oak.example/api/search?offset=3")


ENTRIES = [{"vin": f"WVWZZZAUZKW90623{n}", "title": "Golf", "url": f"/cars/{n}"} for n in range(4)]


@pytest.mark.parametrize(
    ("photos", "stated", "are_all"), [(2, None, False), (6, 35, False), (6, 7, True), (6, 6, True), (6, None, True)]
)
def test_a_few_photos_of_each_vehicle_are_not_all(photos: int, stated: int | str | None, are_all: bool) -> None:
    entries = [
        {**one, "images": [f"/p/{number}/{n}.jpg" for n in range(photos)], "image_count": stated}
        for number, one in enumerate(ENTRIES)
    ]
    page = extract_page(json.dumps({"results": entries}), "https://oak.example/api/search", adapters=False)
    assert (len(page.vehicles), len(page.detail_urls)) == ((4, 0) if are_all else (0, 4))


def test_the_filters_of_a_search_are_no_vehicle() -> None:
    filters = [
        {"name": name, "values": [value]} for name, value in (("make", "audi"), ("model", "a4"), ("year", "2019"))
    ]
    data = {"selectedFilters": filters, "banners": ["/b/1.jpg", "/b/2.jpg"], "results": ENTRIES}
    page = extract_page(json.dumps(data), "https://oak.example/api/search", adapters=False)
    assert (page.page_type, len(page.detail_urls)) == ("listing", 4)


def test_a_dealers_name_is_not_the_vehicles() -> None:
    dealer = {f"dealer{key}": "Oak" for key in ("Name", "Url", "City", "State", "Zip", "Phone", "Id", "Fax")}
    data = {"results": [{"vin": one["vin"], "make": "VW", "model": "Golf", "price": 9000, **dealer} for one in ENTRIES]}
    page = extract_page(json.dumps(data), "https://oak.example/api/search", adapters=False)
    assert not page.detail_urls


@pytest.mark.parametrize("target", ["#7", "/api/search", "/inventory/"])
def test_vehicles_without_a_page_of_their_own_keep_their_photos(target: str) -> None:
    entries = [{**one, "url": target, "images": [f"/p/{n}/1.jpg", f"/p/{n}/2.jpg"]} for n, one in enumerate(ENTRIES)]
    page = extract_page(json.dumps({"results": entries}), "https://oak.example/api/search", adapters=False)
    assert [len(vehicle.photos) for vehicle in page.vehicles] == [2, 2, 2, 2]
