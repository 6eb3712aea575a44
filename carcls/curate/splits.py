"""Train, validation or test: sides that hold together what belongs together, and never change.

A side is given to a unit: a vehicle (or a seller), or a photo that belongs to none. Units that share a picture, or
whose photos look alike, form a component; its side is drawn by a hash of its smallest unit's name, so that it is the
same on every machine, unless the classes need it elsewhere (`carcls.curate.balance`). What comes later joins the side
that stands. A photo that would tie two sides together is excluded: it stays out of the dataset, and nothing moves.

A run costs what is new: photos without a side, and photos that were seen on another vehicle since the last run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import DuplicateLink, Photo, Sighting, Split, SplitUnit, now
from carcls.catalog.upsert import upsert
from carcls.curate.balance import ALL, Balance, side_of
from carcls.curate.components import EXCLUDED, Components
from carcls.curate.labels import effective_labels
from carcls.curate.similar import neighbours
from carcls.curate.units import units_of_photos

# Looks join components up to this many photos: belonging together by looks is not certain, and a chain of likenesses
# must not eat a side. Look-alikes beyond it that come to stand on two sides are excluded.
MAX_JOINED_BY_LOOKS = 500
# What was written since the last run began, and this much before: machines' clocks differ, and a writer may have taken
# its time. It is looked at again, to no effect.
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True)
class SplitResult:
    """assigned: photos that got a side. excluded: photos that stay out because they tie two sides together. joined:
    components that looks alone tied together. balanced: components whose side the classes decided, not the draw.
    """

    assigned: int
    excluded: int
    joined: int = 0
    balanced: int = 0


def assign_splits(catalog: Catalog, by: str = "vehicle") -> SplitResult:
    """Give a side to every curated photo that has none.

    Args:
        catalog: the catalog.
        by: `vehicle` or `seller`: what stays on one side.
    """
    began = now()
    with catalog.session() as session:
        last = session.scalar(select(func.max(Split.created_at)))
        since = last - OVERLAP if last else None
        new, known = _unassigned(session, since), _seen_again(session, since)
        units = units_of_photos(session, by, [*new, *known])
        twins, looks = _twins(session, new), neighbours(session, new)
        tied = {unit for found in units.values() for unit in found}
        met = {
            *known,
            *(twin for found in twins.values() for twin in found),
            *(end for link in looks for end in link[1:]),
        }
        components = Components.standing(session, tied, met.difference(new))
        components.count(new)

        # What stands comes first: a vehicle that a known photo was seen on joins that photo's side.
        bridges = set()
        for photo in [*known, *new]:
            others = [f"photo:{twin}" for twin in twins[photo] if twin not in components.excluded]
            if not components.join([f"photo:{photo}", *units.get(photo, ()), *others]):
                bridges.add(photo)
        joined, apart = _join_by_looks(session, components, looks, bridges, set(new))
        labels = {photo: label.label for photo, label in effective_labels(session, new).items()}
        balanced = _draw(session, components, [photo for photo in new if photo not in bridges], labels)
        # Look-alikes that were too many to join, and drew two sides: the newer one stays out.
        bridges |= {photo for photo, other in apart if components.side(photo) != components.side(other)}
        if by == "seller":
            bridges |= _claim_vins(session, components, [each for each in [*known, *new] if each not in bridges])
        _write(session, components, new, units, bridges, began)
    return SplitResult(len(set(new) - bridges), len(bridges), joined, balanced)


def _unassigned(session: Session, since: datetime | None) -> list[str]:
    """Curated photos without a side. Every run gives one to all there are: so only what was curated since the last."""
    waiting = (
        select(Photo.sha256)
        .outerjoin(Split, Split.photo_sha256 == Photo.sha256)
        .where(Photo.state == "ok", Photo.curated_at.is_not(None), Split.photo_sha256.is_(None))
    )
    if since:
        waiting = waiting.where(Photo.curated_at >= since)
    return sorted(session.scalars(waiting))


def _seen_again(session: Session, since: datetime | None) -> list[str]:
    """Photos of the dataset that were seen on a page for the first time since the last run."""
    if since is None:
        return []
    seen = (
        select(Split.photo_sha256)
        .join(Sighting, Sighting.photo_sha256 == Split.photo_sha256)
        .where(Split.split != EXCLUDED, Sighting.first_seen_at >= since)
    )
    return sorted(set(session.scalars(seen)))


def _twins(session: Session, photos: Collection[str]) -> dict[str, list[str]]:
    """The photos that verified links tie to each photo."""
    twins: dict[str, list[str]] = defaultdict(list)
    for mine, other in (
        (DuplicateLink.photo_a, DuplicateLink.photo_b),
        (DuplicateLink.photo_b, DuplicateLink.photo_a),
    ):
        for photo, twin in rows_of(session, select(mine, other), mine, photos):
            twins[photo].append(twin)
    return twins


def _join_by_looks(
    session: Session,
    components: Components,
    looks: Iterable[tuple[int, str, str]],
    bridges: set[str],
    new: set[str],
) -> tuple[int, list[tuple[str, str]]]:
    """Tie look-alikes, the nearest first. A new photo whose like stands on another side is added to `bridges`.

    Returns:
        How many components were joined, and (newer photo, other) of the pairs whose components are too large for it.
    """
    joined, apart = 0, []
    for _, a, b in looks:
        if {a, b} & (bridges | components.excluded):
            continue
        one, other = f"photo:{a}", f"photo:{b}"
        if components.root(one) == components.root(other):
            continue
        newer = (b, a) if b in new else (a, b)
        sizes = (components.photos(session, node, MAX_JOINED_BY_LOOKS) for node in (one, other))
        if sum(sizes) > MAX_JOINED_BY_LOOKS:
            apart.append(newer)
        elif components.join([one, other]):
            joined += 1
        else:
            bridges.add(newer[0])
    return joined, apart


def _draw(session: Session, components: Components, photos: Iterable[str], labels: dict[str, str]) -> int:
    """Give every component a side, the largest first; how many did not get the one that their name draws."""
    balance = Balance.load(session)
    undecided: dict[str, Counter[str]] = {root: Counter() for root in components.roots() - set(components.stands)}
    for photo in photos:
        root = components.root(f"photo:{photo}")
        classes = [ALL, labels[photo]] if photo in labels else [ALL]
        if root in undecided:
            undecided[root].update(classes)
        else:
            balance.give(components.stands[root][1], Counter(classes))
    balanced = 0
    for root, counts in sorted(undecided.items(), key=lambda item: (-item[1][ALL], components.name(item[0]))):
        split = balance.side_for(components.name(root), counts)
        balanced += split != side_of(components.name(root))
        components.give(root, split)
        balance.give(split, counts)
    balance.save(session)
    return balanced


def _claim_vins(session: Session, components: Components, photos: Iterable[str]) -> set[str]:
    """Where sellers stand together, one vehicle at two of them: its first seller's side is the vehicle's.

    The sellers are not tied, else the trade between them would make all sellers one. Returns the photos of a vehicle
    whose side is another one.
    """
    vins = {
        photo: [unit for unit in units if unit.startswith("vin:")]
        for photo, units in units_of_photos(session, "vehicle", photos).items()
    }
    statement = select(SplitUnit.unit, SplitUnit.component, SplitUnit.split)
    wanted = {vin for found in vins.values() for vin in found}
    claimed = {unit: (name, split) for unit, name, split in rows_of(session, statement, SplitUnit.unit, wanted)}
    elsewhere = set()
    for photo, found in sorted(vins.items()):
        own = components.stands[components.root(f"photo:{photo}")]
        if any(claimed.setdefault(vin, own)[1] != own[1] for vin in found):
            elsewhere.add(photo)
    rows = [{"unit": unit, "component": name, "split": split} for unit, (name, split) in sorted(claimed.items())]
    upsert(session, SplitUnit, rows, key=["unit"])
    return elsewhere


def _write(
    session: Session,
    components: Components,
    new: list[str],
    units: dict[str, list[str]],
    bridges: set[str],
    began: datetime,
) -> None:
    for old, name in sorted(components.renamed().items()):
        for table in (SplitUnit, Split):
            session.execute(update(table).where(table.component == old).values(component=name))
    named = {unit for found in units.values() for unit in found}
    # A photo that belongs to no vehicle or seller is a unit itself.
    named |= {f"photo:{photo}" for photo in new if photo not in units and photo not in bridges}
    unit_rows = []
    for unit in sorted(named):
        name, split = components.stands[components.root(unit)]
        unit_rows.append({"unit": unit, "component": name, "split": split})
    rows = []
    for photo in new:
        name, split = components.stands[components.root(f"photo:{photo}")]
        split = EXCLUDED if photo in bridges else split
        rows.append({"photo_sha256": photo, "split": split, "component": name, "created_at": began})
    upsert(session, SplitUnit, unit_rows, key=["unit"])
    upsert(session, Split, rows, key=["photo_sha256"])
    for photo in sorted(bridges.difference(new)):
        leaves = {"split": EXCLUDED, "created_at": began}
        session.execute(update(Split).where(Split.photo_sha256 == photo).values(leaves))
