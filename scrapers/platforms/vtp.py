"""VTP: the JSON of approved used cars of SEAT, CUPRA and Audi (`vtpapi.seat.com/restapi/v1/…`).

Source of the shape: a document of the survey of 2026. Lists of objects that name themselves by `key`; `renderImages*`
are drawings of the model, not photos of the car.
"""

from dataclasses import replace

from scrapers.platforms.base import JsonList, Platform
from scrapers.platforms.json_rules import JsonPhotos, JsonVehicle
from scrapers.platforms.paging import Paging

_CAR = JsonVehicle(
    where=("", "car"),
    vin=("items.[key=vin].value",),
    stock=("items.[key=knr].value", "carid"),
    title=("items.[key=localCarTitle].value", "items.[key=cartitle].value"),
    price=("items.[key=prices].values.[key=sale].raw_value", "items.[key=prices].values.[key=sale].value"),
    currency=("items.[key=prices].values.[key=sale].unit",),
    mileage=("items.[key=mileage].raw_value", "items.[key=mileage].value"),
    unit=("items.[key=mileage].unit",),
    photos=(
        JsonPhotos(where="images.[key=dealerImages].imageGroup.images.*", url=("image.href", "href")),
        JsonPhotos(where="images.[type=photo].images.*", url=("image.href", "href")),
        JsonPhotos(where="images.[key=renderImagesSeat].imageGroup.images.*", url=("image.href",), flags=("stock",)),
    ),
)

VTP = Platform(
    name="VTP",
    marks=("vtpapi.seat.com", "vtpimages.audi.com", ('"carid"', '"imagegroup"')),
    vehicles=(_CAR,),
    listings=(
        JsonList(
            vehicles=replace(_CAR, where=("cars.*", "hypermediacars.*.car", "results.*"), page=("href",), photos=()),
            total=("totalcount", "totalCount", "total"),
            paging=Paging(parameter="page"),
        ),
    ),
)
