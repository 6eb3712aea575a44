"""Jazel: the whole vehicle is in the state of the page, by VIN; the markup shows two photos of it.

Source of the shape: `vehiclesMap[VIN].visual.{dealerPhotos,stockPhotos}` of the survey; lists by `srp-page-N` and
`data-event-details` as public readers of them describe it.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.markup_rules import Cards

JAZEL = Platform(
    name="Jazel",
    marks=("jazelc.com", "jazel-cdn.com", "jazel-inventory", "vehiclesmap"),
    vehicles=(
        JsonVehicle(
            where=("**.vehiclesMap.*",),
            stock=("**.stockNumber",),
            title=("title", "**.year+**.make+**.model+**.trim"),
            price=("**.displayPrice", "**.price"),
            default_currency="USD",
            mileage=("**.mileage",),
            mileage_unit="mi",
            photos=(
                JsonPhotos(where="visual.dealerPhotos.*", url=("source",), placeholder="isPlaceHolder"),
                JsonPhotos(
                    where="visual.stockPhotos.*", url=("source",), placeholder="isPlaceHolder", flags=("stock",)
                ),
            ),
        ),
    ),
    cards=Cards(
        where="//*[@data-vin and (@data-event-details or contains(@class, 'vehicle'))]",
        page=r"/vehicle/|vin-|[A-HJ-NPR-Z0-9]{17}",
    ),
    next=("//a[@rel='next']/@href", "//link[@rel='next']/@href"),
)
