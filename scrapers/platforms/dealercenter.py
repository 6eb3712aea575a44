"""DealerCenter (DWS): WordPress themes with `dws-` parts, one flat folder of photos for all its dealers.

Source of the shape: public readers' notes and style sheets of its parts: lists of `.vehicle-container` paged by
`?page_no=N` with `data-total-pages`, pages of a vehicle with `dws-vdp-media…` sliders whose slides have
`data-base-img-url`, fields of `dws-icons-feature-…`, photos at `imagescf.dealercenter.net/{w}/{h}/{month}-{id}.jpg`.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Cards, Facts, Gallery
from scrapers.platforms.paging import Paging

_PHOTO = r"images\w*\.dealercenter\.net/\d+/\d+/\d{6}-[0-9a-f]{32}"


def _field(name: str) -> str:
    return f"(//*[contains(@class, 'dws-icons-feature-{name}')])[1]/following::*[contains(@class, 'fields-value')][1]"


DEALERCENTER = Platform(
    name="DealerCenter",
    marks=(
        "dws-vlp", "dws-vdp", "dcdws.blob.core.windows.net", "dealercenterwsstatic.net", "dws_async_vehicle_listing",
        ("imagescf.dealercenter.net", "dws-"),
    ),
    hints=("imagescf.dealercenter.net", "imagesdl.dealercenter.net"),
    galleries=(
        Gallery(
            where=(
                "//*[contains(@class, 'dws-vdp-media') or contains(@class, 'dws-vdp-vehicle-media')]",
                "//*[contains(@class, 'dws-vehicle-slider')]",
            ),
            not_in=("similar", "related"),
            photo=_PHOTO,
            largest=("data-base-img-url",),
        ),
        Gallery(photo=_PHOTO),
    ),
    facts=Facts(
        vin=(_field("vin"), "//*[contains(@class, 'dws-forms-vin')]//*[contains(@class, 'dws-forms-value')]"),
        stock=("//@data-stock-number", _field("stock-number")),
        price=("//@data-vehicle-price", "//*[contains(@class, 'single-field-value-vehicleprice')]"),
        currency="USD",
        mileage=(_field("mileage"),),
        mileage_unit="mi",
    ),
    cards=Cards(
        where="//*[contains(concat(' ', @class, ' '), ' vehicle-container ')"
        " or contains(@class, 'dws-vehicle-listing-item') or contains(@class, 'dws-listing-item')]",
        link=(".//@data-vdp-url", ".//a[contains(@class, 'vehicle-title')]/@href", ".//a/@href"),
        vin=("@data-vehicle-id", ".//@data-vin", ".//*[contains(@class, 'dws-vehicle-field-vin')]"),
        stock=(".//@data-stock-number",),
        title=(".//*[contains(@class, 'vehicle-title')]",),
    ),
    next=("//a[@rel='next']/@href", "//*[contains(@class, 'pagination')]//a[contains(@class, 'next')]/@href"),
    total=(r"([\d,]+)\s+(?:vehicles?|results)\s+(?:found|available)",),
    pages=("//@data-total-pages", "//a/@href[contains(., 'page_no=')]"),
    paging=Paging(parameter="page_no"),
)  # fmt: skip
