"""mobile.de: `window.__INITIAL_STATE__` with the results of a search, or with one advertisement.

Source of the shape: the state as public readers of it describe it (`search.srp.data.searchResults.items`, some of which
are groups with items of their own; `search.vip.ad.galleryImages`). Photos are asked for with a size rule, of which
mo-1600 is the largest in public code.
"""

from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.paging import Paging

MOBILE_DE = Platform(
    name="mobile.de",
    marks=("suchen.mobile.de", ("__initial_state__", "classistatic.de"), ("galleryimages", "classistatic.de")),
    hints=("img.classistatic.de",),
    vehicles=(
        JsonVehicle(
            where=("search.vip.ad", "vip.ad", "**.vip.**.ad", "ad"),
            vin=("vin",),
            stock=("id", "adId"),
            title=("title", "make+model"),
            price=("price.grossAmount", "price.amount", "price.gross"),
            currency=("price.grossCurrency", "price.currency"),
            default_currency="EUR",
            mileage=("attributes.[tag=mileage].value", "attr.ml"),
            mileage_unit="km",
            photos=(
                JsonPhotos(where="galleryImages.*", url=("src", "uri", "url"), tag=("category",), alt=("alt",)),
                JsonPhotos(where="images.*", url=("uri", "src", "url")),
            ),
        ),
    ),
    listings=(
        JsonList(
            vehicles=JsonVehicle(
                where=("search.srp.data.searchResults.items.**", "searchResults.items.**"),
                stock=("id",),
                title=("title", "make+model"),
                page=("relativeUrl",),
            ),
            total=("search.srp.data.searchResults.numResultsTotal", "searchResults.numResultsTotal"),
            pages=("search.srp.data.searchResults.numPages", "searchResults.numPages"),
        ),
    ),
    paging=Paging(parameter="pageNumber"),
)
