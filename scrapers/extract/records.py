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
from scrapers.extract.names import API_KEYS, COUNT_KEYS, INNER_KEYS, NUMBER_KEYS
from scrapers.extract.objects import address_in, identity_in, told_by
from scrapers.extract.photo_lists import PHOTO_KEY, Path, fold, photo_list
from scrapers.extract.same_photos import Candidate
from scrapers.page import MileageUnit

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
    return bool(path) and isinstance(path[-1], str) and fold(path[-1]) in INNER_KEYS and path[:-1] in known


def _record(node: dict[str, Any], path: Path, base_url: str) -> Record | None:
    folded = told_by(node)
    identity = identity_in(folded, base_url)
    if identity is None:
        return None
    api = next((folded[key] for key in API_KEYS if isinstance(folded.get(key), str)), None)
    price, currency = price_of(folded)
    mileage, unit = mileage_of(folded)
    numbers = frozenset(text.lower() for key in NUMBER_KEYS if (text := as_text(folded.get(key))))
    address = address_in(folded)
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
    return bool(is_name) and bool(_OTHERS.match(fold(str(step)))) and not PHOTO_KEY.search(str(step))


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
