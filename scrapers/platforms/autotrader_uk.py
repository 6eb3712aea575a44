"""AutoTrader UK: the advertisement is JSON in a string in a script; each photo has the site's own class.

Source of the shape: pages of the survey of 2026. A photo's URL has `{resize}` where a size goes; without, it is the
original. Its classes: Exterior, Interior, Promotional Material.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.markup_rules import Cards

AUTOTRADER_UK = Platform(
    name="AutoTrader UK",
    marks=("m.atcdn.co.uk", "autotrader.co.uk/car-details"),
    vehicles=(
        JsonVehicle(
            where=("**.aggregatorAdvert", "**.advert"),
            vin=(),
            stock=("id", "advertId"),
            title=("gallery.title", "title", "heading.title"),
            price=("gallery.price", "price", "heading.priceBreakdown.price.price"),
            default_currency="GBP",
            photos=(
                JsonPhotos(
                    where="gallery.images.*",
                    url=("url",),
                    tag=("classificationTags.*.category",),
                    alt=("classificationTags.*.label",),
                ),
            ),
        ),
    ),
    cards=Cards(
        where="//a[contains(@href, '/car-details/')]",
        link=("@href",),
        page=r"/car-details/\d+",
        vin=(),
    ),
    next=("//link[@rel='next']/@href", "//a[@rel='next' or contains(@aria-label, 'Next')]/@href"),
    total=(r"Search (?:<!-- -->)?([\d,]+)(?:<!-- -->)? cars", r"([\d,]+)(?:<!-- -->)? (?:results|cars found)"),
)
