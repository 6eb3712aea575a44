"""Inventory APIs: what a page asks for, what an answer says, and what is asked for next."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scrapers.extract import extract_page
from scrapers.page import ApiRequest, Page
from tests.scrapers.platforms.shops import dealer_com, dealer_inspire
from tests.scrapers.platforms.shops.shop import html, price, script, vin

SITE = "https://www.oak.example"


def read(data: Any, request: ApiRequest) -> Page:
    return extract_page(json.dumps(data), request.url, request=request)


def test_dealer_com_posts_what_its_page_would() -> None:
    shop = dealer_com("https://", SITE)
    (request,) = extract_page(shop.pages[shop.start], SITE + shop.start).api_requests
    assert (request.method, request.url) == ("POST", f"{SITE}/api/widget/ws-inv-data/getInventory")
    assert json.loads(request.body or "")["siteId"] == "oak"
    assert request.headers == (("Content-Type", "application/json"),)


def test_dealer_com_pages_by_the_number_of_vehicles() -> None:
    shop = dealer_com("https://", SITE)
    (answer,) = shop.posts.values()
    (first,) = extract_page(shop.pages[shop.start], SITE + shop.start).api_requests
    page = read(answer(json.loads(first.body or "")), first)
    assert (page.platform, page.total, page.detail_urls) == ("Dealer.com", 2, (SITE + shop.details[0],))
    assert page.details[SITE + shop.details[0]].vin == vin(1)
    (second,) = page.api_requests
    assert json.loads(second.body or "")["inventoryParameters"] == {"start": ["1"]}
    last = read(answer(json.loads(second.body or "")), second)
    assert (last.detail_urls, last.api_requests) == ((SITE + shop.details[1],), ())


def test_dealer_com_without_a_written_request_is_asked_by_its_site() -> None:
    state = script("DDC.dataLayer['site']", {"siteId": "oak"})
    (request,) = extract_page(html(state), f"{SITE}/used-inventory/index.htm").api_requests
    body = json.loads(request.body or "")
    assert (body["siteId"], body["pageAlias"]) == ("oak", "INVENTORY_LISTING_DEFAULT_AUTO_USED")


def test_dealer_com_photos_beside_a_vehicle_without_any() -> None:
    state = {"vehicle": {"vin": vin(1)}, "media": {"images": [{"src": "https://pictures.dealer.com/o/oak/1x.jpg"}]}}
    page = extract_page(html(script("DDC.WS.state['ws-vehicle-media']['m1']", state)), f"{SITE}/used/Ford/2019-x.htm")
    (vehicle,) = page.vehicles
    assert (vehicle.identity.vin, vehicle.photos[0].urls[0]) == (vin(1), "https://pictures.dealer.com/o/oak/1x.jpg")


def test_dealer_com_older_sites_are_asked_with_get() -> None:
    path = "/apis/widget/INVENTORY_LISTING_DEFAULT_AUTO_USED:inventory-data-bus1/getInventory?start=0"
    page = extract_page(
        html(f'<script>DDC.dataLayer = {{}}; load("{path}")</script>'), f"{SITE}/used-inventory/index.htm"
    )
    assert page.api_requests == (ApiRequest(SITE + path),)


CARD = {"VehicleVin": vin(1), "VehicleStockNumber": "S1", "VehicleDetailUrl": f"{SITE}/used-2019-Ford-Focus-{vin(1)}",
        "VehicleYear": "2019", "VehicleMake": "Ford", "VehicleModel": "Focus"}  # fmt: skip


def test_dealeron_asks_the_service_that_its_tagging_names() -> None:
    tagging = (
        '<script id="dealeron_tagging_data" type="application/json">{"dealerId":"27824","pageId":2918791}</script>'
    )
    (request,) = extract_page(html(tagging), f"{SITE}/searchused.aspx").api_requests
    assert request.url == (
        f"{SITE}/api/vhcliaa/vehicle-pages/cosmos/srp/vehicles/27824/2918791?host=www.oak.example&pn=48&pt=1"
    )


@pytest.mark.parametrize(("here", "following"), [(1, 2), (2, None)])
def test_dealeron_pages_to_the_last(here: int, following: int | None) -> None:
    url = f"{SITE}/api/vhcliaa/vehicle-pages/cosmos/srp/vehicles/1/2?pn=48&pt="
    data = {
        "Paging": {"PaginationDataModel": {"TotalPages": 2}},
        "DisplayCards": [{"IsAdCard": True}, {"VehicleCard": CARD}],
    }
    page = extract_page(json.dumps(data), f"{url}{here}")
    assert (page.platform, page.detail_urls) == ("DealerOn", (CARD["VehicleDetailUrl"],))
    assert page.next_url == (f"{url}{following}" if following else None)


def test_dealer_inspire_searches_with_the_keys_of_its_page() -> None:
    shop = dealer_inspire("https://", SITE)
    (answer,) = shop.posts.values()
    (first,) = extract_page(shop.pages[shop.start], SITE + shop.start).api_requests
    assert dict(first.headers)["x-api-key"] == "public"
    page = read(answer(json.loads(first.body or "")) | {"_": "carscommerce.inc"}, first)
    assert [photo.urls[0] for photo in page.vehicles[0].photos] == shop.photos[1]
    assert (page.vehicles[0].price, page.vehicles[0].mileage, page.vehicles[0].mileage_unit) == (price(1), 81, "mi")


def test_dealer_inspire_on_algolia() -> None:
    settings = {"appId": "OAK", "apiKeySearch": "public", "inventoryIndex": "oak_production_inventory"}
    (first,) = extract_page(html(script("var inventoryLightningSettings", settings)), f"{SITE}/used/").api_requests
    assert first.url == "https://oak-dsn.algolia.net/1/indexes/oak_production_inventory/query"
    assert dict(first.headers)["X-Algolia-API-Key"] == "public"
    hit = {"vin": vin(1), "stock": "S1", "link": f"{SITE}/inventory/used-2019-ford-focus/", "our_price": price(1),
           "thumbnail": "https://vehicle-images.dealerinspire.com/1/thumb.jpg"}  # fmt: skip
    page = read({"hits": [hit], "page": 0, "nbPages": 2, "nbHits": 2}, first)
    assert page.detail_urls == (hit["link"],)
    assert json.loads(page.api_requests[0].body or "")["page"] == 1
    assert read({"hits": [hit], "page": 1, "nbPages": 2, "nbHits": 2}, page.api_requests[0]).api_requests == ()


def test_dealer_inspire_without_keys_leads_to_its_sitemap() -> None:
    page = extract_page(html('<link href="https://x.dealerinspire.com/a.css">'), f"{SITE}/")
    assert page.sitemap_urls == (f"{SITE}/dealer-inspire-inventory/inventory_sitemap",)


def test_team_velocity_reads_both_feeds() -> None:
    page = extract_page(html('<script>var inventoryApiBaseUrl = "/api";</script>'), f"{SITE}/inventory/used")
    assert [request.url for request in page.api_requests] == [
        f"{SITE}/inventory-used.json",
        f"{SITE}/inventory-new.json",
    ]


def test_team_velocity_feed_by_pages() -> None:
    entry = {"vin": vin(1), "stockNumber": "S1", "imageUrls": None, "vdpUrl": f"/viewdetails/used/{vin(1)}/focus"}
    data = {"totalVehicles": 2, "totalPages": 2, "nextPage": 2, "pageSize": 1, "vehicles": [entry]}
    page = extract_page(json.dumps(data), f"{SITE}/inventory-used.json")
    assert (page.total, page.detail_urls) == (2, (f"{SITE}{entry['vdpUrl']}",))
    assert page.next_url == f"{SITE}/inventory-used.json?page=2"
    assert extract_page(json.dumps(data), page.next_url).next_url is None


def test_team_velocity_feed_without_addresses() -> None:
    data = {"totalVehicles": 1, "nextPage": None, "vehicles": [{"vin": vin(1), "type": "used", "vdpUrl": ""}]}
    assert extract_page(json.dumps(data), f"{SITE}/inventory-used.json").detail_urls == (
        f"{SITE}/viewdetails/used/{vin(1)}",
    )


def vtp() -> dict[str, Any]:
    def image(host: str, name: str) -> dict[str, Any]:
        return {"key": name, "image": {"href": f"https://{host}/{name}"}}

    return {
        "carid": "GBR1",
        "images": [
            {
                "key": "dealerImages",
                "imageGroup": {"images": [image("vtpimages.audi.com", "7503.jpg?im=Resize,width=640")]},
            },
            {"key": "renderImagesSeat", "imageGroup": {"images": [image("render.seat.co.uk", "front")]}},
        ],
        "items": [
            {"key": "knr", "value": "3296"},
            {"key": "vin", "value": vin(1)},
            {"key": "localCarTitle", "value": "CUPRA Born"},
            {"key": "mileage", "unit": "MI", "value": "2,222", "raw_value": 2222.0},
            {"key": "prices", "values": [{"key": "sale", "unit": "GBP", "raw_value": 19985.0}]},
        ],
    }


def test_vtp_vehicle() -> None:
    (vehicle,) = extract_page(json.dumps(vtp()), "https://vtpapi.seat.com/restapi/v1/cuukgwb/car/GBR1").vehicles
    assert (vehicle.identity.vin, vehicle.identity.stock_number, vehicle.identity.title) == (
        vin(1),
        "3296",
        "CUPRA Born",
    )
    assert (vehicle.price, vehicle.currency) == (19985, "GBP")
    assert (vehicle.mileage, vehicle.mileage_unit) == (2222, "mi")


def test_vtp_drawings_of_the_model_are_stock_photos() -> None:
    page = extract_page(json.dumps(vtp()), "https://vtpapi.seat.com/restapi/v1/cuukgwb/car/GBR1")
    assert page.platform == "VTP"
    assert [photo.flags for photo in page.vehicles[0].photos] == [(), ("stock",)]


def test_jazel_says_which_photos_are_of_the_model_and_which_of_nothing() -> None:
    photos = {
        "dealerPhotos": [{"source": "https://media-cdn.jazelc.com/1.png", "isPlaceHolder": True}],
        "stockPhotos": [{"source": "https://media-cdn.jazelc.com/2.jpg", "isPlaceHolder": False}],
    }
    state = {"vehicles": {"vehiclesMap": {vin(1): {"vin": vin(1), "visual": photos}}}}
    (vehicle,) = extract_page(html(script("window.state", state)), f"{SITE}/inventory/vehicle/{vin(1)}/x").vehicles
    assert [photo.flags for photo in vehicle.photos] == [("placeholder",), ("stock",)]
