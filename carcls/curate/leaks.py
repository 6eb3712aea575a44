"""What a dataset must not have: one picture, one vehicle or two look-alikes on two sides. Here of the catalog's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from carcls.catalog.tables import DuplicateLink, SimilarLink, Split
from carcls.curate.components import EXCLUDED
from carcls.curate.units import units_of_all


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a dataset, or that one should know of it.

    fault: False: only to be known. kind: same-file, same-picture, look-alike, same-vehicle, same-seller, two-classes,
    left-out or unreadable. photo, other: sha256s, or paths in a folder; other is None for the last two kinds. side,
    label: of the photo; None: it has none, or it does not matter.
    """

    fault: bool
    kind: str
    photo: str
    side: str | None
    label: str | None
    other: str | None
    other_side: str | None
    other_label: str | None
    why: str


def leaks(session: Session, by: str) -> Iterator[Finding]:
    """What stands on two sides of the catalog's splits, as rows come; a vehicle or seller once.

    Args:
        session: an open session.
        by: `vehicle` or `seller`: what the splits keep together.
    """
    one, other = aliased(Split), aliased(Split)
    for kind, table in (("same-picture", DuplicateLink), ("look-alike", SimilarLink)):
        on_two_sides = (
            select(table.photo_a, one.split, table.photo_b, other.split)
            .join(one, one.photo_sha256 == table.photo_a)
            .join(other, other.photo_sha256 == table.photo_b)
            .where(one.split != other.split, one.split != EXCLUDED, other.split != EXCLUDED)
            .order_by(table.photo_a, table.photo_b)
        )
        for a, side, b, other_side in session.execute(on_two_sides).tuples():
            yield two_sides(kind, (a, side, None), (b, other_side, None), kind.replace("-", " "))
    yield from _units_on_two_sides(session, "same-seller" if by == "seller" else "same-vehicle", by)
    if by == "seller":
        yield from _units_on_two_sides(session, "same-vehicle", "vehicle")


def two_sides(
    kind: str, one: tuple[str, str | None, str | None], other: tuple[str, str | None, str | None], what: str
) -> Finding:
    """A leak. one, other: (name, side, label). what: what they share."""
    why = f"{what} with {short(one[0])} in {one[1]}, {short(other[0])} in {other[1]}"
    return Finding(True, kind, *one, *other, why)


def short(name: str) -> str:
    """A photo's name for a person: the beginning of a sha256, a path as it is."""
    return name[:12] if re.fullmatch("[0-9a-f]{64}", name) else name


def _units_on_two_sides(session: Session, kind: str, by: str) -> Iterator[Finding]:
    first: dict[str, tuple[str, str]] = {}
    for photo, split, units in units_of_all(session, by):
        for unit in units if split != EXCLUDED else ():
            stands = first.setdefault(unit, (photo, split))
            if stands[1] not in (split, EXCLUDED):
                first[unit] = (photo, EXCLUDED)  # said once
                yield two_sides(kind, (*stands, None), (photo, split, None), unit)
