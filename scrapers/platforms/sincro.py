"""Sincro (formerly CDK Global, now Ansira): `/VehicleDetails/used-2019-…` pages with a deck of photos.

Source of the shape: the survey's photo URLs (`inventory-dmg.assets-cdk.com/0/3/9/14596356930x640.jpg`), vehicle page
URLs, and public crawlers' notes of its gallery and of sitemap-inventory-sincro.xml.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.markup_rules import Cards, Facts, Gallery

_PHOTO = r"(?:inventory[\w-]*\.assets-cdk\.com|inv[\w-]*\.assets\.(?:sincrod\.com|ansira\.net))/(?:\d/)+\d+"

SINCRO = Platform(
    name="Sincro",
    marks=("assets-cdk.com/websites", "assets.sincrod.com", "assets.ansira.net", "websitesear/websiteswebapp"),
    hints=("assets-cdk.com",),
    vehicles=(
        JsonVehicle(
            where=("**.vehicle", "vehicle"),
            stock=("stockNumber",),
            title=("title", "year+make+model+trim"),
            photos=(
                JsonPhotos(where="photos.*", url=("photoUrl", "url")),
                JsonPhotos(where="media.*", url=("photoUrl",)),
            ),
        ),
    ),
    galleries=(
        Gallery(
            where=(
                "//*[@smartgallery or contains(@class, 'deck-gallery')]",
                "//*[@itemprop='associatedMedia']",
                "//*[contains(@class, 'scroll-content') or contains(@class, 'vehicle-photos')]",
            ),
            photo=_PHOTO,
        ),
    ),
    facts=Facts(
        vin=("//*[@itemprop='vehicleIdentificationNumber']/@content", "//*[@itemprop='vehicleIdentificationNumber']"),
        stock=("//*[@itemprop='sku']/@content", "//*[@itemprop='sku']"),
        price=("//*[@itemprop='price']/@content", "//*[@itemprop='price']"),
        currency="USD",
    ),
    cards=Cards(
        where="//*[@itemtype='http://schema.org/Vehicle' or @itemtype='https://schema.org/Vehicle'"
        " or contains(@class, 'vehicle-card') or contains(@class, 'inventory-item') or @data-vin]"
        " | //a[contains(@href, '/VehicleDetails/')]",
        link=(".//a[contains(@href, '/VehicleDetails/')]/@href", "@href"),
        page=r"/VehicleDetails/(?:new|used|certified)-\d{4}",
    ),
    sitemaps=("/sitemap-inventory-sincro.xml",),
)
