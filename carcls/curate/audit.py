"""Find what leaks in a dataset: the catalog's, a manifest, or a folder of pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product
from pathlib import Path, PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import DuplicateLink, SimilarLink, Split
from carcls.config import Settings
from carcls.curate.components import EXCLUDED
from carcls.curate.dataset import read_manifest
from carcls.curate.explain import Tie, ties_of
from carcls.curate.folder import read_folder
from carcls.curate.group_labels import conflicts
from carcls.curate.leaks import Finding, leaks, two_sides
from carcls.curate.similar import crowded_of
from carcls.curate.units import units_of_photos

COLUMNS = ("fault", "kind", "photo", "side", "label", "other", "other_side", "other_label", "why")
SIDES = frozenset({"train", "training", "val", "valid", "validation", "dev", "test", "testing", "holdout"})
PHOTOS_A_TIME = 500


@dataclass(frozen=True)
class _Item:
    """A row of a dataset. name: what to call it. side, label: None: not said."""

    name: str
    sha256: str
    side: str | None
    label: str | None

    @property
    def told(self) -> tuple[str, str | None, str | None]:
        return self.name, self.side, self.label


def audit_catalog(session: Session, by: str) -> Iterator[Finding]:
    """What is wrong with the catalog's splits; then what is left out of its dataset, and why, which is no fault.

    Args:
        session: an open session.
        by: `vehicle` or `seller`: what the splits keep together.
    """
    yield from leaks(session, by)
    yield from _contradictions(session)
    out = list(session.scalars(select(Split.photo_sha256).where(Split.split == EXCLUDED).order_by(Split.photo_sha256)))
    for start in range(0, len(out), PHOTOS_A_TIME):
        part = out[start : start + PHOTOS_A_TIME]
        ties = ties_of(session, by, part)
        for photo in part:
            yield Finding(False, "left-out", photo, EXCLUDED, None, None, None, None, bridged(ties[photo]))


def bridged(ties: Iterable[Tie]) -> str:
    """What an excluded photo ties together, in words."""
    told = [f"{tie.why} {_short(tie.node)} in {tie.split}" for tie in ties if tie.split not in (None, EXCLUDED)]
    return "ties two sides: " + "; ".join(told)


def audit_manifest(path: Path, session: Session | None = None) -> Iterator[Finding]:
    """What is wrong with a manifest.

    Args:
        path: the Parquet file.
        session: a catalog: what it knows of these photos is looked at too. None: the manifest's own columns alone.

    Raises:
        DatasetError: no such file, or not a manifest.
    """
    frame = read_manifest(path)
    items = [_Item(*row) for row in zip(frame["sha256"], frame["sha256"], frame["split"], frame["label"], strict=True)]
    yield from _same_file(items)
    groups = frame["group_id"].tolist()
    vehicles = [
        f"vehicle:{dealer}/{key}" if key else None
        for dealer, key in zip(frame["dealer"], frame["vehicle"], strict=True)
    ]
    yield from _shared("same-picture", zip(groups, items, strict=True))
    known = _units(session, items) if session else {}
    named = [
        known.get(item.sha256) or ([vehicle] if vehicle else []) for item, vehicle in zip(items, vehicles, strict=True)
    ]
    yield from _shared(
        "same-vehicle", ((unit, item) for units, item in zip(named, items, strict=True) for unit in units)
    )
    if session:
        by_name = {item.sha256: item for item in items}
        for kind, table in (("same-picture", DuplicateLink), ("look-alike", SimilarLink)):
            links = rows_of(session, select(table.photo_a, table.photo_b), table.photo_a, by_name)
            yield from _pairs(kind, ((by_name[a], by_name[b]) for a, b in links if b in by_name))


def audit_folder(
    folder: Path,
    settings: Settings,
    session: Session | None = None,
    progress: Callable[..., None] = lambda done, total=None: None,
) -> Iterator[Finding]:
    """What is wrong with a folder of classes, `interior/…`, or of sides and classes, `train/interior/…`.

    Args:
        folder: walked with its subfolders.
        settings: the bounds on bytes and pixels.
        session: a catalog: the vehicles that it knows these very files from are looked at too. None: none.
        progress: called with the pictures done so far and their number.

    Raises:
        DatasetError: no such folder, or no picture in it.
    """
    found = read_folder([folder], settings, progress)
    for path, reason in found.bad:
        bad = Path(path).relative_to(folder)
        yield Finding(False, "unreadable", str(bad), *place_of(bad), None, None, None, reason)
    items = {}
    for file in found.read:
        place = Path(file.path).relative_to(folder)
        items[file.path] = _Item(str(place), file.sha256, *place_of(place))
    rows = list(items.values())
    yield from _same_file(rows)
    units = _units(session, rows) if session else {}
    yield from _shared("same-vehicle", ((unit, item) for item in rows for unit in units.get(item.sha256, ())))
    copies: dict[str, list[_Item]] = defaultdict(list)
    for item in rows:
        copies[item.sha256].append(item)
    files = {path: _each_place(copies[item.sha256]) for path, item in items.items()}
    for group in found.groups:
        members = [item for member in group.members for item in files[member.name]]
        pairs = {
            (min(one.name, other.name), max(one.name, other.name))
            for one, other in product(members, _each_place(members))
            if one.sha256 != other.sha256
        }
        named = {item.name: item for item in members}
        yield from _pairs("same-picture", ((named[a], named[b]) for a, b in sorted(pairs)))
    group_of = {member.name: group.best for group in found.groups for member in group.members}
    alike = [(a, b) for a, b in found.alike() if group_of.get(a, a) != group_of.get(b, b)]
    crowded = crowded_of(alike, {path: units[item.sha256] for path, item in items.items() if item.sha256 in units})
    for a, b in alike:
        if not crowded & {a, b}:
            yield from _pairs("look-alike", product(files[a], files[b]))


def place_of(path: PurePath) -> tuple[str | None, str | None]:
    """(side, class) that a picture's place in a folder says; None: it does not say.

    >>> from pathlib import PurePosixPath as P
    >>> place_of(P("train/interior/a.jpg")), place_of(P("interior/2024/a.jpg")), place_of(P("interior/test/a.jpg"))
    (('train', 'interior'), (None, 'interior'), ('test', 'interior'))
    """
    parts = path.parts[:-1]
    at = next((place for place, part in enumerate(parts) if part.lower() in SIDES), None)
    if at is None:
        return None, parts[0] if parts else None
    before, after = parts[:at], parts[at + 1 :]
    return parts[at].lower(), after[0] if after else before[-1] if before else None


def _short(node: str) -> str:
    return node[: len("photo:") + 12] if node.startswith("photo:") else node


def _units(session: Session, items: Iterable[_Item]) -> dict[str, list[str]]:
    return units_of_photos(session, "vehicle", {item.sha256 for item in items})


def _each_place(items: Iterable[_Item]) -> list[_Item]:
    """The first item of each side and class."""
    first: dict[tuple[str | None, str | None], _Item] = {}
    for item in items:
        first.setdefault((item.side, item.label), item)
    return list(first.values())


def _same_file(items: Iterable[_Item]) -> Iterator[Finding]:
    """Every file after the first of its content, against the first."""
    first: dict[str, _Item] = {}
    for item in items:
        stands = first.setdefault(item.sha256, item)
        if stands is item:
            continue
        found = list(_pairs("same-file", [(stands, item)]))
        yield from found or [Finding(False, "same-file", *stands.told, *item.told, "the same bytes")]


def _shared(kind: str, said: Iterable[tuple[str | None, _Item]]) -> Iterator[Finding]:
    """What shares a name, against the first that has it: one finding a name and further side."""
    first: dict[str, _Item] = {}
    told = set()
    for name, item in said:
        if name is None or item.side is None:
            continue
        stands = first.setdefault(name, item)
        if item.side != stands.side and (name, item.side) not in told:
            told.add((name, item.side))
            yield two_sides(kind, stands.told, item.told, name)


def _pairs(kind: str, pairs: Iterable[tuple[_Item, _Item]]) -> Iterator[Finding]:
    """The pairs that stand on two sides, and those that are one picture with two classes."""
    for one, other in pairs:
        if one.side is not None and other.side is not None and one.side != other.side:
            yield two_sides(kind, one.told, other.told, kind.replace("-", " "))
        if kind != "look-alike" and one.label is not None and other.label is not None and one.label != other.label:
            why = f"{kind.replace('-', ' ')} as {one.label} and as {other.label}"
            yield Finding(True, "two-classes", *one.told, *other.told, why)


def _contradictions(session: Session) -> Iterator[Finding]:
    """Pictures about which equally strong words contradict each other: a person should say."""
    for _, words in groupby(conflicts(session), key=lambda word: word.picture):
        one, *others = words
        other = next(word for word in others if word.label != one.label)
        why = f"{one.label} by {one.author}, {other.label} by {other.author}; all: carcls labels conflicts"
        photos = one.photo_sha256, other.photo_sha256
        yield Finding(False, "two-classes", photos[0], None, one.label, photos[1], None, other.label, why)
