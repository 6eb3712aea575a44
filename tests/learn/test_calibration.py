from __future__ import annotations

import numpy as np
import pytest

from carcls.learn.calibration import (
    abstain_threshold,
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from carcls.learn.trained_model import probabilities


def two_classes(confidences: list[float]) -> np.ndarray:
    """Probabilities of two classes, the first one named with the given confidence."""
    return np.array([[confidence, 1 - confidence] for confidence in confidences], np.float32)


@pytest.mark.parametrize("true_temperature", [0.5, 1.0, 3.0])
def test_the_temperature_is_found_again(true_temperature: float) -> None:
    random = np.random.default_rng(0)
    logits = random.normal(scale=3, size=(6_000, 3)).astype(np.float32)
    truth = np.array([random.choice(3, p=row / row.sum()) for row in probabilities(logits).astype(float)])
    assert fit_temperature(logits * np.float32(true_temperature), truth) == pytest.approx(true_temperature, rel=0.1)


def test_a_few_photos_that_are_all_right_make_no_certainty() -> None:
    logits = np.tile(np.float32([[2, 0, 0]]), (10, 1))
    temperature = fit_temperature(logits, np.zeros(10, int))
    assert 0.3 < temperature < 1
    assert probabilities(logits, temperature)[0, 0] < 0.99


@pytest.mark.parametrize(
    ("confidences", "wrong", "threshold"),
    [
        ([0.95, 0.8, 0.7], [], 0.7),
        ([0.95, 0.8, 0.7, 0.6], [3], 0.7),
        ([0.95, 0.8, 0.7, 0.7], [3], 0.8),
        ([0.97, 0.95], [0], 0.9),
        ([0.99, 0.95, 0.93], [2], 0.9),
        ([0.501, 0.95], [], 0.501),
    ],
    ids=["all right", "the last wrong", "a tie falls together", "nothing is enough", "at most 0.9", "the least"],
)
def test_the_threshold_keeps_what_is_right(confidences: list[float], wrong: list[int], threshold: float) -> None:
    truth = np.zeros(len(confidences), int)
    truth[wrong] = 1
    assert abstain_threshold(two_classes(confidences), truth) == pytest.approx(threshold, abs=1e-4)


def test_one_wrong_in_two_hundred_is_enough() -> None:
    truth = np.zeros(200, int)
    truth[0] = 1
    assert abstain_threshold(two_classes([0.9] + [0.6] * 199), truth) == 0.6


def test_the_calibration_error_is_the_distance_of_confidence_and_accuracy() -> None:
    predicted, truth = two_classes([0.95, 0.95, 0.65, 0.65]), np.array([0, 0, 0, 1])
    assert reliability(predicted, truth) == [
        {"confidence": 0.65, "accuracy": 0.5, "photos": 2},
        {"confidence": 0.95, "accuracy": 1.0, "photos": 2},
    ]
    right = np.array([True, True, True, False])
    assert expected_calibration_error(predicted[:, 0], right) == pytest.approx(0.1)
    assert expected_calibration_error(predicted[:, 0], right, np.array([1, 0, 0, 1])) == pytest.approx(0.35)
