"""A dataset: the labelled photos and their sides as they stand, frozen in a Parquet manifest with a digest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset, Dealer, GroupMember, Photo, Sighting, Split, Vehicle
from carcls.catalog.upsert import upsert
from carcls.config import Settings
from carcls.curate.labels import SOURCES, EffectiveLabel, effective_labels
from carcls.curate.splits import EXCLUDED, sides_by_class, units_of_photos
from carcls.errors import DatasetError, NothingLabelled, SplitLeak
from carcls.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("sha256", "label", "view", "source", "split", "dealer", "vehicle", "group_id")


@dataclass(frozen=True)
class DatasetSnapshot:
    """A frozen dataset. counts: {split: {class: photos}}."""

    digest: str
    path: Path
    photos: int
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class _Row:
    sha256: str
    split: str
    group_id: str | None
    is_best: bool
    dealer: str | None
    vehicle: str | None


def snapshot(catalog: Catalog, settings: Settings) -> DatasetSnapshot:
    """Freeze the labelled photos: one photo a group, none that is excluded from the splits.

    A group's label is the strongest of its members' labels; where equally strong ones contradict each other the group
    stays out. The same photos, labels and sides give the same digest.

    Raises:
        NothingLabelled: no photo has a label yet.
        SplitLeak: a vehicle (or seller) stands on two sides; the text names it.
    """
    import pandas as pd

    with catalog.read() as session:
        rows = _rows(session)
        labels = effective_labels(session)
        chosen = _one_a_group(rows, labels)
        _refuse_leaks(session, settings.split_by, [row for row, _ in chosen])
    if not chosen:
        raise NothingLabelled(
            "A dataset should have labelled photos. Received: none. "
            "Import some (carcls labels import FILE), then carcls curate."
        )
    frame = pd.DataFrame(
        [
            (row.sha256, label.label, label.view, label.source, row.split, row.dealer, row.vehicle, row.group_id)
            for row, label in sorted(chosen, key=lambda pair: pair[0].sha256)
        ],
        columns=list(COLUMNS),
    )
    digest = sha256(frame.to_csv(index=False).encode()).hexdigest()
    counts = sides_by_class(list(zip(frame["split"], frame["label"], strict=True)))
    path = settings.datasets_dir / f"{digest}.parquet"
    if not path.exists():
        with whole_file(path) as stream:
            frame.to_parquet(stream, index=False)
    with catalog.session() as session:
        row = {"digest": digest, "path": path.name, "photos": len(frame), "counts": counts}
        upsert(session, Dataset, [row], key=["digest"])
    return DatasetSnapshot(digest, path, len(frame), counts)


def read_manifest(path: Path) -> pd.DataFrame:
    """A manifest as a table with the columns `COLUMNS`, all text; a missing view, vehicle or group is None.

    Raises:
        DatasetError: no such file, or not a manifest.
    """
    import pandas as pd

    try:
        return pd.read_parquet(path, columns=list(COLUMNS)).astype(object).where(lambda frame: frame.notna(), None)
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"A manifest should be a Parquet file with the columns {', '.join(COLUMNS)}. Received: {path} ({error}). "
            "Make one: carcls curate."
        ) from error


def _rows(session: Session) -> list[_Row]:
    first = select(func.min(Sighting.id)).where(Sighting.photo_sha256.is_not(None)).group_by(Sighting.photo_sha256)
    statement = (
        select(Photo.sha256, Split.split, GroupMember.group_id, GroupMember.is_best, Dealer.name, Vehicle.key)
        .join(Split, Split.photo_sha256 == Photo.sha256)
        .outerjoin(GroupMember, GroupMember.photo_sha256 == Photo.sha256)
        .outerjoin(Sighting, (Sighting.photo_sha256 == Photo.sha256) & Sighting.id.in_(first))
        .outerjoin(Dealer, Dealer.id == Sighting.dealer_id)
        .outerjoin(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .where(Photo.state == "ok")
        .order_by(Photo.sha256)
    )
    return [_Row(*row) for row in session.execute(statement).tuples()]


def _one_a_group(rows: list[_Row], labels: dict[str, EffectiveLabel]) -> list[tuple[_Row, EffectiveLabel]]:
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.group_id or row.sha256].append(row)
    chosen = []
    for members in groups.values():
        said = [labels[row.sha256] for row in members if row.sha256 in labels]
        inside = [row for row in members if row.split != EXCLUDED]
        if not said or not inside:
            continue
        strongest = min(SOURCES.index(label.source) for label in said)
        heard = [label for label in said if SOURCES.index(label.source) == strongest]
        if len({label.label for label in heard}) == 1:
            with_view = sorted(heard, key=lambda label: (label.view is None, label.view or ""))
            chosen.append((max(inside, key=lambda row: (bool(row.is_best), row.sha256)), with_view[0]))
    return chosen


def _refuse_leaks(session: Session, by: str, rows: list[_Row]) -> None:
    everything = select(Split.photo_sha256).where(Split.split != EXCLUDED)
    units = units_of_photos(session, by, everything)
    sides: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        for unit in units.get(row.sha256, ()):
            sides[unit].setdefault(row.split, row.sha256)
    for unit, found in sides.items():
        if len(found) > 1:
            where = ", ".join(f"{photo[:12]} in {split}" for split, photo in sorted(found.items()))
            raise SplitLeak(
                f"A {by} should stand on one side of the split. Received: {unit} with {where}. "
                "Sides were changed by hand, or CARCLS_SPLIT_BY changed after the first split: start a new catalog."
            )
