"""Take labels from a file: `carcls labels import FILE`."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from carcls.catalog import Catalog
from carcls.catalog.sightings import SeenPhoto, VehicleIdentity, record_dealer, record_sighting, record_vehicle
from carcls.config import Settings
from carcls.curate.labels import record_labels
from carcls.errors import LabelsError
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy

ROWS_A_TRANSACTION = 500


@dataclass(frozen=True)
class ImportResult:
    """labels: rows that became labels; photos: new contents taken in; rejected: a line each for rows left out."""

    labels: int
    photos: int
    rejected: list[str]


def import_labels(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    file: Path,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportResult:
    """Import a CSV of labels. A row that cannot be taken is left out with a reason; the others are taken.

    Columns: `sha256` or `path` (relative to the CSV's folder), `class` or `label`; optional `view`, `seller`,
    `vehicle`. A row with a path takes the picture in; its seller and vehicle become dealer and vehicle, so that a
    split can keep them together. Importing the same file twice changes nothing.

    Raises:
        LabelsError: the file is missing, is not a CSV in UTF-8, or lacks the columns.
    """
    taxonomy = load_taxonomy(settings.taxonomy_file)
    intake = PhotoIntake(catalog, store, settings)
    rejected: list[str] = []
    photos = 0
    labels: list[dict[str, str | None]] = []
    for number, row in enumerate(_read(file), start=2):
        try:
            label = row.get("class") or row.get("label") or ""
            if label not in taxonomy.classes:
                raise LabelsError(f"a class should be one of {', '.join(taxonomy.classes)}, received {label!r}")
            sha256 = (row.get("sha256") or "").lower()
            if row.get("path"):
                picture = file.parent / row["path"]
                if not picture.is_file():
                    raise LabelsError(f"no such picture: {picture}")
                taken = intake.take(picture.read_bytes())
                if taken.reason is not None:
                    raise LabelsError(taken.reason)
                photos += taken.is_new
                sha256 = taken.sha256
                _record_origin(catalog, row, picture, sha256)
            elif not re.fullmatch("[0-9a-f]{64}", sha256):
                raise LabelsError(f"a sha256 should be 64 hexadecimal digits, received {sha256!r}")
        except LabelsError as error:
            rejected.append(f"{file.name} line {number}: {error}")
            continue
        view = row.get("view") or None
        labels.append({"photo_sha256": sha256, "label": label, "view": view, "source": "imported", "author": file.name})
        progress(len(labels))
    for start in range(0, len(labels), ROWS_A_TRANSACTION):
        with catalog.session() as session:
            record_labels(session, taxonomy, labels[start : start + ROWS_A_TRANSACTION])
    return ImportResult(len(labels), photos, rejected)


def _read(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            columns = set(reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LabelsError(
            f"A labels file should be UTF-8 CSV with columns sha256 or path, and class. Received: {file}: {error}."
        ) from error
    if not columns & {"sha256", "path"} or not columns & {"class", "label"}:
        raise LabelsError(
            "A labels file should have the columns sha256 or path, and class. "
            f"Received: {', '.join(sorted(columns)) or 'no columns'} in {file}. Rename them in the file's first line."
        )
    return rows


def _record_origin(catalog: Catalog, row: Mapping[str, str], picture: Path, sha256: str) -> None:
    """The seller and vehicle that a row names; a picture whose row names no seller has no origin."""
    seller = row.get("seller")
    if not seller:
        return
    url = picture.resolve().as_uri()
    with catalog.session() as session:
        dealer_id = record_dealer(session, seller)
        identity = VehicleIdentity(stock_number=row.get("vehicle") or None, page_url=url)
        record_sighting(
            session,
            dealer_id=dealer_id,
            vehicle_id=record_vehicle(session, dealer_id, identity),
            crawl_id=None,
            seen=SeenPhoto(url=url, url_identity=url),
            photo_sha256=sha256,
        )
