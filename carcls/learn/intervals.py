"""The figures that decide, each with what chance would make of it on other sellers and on other photos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.learn.answers import Answers
from carcls.learn.calibration import expected_calibration_error

SUREST = 0.95  # of the photos: what is left when the least sure twentieth goes to a person
RESAMPLES = 1000
LEVEL = 0.95
LEAST_SELLERS = 2
TWO_CLASSES = ("interior", "exterior")

Figures = dict[str, float]  # NaN where there is no photo to judge it by


def figures_of(answers: Answers) -> Callable[[NDArray[np.int64]], Figures]:
    """A function from how often each photo is there, (n,), to the figures:

    accuracy: of all classes.
    interior_exterior_accuracy: of photos that are one of these two; "other" is a wrong answer.
    interior_against_exterior_accuracy: of the same photos, judged by the more probable of these two alone.
    accuracy_of_surest: of the 95 % with the highest confidence.
    ece: expected calibration error, 0 to 1.
    """
    right, confidence = answers.right.astype(np.float64), answers.confidence
    pair = [answers.classes.index(name) for name in TWO_CLASSES if name in answers.classes]
    of_two = np.isin(answers.truth, pair)
    alone = np.zeros(len(right))
    if pair:
        alone = (np.array(pair)[answers.predicted[:, pair].argmax(axis=1)] == answers.truth).astype(np.float64)
    surest_first = np.argsort(-confidence, kind="stable")

    def figures(counts: NDArray[np.int64]) -> Figures:
        ordered = counts[surest_first]
        up_to = np.minimum(np.cumsum(ordered), np.ceil(SUREST * counts.sum()))
        return {
            "accuracy": _mean(right, counts),
            "interior_exterior_accuracy": _mean(right, counts * of_two),
            "interior_against_exterior_accuracy": _mean(alone, counts * of_two),
            "accuracy_of_surest": _mean(right[surest_first], np.diff(up_to, prepend=0)),
            "ece": expected_calibration_error(confidence, answers.right, counts),
        }

    return figures


def with_intervals(answers: Answers) -> tuple[Figures, dict[str, dict[str, list[float] | None]]]:
    """The figures, and the ends of the 95 % interval of each: {figure: {"sellers": [low, high], "photos": …}}.

    Percentiles of the bootstrap. `sellers` draws whole sellers with replacement, so it says what to expect of other
    dealers; `photos` draws photos, and says how sure the figure is of these dealers: it is too narrow for others, since
    a seller's photos succeed and fail together. Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993;
    Davison and Hinkley, "Bootstrap Methods", 1997, 3.8 (clusters).

    None: there are fewer than two sellers, or nothing to judge it by. What no photo shows it cannot know: a figure of
    1 has an interval of no width. The calibration error of a resample leans upwards, since chance always adds some.
    """
    figures = figures_of(answers)
    drawn = {"sellers": _draw(answers.sellers), "photos": _draw(answers.photos)}
    spread = {unit: [figures(counts) for counts in draws] for unit, draws in drawn.items()}
    point = figures(np.ones(len(answers.photos), np.int64))
    return point, {name: {unit: _ends(spread[unit], name) for unit in spread} for name in point}


def rounded(value: float) -> float | None:
    """To four digits; None of NaN."""
    return None if np.isnan(value) else round(float(value), 4)


def _draw(units: NDArray[np.str_]) -> Iterator[NDArray[np.int64]]:
    """How often each photo is there, (n,), in each resample of the units that the photos belong to."""
    names, unit_of = np.unique(units, return_inverse=True)
    random = np.random.default_rng(0)  # the same photos, the same interval
    if len(names) >= LEAST_SELLERS:
        for _ in range(RESAMPLES):
            drawn = random.integers(0, len(names), len(names))
            yield np.bincount(drawn, minlength=len(names))[unit_of]


def _ends(spread: list[Figures], name: str) -> list[float] | None:
    values: Any = [figures[name] for figures in spread if not np.isnan(figures[name])]
    if not values:
        return None
    ends = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [round(float(end), 4) for end in ends]


def _mean(values: NDArray[np.float64], counts: NDArray[Any]) -> float:
    all_of_them = counts.sum()
    return float((values * counts).sum() / all_of_them) if all_of_them else float("nan")
