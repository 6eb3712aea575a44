"""Vehicles and their photos in JSON of any shape, found by structure alone.

A vehicle is an object with a VIN, a stock number, or make and model, its own or in an object right inside it; or with a
title and a page, and two of price, mileage and year. A list of photos is a list whose entries are photo URLs, or
objects that hold them; it belongs to the vehicle that encloses it, else to the only vehicle near it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.addresses import joined
from scrapers.extract.json_values import as_text, mileage_of, price_of
from scrapers.extract.links import looks_like_vehicle_page, names_one
from scrapers.extract.names import (
    API_KEYS,
    COUNT_KEYS,
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
from scrapers.extract.others import FEATURED, words_of
from scrapers.extract.photo_lists import PHOTO_KEY, Path, fold_keys, photo_list
from scrapers.extract.same_photos import Candidate
from scrapers.extract.vin import is_vin
from scrapers.page import MileageUnit
from scrapers.urls import looks_like_photo

_DESCRIBING = frozenset({"bodytype", "fueltype", "fuel", "transmission", *YEAR_KEYS, *PRICE_KEYS, *MILEAGE_KEYS})
_FIRST_WORD = re.compile(
    r"(?:vehicle|veh|car|auto|unit|fahrzeug|vehiculo|veiculo|voiture)(?=[A-Z_-])[_-]?|Vehicle|Car|Veh|Unit"
)
_FEWEST_OF_A_WORD = 5  # keys
# Keys of other vehicles than the page's, in small letters alone.
_OTHERS = re.compile(
    r"(?:.*(?:simila[ir]|related|relacionad|recommend)|suggest|recently|other(?:cars|vehicles)|last(?:viewed|seen)|"
    r"you(?:may|might)|also(?:like|viewed))"
)
DEEPEST = 40  # levels; a page's state is hostile, too
MOST_NODES = 200_000  # objects and lists of one document


@dataclass(frozen=True)
class PhotoList:
    """A list of photos and where it stands."""

    path: Path
    photos: tuple[Candidate, ...]


@dataclass
class Record:
    """A vehicle in JSON. is_entry: it stands in a list, among others. path: where in the document. numbers: what it is
    known by on its site, in lower case. address: of its page, as it is written. photos_stated: how many photos the
    document says that it has; None: it says nothing.
    """

    identity: VehicleIdentity
    path: Path
    api_url: str | None
    price: float | None = None
    currency: str | None = None
    mileage: int | None = None
    mileage_unit: MileageUnit | None = None
    is_entry: bool = False
    lists: list[PhotoList] = field(default_factory=list)
    numbers: frozenset[str] = frozenset()
    address: str | None = None
    photos_stated: int | None = None

    @property
    def photos(self) -> list[Candidate]:
        """Those of all its lists."""
        return [photo for one in self.lists for photo in one.photos]

    @property
    def is_of_others(self) -> bool:
        """True for one of `similar` or `recentlyViewed` vehicles."""
        return any(map(_is_of_others, self.path))

    @property
    def is_featured(self) -> bool:
        """True for one that stands below a key like `featuredVehicles`."""
        return any(isinstance(step, str) and FEATURED.search(words_of(step)) for step in self.path)


@dataclass(frozen=True)
class Found:
    """What a document holds: vehicles, and lists of photos that are nobody's."""

    records: list[Record]
    ownerless: list[PhotoList]


def find_records(data: Any, base_url: str, name: str | None = None) -> Found:
    """The vehicles of a JSON document, each with the lists of photos that are its own, in the order of the document.

    Args:
        data: the document.
        base_url: what its relative addresses are relative to.
        name: the variable or attribute that it stood at; None: none.
    """
    root: Path = (name,) if name else ()
    nodes = list(_walk(data, root))
    by_path: dict[Path, Record] = {}
    for path, node in nodes:
        if isinstance(node, dict) and not _is_inner_of_known(path, by_path):
            record = _record(node, path, base_url)
            if record:
                by_path[path] = record
    _mark_entries(by_path)
    taken: set[Path] = set()
    ownerless = []
    for path, node in nodes:
        if any(path[:end] in taken for end in range(len(path))):
            continue
        entries = _entries(node, path)
        if not entries or any((*path, step) in by_path for step, _ in entries):
            continue  # vehicles with one picture each are no list of photos
        photos = photo_list([entry for _, entry in entries], path, base_url)
        if photos:
            taken.add(path)
            owner = _owner(by_path, path)
            if any(_is_of_others(step) for step in path[len(owner.path) if owner else 0 :]):
                continue
            found = PhotoList(path, tuple(photos))
            if owner:
                owner.lists.append(found)
            else:
                ownerless.append(found)
    return Found(list(by_path.values()), ownerless)


def _entries(node: Any, path: Path) -> list[tuple[str | int, Any]]:
    """A list's entries; those of an object whose keys are numbers ({"1": …, "2": …})."""
    if isinstance(node, list):
        return list(enumerate(node))
    if isinstance(node, dict) and len(node) > 1 and all(isinstance(key, str) and key.isdigit() for key in node):
        return list(node.items())
    return []


def _is_inner_of_known(path: Path, known: dict[Path, Record]) -> bool:
    return bool(path) and isinstance(path[-1], str) and _fold(path[-1]) in INNER_KEYS and path[:-1] in known


def _record(node: dict[str, Any], path: Path, base_url: str) -> Record | None:
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
    identity = _identity(folded, base_url)
    if identity is None:
        return None
    api = next((folded[key] for key in API_KEYS if isinstance(folded.get(key), str)), None)
    price, currency = price_of(folded)
    mileage, unit = mileage_of(folded)
    numbers = frozenset(text.lower() for key in NUMBER_KEYS if (text := as_text(folded.get(key))))
    address = _address(folded)
    counts = (as_text(folded.get(key)) for key in COUNT_KEYS)
    stated = next((int(text) for text in counts if text and text.isdecimal() and len(text) < 5), None)
    return Record(
        identity,
        path,
        joined(base_url, api),
        price,
        currency,
        mileage,
        unit,
        numbers=numbers,
        address=address,
        photos_stated=stated,
    )


def _without_prefix(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Folded keys without the word that most of the object's keys begin with: VehicleVin, VehicleDetailUrl."""
    words = Counter(found[0] for key in node if (found := _FIRST_WORD.match(key)))
    for word, count in words.most_common(1):
        if count >= _FEWEST_OF_A_WORD and 2 * count > len(node):
            yield from ((_fold(key[len(word) :]), value) for key, value in node.items() if key.startswith(word))


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
            yield _fold(name), value


def _identity(folded: dict[str, Any], base_url: str) -> VehicleIdentity | None:
    vin = _first_text(folded, VIN_KEYS)
    stock = _first_text(folded, STOCK_KEYS)
    title = _first_text(folded, TITLE_KEYS)
    make, model = _first_name(folded, MAKE_KEYS), _first_name(folded, MODEL_KEYS)
    url = _address(folded)
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


def _address(folded: dict[str, Any]) -> str | None:
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


def _mark_entries(by_path: dict[Path, Record]) -> None:
    """An entry stands in a list, or differs from other vehicles only in one step (objects by id, props of a tree)."""
    seen: Counter[tuple[Path, int]] = Counter()
    for path in by_path:
        for place in range(len(path)):
            seen[((*path[:place], "*", *path[place + 1 :]), place)] += 1
    for path, record in by_path.items():
        alike = max((seen[((*path[:at], "*", *path[at + 1 :]), at)] for at in range(len(path))), default=1)
        record.is_entry = (
            (bool(path) and isinstance(path[-1], int))
            or alike >= 3
            or (alike >= 2 and any(isinstance(step, int) for step in path))
        )


def _owner(by_path: dict[Path, Record], path: Path) -> Record | None:
    """The vehicle that encloses a list; else the only one beside it, entries of other lists not counted."""
    for end in range(len(path), -1, -1):
        if path[:end] in by_path:
            return by_path[path[:end]]
    for end in range(len(path) - 1, -1, -1):
        near = [record for record in by_path.values() if record.path[:end] == path[:end]]
        if near:
            alone = near if len(near) == 1 else [record for record in near if not record.is_entry]
            return alone[0] if len(alone) == 1 else None
    return None


def _is_of_others(step: str | int) -> bool:
    """True for a key of other vehicles than the page's: `similar`, `relatedCars`."""
    is_name = isinstance(step, str) and re.fullmatch(r"[\w-]{1,80}", step)  # no query that state is kept under
    return bool(is_name) and bool(_OTHERS.match(_fold(str(step)))) and not PHOTO_KEY.search(str(step))


def _walk(data: Any, root: Path) -> Iterator[tuple[Path, Any]]:
    """The objects and lists of a document with their paths, in its order."""
    stack: list[tuple[Path, Any]] = [(root, data)]
    for _ in range(MOST_NODES):
        if not stack:
            return
        path, node = stack.pop()
        yield path, node
        if len(path) >= DEEPEST:
            continue
        children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        stack.extend(((*path, key), child) for key, child in reversed(list(children)) if isinstance(child, dict | list))


def _fold(key: str) -> str:
    return re.sub(r"[\W_]", "", key).lower()
