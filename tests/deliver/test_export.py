"""Exports of a small catalog: which rows, which label holds, and the columns."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import Promotion
from carcls.config import Settings
from carcls.curate.labels import effective_labels, record_labels
from carcls.deliver.export import export_columns, export_labels
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy
from tests.night import MODEL, Night, make_night

TAXONOMY = load_taxonomy()


@pytest.fixture
def night(settings: Settings, any_catalog: Catalog, store: PhotoStore) -> Night:
    return make_night(settings, any_catalog, store)


def exported(night: Night) -> list[dict[str, Any]]:
    buffer = io.BytesIO()
    export_labels(night.catalog, buffer, "jsonl", TAXONOMY)
    return [json.loads(line) for line in buffer.getvalue().splitlines()]


def test_one_row_a_photo_url_of_a_vehicle(night: Night) -> None:
    assert [(row["vehicle"], row["photo_url"]) for row in exported(night)] == [
        ("VIN1", "https://ada.example/red.jpg"),
        ("VIN1", "https://ada.example/blue.jpg"),
        ("VIN1", "https://ada.example/green.jpg"),
        ("S2", "https://ada.example/blue.jpg"),
        ("https://bob.example/3", "https://bob.example/red.jpg"),
        (None, None),  # imported, seen nowhere
    ]


@pytest.mark.parametrize(
    ("photo", "label", "source", "confidence", "abstained"),
    [
        pytest.param("red", "exterior", "model", 0.98, False, id="model"),
        pytest.param("blue", "interior", "human", None, False, id="person before site and model"),
        pytest.param("loose", "interior", "imported", None, False, id="imported"),
        pytest.param("green", "other", "model", 0.41, True, id="abstained"),
    ],
)
def test_strongest_source_wins(
    night: Night, photo: str, label: str, source: str, confidence: float | None, abstained: bool
) -> None:
    row = next(row for row in exported(night) if row["sha256"] == night.photos[photo])
    assert (row["label"], row["source"]) == (label, source)
    assert (row["confidence"], row["abstained"]) == (confidence, abstained)


def test_a_whole_row(night: Night) -> None:
    row = next(row for row in exported(night) if row["vehicle"] == "VIN1" and row["position"] == 2)
    for name in ("first_seen_at", "last_seen_at"):
        assert abs(datetime.fromisoformat(row.pop(name)) - datetime.now(UTC)) < timedelta(minutes=1)
    assert row == {
        "dealer": "Ada Cars",
        "vehicle": "VIN1",
        "vin": "VIN1",
        "stock_number": "S1",
        "vehicle_title": "=HYPERLINK(1) <b>Roadster</b>",
        "page_url": "https://ada.example/1",
        "photo_url": "https://ada.example/blue.jpg",
        "position": 2,
        "flags": None,
        "label": "interior",
        "view": "seats",
        "source": "human",
        "confidence": None,
        "abstained": False,
        "p_interior": 0.125,
        "p_exterior": 0.75,
        "p_other": 0.125,
        "model": MODEL,
        "sha256": night.photos["blue"],
        "group_id": None,
        "width": 96,
        "height": 64,
    }


def test_columns_are_those_of_the_rows(night: Night) -> None:
    assert list(exported(night)[0]) == [column.name for column in export_columns(TAXONOMY)]


def test_without_a_champion_only_what_was_said(night: Night) -> None:
    with night.catalog.session() as session:
        session.query(Promotion).delete()
    assert [(row["source"], row["model"]) for row in exported(night)] == [
        ("human", None),
        ("human", None),
        ("imported", None),
    ]


def test_what_was_said_is_what_curation_says(night: Night) -> None:
    with night.catalog.session() as session:
        for author, label in (("zoe", "exterior"), ("adam", "other"), ("adam", "interior")):
            row = {"photo_sha256": night.photos["red"], "label": label, "view": None, "source": "human"}
            record_labels(session, TAXONOMY, [{**row, "author": author}])
    with night.catalog.read() as session:
        expected = {sha256: (each.label, each.view, each.source) for sha256, each in effective_labels(session).items()}
    expected[night.photos["small_red"]] = expected[night.photos["red"]]  # copies of one picture share a label
    rows = {row["sha256"]: (row["label"], row["view"], row["source"]) for row in exported(night)}
    assert {sha256: row for sha256, row in rows.items() if row[2] != "model"} == expected
    assert expected[night.photos["red"]] == ("interior", None, "human")
