"""AutoScout24: Next.js pages whose `__NEXT_DATA__` has the whole advertisement.

Source of the shape: pages of the survey of 2025. `offerReference` is the dealer's own stock number.
"""

from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.paging import Paging

AUTOSCOUT24 = Platform(
    name="AutoScout24",
    marks=(("__next_data__", "autoscout24"),),
    vehicles=(
        JsonVehicle(
            where=("props.pageProps.listingDetails",),
            vin=("vehicle.identifier.vin", "identifier.vin", "vehicle.vin"),
            stock=("identifier.offerReference",),
            title=("vehicle.make+vehicle.model+vehicle.modelVersionInput", "vehicle.make+vehicle.model"),
            page=("webPage",),
            price=("prices.public.priceRaw", "price.priceRaw", "price.priceFormatted"),
            currency=("prices.public.price", "price.priceFormatted"),
            default_currency="EUR",
            mileage=("vehicle.mileageInKmRaw", "vehicle.mileageInKm"),
            mileage_unit="km",
            photos=(JsonPhotos(where="images.*"),),
        ),
    ),
    listings=(
        JsonList(
            vehicles=JsonVehicle(
                where=("props.pageProps.listings.*",),
                vin=("vehicle.vin",),
                stock=("identifier.offerReference",),
                title=("vehicle.make+vehicle.model+vehicle.modelVersionInput", "vehicle.make+vehicle.model"),
                page=("url",),
            ),
            total=("props.pageProps.numberOfResults",),
            pages=("props.pageProps.numberOfPages",),
        ),
    ),
    paging=Paging(parameter="page"),
)
