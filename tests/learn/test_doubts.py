from __future__ import annotations

import numpy as np
import pytest

from carcls.catalog import Catalog
from carcls.catalog.sightings import SeenPhoto, VehicleIdentity, record_dealer, record_sighting, record_vehicle
from carcls.catalog.tables import Photo
from carcls.config import Settings
from carcls.errors import TrainingError
from carcls.learn.doubts import Doubts, doubtful_labels, label_quality
from carcls.learn.recipes import RECIPES
from carcls.photos.store import PhotoStore
from tests.learn.house import known_features

WRONG = (0, 31, 62, 97, 121)


@pytest.fixture
def found(catalog: Catalog, store: PhotoStore, settings: Settings) -> Doubts:
    """150 labels of six sellers, five of them wrong; the photo 31 was seen at two URLs."""
    with catalog.session() as session:
        session.add(Photo(sha256=f"{31:064x}", state="ok", bytes=1))
        dealer = record_dealer(session, "dealer 4")
        vehicle = record_vehicle(session, dealer, VehicleIdentity(None, "S1", "Estate", "https://four.example/1"))
        for name in ("first", "second"):
            seen = SeenPhoto(f"https://four.example/{name}.jpg", name)
            record_sighting(
                session, dealer_id=dealer, vehicle_id=vehicle, crawl_id=None, seen=seen, photo_sha256=f"{31:064x}"
            )
    snapshot = known_features(settings, wrong=WRONG)
    return doubtful_labels(catalog, store, settings, snapshot, RECIPES["efficientnet-lite0"], limit=20)


@pytest.mark.slow
def test_wrong_labels_come_first_with_what_the_photo_seems_to_be(found: Doubts) -> None:
    first = found.rows[: len(WRONG)]
    assert {int(row.sha256, 16) for row in first} == set(WRONG)
    assert {(row.label, row.suggested) for row in first} <= {
        ("exterior", "interior"),
        ("other", "exterior"),
        ("interior", "other"),
    }
    assert all(row.quality < 0.5 < row.probability for row in first)
    assert any(row.suspect for row in first)
    assert [row.quality for row in found.rows] == sorted(row.quality for row in found.rows)
    assert (len(found.rows), found.labels, found.left_out) == (20, 150, "seller")
    assert 0 < found.suspects < 20


@pytest.mark.slow
def test_a_row_says_whose_word_it_is_and_where_to_look(found: Doubts) -> None:
    rows = {int(row.sha256, 16): row for row in found.rows}
    assert (rows[0].source, rows[62].source) == ("human", "imported")
    assert (rows[31].page_url, rows[31].photo_url) == ("https://four.example/1", "https://four.example/first.jpg")
    assert (rows[31].seller, rows[31].vehicle, rows[62].photo_url) == ("dealer 4", "car 10", None)


def test_few_sellers_are_judged_without_their_vehicles(catalog: Catalog, store: PhotoStore, settings: Settings) -> None:
    snapshot = known_features(settings, sellers=4, wrong=WRONG)
    found = doubtful_labels(catalog, store, settings, snapshot, RECIPES["efficientnet-lite0"], limit=len(WRONG))
    assert found.left_out == "vehicle"
    assert {int(row.sha256, 16) for row in found.rows} == set(WRONG)


def test_a_net_without_a_backbone_cannot_judge(catalog: Catalog, store: PhotoStore, settings: Settings) -> None:
    snapshot = known_features(settings)
    with pytest.raises(TrainingError, match=r"Received: the architecture cnn"):
        doubtful_labels(catalog, store, settings, snapshot, RECIPES["cnn"])


def test_the_quality_of_a_label_is_its_probability() -> None:
    predicted = np.float32([[0.9, 0.1]] * 8 + [[0.2, 0.8]] * 8 + [[0.95, 0.05]])
    given = np.array([0] * 8 + [1] * 9)
    quality, suspect = label_quality(given, predicted)
    assert quality.tolist() == pytest.approx([0.9] * 8 + [0.8] * 8 + [0.05])
    assert suspect.tolist() == [False] * 16 + [True]
