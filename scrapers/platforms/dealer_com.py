"""Dealer.com (Cox Automotive): React widgets whose state is in scripts, and an inventory API that is posted to.

Source of the shape: the inline `fetch("/api/widget/ws-inv-data/getInventory", …)` of its lists and the state of its
pages as public readers of them describe it; older lists with `…:inventory-data-bus1/getInventory?start=N`, older
galleries of links with class js-link.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit

from scrapers.extract.document import Document
from scrapers.page import ApiRequest
from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.markup_rules import Cards, Gallery
from scrapers.platforms.paging import Paging

_POST = "/api/widget/ws-inv-data/getInventory"
_POSTED = re.compile(rf"""{_POST}["'].{{0,200}}?decodeURI(?:Component)?\(\s*["']([^"']+)""", re.S)
_OLDER = re.compile(r"""["'](/apis/widget/[\w:-]+/getInventory[^"'\\]*)["']""")
_SITE = re.compile(r"""["']siteId["']\s*:\s*["']([\w-]+)["']""")
_LIST = re.compile(r"/(all|new|used)-inventory/")
_HEADERS = (("Content-Type", "application/json"),)


def _apis(document: Document) -> Iterator[ApiRequest]:
    if posted := _POSTED.search(document.text):
        body = unquote(posted[1])
        try:
            json.loads(body)
        except ValueError:
            return
        yield ApiRequest(urljoin(document.url, _POST), "POST", body, _HEADERS)
        return
    if (older := _OLDER.search(document.text)) and not urlsplit(document.url).path.endswith("getInventory"):
        yield ApiRequest(urljoin(document.url, older[1]))
    elif (site := _SITE.search(document.text)) and (listed := _LIST.search(urlsplit(document.url).path)):
        yield _search(document.url, site[1], listed[1].upper())


def _search(url: str, site: str, kind: str) -> ApiRequest:
    body = {
        "siteId": site, "locale": "en_US", "device": "DESKTOP", "widgetName": "ws-inv-data",
        "windowId": "inventory-data-bus2", "pageAlias": f"INVENTORY_LISTING_DEFAULT_AUTO_{kind}",
        "pageId": f"v9_INVENTORY_SEARCH_RESULTS_AUTO_{kind}_V1_1", "inventoryParameters": {}, "includePricing": True,
        "preferences": {"pageSize": "100", "listing.config.id": f"auto-{kind.lower()}"},
    }  # fmt: skip
    return ApiRequest(urljoin(url, _POST), "POST", json.dumps(body), _HEADERS)


_CAR = JsonVehicle(
    where=("vehicle", "**.vehicle", "**.wisVehicle"),
    stock=("stockNumber.en_US", "stockNumber"),
    title=("title", "year+make+model+trim"),
    page=("link",),
    price=("pricing.dprice.[type=TOTAL].value", "pricing.retailPrice", "internetPrice"),
    default_currency="USD",
    mileage=("trackingAttributes.[name=odometer].value", "attributes.[name=odometer].value", "odometer"),
    mileage_unit="mi",
    photos=(JsonPhotos(where="images.*", url=("uri", "url"), alt=("alt", "title")),),
)

_MEDIA = JsonVehicle(  # the state of the photos' widget
    where=("",),
    vin=("vehicle.vin", "requestData.vin", "vin"),
    photos=(
        JsonPhotos(where="media.images.*", url=("uri", "src"), alt=("alt", "title")),
        JsonPhotos(where="media.imagesToDisplay.*", url=("uri", "src"), alt=("alt", "title")),
    ),
    is_own=True,
)

DEALER_COM = Platform(
    name="Dealer.com",
    marks=("ddc.ws.state", "ddc.datalayer", "ddc.widgetdata", "ws-inv-data", "static.dealer.com", "inventory-data-bus"),
    hints=("pictures.dealer.com",),
    vehicles=(_CAR, _MEDIA),
    listings=(
        JsonList(
            vehicles=replace(_CAR, where=("inventory.*", "pageInfo.trackingData.*"), photos=()),
            total=("pageInfo.totalCount",),
            paging=Paging(parameter="inventoryParameters.start", first=0, by_entries=True, as_list=True),
        ),
    ),
    galleries=(
        Gallery(
            where=(
                "//a[contains(@class, 'js-link')][contains(@href, 'pictures.dealer.com')]",
                "//*[starts-with(@id, 'vehicle-gallery')]",
                "//*[contains(@class, 'jcarousel') or contains(@class, 'slider-slide')]",
            ),
            photo=r"\.dealer\.com/",
        ),
    ),
    cards=Cards(
        where="//*[contains(@class, 'vehicle-card') or contains(@class, 'hproduct')]",
        link=(".//a[contains(@class, 'url')]/@href", ".//a/@href"),
        page=r"/(?:new|used|certified|exotic)[^/]*/[^/]+/\d{4}-[^/]+\.htm",
    ),
    next=("//a[@rel='next']/@href", "//*[contains(@class, 'pagination-next')]//a/@href"),
    apis=_apis,
)  # fmt: skip
