"""Why a photo stands where it stands: what ties it, and the way to the unit whose name drew the side."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import Dealer, DuplicateLink, Photo, Sighting, Split, SplitUnit, Vehicle
from carcls.curate.balance import side_of
from carcls.curate.components import EXCLUDED
from carcls.curate.similar import neighbours
from carcls.curate.units import MAX_UNITS_TIED, units_of_photos
from carcls.errors import DatasetError

MAX_STEPS = 2_000  # nodes that a chain is looked for among; one seller may have a hundred thousand photos


@dataclass(frozen=True)
class Tie:
    """What holds a photo: a unit that it was seen on, or another photo.

    node: a unit, or `photo:SHA256`. why: `seen on`, `same picture as`, `looks like`, with what is known of it. split,
    component: where the node stands; None: it stands nowhere yet.
    """

    node: str
    why: str
    split: str | None
    component: str | None


@dataclass(frozen=True)
class Explanation:
    """Why a photo is on its side.

    split: train, val, test or excluded. component: its name; drawn: whether the hash of that name drew the side (else
    the classes needed it there). units, photos: how many the component has. chain: the ties from the photo to the unit
    whose name the component has, in order; empty: it is that unit itself, or the component is larger than is looked
    through. ties: all that the photo itself is tied to. note: why it has no ties of its own, or None.
    """

    photo: str
    split: str
    component: str
    drawn: bool
    units: int
    photos: int
    chain: list[Tie]
    ties: list[Tie]
    note: str | None

    @property
    def sides(self) -> dict[str, set[str]]:
        """The sides that the photo's own ties stand on, with the components there: two for a bridge."""
        sides: dict[str, set[str]] = {}
        for tie in self.ties:
            if tie.split not in (None, EXCLUDED):
                sides.setdefault(str(tie.split), set()).add(str(tie.component))
        return dict(sorted(sides.items()))


def explain(session: Session, by: str, photo: str) -> Explanation:
    """Say why a photo is on its side, or why it is excluded.

    Args:
        session: an open session.
        by: `vehicle` or `seller`: what the splits keep together.
        photo: its whole sha256.

    Raises:
        DatasetError: the photo has no side: it was rejected, or not curated yet.
    """
    stands = session.get(Split, photo)
    if stands is None:
        row = session.get_one(Photo, photo)
        what = f"it was rejected: {row.reason}" if row.state != "ok" else "it is not curated yet"
        raise DatasetError(f"A photo should have a side. Received: {photo[:12]}, {what}. Give it one: carcls curate.")
    units, photos = (
        session.scalar(select(func.count()).where(table.component == stands.component)) or 0
        for table in (SplitUnit, Split)
    )
    return Explanation(
        photo,
        stands.split,
        stands.component,
        drawn=side_of(stands.component) == stands.split,
        units=units,
        photos=photos,
        chain=[] if stands.split == EXCLUDED else _chain(session, by, photo, stands.component),
        ties=ties_of(session, by, [photo])[photo],
        note=_note(session, by, photo),
    )


def ties_of(session: Session, by: str, photos: Iterable[str]) -> dict[str, list[Tie]]:
    """What each photo itself is tied to: units first, then the same pictures, then look-alikes."""
    wanted = sorted(set(photos))
    found: dict[str, list[tuple[str, str]]] = {photo: [] for photo in wanted}
    for photo, units in units_of_photos(session, by, wanted).items():
        found[photo] += [(unit, "seen on") for unit in units]
    if by == "seller":
        for photo, units in units_of_photos(session, "vehicle", wanted).items():
            found[photo] += [(unit, "seen on") for unit in units if unit.startswith("vin:")]
    for mine, other in (
        (DuplicateLink.photo_a, DuplicateLink.photo_b),
        (DuplicateLink.photo_b, DuplicateLink.photo_a),
    ):
        for photo, twin, correlation in rows_of(session, select(mine, other, DuplicateLink.correlation), mine, wanted):
            found[photo].append((f"photo:{twin}", f"same picture as (details agree to {correlation:.2f})"))
    for distance, a, b in neighbours(session, wanted):
        for photo, other_photo in ((a, b), (b, a)):
            if photo in found:
                found[photo].append((f"photo:{other_photo}", f"looks like ({distance} of 256 bits apart)"))
    stands = _where(session, {node for ties in found.values() for node, _ in ties})
    return {
        photo: [Tie(node, why, *stands.get(node, (None, None))) for node, why in ties] for photo, ties in found.items()
    }


def _where(session: Session, nodes: set[str]) -> dict[str, tuple[str, str]]:
    """(split, component) of units and photos."""
    photos = {node.removeprefix("photo:") for node in nodes if node.startswith("photo:")}
    units = select(SplitUnit.unit, SplitUnit.split, SplitUnit.component)
    stands = {unit: (split, name) for unit, split, name in rows_of(session, units, SplitUnit.unit, nodes)}
    splits = select(Split.photo_sha256, Split.split, Split.component)
    for photo, split, name in rows_of(session, splits, Split.photo_sha256, photos):
        stands[f"photo:{photo}"] = (split, name)
    return stands


def _chain(session: Session, by: str, photo: str, goal: str) -> list[Tie]:
    """The shortest way from a photo to a unit, over what stands in one component."""
    start = f"photo:{photo}"
    came: dict[str, tuple[str, Tie] | None] = {start: None}
    waiting = deque([start])
    while waiting and goal not in came and len(came) < MAX_STEPS:
        node = waiting.popleft()
        for tie in _steps(session, by, node):
            if tie.node not in came and tie.component == goal:
                came[tie.node] = (node, tie)
                waiting.append(tie.node)
    chain = []
    step = came.get(goal)
    while step:
        chain.append(step[1])
        step = came[step[0]]
    return chain[::-1]


def _steps(session: Session, by: str, node: str) -> Iterator[Tie]:
    if node.startswith("photo:"):
        photo = node.removeprefix("photo:")
        yield from ties_of(session, by, [photo])[photo]
        return
    photos = [photo for photo in session.scalars(_seen_on(node).limit(MAX_STEPS)) if photo]
    units = units_of_photos(session, by, photos)
    stands = _where(session, {f"photo:{photo}" for photo in photos})
    for photo in sorted(photos):
        if node in units.get(photo, ()):
            yield Tie(f"photo:{photo}", "shown by", *stands.get(f"photo:{photo}", (None, None)))


def _seen_on(unit: str) -> Select[tuple[str | None]]:
    """A query of the photos that were seen on a unit."""
    kind, _, name = unit.partition(":")
    seen = (
        select(Sighting.photo_sha256)
        .join(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .join(Dealer, Dealer.id == Sighting.dealer_id)
        .where(Sighting.photo_sha256.is_not(None))
        .distinct()
    )
    if kind == "vin":
        return seen.where(func.upper(func.trim(Vehicle.vin)) == name)
    if kind == "seller":
        return seen.where(Dealer.name == name)
    return seen.where(Dealer.name + "/" + Vehicle.key == name)


def _note(session: Session, by: str, photo: str) -> str | None:
    seen = session.scalar(
        select(func.count((Sighting.dealer_id if by == "seller" else Sighting.vehicle_id).distinct())).where(
            Sighting.photo_sha256 == photo
        )
    )
    if not seen:
        return "seen on no vehicle: a unit itself"
    if not units_of_photos(session, by, [photo]):
        return f"seen on {seen} {by}s, more than {MAX_UNITS_TIED}: a stock photo ties nothing, and is a unit itself"
    return None
