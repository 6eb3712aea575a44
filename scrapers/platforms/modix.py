"""Modix: approved-used sites of Volkswagen and others; photos behind one picture server, cars in JSON-LD lists.

Source of the shape: pages of the survey of 2026. The path names the rendition by a token; the page number of a list is
a segment of its path. JSON-LD's image is a broken string.
"""

from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonVehicle
from scrapers.platforms.markup_rules import Gallery
from scrapers.platforms.paging import Paging

MODIX = Platform(
    name="Modix",
    marks=("modix cms", "modix.eu", "/picserver1/userdata/"),
    vehicles=(
        JsonVehicle(
            where=("",),
            vin=("VIN_STR",),
            stock=("LEGACY_CHIFFRE_STR",),
            title=("SUB_MODEL_TEXT_STR",),
            price=("PRICE_RETAIL_CUR_FLT", "PRICE_RETAIL_CUR"),
            currency=("PRICE_RETAIL_CUR_UNIT_STR",),
            mileage=("MILEAGE_MIL", "MILEAGE_MIL_INT"),
        ),
    ),
    listings=(
        JsonList(
            vehicles=JsonVehicle(
                where=("mainEntity.offers.itemOffered.*",),
                vin=("vehicleIdentificationNumber",),
                stock=("sku",),
                title=("name",),
                page=("url",),
            ),
        ),
    ),
    galleries=(
        Gallery(
            where=("//*[@data-js-mdx-media-gallery]", "//*[@data-fe-media-gallery-masonry or @data-js-mdx-ux-gallery]"),
            photo=r"/picserver\d*/userdata/",
            largest=("data-src",),
        ),
    ),
    paging=Paging(segment="/page"),
    total=(r"of (\d[\d,.]*) results", r"von (\d[\d,.]*) (?:Ergebnissen|Treffern|Fahrzeugen)"),
)
