from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from carcls.learn.evaluate import losses, measure, write_metrics

CLASSES = ("interior", "exterior", "other")
PREDICTED = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.6, 0.4, 0.0], [0.0, 0.3, 0.7], [0.0, 1.0, 0.0]], np.float32)
TRUTH = np.array([0, 1, 1, 2, -1])  # the last one is of a class that the model does not know
SELLERS = np.array(["north", "north", "north", "south", "south"])


@pytest.fixture
def metrics() -> dict[str, object]:
    return measure(PREDICTED, TRUTH, CLASSES, 0.75, SELLERS)


def test_the_figures(metrics: dict[str, object]) -> None:
    assert metrics["photos"] == 5
    assert metrics["accuracy"] == 0.6
    assert metrics["interior_exterior_accuracy"] == 0.6667
    assert metrics["confusion"] == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert metrics["classes"] == {
        "interior": {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "photos": 1},
        "exterior": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "photos": 2},
        "other": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "photos": 1},
    }
    assert metrics["sellers"] == [
        {"seller": "north", "photos": 3, "accuracy": 0.6667},
        {"seller": "south", "photos": 2, "accuracy": 0.5},
    ]


def test_risk_at_the_threshold(metrics: dict[str, object]) -> None:
    assert (metrics["abstain_below"], metrics["abstained"], metrics["accuracy_of_kept"]) == (0.75, 0.4, 0.6667)


def test_the_loss_of_an_unknown_class_is_bounded() -> None:
    assert losses(PREDICTED, TRUTH)[[0, 4]].tolist() == pytest.approx([-np.log(0.9), -np.log(1e-7)])


def test_a_class_that_nothing_is_or_is_called_has_no_figures() -> None:
    figures = measure(PREDICTED[:1], TRUTH[:1], CLASSES, 0.5, SELLERS[:1])
    assert figures["classes"]["other"] == {"precision": None, "recall": None, "f1": None, "photos": 0}
    assert measure(PREDICTED[3:4], TRUTH[3:4], CLASSES, 0.5, SELLERS[3:4])["interior_exterior_accuracy"] is None


@pytest.mark.slow
def test_metrics_history_and_plots_are_files(tmp_path: Path, metrics: dict[str, object]) -> None:
    history = pd.DataFrame(
        {"epoch": [1, 2], "loss": [1.0, 0.5], "accuracy": [0.5, 1], "val_loss": [1, 1], "val_accuracy": [0.5, 0.5]}
    )
    write_metrics(tmp_path, {"split": "test", **metrics}, history)
    assert json.loads((tmp_path / "metrics.json").read_text())["accuracy"] == 0.6
    assert pd.read_csv(tmp_path / "history.csv")["val_loss"].tolist() == [1, 1]
    for name in ("confusion", "reliability", "curves"):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert min(picture.size) > 300
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "confusion.png",
        "curves.png",
        "history.csv",
        "metrics.json",
        "reliability.png",
    ]
