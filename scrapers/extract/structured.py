"""Who the vehicles of a page are, from JSON-LD and microdata. Their images are not trusted: see the survey of pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.addresses import joined
from scrapers.extract.amounts import as_amount
from scrapers.extract.json_values import as_text
from scrapers.extract.photos import MOST_PHOTOS
from scrapers.extract.prices import currency_of
from scrapers.extract.vin import is_vin
from scrapers.page import MileageUnit

VEHICLES = {"vehicle", "car", "motorcycle", "motorizedbicycle", "busorcoach", "product", "individualproduct"}
_DEEPEST_ITEM = 12  # items of microdata in one another
_LISTS = ("itemlistelement", "item", "itemoffered", "mainentity", "offers", "@graph", "about", "makesoffer")


@dataclass(frozen=True)
class Described:
    """A vehicle that structured data describes. is_entry: in a list of vehicles. images: as they are written."""

    identity: VehicleIdentity
    is_entry: bool
    images: tuple[str, ...] = ()
    price: float | None = None
    currency: str | None = None
    mileage: int | None = None
    mileage_unit: MileageUnit | None = None
    is_vehicle: bool = False  # its type says vehicle, and not just product
    serial: str | None = None  # what stands where a VIN should, and is none
    is_model: bool = False  # it costs from so much to so much, and nothing tells one vehicle


def described_vehicles(root: HtmlElement, base_url: str) -> list[Described]:
    """The vehicles (and products) of JSON-LD, and of microdata where there is no JSON-LD."""
    found = [vehicle for item in _json_ld(root) for vehicle in _vehicles(item, base_url, False)]
    found = found or [vehicle for item in _microdata(root, base_url) for vehicle in _vehicles(item, base_url, False)]
    pages = {one.identity.page_url for one in found if one.is_vehicle and one.identity.page_url}
    # Several vehicles with pages of their own, side by side, are a list too.
    return [replace(one, is_entry=True) for one in found] if len(pages) > 2 else found


def _json_ld(root: HtmlElement) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            from extruct.jsonld import JsonLdExtractor  # brings RDF and more along, a sixth of a second

            try:
                yield from JsonLdExtractor().extract_items(script)
            except (ValueError, RecursionError):  # one broken script does not silence the others
                continue


def _microdata(root: HtmlElement, base_url: str) -> Iterator[Any]:
    if not root.xpath("boolean(//@itemscope)"):
        return
    levels: dict[HtmlElement, int] = {}
    for element in root.iter():  # extruct reads what is nested in items once for each of them
        parent = element.getparent()
        levels[element] = levels.get(parent, 0) + (element.get("itemscope") is not None)
        if levels[element] > _DEEPEST_ITEM:
            return
    from extruct.w3cmicrodata import MicrodataExtractor

    try:
        items = MicrodataExtractor().extract_items(root, base_url)
    except (ValueError, RecursionError):
        return
    for item in items:
        yield {"@type": item.get("type"), **item.get("properties", {})}


def _vehicles(node: Any, base_url: str, is_entry: bool, depth: int = 0, page: Any = None) -> Iterator[Described]:
    """page: the address of the list's item or of the offer around a vehicle, which may have none of its own."""
    if depth > 8:
        return
    if isinstance(node, list):
        for child in node:
            yield from _vehicles(child, base_url, is_entry, depth + 1, page)
    elif isinstance(node, dict):
        folded = {key.lower(): value for key, value in node.items() if isinstance(key, str)}
        if "breadcrumblist" in _types(folded.get("@type")):
            return
        if _types(folded.get("@type")) & VEHICLES:
            described = _described(folded, base_url, is_entry, page)
            if described:
                yield described
                return
        if _types(folded.get("@type")) & {"listitem", "offer"}:
            page = folded.get("url") or page
        for key in _LISTS:
            inner = folded.get(key)
            is_list = key == "itemlistelement" or (key == "offers" and isinstance(inner, list) and len(inner) > 1)
            yield from _vehicles(inner, base_url, is_entry or is_list, depth + 1, page)
        is_bare_entry = is_entry and "listitem" in _types(folded.get("@type")) and isinstance(folded.get("url"), str)
        if is_bare_entry and not isinstance(folded.get("item"), dict):
            yield Described(
                VehicleIdentity(title=as_text(folded.get("name")), page_url=_url(folded["url"], base_url)), True
            )


def _described(node: dict[str, Any], base_url: str, is_entry: bool, page: Any) -> Described | None:
    offers = node.get("offers")
    offer = offers[0] if isinstance(offers, list) and offers else offers
    offer = {key.lower(): value for key, value in offer.items()} if isinstance(offer, dict) else {}
    vin = as_text(node.get("vehicleidentificationnumber")) or as_text(node.get("vin"))
    stock = as_text(node.get("sku")) or as_text(node.get("productid")) or as_text(offer.get("sku"))
    serial = vin if vin and not is_vin(vin) else None
    if serial:
        vin, stock = None, stock or serial
    title = as_text(node.get("name")) or as_text(node.get("model"))
    url = _url(node.get("url") or offer.get("url") or page or node.get("@id"), base_url)
    if not (vin or stock or title):
        return None
    price, currency = _price(offer)
    mileage, unit = _mileage(node.get("mileagefromodometer"))
    is_model = not (vin or stock) and mileage is None and _is_range(offer)
    return Described(
        VehicleIdentity(vin and vin.upper(), stock, title, url),
        is_entry,
        tuple(_images(node.get("image"), base_url)),
        price,
        currency,
        mileage,
        unit,
        bool(_types(node.get("@type")) & VEHICLES - {"product", "individualproduct"}) or vin is not None,
        serial,
        is_model,
    )


def _images(value: Any, base_url: str) -> Iterator[str]:
    for entry in value[:MOST_PHOTOS] if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            entry = entry.get("contentUrl") or entry.get("url")
        if isinstance(entry, str) and (url := _url(entry, base_url)):
            yield url


def _price(offer: dict[str, Any]) -> tuple[float | None, str | None]:
    said = offer.get("price") or offer.get("lowprice")
    amount = as_amount(str(said)) if isinstance(said, str | int | float) and not isinstance(said, bool) else None
    return (amount, currency_of(as_text(offer.get("pricecurrency")))) if amount else (None, None)


def _is_range(offer: dict[str, Any]) -> bool:
    ends = [as_amount(str(offer[key])) for key in ("lowprice", "highprice") if offer.get(key) is not None]
    return len(ends) == 2 and ends[0] != ends[1]


def _mileage(value: Any) -> tuple[int | None, MileageUnit | None]:
    """schema.org: a QuantitativeValue with a UN/CEFACT unit (KMT, SMI), or a text."""
    unit = ""
    if isinstance(value, dict):
        unit = str(value.get("unitCode") or value.get("unitText") or "")
        value = value.get("value")
    amount = as_amount(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    if amount is None:
        return None, None
    said = f"{unit} {value}".lower()
    return int(amount), "km" if "km" in said else "mi" if "smi" in said or "mi" in said else None


def _types(value: Any) -> set[str]:
    names = value if isinstance(value, list) else [value]
    return {name.rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def _url(value: Any, base_url: str) -> str | None:
    return None if isinstance(value, str) and value.startswith("#") else joined(base_url, value)
