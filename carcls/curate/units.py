"""What belongs together whatever it looks like: the vehicles, or the sellers, that a photo was seen on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import Dealer, Sighting, Split, Vehicle

# A picture seen on more units than this is a stock photo or a placeholder: it ties nothing together, else one
# "photo coming soon" would make a whole dealer one component.
MAX_UNITS_TIED = 3


def unit_of(by: str, dealer: str, key: str, vin: str | None) -> str:
    """A unit's name. By vehicle, one VIN is one unit whoever offers it.

    Args:
        by: `vehicle` or `seller`.

    >>> unit_of("vehicle", "ada", "S1", None), unit_of("vehicle", "ada", "S1", "wba1")
    ('vehicle:ada/S1', 'vin:WBA1')
    """
    if by == "seller":
        return f"seller:{dealer}"
    return f"vin:{vin.strip().upper()}" if vin and vin.strip() else f"vehicle:{dealer}/{key}"


def units_of_photos(session: Session, by: str, photos: Iterable[str]) -> dict[str, list[str]]:
    """The units that each photo ties together, by sha256; a stock photo, or one never seen, has no entry."""
    units: dict[str, set[str]] = defaultdict(set)
    for photo, dealer, key, vin in rows_of(session, _sighted(), Sighting.photo_sha256, photos):
        units[photo].add(unit_of(by, dealer, key, vin))
    return {photo: sorted(found) for photo, found in units.items() if len(found) <= MAX_UNITS_TIED}


def units_of_all(session: Session, by: str) -> Iterator[tuple[str, str, list[str]]]:
    """(sha256, split, units) of every photo that has a side, excluded ones too: streamed, in the order of sha256."""
    statement = (
        _sighted()
        .join(Split, Split.photo_sha256 == Sighting.photo_sha256)
        .add_columns(Split.split)
        .order_by(Sighting.photo_sha256)
    )
    rows = session.execute(statement, execution_options={"yield_per": 10_000})
    for photo, found in groupby(rows, key=lambda row: str(row[0])):
        seen = list(found)
        units = sorted({unit_of(by, dealer, key, vin) for _, dealer, key, vin, _ in seen})
        if len(units) <= MAX_UNITS_TIED:
            yield photo, str(seen[0][4]), units


def _sighted() -> Select[tuple[str | None, str, str, str | None]]:
    return (
        select(Sighting.photo_sha256, Dealer.name, Vehicle.key, Vehicle.vin)
        .join(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .join(Dealer, Dealer.id == Sighting.dealer_id)
    )
