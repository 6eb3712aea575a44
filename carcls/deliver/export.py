"""Export labels: one row a photo URL of a vehicle, with the label that holds for the photo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import Dealer, GroupMember, Photo, Prediction, Promotion, Sighting, Vehicle
from carcls.curate.group_labels import shared_within_groups
from carcls.curate.labels import effective_labels_query
from carcls.deliver.rows import BATCH, Column, Format, write_rows
from carcls.taxonomy import Taxonomy


def export_columns(taxonomy: Taxonomy) -> list[Column]:
    """The columns of an export; data/README.md says what each holds."""
    return [
        Column("dealer"),
        Column("vehicle"),
        Column("vin"),
        Column("stock_number"),
        Column("vehicle_title"),
        Column("page_url"),
        Column("photo_url"),
        Column("position", "integer"),
        Column("flags"),
        Column("label"),
        Column("view"),
        Column("source"),
        Column("confidence", "number"),
        Column("abstained", "flag"),
        *(Column(f"p_{name}", "number") for name in taxonomy.classes),
        Column("model"),
        Column("sha256"),
        Column("group_id"),
        Column("width", "integer"),
        Column("height", "integer"),
        Column("first_seen_at", "time"),
        Column("last_seen_at", "time"),
    ]


def export_labels(catalog: Catalog, target: Path | BinaryIO, file_format: Format, taxonomy: Taxonomy) -> int:
    """Write every labelled photo, once for each URL of each vehicle where it was seen.

    A photo that was labelled but seen nowhere (an imported file) is one row without dealer, vehicle and URL. The label
    is that of the strongest source: human, imported, site, else the champion's (`model`). Rows come by dealer, vehicle
    and position, and are streamed: memory stays bounded however large the catalog is.

    Args:
        catalog: read in one transaction, so that all rows are of one moment.
        target: a file or an open binary stream; see `write_rows`.
        file_format: `csv`, `parquet` or `jsonl`.
        taxonomy: its classes are the `p_CLASS` columns.

    Returns:
        How many rows were written.

    Raises:
        OutputError: the file cannot be written.
    """
    with catalog.read() as session:
        return write_rows(_rows(session), export_columns(taxonomy), target, file_format)


def _rows(session: Session) -> Iterator[dict[str, Any]]:
    champion = session.scalar(select(Promotion.model_digest).order_by(Promotion.id.desc()).limit(1))
    result = session.execute(_statement(champion), execution_options={"yield_per": BATCH})
    for found in result.mappings():
        row = dict(found)
        said_label, said_source = row.pop("said_label"), row.pop("said_source")
        probabilities = row.pop("probabilities") or {}
        model_label, confidence, abstained = row.pop("model_label"), row.pop("confidence"), row.pop("abstained")
        row |= {f"p_{name}": probability for name, probability in probabilities.items()}
        if said_label is not None:
            row |= {"label": said_label, "source": said_source, "confidence": None, "abstained": False}
        else:
            row |= {"label": model_label, "source": "model", "confidence": confidence, "abstained": abstained}
        yield row


def _statement(champion: str | None) -> Select[Any]:
    said = shared_within_groups(effective_labels_query()).subquery()
    predicted = (Prediction.photo_sha256 == Photo.sha256) & (Prediction.model_digest == champion)
    return (
        select(
            Dealer.name.label("dealer"),
            Vehicle.key.label("vehicle"),
            Vehicle.vin,
            Vehicle.stock_number,
            Vehicle.title.label("vehicle_title"),
            Vehicle.page_url,
            Sighting.url.label("photo_url"),
            Sighting.position,
            Sighting.flags,
            said.c.label.label("said_label"),
            said.c.source.label("said_source"),
            said.c.view,
            Prediction.label.label("model_label"),
            Prediction.confidence,
            Prediction.abstained,
            Prediction.probabilities,
            Prediction.model_digest.label("model"),
            Photo.sha256,
            GroupMember.group_id,
            Photo.width,
            Photo.height,
            Sighting.first_seen_at,
            Sighting.last_seen_at,
        )
        .select_from(Photo)
        .outerjoin(said, said.c.photo_sha256 == Photo.sha256)
        .outerjoin(Prediction, predicted)
        .outerjoin(GroupMember, GroupMember.photo_sha256 == Photo.sha256)
        .outerjoin(Sighting, Sighting.photo_sha256 == Photo.sha256)
        .outerjoin(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .outerjoin(Dealer, Dealer.id == Sighting.dealer_id)
        .where(Photo.state == "ok", or_(said.c.label.is_not(None), Prediction.label.is_not(None)))
        .order_by(Dealer.name.nulls_last(), Vehicle.id, Sighting.position.nulls_last(), Sighting.url, Photo.sha256)
    )
