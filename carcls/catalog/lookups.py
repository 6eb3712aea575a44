"""What people ask of the catalog: which photo is meant, how much there is of each dealer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from carcls.catalog.tables import Dealer, Photo, Sighting, Vehicle
from carcls.errors import LabelsError

NAMES_A_QUERY = 500  # well below the number of values that a database takes in one statement


def rows_of(session: Session, statement: Select[Any], column: Any, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement whose column is one of many names: a bounded number of names a query."""
    ordered = sorted(set(names))
    for start in range(0, len(ordered), NAMES_A_QUERY):
        part = ordered[start : start + NAMES_A_QUERY]
        yield from session.execute(statement.where(column.in_(part))).tuples()


def find_photo(session: Session, sha256: str) -> str:
    """The whole sha256 of the photo that has it or alone begins so.

    Raises:
        LabelsError: there is none, or more than one.
    """
    begins = Photo.sha256.startswith(sha256.lower(), autoescape=True)
    found = session.scalars(select(Photo.sha256).where(begins).limit(2)).all()
    if not sha256 or len(found) != 1:
        what = "more than one photo begins so" if found else "no such photo"
        raise LabelsError(
            f"A photo should be named by its sha256 or a beginning of it. Received: {sha256!r}: {what}. "
            "The report and carcls export show them."
        )
    return found[0]


def dealer_counts(session: Session) -> dict[str, tuple[int, int]]:
    """(vehicles, distinct photos) by the name of each dealer in the catalog."""
    vehicles = select(Vehicle.dealer_id, func.count().label("count")).group_by(Vehicle.dealer_id).subquery()
    photos = (
        select(Sighting.dealer_id, func.count(Sighting.photo_sha256.distinct()).label("count"))
        .group_by(Sighting.dealer_id)
        .subquery()
    )
    rows = session.execute(
        select(Dealer.name, func.coalesce(vehicles.c.count, 0), func.coalesce(photos.c.count, 0))
        .outerjoin(vehicles, vehicles.c.dealer_id == Dealer.id)
        .outerjoin(photos, photos.c.dealer_id == Dealer.id)
        .order_by(Dealer.name)
    ).tuples()
    return {name: (vehicle_count, photo_count) for name, vehicle_count, photo_count in rows}
