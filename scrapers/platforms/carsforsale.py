"""CarsForSale.com: independent dealers' sites; one hash a photo, its size in the path.

Source of the shape: public lists of its photo URLs (`cdn05.carsforsale.com/{hash}/480x360/2018-tesla-model-3.jpg`, the
largest 1280x960; older `cdn04.carsforsale.com/3/{dealer}/{vehicle}/thumb/{photo}.jpg`) and of its vehicle pages
(`/details/used-2018-tesla-model-3/90388482`). No page of it was seen, so the generic rungs look for the gallery.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Cards, Gallery

CARSFORSALE = Platform(
    name="CarsForSale",
    marks=(("carsforsale.com", "powered by"), "carsforsale.com/dealer", "cdn.carsforsale.com", "cfs-"),
    hints=("cdn05.carsforsale.com", "cdn04.carsforsale.com"),
    galleries=(
        Gallery(
            photo=r"cdn\d*\.carsforsale\.com/(?:[0-9a-f]{30,}/|\d+/\d+/\d+/)",
        ),
    ),
    cards=Cards(
        where="//a[contains(@href, '/details/') or contains(@href, '/Details/')]",
        link=("@href",),
        page=r"/details/(?:[\w-]*\d{4}[\w-]*/)?[\w-]*\d{5,}",
        title=("@title", "string()"),
    ),
    next=("//a[@rel='next']/@href", "//link[@rel='next']/@href"),
    total=(r"([\d,]+)\s+(?:vehicles?|results|matches)\s+(?:found|available)",),
)
