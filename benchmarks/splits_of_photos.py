"""Splits of real photos: `python benchmarks/splits_of_photos.py [PHOTOS]` (default ../shared/photos).

Imports the folder's `labels.csv` into a fresh catalog, curates it, and splits it by vehicle and by seller: components,
the largest ones, the shares of each class on each side (train, val, test), what the audit finds; and what the shares
would be if the draw alone decided. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import DuplicateLink, SimilarLink, Split, SplitTotal, SplitUnit
from carcls.config import load_settings
from carcls.curate.audit import audit_catalog
from carcls.curate.balance import SHARES, side_of
from carcls.curate.duplicates import find_duplicates, uncurated
from carcls.curate.import_labels import import_labels
from carcls.curate.labels import effective_labels
from carcls.curate.splits import assign_splits
from carcls.photos.store import PhotoStore

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "photos"


def shares(rows: Iterable[tuple[str, str]]) -> dict[str, list[float]]:
    """{class: [share of train, of val, of test]} of (side, class) pairs."""
    counts = Counter(rows)
    totals = Counter({label: 0 for _, label in counts})
    for (_, label), photos in counts.items():
        totals[label] += photos
    return {
        label: [round(counts[side, label] / total, 3) for side in SHARES] for label, total in sorted(totals.items())
    }


def split(catalog: Catalog, by: str) -> dict[str, Any]:
    """Draw all sides anew."""
    with catalog.session() as session:
        for table in (Split, SplitUnit, SplitTotal):
            session.query(table).delete()
    result = assign_splits(catalog, by)
    with catalog.read() as session:
        labels = effective_labels(session)
        rows = [row for row in session.scalars(select(Split)) if row.photo_sha256 in labels]
        sizes = Counter(row.component for row in rows)
        return {
            **vars(result),
            "components": len(sizes),
            "largest": [photos for _, photos in sizes.most_common(5)],
            "shares": shares((row.split, labels[row.photo_sha256].label) for row in rows),
            "shares by the draw alone": shares(
                (side_of(row.component), labels[row.photo_sha256].label) for row in rows
            ),
            "findings": dict(Counter(finding.kind for finding in audit_catalog(session, by))),
        }


def main() -> None:
    """Import, curate, split, print."""
    photos = Path(sys.argv[1]) if len(sys.argv) > 1 else PHOTOS
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        catalog, store = Catalog.from_settings(settings), PhotoStore.from_settings(settings)
        answer: dict[str, Any] = {"labels": import_labels(catalog, store, settings, photos / "labels.csv").labels}
        find_duplicates(catalog, store, settings.traces_dir, uncurated(catalog))
        with catalog.read() as session:
            answer["same picture"] = len(session.scalars(select(DuplicateLink)).all())
            answer["look-alikes"] = len(session.scalars(select(SimilarLink)).all())
        answer |= {by: split(catalog, by) for by in ("vehicle", "seller")}
        catalog.close()
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
