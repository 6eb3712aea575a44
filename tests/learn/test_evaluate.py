from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from carcls.learn.evaluate import write_metrics
from carcls.learn.measure import measure
from tests.learn.test_measure import ANSWERS, PHOTOS

pytestmark = pytest.mark.slow

PLOTS = ["confusion.png", "reliability.png", "risk_coverage.png"]
TABLES = ["classes.csv", "photos.csv", "sellers.csv", "views.csv"]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_metrics_tables_history_and_plots_are_files(tmp_path: Path) -> None:
    history = pd.DataFrame(
        {"epoch": [1, 2], "loss": [1.0, 0.5], "accuracy": [0.5, 1], "val_loss": [1, 1], "val_accuracy": [0.5, 0.5]}
    )
    metrics = {"split": "test", **measure(ANSWERS)}
    write_metrics(tmp_path, metrics, ANSWERS, history)
    assert json.loads((tmp_path / "metrics.json").read_text()) == metrics
    assert pd.read_csv(tmp_path / "history.csv")["val_loss"].tolist() == [1, 1]
    for name in (*PLOTS, "curves.png"):
        with Image.open(tmp_path / name) as picture:
            assert min(picture.size) > 300
    assert names(tmp_path) == sorted([*PLOTS, *TABLES, "curves.png", "history.csv", "metrics.json"])


def test_the_tables_hold_what_the_metrics_do(tmp_path: Path) -> None:
    write_metrics(tmp_path / "new", {"split": "test", **measure(ANSWERS)}, ANSWERS)
    classes = pd.read_csv(tmp_path / "new" / "classes.csv").set_index("class")
    assert classes.loc["exterior"].to_dict() == (
        {
            "precision": 0.5,
            "recall": 0.5,
            "f1": 0.5,
            "photos": 2,
            "said_interior": 1,
            "said_exterior": 1,
            "said_other": 0,
        }
    )
    assert pd.read_csv(tmp_path / "new" / "photos.csv")["sha256"].tolist() == PHOTOS["sha256"].tolist()
    assert names(tmp_path / "new") == sorted([*PLOTS, *TABLES, "metrics.json"])
