"""Dealer eProcess: pages made on the server, a JSON-LD vehicle a card, photos without a file extension.

Source of the shape: the survey's photo URLs (`…/v1/dvp/{dealer}/{photo}/Used-2012-…`), public readers' notes of
`.vehicle_loopslider--vdp`, of its lists (`?p=N`, "221 vehicles found") and of its inventory sitemap.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Cards, Gallery

DEALER_EPROCESS = Platform(
    name="Dealer eProcess",
    marks=("cdn.dealereprocess", "dealerimages.dealereprocess.com", "images.dealereprocess.com", "jobs.dealereprocess"),
    galleries=(
        Gallery(
            where=(
                "//*[contains(@class, 'vehicle_loopslider--vdp') or contains(@class, 'vdp_slideshow')]",
                "//*[contains(@class, 'slideshow_item') or contains(@class, 'view_all_images_wrapper')]",
                "//*[contains(@class, 'vehicle_loopslider')]",
            ),
            photo=r"dealereprocess\.com/.*/dvp/\d+/",
        ),
    ),
    cards=Cards(
        where="//*[contains(@class, 'srp_vehicle_item_container') or contains(@class, 'vehicle_item')]"
        " | //a[contains(@href, '/auto/')]",
        link=(
            ".//h2//a/@href",
            ".//a[contains(@class, 'vehicle_link')]/@href",
            ".//a[contains(@href, '/auto/')]/@href",
            "@href",
        ),
        page=r"/auto/(?:new|used|certified)[\w-]*-\d{4}-.+/\d+/?",
        vin=("@data-vin", ".//@data-vin"),
        stock=(".//*[@itemprop='sku']/@content",),
        title=(".//*[@itemprop='name']/@content", ".//h2"),
    ),
    next=("//a[@rel='next']/@href", "//*[contains(@class, 'pagination')]//a[contains(@class, 'next')]/@href"),
    total=(r"([\d,]+)\s+(?:vehicles?|results)\s+found",),
    sitemaps=("/resrc/xmlsitemap/sitemap-inventory-search/",),
)
