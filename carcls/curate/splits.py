"""Train, validation or test: sides that hold together what belongs together, and never change.

A side is given to a unit: a vehicle (or a seller), or a photo that belongs to none. Units that share a picture form
a component; a component's side is drawn by a hash of its smallest unit's name, so that it is the same on every
machine. What comes later joins the side that stands. A photo that would tie two sides together is excluded: it
stays out of the dataset, and nothing moves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import Dealer, DuplicateLink, Photo, Sighting, Split, SplitUnit, Vehicle
from carcls.catalog.upsert import upsert

TRAIN_SHARE, VAL_SHARE = 0.7, 0.15  # of the components; the rest is test
# A picture seen on more units than this is a stock photo or a placeholder: it ties nothing together, else one
# "photo coming soon" would make a whole dealer one component.
MAX_UNITS_TIED = 3
EXCLUDED = "excluded"


@dataclass(frozen=True)
class SplitResult:
    """assigned: photos that got a side; excluded: photos that stay out because they tie two sides together."""

    assigned: int
    excluded: int


def side_of(component: str) -> str:
    """The side that a component's name draws: a hash, uniform on [0, 1), against the shares."""
    draw = int.from_bytes(sha256(component.encode()).digest()[:8]) / 2**64
    return "train" if draw < TRAIN_SHARE else "val" if draw < TRAIN_SHARE + VAL_SHARE else "test"


def assign_splits(catalog: Catalog, by: str = "vehicle") -> SplitResult:
    """Give a side to every curated photo that has none.

    Args:
        catalog: the catalog.
        by: `vehicle` or `seller`: what stays on one side.
    """
    with catalog.session() as session:
        unassigned = (
            select(Photo.sha256)
            .outerjoin(Split, Split.photo_sha256 == Photo.sha256)
            .where(Photo.state == "ok", Photo.curated_at.is_not(None), Split.photo_sha256.is_(None))
        )
        seen_again = (
            select(Split.photo_sha256)
            .join(Sighting, Sighting.photo_sha256 == Split.photo_sha256)
            .where(Split.split != EXCLUDED, Sighting.first_seen_at > Split.created_at)
        )
        new, known = sorted(session.scalars(unassigned)), sorted(set(session.scalars(seen_again)))
        units = units_of_photos(session, by, unassigned) | units_of_photos(session, by, seen_again)
        components = _Components(_standing_sides(session, {unit for tied in units.values() for unit in tied}))
        linked = _links(session, unassigned, components)
        components.sides |= {f"photo:{photo}": side for photo, side in _sides_of_photos(session, seen_again).items()}

        # What stands comes first: a vehicle that a known photo was seen on joins that photo's side.
        bridges = {
            photo
            for photo in known + new
            if not components.join(
                [f"photo:{photo}", *units.get(photo, ()), *(f"photo:{other}" for other in linked[photo])]
            )
        }
        rows = []
        for photo in new:
            component, split = components.side(f"photo:{photo}")
            rows.append(
                {"photo_sha256": photo, "split": EXCLUDED if photo in bridges else split, "component": component}
            )
        tied = {unit for photo in known + new for unit in units.get(photo, ())}
        # A photo that belongs to no vehicle or seller is a unit itself.
        tied |= {f"photo:{photo}" for photo in new if photo not in units and photo not in bridges}
        unit_rows = []
        for unit in sorted(tied):
            component, split = components.side(unit)
            unit_rows.append({"unit": unit, "component": component, "split": split})
        upsert(session, SplitUnit, unit_rows, key=["unit"])
        upsert(session, Split, rows, key=["photo_sha256"])
        for photo in bridges.intersection(known):
            session.execute(update(Split).where(Split.photo_sha256 == photo).values(split=EXCLUDED))
    return SplitResult(len(set(new) - bridges), len(bridges))


def units_of_photos(session: Session, by: str, photos: Select[tuple[str]]) -> dict[str, list[str]]:
    """The units that each photo ties together, by sha256; a stock photo, or one never seen, has no entry.

    Args:
        session: an open session.
        by: `vehicle` or `seller`.
        photos: a query of sha256s.
    """
    sighted = (
        select(Sighting.photo_sha256, Dealer.name, Vehicle.key)
        .join(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .join(Dealer, Dealer.id == Sighting.dealer_id)
        .where(Sighting.photo_sha256.in_(photos))
        .distinct()
    )
    units: dict[str, set[str]] = defaultdict(set)
    for photo, dealer, key in session.execute(sighted).tuples():
        if photo is not None:
            units[photo].add(f"seller:{dealer}" if by == "seller" else f"vehicle:{dealer}/{key}")
    return {photo: sorted(found) for photo, found in units.items() if len(found) <= MAX_UNITS_TIED}


@dataclass
class _Components:
    """Union-find whose roots carry the side that already stands, if one does."""

    sides: dict[str, tuple[str, str]]  # unit -> (component, split) as it stands
    parents: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # root -> smallest unit of its component

    def root(self, unit: str) -> str:
        if unit not in self.parents:
            self.parents[unit] = self.names[unit] = unit
        while self.parents[unit] != unit:
            self.parents[unit] = unit = self.parents[self.parents[unit]]
        return unit

    def join(self, units: list[str]) -> bool:
        """Tie units together. False, and nothing is tied: they stand on two sides."""
        roots = sorted({self.root(unit) for unit in units})
        standing = sorted(self.sides[root] for root in roots if root in self.sides)
        if len({split for _, split in standing}) > 1:
            return False
        for root in roots[1:]:
            self.parents[root] = roots[0]
            # A vehicle's or seller's name where there is one: "photo:" is left for components of photos alone.
            self.names[roots[0]] = min(
                self.names[roots[0]], self.names[root], key=lambda name: (name.startswith("photo:"), name)
            )
        if standing:
            self.sides[roots[0]] = standing[0]
        return True

    def side(self, unit: str) -> tuple[str, str]:
        """(component, split) of a unit; a component without a side draws one."""
        root = self.root(unit)
        if root not in self.sides:
            self.sides[root] = (self.names[root], side_of(self.names[root]))
        return self.sides[root]


def _standing_sides(session: Session, names: set[str]) -> dict[str, tuple[str, str]]:
    rows = session.execute(select(SplitUnit.unit, SplitUnit.component, SplitUnit.split)).tuples()
    return {unit: (component, split) for unit, component, split in rows if unit in names}


def _sides_of_photos(session: Session, photos: Select[tuple[str]]) -> dict[str, tuple[str, str]]:
    rows = select(Split.photo_sha256, Split.component, Split.split).where(Split.photo_sha256.in_(photos))
    return {photo: (component, split) for photo, component, split in session.execute(rows).tuples()}


def _links(session: Session, new: Select[tuple[str]], components: _Components) -> dict[str, list[str]]:
    """The photos that verified links tie to each new photo. What stands already brings its side along."""
    linked: dict[str, list[str]] = defaultdict(list)
    for mine, other in (
        (DuplicateLink.photo_a, DuplicateLink.photo_b),
        (DuplicateLink.photo_b, DuplicateLink.photo_a),
    ):
        rows = session.execute(
            select(mine, other, Split.component, Split.split)
            .outerjoin(Split, Split.photo_sha256 == other)
            .where(mine.in_(new))
        ).tuples()
        for photo, twin, component, split in rows:
            if split == EXCLUDED:
                continue
            linked[photo].append(twin)
            if split is not None:
                components.sides[f"photo:{twin}"] = (component, split)
    return linked


def sides_by_class(rows: list[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """{split: {class: photos}} of (split, class) pairs."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for split, label in rows:
        counts[split][label] += 1
    return {split: dict(sorted(counter.items())) for split, counter in sorted(counts.items())}
