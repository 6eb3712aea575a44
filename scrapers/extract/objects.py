"""What an object in JSON says of a vehicle: its keys folded, what stands right inside it, who it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.addresses import joined
from scrapers.extract.json_values import as_text, mileage_of, price_of
from scrapers.extract.links import looks_like_vehicle_page, names_one
from scrapers.extract.names import (
    INNER_KEYS,
    LINK_KEYS,
    MAKE_KEYS,
    MILEAGE_KEYS,
    MODEL_KEYS,
    NUMBER_KEYS,
    PAGE_KEYS,
    PRICE_KEYS,
    STOCK_KEYS,
    TITLE_KEYS,
    URL_KEYS,
    VIN_KEYS,
    YEAR_KEYS,
)
from scrapers.extract.photo_lists import PHOTO_KEY, fold, fold_keys
from scrapers.extract.vin import is_vin
from scrapers.urls import looks_like_photo

_DESCRIBING = frozenset({"bodytype", "fueltype", "fuel", "transmission", *YEAR_KEYS, *PRICE_KEYS, *MILEAGE_KEYS})
_FIRST_WORD = re.compile(
    r"(?:vehicle|veh|car|auto|unit|fahrzeug|vehiculo|veiculo|voiture)(?=[A-Z_-])[_-]?|Vehicle|Car|Veh|Unit"
)
_FEWEST_OF_A_WORD = 5  # keys


def told_by(node: dict[str, Any]) -> dict[str, Any]:
    """What an object says by its folded keys, with what objects and lists of pairs right inside it say."""
    folded = fold_keys(node)
    for key, value in _without_prefix(node):
        folded.setdefault(key, value)
    for key in INNER_KEYS:
        if isinstance(folded.get(key), dict):
            for inner, value in fold_keys(folded[key]).items():
                folded.setdefault(inner, value)
    is_thing = any(folded.get(key) for key in (*NUMBER_KEYS, *TITLE_KEYS, *URL_KEYS))
    for entries in [value for value in folded.values() if isinstance(value, list) and len(value) > 2]:
        for inner, value in _pairs(entries, is_thing):
            folded.setdefault(inner, value)
    return folded


def identity_in(folded: dict[str, Any], base_url: str) -> VehicleIdentity | None:
    """Who the vehicle is of which an object tells; None: it tells of none."""
    vin = _first_text(folded, VIN_KEYS)
    stock = _first_text(folded, STOCK_KEYS)
    title = _first_text(folded, TITLE_KEYS)
    make, model = _first_name(folded, MAKE_KEYS), _first_name(folded, MODEL_KEYS)
    url = address_in(folded)
    if vin and not is_vin(vin):
        vin, stock = None, stock or vin  # older serials, and stock numbers printed as VIN
    is_described = bool(_DESCRIBING & folded.keys())
    if not (
        vin
        or (stock and (title or make or url) and (is_described or make or "stocknumber" in folded))
        or (make and model and (url or is_described))
        or (title and _is_offered(folded, joined(base_url, url)))
    ):
        return None
    if not title and make and model:
        year = _first_text(folded, YEAR_KEYS)
        parts = (year, make, model, as_text(folded.get("trim")) or as_text(folded.get("derivative")))
        title = " ".join(part for part in parts if part)
    return VehicleIdentity(vin and vin.strip().upper(), stock, title, joined(base_url, url))


def address_in(folded: dict[str, Any]) -> str | None:
    """Of a vehicle's page: its own, one among its addresses, or a path below the site."""
    own = next((folded[key] for key in URL_KEYS if isinstance(folded.get(key), str) and folded[key].strip()), None)
    if own:
        return str(own)
    for links in (fold_keys(folded[key]) for key in LINK_KEYS if isinstance(folded.get(key), dict)):
        told = (links[key] for key in PAGE_KEYS if isinstance(links.get(key), str))
        if page := next((one for one in told if "/api/" not in one), None):
            return str(page)
    path = folded.get("path")
    return path if isinstance(path, str) and path.startswith("/") and not looks_like_photo(path) else None


def _without_prefix(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Folded keys without the word that most of the object's keys begin with: VehicleVin, VehicleDetailUrl."""
    words = Counter(found[0] for key in node if (found := _FIRST_WORD.match(key)))
    for word, count in words.most_common(1):
        if count >= _FEWEST_OF_A_WORD and 2 * count > len(node):
            yield from ((fold(key[len(word) :]), value) for key, value in node.items() if key.startswith(word))


def _pairs(entries: list[Any], is_thing: bool) -> Iterator[tuple[str, Any]]:
    """What a list of {"key": "vin", "value": "…"} or {"name": "vin", "values": ["…"]} says; the latter may be the
    filters of a search, where they are of nothing that has a name, a number or an address.
    """
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        value = entry.get("value")
        if is_thing and isinstance(several := entry.get("values"), list) and len(several) == 1:
            value = several[0]
        name = next(
            (entry[key] for key in ("key", "code", "label", "name", "id") if isinstance(entry.get(key), str)), ""
        )
        if name and isinstance(value, str | int | float):
            yield fold(name), value


def _is_offered(folded: dict[str, Any], page: str | None) -> bool:
    """True for what has a title, a price and photos of its own; or a page, and two of what vehicles have; or a picture
    and a page like a vehicle's.
    """
    year = _first_text(folded, YEAR_KEYS)
    facts = (price_of(folded)[0], mileage_of(folded)[0], year and re.match(r"(?:19|20)\d\d(?!\d)", year))
    if page is not None and sum(1 for fact in facts if fact) > 1:
        return True
    pictures = [value for key, value in folded.items() if PHOTO_KEY.search(key) and value]
    if any(isinstance(value, list) and len(value) > 1 for value in pictures) and price_of(folded)[0]:
        return True
    return bool(pictures) and page is not None and looks_like_vehicle_page(page) >= 2 and names_one(page)


def _first_text(folded: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((text for key in keys if (text := as_text(folded.get(key)))), None)


def _first_name(folded: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """A text, or the name in an object ({"make": {"id": 9, "name": "Audi"}}; {"make": {"id": 9, "text": "Audi"}})."""
    for key in keys:
        value = folded.get(key)
        if isinstance(value, dict):
            value = next(
                (value[inner] for inner in ("name", "label", "value", "title", "text") if inner in value), None
            )
        if text := as_text(value):
            return text
    return None
