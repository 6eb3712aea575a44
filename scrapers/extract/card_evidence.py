"""What in a box, and in the address that it leads to, says that it is a vehicle's."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scrapers.extract.links import looks_like_vehicle_page
from scrapers.extract.mileages import MILEAGE
from scrapers.extract.prices import PRICE
from scrapers.extract.texts import text_of
from scrapers.extract.vin import vin_in

_LONGEST = 4000  # characters of a card; longer ones are no cards
_YEAR = re.compile(r"(?<![\d/.\-$£€])(?:19[2-9]\d|20[0-4]\d)(?![\d/.\-%])")
_DATE = re.compile(
    r"\b(?:jan|feb|mar|m[aä]r|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|de[cz])[a-z]*\.?\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:under|over|below|above|up to|less than|max\.?|unter|bis|hasta|moins de)\s*[£€$]", re.IGNORECASE
)
_FROM = re.compile(
    r"\b(?:from|starting (?:at|from)|starts at|msrp|ab|desde|d[eè]s|[aà] partir de?|vanaf|od|a partire da)\W*$",
    re.IGNORECASE,
)
_MOST_PRICES = 20  # of a card
_YEAR_IN_PATH = re.compile(r"(?:^|[/_-])(?:19[2-9]\d|20[0-4]\d)(?=[-_])")
_NO_PRICE = re.compile(
    r"\b(?:P\.?O\.?A\b\.?|price (?:on|upon) (?:request|application)|(?:call|contact|ask|"
    r"email)(?: us)? for (?:the )?price|inquire|sold\b|reserved|"
    r"under offer|deposit taken|sale pending|verkauft|reserviert|preis auf anfrage|vendue?\b|prix sur demande|"
    r"vendido|a consultar)",
    re.IGNORECASE,
)
# What a component of the site's own says of a vehicle in its attributes.
_ATTRIBUTES = (
    ("price", ("price", "data-price", "saleprice")),
    ("year", ("year", "regyear", "data-year", "modelyear")),
    ("mileage", ("mileage", "miles", "odometer", "data-mileage")),
    ("number", ("vin", "stock", "stockid", "stocknumber", "data-vin")),
)
_COUNT = re.compile(r"\(\s*[\d,.]+\s*\)\s*$")
_STOCK_MARK = re.compile(r"\b(?:stock|vin|ref)\s*(?:#|no\b|number|id)?\.?\s*:?\s*#?\s*[A-Z]*\d", re.IGNORECASE)


def evidence_in(box: HtmlElement) -> frozenset[str]:
    """The kinds of evidence of a vehicle in a box; `from`: all its prices are where a model's begin."""
    text = text_of(box, _LONGEST + 1)
    if len(text) > _LONGEST or _COUNT.search(text[-12:]):
        return frozenset()
    kinds = set()
    if has_picture(box):
        kinds.add("photo")
    prices = [found for found in islice(PRICE.finditer(text), _MOST_PRICES) if not _LIMIT.search(text)]
    from_prices = [one for one in prices if _FROM.search(text[max(0, one.start() - 25) : one.start()])]
    if len(prices) > len(from_prices) or _NO_PRICE.search(text):
        kinds.add("price")
    elif from_prices:
        kinds.add("from")
    if _YEAR.search(_DATE.sub("", text)):
        kinds.add("year")
    if MILEAGE.search(text):
        kinds.add("mileage")
    if _STOCK_MARK.search(text) or vin_in(text) or any(box.get(name) for name in ("data-vin", "data-stock")):
        kinds.add("number")
    for element in box.iter():
        if isinstance(element.tag, str) and "-" in element.tag:
            kinds.update(kind for kind, pattern in _ATTRIBUTES if any(_tells(element, name) for name in pattern))
    return frozenset(kinds)


def _tells(element: HtmlElement, name: str) -> bool:
    return bool(re.search(r"\d", element.get(name) or ""))


def has_picture(box: HtmlElement) -> bool:
    """True where an element shows or is a picture."""
    if next(box.iter("img", "picture", "amp-img"), None) is not None:
        return True
    return any(
        "background" in (element.get("style") or "") or element.get("data-background") or element.get("data-bg")
        for element in box.iter("div", "a", "span", "figure", "li")
    )


def evidence_of(url: str, base_url: str) -> frozenset[str]:
    """The kinds of evidence of a vehicle in an address that a page leads to."""
    path, here = urlsplit(url).path, urlsplit(base_url).path.rstrip("/")
    kinds = {"address"} if looks_like_vehicle_page(url) >= 2 or vin_in(path) else set()
    if here and path.startswith(here + "/"):
        kinds.add("below")
    return frozenset(kinds | ({"year"} if kinds and _YEAR_IN_PATH.search(path) else set()))
