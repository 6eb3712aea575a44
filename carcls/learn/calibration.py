"""Probabilities that mean what they say, and the confidence below which a model abstains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carcls.learn.trained_model import probabilities

KEPT_ACCURACY = 0.995  # on val, of what a model does not abstain on
LEAST_THRESHOLD, HIGHEST_THRESHOLD = 0.5, 0.9
PRIOR_DEVIATION = 0.5  # of the logarithm of the temperature
BINS = 10  # of a reliability diagram


@dataclass(frozen=True)
class Calibration:
    """temperature: what logits are divided by. abstain_below: the least confidence that is sure enough."""

    temperature: float
    abstain_below: float


def calibrate(logits: NDArray[np.float32], classes: NDArray[np.int64]) -> Calibration:
    """Both from photos that were not trained on: logits (n, classes) and the true classes (n,)."""
    temperature = fit_temperature(logits, classes)
    return Calibration(temperature, abstain_threshold(probabilities(logits, temperature), classes))


def fit_temperature(logits: NDArray[np.float32], classes: NDArray[np.int64]) -> float:
    """The temperature with the least negative log-likelihood. Source: Guo et al., "On Calibration", 2017.

    A weak prior holds it near 1: on a few photos that are all right, a temperature of nearly 0 would be the best
    and every later mistake a certainty.
    """
    from scipy.optimize import minimize_scalar

    def cost(log_temperature: float) -> float:
        likelihoods = probabilities(logits, float(np.exp(log_temperature)))[np.arange(len(classes)), classes]
        return float(-np.log(np.maximum(likelihoods, 1e-12)).sum() + 0.5 * (log_temperature / PRIOR_DEVIATION) ** 2)

    found = minimize_scalar(cost, bounds=(np.log(0.1), np.log(10)), method="bounded")
    return round(float(np.exp(found.x)), 4)


def abstain_threshold(predicted: NDArray[np.float32], classes: NDArray[np.int64]) -> float:
    """The smallest confidence such that of the photos at or above it 99.5 % are right, held within 0.5 to 0.9.

    Args:
        predicted: calibrated probabilities, (n, classes).
        classes: the true ones, (n,).
    """
    confidence = predicted.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    right = (predicted.argmax(axis=1) == classes)[order]
    accuracy = np.cumsum(right) / np.arange(1, len(right) + 1)
    sorted_confidence = confidence[order]
    is_last_of_equals = np.append(sorted_confidence[1:] < sorted_confidence[:-1], True)
    enough = np.flatnonzero((accuracy >= KEPT_ACCURACY) & is_last_of_equals)
    threshold = float(sorted_confidence[enough[-1]]) if len(enough) else HIGHEST_THRESHOLD
    return round(min(max(threshold, LEAST_THRESHOLD), HIGHEST_THRESHOLD), 4)


def reliability(predicted: NDArray[np.float32], classes: NDArray[np.int64]) -> list[dict[str, float]]:
    """Ten bins of equal width over the confidence, the empty ones left out.

    Returns:
        A dictionary a bin: confidence and accuracy (means, 0 to 1) and photos.
    """
    confidence, right = predicted.max(axis=1), predicted.argmax(axis=1) == classes
    number = _bins(confidence)
    return [
        {
            "confidence": round(float(confidence[number == index].mean()), 4),
            "accuracy": round(float(right[number == index].mean()), 4),
            "photos": int((number == index).sum()),
        }
        for index in np.unique(number)
    ]


def expected_calibration_error(
    confidence: NDArray[np.float32], right: NDArray[np.bool_], counts: NDArray[np.int64] | None = None
) -> float:
    """How far confidence and accuracy lie apart, 0 to 1, in the bins of `reliability`, weighted by photos.

    Args:
        confidence: of n photos, (n,).
        right: (n,).
        counts: how often each photo is there, (n,); None: once.
    """
    weights = np.ones(len(right)) if counts is None else counts
    apart = np.bincount(_bins(confidence), weights * (confidence - right.astype(np.float64)))
    return float(np.abs(apart).sum() / weights.sum())


def _bins(confidence: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
