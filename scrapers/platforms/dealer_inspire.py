"""Dealer Inspire (Cars Commerce): WordPress pages drawn from a search service, or from Algolia on older sites.

Source of the shape: the settings in its pages (`SEARCH_SERVICE`, `inventoryLightningSettings`) and the answers of both
services as public readers of them describe it; photos stand below the vehicle's VIN.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapers.extract.document import Document
from scrapers.page import ApiRequest
from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.markup_rules import Cards, Gallery
from scrapers.platforms.paging import Paging

_PAGE_SIZE = 100
_SETTINGS = re.compile(r"(?:SEARCH_SERVICE|inventoryLightningSettings|algoliaConfig)\s*=\s*(?=\{)", re.IGNORECASE)


def _apis(document: Document) -> Iterator[ApiRequest]:
    for found in _SETTINGS.finditer(document.text):
        try:
            settings, _ = json.JSONDecoder().raw_decode(document.text, found.end())
        except (ValueError, RecursionError):
            continue
        if request := _search_service(settings) or _algolia(settings):
            yield request
            return


def _search_service(settings: dict[str, Any]) -> ApiRequest | None:
    url, key, account = (settings.get(name) for name in ("apiUrl", "apiKey", "ccid"))
    if not (isinstance(url, str) and isinstance(key, str) and account):
        return None
    statuses = settings.get("visibleStatusValues") or ["publish", "modified", "pend-sale"]
    body = {"page": 1, "perPage": _PAGE_SIZE, "filters": {"status": statuses}}
    headers = (("Content-Type", "application/json"), ("x-api-key", key))
    return ApiRequest(f"{url.rstrip('/')}/api/v1/listings/{account}/search", "POST", json.dumps(body), headers)


def _algolia(settings: dict[str, Any]) -> ApiRequest | None:
    app, key, index = (
        next((settings[name] for name in names if isinstance(settings.get(name), str)), None)
        for names in (("appId",), ("apiKeySearch", "apiKey"), ("inventoryIndex", "indexName", "index"))
    )
    if not (app and key and index):
        return None
    headers = (
        ("Content-Type", "application/json"), ("X-Algolia-Application-Id", app), ("X-Algolia-API-Key", key),
    )  # fmt: skip
    url = settings.get("host") or f"https://{app.lower()}-dsn.algolia.net"
    return ApiRequest(
        f"{url}/1/indexes/{index}/query",
        "POST",
        json.dumps({"query": "", "page": 0, "hitsPerPage": _PAGE_SIZE}),
        headers,
    )


def _vehicles(*where: str) -> JsonVehicle:
    return JsonVehicle(
        where=where,
        stock=("stock",),
        title=("title", "title_vrp", "year+make+model+trim"),
        page=("vdp_url", "link"),
        price=("pricing.our_price", "our_price", "pricing.msrp", "msrp"),
        default_currency="USD",
        mileage=("mileage", "miles"),
        mileage_unit="mi",
        photos=(JsonPhotos(where="media.images.*", url=("", "url", "src")),),
    )


DEALER_INSPIRE = Platform(
    name="Dealer Inspire",
    marks=(
        ".dealerinspire.com",
        "inventorylightningsettings",
        "carscommerce.inc",
        "dealer-inspire-inventory",
        "dealerinspiredealertheme",
    ),
    key=r"(?<![A-Z0-9])([A-HJ-NPR-Z0-9]{17})(?:[/?]|$)",
    galleries=(
        Gallery(
            where=(
                "//*[contains(@class, 'vdp-gallery') or contains(@class, 'vdp-photos')]",
                "//*[contains(@id, 'vdp-gallery')]",
                "//*[contains(@class, 'swiper-wrapper') or contains(@class, 'media-gallery')]",
            ),
            not_in=("similar", "related", "recommend"),
            photo=r"(?:dealerinspire|carscommerce|homenetiol|amazonaws|/inventory)",
        ),
        Gallery(
            where=("//body",),
            photo=r"vehicle-images\.(?:dealerinspire\.com|carscommerce\.inc)/.*/{key}/",
            is_strict=True,
        ),
    ),
    listings=(
        JsonList(
            vehicles=_vehicles("data.listings.*", "listings.*"),
            total=("data.total_vehicle_count", "total_vehicle_count"),
            paging=Paging(parameter="page"),
            is_whole=True,
        ),
        JsonList(
            vehicles=_vehicles("hits.*", "results.*.hits.*"),
            total=("nbHits", "results.*.nbHits"),
            pages=("nbPages", "results.*.nbPages"),
            paging=Paging(parameter="page", first=0),
            is_whole=True,
        ),
    ),
    cards=Cards(
        where="//*[contains(@class, 'result-wrap') or contains(@class, 'hit') or contains(@class, 'vehicle-card')]",
        page=r"/inventory/[\w-]*\d{4}-",
        vin=("@data-vin", ".//@data-vin", "@data-vehicle", ".//@data-vehicle", ".//a/@href"),
    ),
    apis=_apis,
    sitemaps=("/dealer-inspire-inventory/inventory_sitemap",),
)
