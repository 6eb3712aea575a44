"""A dataset: the labelled photos and their sides as they stand, frozen in a Parquet manifest with a digest."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset, Dealer, GroupMember, Photo, Sighting, Split, Vehicle
from carcls.catalog.upsert import upsert
from carcls.config import Settings
from carcls.curate.components import EXCLUDED
from carcls.curate.labels import SOURCES, effective_labels_query
from carcls.curate.leaks import leaks
from carcls.errors import DatasetError, NothingLabelled, SplitLeak
from carcls.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("sha256", "label", "view", "source", "split", "dealer", "vehicle", "group_id")
ROWS_A_BATCH = 10_000  # in memory at a time

_Chosen = tuple[str | None, ...]


@dataclass(frozen=True)
class DatasetSnapshot:
    """A frozen dataset. counts: {split: {class: photos}}."""

    digest: str
    path: Path
    photos: int
    counts: dict[str, dict[str, int]]


def snapshot(catalog: Catalog, settings: Settings) -> DatasetSnapshot:
    """Freeze the labelled photos: one photo a group, none that is excluded from the splits.

    A group's label is the strongest of its members' labels; where equally strong ones contradict each other the group
    stays out. The same photos, labels and sides give the same digest. Rows come by group and are streamed: memory
    stays bounded however large the catalog is.

    Raises:
        NothingLabelled: no photo has a label yet.
        SplitLeak: a picture, vehicle or seller stands on two sides; the text names it.
    """
    sides: dict[str, Counter[str]] = defaultdict(Counter)
    hashed = sha256()
    waiting = settings.datasets_dir / f"{uuid4().hex}.partial"
    try:
        with catalog.read() as session, whole_file(waiting) as stream:
            for leak in leaks(session, settings.split_by):
                raise SplitLeak(
                    f"A {settings.split_by}, a picture and its like should stand on one side of the split. Received: "
                    f"{leak.why}. Sides were changed by hand, or CARCLS_SPLIT_BY changed after the first split: "
                    "start a new catalog. All of them: carcls curate audit."
                )
            _write(stream, _chosen(session), hashed, sides)
        photos = sum(sum(counts.values()) for counts in sides.values())
        if not photos:
            raise NothingLabelled(
                "A dataset should have labelled photos. Received: none. "
                "Import some (carcls labels import FILE), then carcls curate."
            )
        digest = hashed.hexdigest()
        path = settings.datasets_dir / f"{digest}.parquet"
        if not path.exists():
            waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    counts = {split: dict(sorted(found.items())) for split, found in sorted(sides.items())}
    with catalog.session() as session:
        row = {"digest": digest, "path": path.name, "photos": photos, "counts": counts}
        upsert(session, Dataset, [row], key=["digest"])
    return DatasetSnapshot(digest, path, photos, counts)


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


def _write(stream: BinaryIO, rows: Iterator[_Chosen], hashed: Any, sides: dict[str, Counter[str]]) -> None:
    """Write a manifest, hash its rows and count them by side and class."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = pyarrow.schema([(name, pyarrow.string()) for name in COLUMNS])
    with ParquetWriter(stream, schema) as writer:
        while batch := list(islice(rows, ROWS_A_BATCH)):
            for row in batch:
                hashed.update(json.dumps(row).encode())
                sides[row[COLUMNS.index("split")] or ""][row[COLUMNS.index("label")] or ""] += 1
            columns = [pyarrow.array(values, pyarrow.string()) for values in zip(*batch, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))


def _chosen(session: Session) -> Iterator[_Chosen]:
    """The rows of a dataset, as `COLUMNS`, by group."""
    for _, members in groupby(_members(session), key=lambda row: row.group_id or row.sha256):
        group = list(members)
        said = [row for row in group if row.source is not None]
        inside = [row for row in group if row.split != EXCLUDED]
        if not said or not inside:
            continue
        strongest = min(SOURCES.index(row.source) for row in said)
        heard = [row for row in said if SOURCES.index(row.source) == strongest]
        if len({row.label for row in heard}) == 1:
            word = min(heard, key=lambda row: (row.view is None, row.view or ""))
            best = max(inside, key=lambda row: (bool(row.is_best), row.sha256))
            yield (best.sha256, word.label, word.view, word.source, best.split, best.dealer, best.key, best.group_id)


def _members(session: Session) -> Iterator[Any]:
    """Every photo that has a side and, itself or a photo of its group, may have a label: by group."""
    said = effective_labels_query().subquery()
    seen = aliased(Sighting)
    # Of each photo by its index: a list of all first sightings is what SQLite would go through once a photo.
    first = select(func.min(seen.id)).where(seen.photo_sha256 == Photo.sha256).scalar_subquery()
    statement = (
        select(
            Photo.sha256,
            Split.split,
            GroupMember.group_id,
            GroupMember.is_best,
            Dealer.name.label("dealer"),
            Vehicle.key,
            said.c.label,
            said.c.view,
            said.c.source,
        )
        .join(Split, Split.photo_sha256 == Photo.sha256)
        .outerjoin(GroupMember, GroupMember.photo_sha256 == Photo.sha256)
        .outerjoin(said, said.c.photo_sha256 == Photo.sha256)
        .outerjoin(Sighting, Sighting.id == first)
        .outerjoin(Dealer, Dealer.id == Sighting.dealer_id)
        .outerjoin(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .where(Photo.state == "ok", or_(said.c.source.is_not(None), GroupMember.group_id.is_not(None)))
        .order_by(func.coalesce(GroupMember.group_id, Photo.sha256), Photo.sha256)
    )
    yield from session.execute(statement, execution_options={"yield_per": ROWS_A_BATCH})
