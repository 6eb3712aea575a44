"""Click Dealer (United Kingdom): lazy galleries, a vehicle's photos in a folder of its number, no VIN.

Source of the shape: pages of the survey of 2025; the number is the end of the vehicle page's URL.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Cards, Gallery

CLICK_DEALER = Platform(
    name="Click Dealer",
    marks=("images.clickdealer.co.uk", "clickdealer.co.uk"),
    key=r"-(\d{5,})(?:[/?]|$)",
    galleries=(
        Gallery(
            where=(
                "//*[contains(@class, 'royalSlider') or contains(@class, 'image-gallery')"
                " or contains(@class, 'detail-main__gallery')]",
                "//*[contains(@class, 'gallery')]",
            ),
            photo=r"clickdealer\.co\.uk/vehicles/\d+/{key}/",
        ),
    ),
    cards=Cards(
        where="//*[contains(@class, 'landing-listing') or contains(@class, 'vehicle-listing')"
        " or contains(@class, 'stock-item') or contains(@class, 'listing__item')]",
        page=r"/used-[\w-]+-\d{5,}$|/\w[\w-]*-\d{6,}$",
        vin=(),
        title=(".//h2", ".//h3"),
    ),
    next=("//link[@rel='next']/@href", "//*[contains(@class, 'pagination__next')]/@href"),
)  # fmt: skip
