from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from carcls.learn.answers import Answers
from carcls.learn.measure import losses, measure, risk_coverage, worst_mistakes
from tests.learn.examples import CLASSES

PREDICTED = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.6, 0.4, 0.0], [0.0, 0.3, 0.7], [0.0, 1.0, 0.0]], np.float32)
PHOTOS = pd.DataFrame(
    {
        "sha256": list("abcde"),
        "label": ["interior", "exterior", "exterior", "other", "boat"],  # a class that the model does not know
        "dealer": ["north", "north", "north", "south", None],
        "view": ["seats", "side", "side", None, None],
    }
)
ANSWERS = Answers.to(PHOTOS, CLASSES, PREDICTED, 0.75)


@pytest.fixture(scope="module")
def metrics() -> dict[str, Any]:
    return measure(ANSWERS)


def test_the_figures(metrics: dict[str, Any]) -> None:
    assert metrics["photos"] == 5
    assert metrics["accuracy"] == 0.6
    assert metrics["interior_exterior_accuracy"] == 0.6667
    assert metrics["interior_against_exterior_accuracy"] == 0.6667
    assert metrics["accuracy_of_surest"] == 0.6  # of so few photos none can go
    assert metrics["ece"] == pytest.approx((abs(0.9 + 1.0 - 1) + 0.2 + 0.6 + 0.3) / 5)  # two share a bin
    assert metrics["confusion"] == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert metrics["classes"] == {
        "interior": {"precision": 0.5, "recall": 1.0, "f1": 0.6667, "photos": 1},
        "exterior": {"precision": 0.5, "recall": 0.5, "f1": 0.5, "photos": 2},
        "other": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "photos": 1},
    }


def test_sellers_the_largest_first(metrics: dict[str, Any]) -> None:
    assert metrics["sellers"] == [
        {"seller": "north", "photos": 3, "accuracy": 0.6667, "abstained": 0.3333},
        {"seller": "south", "photos": 1, "accuracy": 1.0, "abstained": 1.0},
        {"seller": "unknown", "photos": 1, "accuracy": 0.0, "abstained": 0.0},
    ]


def test_views_the_least_right_first_with_what_they_are_taken_for(metrics: dict[str, Any]) -> None:
    assert metrics["views"] == [
        {"label": "boat", "view": "", "photos": 1, "accuracy": 0.0, "abstained": 0.0, "taken_for": "exterior"},
        {"label": "exterior", "view": "side", "photos": 2, "accuracy": 0.5, "abstained": 0.5, "taken_for": "interior"},
        {"label": "interior", "view": "seats", "photos": 1, "accuracy": 1.0, "abstained": 0.0, "taken_for": None},
        {"label": "other", "view": "", "photos": 1, "accuracy": 1.0, "abstained": 1.0, "taken_for": None},
    ]


def test_the_surest_mistakes_come_first(metrics: dict[str, Any]) -> None:
    boat = {"sha256": "e", "seller": "unknown", "view": "", "label": "boat", "said": "exterior", "confidence": 1.0}
    side = {"sha256": "c", "seller": "north", "view": "side", "label": "exterior", "said": "interior"}
    assert metrics["mistakes"] == [boat, {**side, "confidence": 0.6}]


def test_mistakes_are_bounded() -> None:
    many = Answers.to(pd.concat([PHOTOS] * 50, ignore_index=True), CLASSES, np.tile(PREDICTED, (50, 1)), 0.5)
    assert len(worst_mistakes(many)) == 36


def test_risk_falls_where_the_unsure_are_left_out() -> None:
    assert risk_coverage(ANSWERS) == [
        {"coverage": 0.2, "risk": 1.0},  # the surest is the mistake here
        {"coverage": 0.4, "risk": 0.5},
        {"coverage": 0.6, "risk": 0.3333},
        {"coverage": 0.8, "risk": 0.25},
        {"coverage": 1.0, "risk": 0.4},
    ]


def test_each_photo_is_a_row() -> None:
    row = ANSWERS.table().iloc[2].to_dict()
    assert [row[name] for name in ("sha256", "seller", "view", "label", "said")] == (
        ["c", "north", "side", "exterior", "interior"]
    )
    assert (row["right"], row["abstained"], row["p_exterior"]) == ("false", "true", pytest.approx(0.4))


def test_risk_at_the_threshold(metrics: dict[str, Any]) -> None:
    assert (metrics["abstain_below"], metrics["abstained"], metrics["accuracy_of_kept"]) == (0.75, 0.4, 0.6667)


def test_each_photo_may_have_a_threshold_of_its_own() -> None:
    thresholds = np.array([0.95, 0.5, 0.5, 0.5, 0.5], np.float32)
    assert measure(Answers.to(PHOTOS, CLASSES, PREDICTED, thresholds))["abstained"] == 0.2


def test_the_loss_of_an_unknown_class_is_bounded() -> None:
    assert losses(PREDICTED, ANSWERS.truth)[[0, 4]].tolist() == pytest.approx([-np.log(0.9), -np.log(1e-7)])


def test_a_class_that_nothing_is_or_is_called_has_no_figures() -> None:
    figures = measure(Answers.to(PHOTOS[:1], CLASSES, PREDICTED[:1], 0.5))
    assert figures["classes"]["other"] == {"precision": None, "recall": None, "f1": None, "photos": 0}
    assert measure(Answers.to(PHOTOS[3:4], CLASSES, PREDICTED[3:4], 0.5))["interior_exterior_accuracy"] is None
