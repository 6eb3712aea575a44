"""AutoRevo: dealers' own sites on one server, photos in a folder that ends with the vehicle's number.

Source of the shape: pages of the survey of 2014, and public copies of the sites that followed (`#gallery`,
`.inventory_item`, `cf-img.autorevo.com/{name}-{number}/{w}x{h}/{photo}-revo.jpg`, the largest 980x980). The number is
the end of the vehicle page's URL.
"""

from scrapers.platforms.base import Platform
from scrapers.platforms.markup_rules import Cards, Facts, Gallery

AUTOREVO = Platform(
    name="AutoRevo",
    marks=("autorevo-powersites.com", "img.autorevo.com", ".autorevo.com/"),
    key=r"/(\d{5,})(?:[/?]|$)",
    galleries=(
        Gallery(
            where=(
                "//*[@id='photosPanel' or @id='photoViewer']",
                "//*[@id='gallery' or @id='main_image']",
                "//*[@id='vehicleDetail' or @id='vehicleDetailLeftDiv']",
            ),
            photo=r"autorevo[^/]*/.*-{key}/",
            enlarge=((r"/\d+x\d+/(?=[^/]+-revo\.\w+$)", "/980x980/"),),
        ),
    ),
    facts=Facts(
        vin=("//*[contains(@class, 'vin_value')]",),
        stock=("//*[contains(@class, 'stock_value')]",),
        price=("//*[contains(@class, 'website_price')]//span", "//*[contains(@class, 'website_price')]"),
        currency="USD",
        mileage=("//*[contains(@class, 'mileage_value')]",),
        mileage_unit="mi",
    ),
    cards=Cards(
        where="//*[contains(@class, 'inventoryListItem') or contains(@class, 'inventory_item')]",
        page=r"/\d{5,}$",
        vin=(".//*[contains(@class, 'vin_value')]",),
        stock=(".//*[contains(@class, 'stock_value')]",),
        title=(".//h1", ".//h2", ".//a/@title"),
    ),
    next=(
        "//link[@rel='next']/@href",
        "//*[@id='searchPagingPanel']//a[normalize-space()='Next']/@href",
        "//a[contains(concat(' ', @class, ' '), ' next ')]/@href",
    ),
    total=(r"matches out of ([\d,]+) vehicles",),
)
