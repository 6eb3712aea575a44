"""A feed's row as a vehicle: columns are known by the names that feeds of dealers have in common.

Names as in exports of HomeNet, vAuto and DealerSocket, in Meta's and Google's vehicle listings and in plain tables;
capitals, spaces and punctuation do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.photos import photo_links
from scrapers.extract.same_photos import Candidate
from scrapers.extract.vin import is_vin
from scrapers.page import FoundVehicle
from scrapers.platforms.values import as_currency, as_number
from scrapers.urls import Rendition

VIN = ("vin", "vinnumber", "vehicleidentificationnumber", "vinno", "vehiclevin", "chassisnumber", "chassisno", "fin")
STOCK = ("stocknumber", "stock", "stockno", "stocknum", "stockid", "dealerstocknumber", "vehiclestocknumber", "sku",
         "referencenumber", "vehicleid", "listingid", "id")  # fmt: skip
TITLE = ("title", "vehicletitle", "headline", "heading", "name")
TITLE_PARTS = (("year", "modelyear", "vehicleyear"), ("make", "brand", "vehiclemake"), ("model", "vehiclemodel"),
               ("trim", "trimlevel", "series"))  # fmt: skip
PAGE = ("vdpurl", "vdplink", "detailurl", "detailsurl", "vehicledetailurl", "vehicledetaillink", "vehicleurl",
        "listingurl", "link", "url", "permalink", "deeplink", "producturl", "linktemplate")  # fmt: skip
PRICE = ("internetprice", "sellingprice", "saleprice", "askingprice", "price", "listprice", "retailprice")
CURRENCY = ("currency", "pricecurrency", "currencycode")
MILEAGE = ("mileage", "mileagevalue", "odometer", "odometervalue", "miles", "kilometers", "kilometres", "km")
UNIT = ("mileageunit", "odometerunit", "mileageunits", "odometerunits")
_PHOTO = re.compile(r"photo|image|img|picture|(?:^|[^e])pics?(?:$|url|s)|bild")
_NO_PHOTO = re.compile(r"count|date|modified|updated|logo|thumb|video|360|spin|sticker|badge|flag")
_BETWEEN = re.compile(r"[|;,\s'\"\[\]]+(?=https?:|//)", re.IGNORECASE)
MOST_PHOTOS = 500  # of one vehicle


def vehicle_of(row: Iterable[tuple[str, str]], url: str) -> FoundVehicle | None:
    """The vehicle of a row, with its photos; None: the row says of none.

    Args:
        row: (column, value) pairs, a column once or several times.
        url: the feed's, to which addresses are relative.
    """
    fields: dict[str, str] = {}
    photos: list[str] = []
    for column, value in row:
        name = re.sub(r"[^a-z0-9]", "", column.lower())
        fields.setdefault(name, value)
        if _PHOTO.search(name) and not _NO_PHOTO.search(name):
            photos += photo_urls(value)
    vin, stock = _first(fields, VIN), _first(fields, STOCK)
    if vin and not is_vin(vin):
        vin, stock = None, stock or vin  # older serials
    page = _first(fields, PAGE)
    page_url = urljoin(url, page) if page and re.match(r"https?://|/", page) else None
    if not (vin or stock or page_url):
        return None
    identity = VehicleIdentity(vin and vin.upper(), stock, _title(fields), page_url)
    links = photo_links(Candidate((Rendition(photo),)) for photo in photos[:MOST_PHOTOS])
    price, mileage = as_number(_first(fields, PRICE)), as_number(_first(fields, MILEAGE))
    return FoundVehicle(
        identity,
        links,
        price,
        _currency(fields) if price else None,
        int(mileage) if mileage else None,
        _unit(fields) if mileage else None,
    )


def photo_urls(value: str) -> list[str]:
    """The URLs of one value: separated by comma, semicolon, bar or space; commas within an URL are its own.

    >>> photo_urls("https://a.example/1,w_9.jpg|https://a.example/2.jpg, //a.example/3.jpg")
    ['https://a.example/1,w_9.jpg', 'https://a.example/2.jpg', 'https://a.example/3.jpg']
    """
    parts = (part.strip(" \t\r\n|;,\"'[]") for part in _BETWEEN.split(value))
    urls = (f"https:{part}" if part.startswith("//") else part for part in parts)
    return [url.replace(" ", "%20") for url in urls if re.match(r"https?://[^\s/]+/.", url, re.IGNORECASE)]


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((" ".join(fields[name].split())[:1000] for name in names if fields.get(name, "").strip()), None)


def _title(fields: dict[str, str]) -> str | None:
    parts = [part for names in TITLE_PARTS if (part := _first(fields, names))]
    return _first(fields, TITLE) or (" ".join(parts) if len(parts) > 1 else None)


def _currency(fields: dict[str, str]) -> str | None:
    said = _first(fields, CURRENCY)
    code = re.search(r"\b[A-Z]{3}\b", said or _first(fields, PRICE) or "")
    return code[0] if code else as_currency(_first(fields, PRICE))


def _unit(fields: dict[str, str]) -> str | None:
    names = {name for name in MILEAGE if fields.get(name)}
    said = f"{_first(fields, UNIT) or ''} {_first(fields, MILEAGE) or ''}".lower()
    if "km" in said or "kilomet" in said or names & {"kilometers", "kilometres", "km"}:
        return "km"
    return "mi" if re.search(r"\bmi", said) or "miles" in names else None
