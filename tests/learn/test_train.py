from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import Model
from carcls.config import Settings
from carcls.errors import ModelError, TrainingError
from carcls.learn.compare import is_better
from carcls.learn.evaluate import evaluate
from carcls.learn.recipes import RECIPES
from carcls.learn.registry import load_model, promote
from carcls.learn.train import train_model
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.learn.examples import drawn, manifest, take_in

pytestmark = pytest.mark.slow
FILES = {"card.md", "history.csv", "metrics.json", "model.json", "model.keras", "model.tflite"}
PLOTS = {"confusion.png", "curves.png", "reliability.png", "risk_coverage.png"}
TABLES = {"classes.csv", "photos.csv", "sellers.csv", "views.csv"}


@pytest.fixture
def _small_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPES, "cnn", replace(RECIPES["cnn"], input_size=16, epochs=8, learning_rate=3e-3))
    lite0 = replace(RECIPES["efficientnet-lite0"], input_size=64)
    monkeypatch.setitem(RECIPES, "efficientnet-lite0", lite0)


@pytest.mark.usefixtures("_small_recipes")
def test_from_a_snapshot_to_a_champion_and_past_it(
    catalog: Catalog, store: PhotoStore, settings: Settings, intake: PhotoIntake
) -> None:
    snapshot = take_in(manifest(train=24, val=8, test=10), "d" * 64, intake, catalog, settings)
    first = train_model(catalog, store, settings, snapshot, architecture="efficientnet-lite0")
    assert first.metrics["split"] == "test"
    assert first.metrics["photos"] == 30
    assert first.metrics["accuracy"] == 1.0
    assert first.path == settings.models_dir / first.digest
    assert {file.name for file in first.path.iterdir()} == FILES | PLOTS | TABLES
    assert [file.name for file in settings.models_dir.iterdir()] == [first.digest]
    assert json.loads((first.path / "model.json").read_text())["dataset"] == "d" * 64
    card = (first.path / "card.md").read_text()
    assert "| train | 24 | 24 | 24 |" in card
    assert f"# efficientnet-lite0 {first.digest[:12]}\n" in card

    assert is_better(catalog, store, settings, first.digest, None, snapshot).better
    promote(catalog, first.digest, "first")
    model = load_model(catalog, settings)
    assert model.digest == first.digest
    predicted = model.predict(np.stack([drawn("interior", 901), drawn("exterior", 902), drawn("other", 903)]))
    assert predicted.dtype == np.float32
    assert predicted.argmax(axis=1).tolist() == [0, 1, 2]
    np.testing.assert_allclose(predicted.sum(axis=1), 1, atol=1e-5)

    again = train_model(catalog, store, settings, snapshot, architecture="efficientnet-lite0")
    assert again.digest == first.digest  # the same photos, labels and seed
    assert not is_better(catalog, store, settings, again.digest, first.digest, snapshot).better

    second = train_model(catalog, store, settings, snapshot, architecture="cnn", seed=1)
    assert second.digest != first.digest
    comparison = is_better(catalog, store, settings, second.digest, first.digest, snapshot)
    assert "of 30 photos of test right that the champion has wrong" in comparison.reason
    assert not comparison.better  # the first has nothing wrong
    assert "all layers behind" not in (second.path / "card.md").read_text()


@pytest.fixture
def trained(catalog: Catalog, settings: Settings, store: PhotoStore, intake: PhotoIntake) -> str:
    """A model that is the champion."""
    snapshot = take_in(manifest(train=20, val=0, test=2), "d" * 64, intake, catalog, settings)
    digest = train_model(catalog, store, settings, snapshot, architecture="cnn").digest
    return promote(catalog, digest, "first")


@pytest.mark.usefixtures("_small_recipes")
def test_a_model_outlives_moves_and_shows_changes(
    catalog: Catalog, settings: Settings, store: PhotoStore, intake: PhotoIntake, trained: str
) -> None:
    assert "serves as val too" in (settings.models_dir / trained / "card.md").read_text()
    moved = settings.model_copy(update={"data_dir": settings.data_dir.with_name("moved")})
    settings.models_dir.parent.rename(moved.data_dir)
    model = load_model(catalog, moved)
    with pytest.raises(ModelError, match=r"uint8 of shape \(n, 16, 16, 3\). Received: float32 \(1, 16, 16, 3\)"):
        model.predict(np.zeros((1, 16, 16, 3), np.float32))  # type: ignore[arg-type]
    assert model.predict(np.zeros((0, 16, 16, 3), np.uint8)).shape == (0, 3)

    file = moved.models_dir / trained / "model.json"
    file.write_text(file.read_text().replace('"temperature": ', '"temperature": 9'))
    with pytest.raises(ModelError, match="They were changed"):
        load_model(catalog, moved)
    (moved.models_dir / trained / "model.keras").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="Was the registry moved"):
        load_model(catalog, moved)


@pytest.mark.usefixtures("_small_recipes")
def test_evaluating_again_renews_files_and_row(
    catalog: Catalog, settings: Settings, store: PhotoStore, intake: PhotoIntake, trained: str
) -> None:
    later = take_in(manifest(train=0, val=0, test=11), "e" * 64, intake, catalog, settings)
    metrics = evaluate(catalog, store, settings, later)
    assert (metrics["dataset"], metrics["split"], metrics["photos"]) == ("e" * 64, "test", 33)
    assert json.loads((settings.models_dir / trained / "metrics.json").read_text()) == metrics
    with catalog.read() as session:
        assert session.get_one(Model, trained).metrics == metrics


def test_too_few_labels_are_refused_before_keras_starts(
    catalog: Catalog, settings: Settings, store: PhotoStore, intake: PhotoIntake
) -> None:
    snapshot = take_in(manifest(train=2, val=0, test=0), "d" * 64, intake, catalog, settings)
    with pytest.raises(TrainingError, match=r"60 labelled photos or more. Received: 6"):
        train_model(catalog, store, settings, snapshot, architecture="cnn")
    assert len(pd.read_parquet(snapshot.path)) == 6
