"""Team Velocity (Apollo): cards in HTML, photos in an attribute of its gallery element, a JSON feed of new and of used.

Source of the shape: public readers' notes of `/inventory-used.json?page=N` (its `imageUrls` are null),
`/api/Inventory/vehicle?vin=`, `.standard-inventory` cards, and `<oem-gallery-component :photoUrls="'a,b'">`.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from scrapers.extract.document import Document
from scrapers.page import ApiRequest
from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.markup_rules import Cards, Facts, Gallery
from scrapers.platforms.paging import Paging


def _apis(document: Document) -> Iterator[ApiRequest]:
    for feed in ("/inventory-used.json", "/inventory-new.json"):
        yield ApiRequest(urljoin(document.url, feed))


TEAM_VELOCITY = Platform(
    name="Team Velocity",
    marks=(
        "teamvelocityportal", "inventoryapibaseurl", "oem-gallery-component", "secureoffersites", "standard-inventory",
        ('"totalvehicles"', '"nextpage"', '"vehicles"'),
    ),
    key=r"(?<![A-Z0-9])([A-HJ-NPR-Z0-9]{17})(?:[/?]|$)",
    galleries=(
        Gallery(
            lists=(
                "//*[@*[name()=':vin'][contains(., $key)]]/@*[name()=':photourls']",
                "//oem-gallery-component[1]/@*[contains(name(), 'photourls')]",
            ),
            where=("//*[contains(@class, 'vdp-gallery') or contains(@class, 'oem-gallery')]",),
        ),
    ),
    facts=Facts(vin=("//oem-gallery-component/@*[name()=':vin']",)),
    vehicles=(
        JsonVehicle(
            where=("",),
            stock=("stock", "stockNumber"),
            title=("vehicleTitle", "year+make+model+trim"),
            price=("sellingPrice", "msrp"),
            default_currency="USD",
            mileage=("mileage",),
            mileage_unit="mi",
            photos=(
                JsonPhotos(where="imageUrls", separator=","), JsonPhotos(where="imageUrls.*"),
                JsonPhotos(where="showAllList.*"), JsonPhotos(where="images.*", url=("", "url", "imageUrl")),
            ),
        ),
    ),
    listings=(
        JsonList(
            vehicles=JsonVehicle(
                where=("vehicles.*",),
                stock=("stock", "stockNumber"),
                title=("vehicleTitle", "title", "year+make+model+trim"),
                page=("vdpUrl", "vehicleUrl", "detailUrl", "url", "link"),
                made_page="/viewdetails/{type}/{vin}",
            ),
            total=("totalVehicles",),
            pages=("totalPages",),
            paging=Paging(parameter="page"),
        ),
    ),
    cards=Cards(
        where="//*[contains(@class, 'standard-inventory')]",
        link=(".//a[contains(@href, '/viewdetails/')]/@href", ".//a/@href"),
        vin=("@data-itemid", ".//@data-itemid", ".//a/@href"),
    ),
    next=("//*[contains(@class, 'inventory-pagination')]//a[@rel='next']/@href",),
    apis=_apis,
    sitemaps=("/inventoryvdpsitemap.xml",),
)  # fmt: skip
