"""DealerOn: a page holds the tags of several cars, so photos are told by the VIN in their path; an API of cards.

Source of the shape: the data attributes of its vehicle pages, the `dealeron_tagging_data` script and the answers of
`/api/vhcliaa/vehicle-pages/cosmos/srp/vehicles/{dealer}/{page}?pn=&pt=` as public readers of them describe it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from scrapers.extract.document import Document
from scrapers.page import ApiRequest
from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonVehicle
from scrapers.platforms.markup_rules import Cards, Facts, Gallery
from scrapers.platforms.paging import Paging

_PAGE_SIZE = 48
_LIST = re.compile(r"/search(?:new|used|all|certified)?\w*\.aspx", re.IGNORECASE)
_VDP = "//*[@data-vehicle-information and contains(concat(' ', @class, ' '), ' vdp ')]"


def _apis(document: Document) -> Iterator[ApiRequest]:
    for told in document.states:
        if not (isinstance(told, dict) and (dealer := told.get("dealerId")) and (page := told.get("pageId"))):
            continue
        if _LIST.search(document.url) or told.get("pageType") == "itemlist":
            path = f"/api/vhcliaa/vehicle-pages/cosmos/srp/vehicles/{dealer}/{page}"
            host = urlsplit(document.url).netloc
            yield ApiRequest(urljoin(document.url, f"{path}?host={host}&pn={_PAGE_SIZE}&pt=1"))
            return


DEALERON = Platform(
    name="DealerOn",
    marks=("cdn.dlron.us", "dealeron_tagging_data", "vehicle-pages/cosmos", 'site-provider="dealeron"', "displaycards"),
    hints=("dealeron.com", "/inventoryphotos/"),
    key=r"([A-HJ-NPR-Z0-9]{17})(?:[/?]|$)",
    galleries=(
        Gallery(
            where=(_VDP, "//*[contains(@class, 'hero-carousel') or contains(@class, 'vdp')]", "//body"),
            photo=r"/inventoryphotos/[^/]+/{key}/",
            is_strict=True,
        ),
    ),
    facts=Facts(
        vin=(f"{_VDP}/@data-vin", f"{_VDP}/@data-dotagging-item-id"),
        stock=(f"{_VDP}/@data-stocknum", f"{_VDP}/@data-stock"),
        title=(f"{_VDP}/@data-name",),
        price=(f"{_VDP}/@data-price", f"{_VDP}/@data-msrp"),
        currency="USD",
        mileage=(f"{_VDP}/@data-mileage",),
        mileage_unit="mi",
    ),
    listings=(
        JsonList(
            vehicles=JsonVehicle(
                where=("DisplayCards.*.VehicleCard",),
                vin=("VehicleVin", "Vin"),
                stock=("VehicleStockNumber", "VehicleStock", "StockNumber"),
                title=("VehicleName", "VehicleYear+VehicleMake+VehicleModel+VehicleTrim"),
                page=("VehicleDetailUrl",),
            ),
            total=("Paging.PaginationDataModel.TotalCount", "Paging.PaginationDataModel.TotalRecords"),
            pages=("Paging.PaginationDataModel.TotalPages",),
            paging=Paging(parameter="pt"),
        ),
    ),
    cards=Cards(
        where="//*[@data-vin or @data-dotagging-item-id]"
        "[contains(@class, 'ehicle') or contains(@class, 'srp') or @data-vehicle-information]"
        " | //*[starts-with(@id, 'srpRow-')]",
        link=(".//a[contains(@href, '/new-') or contains(@href, '/used-') or contains(@href, '/certified-')]/@href",),
        vin=("@data-vin", ".//@data-vin", "@data-dotagging-item-id", ".//@data-dotagging-item-id"),
        stock=("@data-stocknum", ".//@data-stocknum"),
        title=("@data-name", ".//@data-name"),
    ),
    next=("//li[contains(@class, 'next') and not(contains(@class, 'disabled'))]/a/@href[not(starts-with(., '#'))]",),
    total=(r"([\d,]+)\s+(?:vehicles?|results|matches)\s+(?:found|available)", r"of\s+([\d,]+)\s+(?:vehicles|results)"),
    paging=Paging(parameter="pt"),
    apis=_apis,
)  # fmt: skip
