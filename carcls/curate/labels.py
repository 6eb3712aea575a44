"""Labels and whose word counts most: a person's, then an imported file's, then the dealer's own site's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import Label, now
from carcls.catalog.upsert import upsert
from carcls.errors import LabelsError
from carcls.taxonomy import Taxonomy

PHOTOS_A_QUERY = 500  # well below the number of values that a database takes in one statement
SOURCES = ("human", "imported", "site")  # in the order of precedence; a model's word stands below all of them


@dataclass(frozen=True)
class EffectiveLabel:
    """The label that counts. label: a class of the taxonomy; view: a finer kind, None: not said."""

    label: str
    view: str | None
    source: str


def record_labels(session: Session, taxonomy: Taxonomy, rows: Sequence[dict[str, Any]]) -> None:
    """Write labels: dictionaries with photo_sha256, label, view, source, author. The same author's newer word wins.

    A file or a site that says again what it said is not news: its word keeps its time. A person's is.

    Raises:
        LabelsError: a class that the taxonomy does not have, or a source that is not one of `SOURCES`.
    """
    for row in rows:
        if row["label"] not in taxonomy.classes:
            raise LabelsError(
                f"A class should be one of {', '.join(taxonomy.classes)}. Received: {row['label']!r} "
                f"for {row['photo_sha256']}. Mend the label, or set CARCLS_TAXONOMY_FILE."
            )
        if row["source"] not in SOURCES:
            raise LabelsError(f"A source should be one of {', '.join(SOURCES)}. Received: {row['source']!r}.")
    # One statement may not touch a row twice: of the same author's words on one photo the last counts.
    latest = {(row["photo_sha256"], row["source"], row["author"]): {**row, "created_at": now()} for row in rows}
    stands = _words(session, {str(row["photo_sha256"]) for row in rows})
    upsert(
        session,
        Label,
        [row for key, row in latest.items() if key[1] == "human" or stands.get(key) != (row["label"], row["view"])],
        key=["photo_sha256", "source", "author"],
        update=["label", "view", "created_at"],
    )


def _words(session: Session, photos: set[str]) -> dict[tuple[str, str, str], tuple[str, str | None]]:
    """(class, view) as it stands, by (photo, source, author)."""
    words: dict[tuple[str, str, str], tuple[str, str | None]] = {}
    ordered = sorted(photos)
    for start in range(0, len(ordered), PHOTOS_A_QUERY):
        labels = select(Label).where(Label.photo_sha256.in_(ordered[start : start + PHOTOS_A_QUERY]))
        words |= {(row.photo_sha256, row.source, row.author): (row.label, row.view) for row in session.scalars(labels)}
    return words


def effective_labels(session: Session, photos: Collection[str] | None = None) -> dict[str, EffectiveLabel]:
    """The label that counts of every labelled content, by sha256: the strongest source's latest word.

    Args:
        session: an open session.
        photos: those asked for; None: all.
    """
    words = select(Label.photo_sha256, Label.label, Label.view, Label.source).order_by(Label.created_at, Label.id)
    rows = session.execute(words).tuples() if photos is None else rows_of(session, words, Label.photo_sha256, photos)
    rank = {source: position for position, source in enumerate(SOURCES)}
    labels: dict[str, EffectiveLabel] = {}
    for sha256, label, view, source in rows:
        stands = labels.get(sha256)
        if stands is None or rank[source] <= rank[stands.source]:
            labels[sha256] = EffectiveLabel(label, view, source)
    return labels


def effective_labels_query() -> Select[Any]:
    """`effective_labels` as a query with the columns photo_sha256, label, view, source: a large catalog's labels need
    not fit in memory. A test holds the two equal.
    """
    strength = case({source: place for place, source in enumerate(SOURCES)}, value=Label.source)
    rank = func.row_number().over(
        partition_by=Label.photo_sha256, order_by=(strength, Label.created_at.desc(), Label.id.desc())
    )
    ranked = select(
        Label.photo_sha256, Label.label.label("label"), Label.view, Label.source, rank.label("rank")
    ).subquery()
    return select(ranked).where(ranked.c.rank == 1)
