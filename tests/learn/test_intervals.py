from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from carcls.learn.answers import Answers
from carcls.learn.intervals import figures_of, with_intervals
from tests.learn.examples import CLASSES


def answers(right: list[bool], sellers: list[str], confidence: float = 0.9) -> Answers:
    """Exterior photos, told right or called interior."""
    rest = (1 - confidence) / 2
    said = {True: [rest, confidence, rest], False: [confidence, rest, rest]}
    side = pd.DataFrame(
        {"sha256": [f"{n:064x}" for n in range(len(right))], "label": "exterior", "dealer": sellers, "view": None}
    )
    return Answers.to(side, CLASSES, np.array([said[each] for each in right], np.float32), 0.5)


def test_photos_of_one_seller_that_fail_together_widen_the_interval_of_sellers_alone() -> None:
    right = [True] * 90 + [False] * 10
    figures, clustered = with_intervals(answers(right, [f"seller {n // 10}" for n in range(100)]))
    assert figures["accuracy"] == 0.9
    _, spread = with_intervals(answers(right, [f"seller {n % 10}" for n in range(100)]))
    assert clustered["accuracy"]["photos"] == spread["accuracy"]["photos"] == pytest.approx([0.84, 0.95], abs=0.015)
    assert clustered["accuracy"]["sellers"] == [0.7, 1.0]  # a tenth of the sellers: binomial
    assert spread["accuracy"]["sellers"] == [0.9, 0.9]


def test_one_seller_says_nothing_of_others() -> None:
    _, intervals = with_intervals(answers([True, False, True], ["north"] * 3))
    assert intervals["accuracy"]["sellers"] is None
    assert intervals["accuracy"]["photos"] is not None


def test_the_same_photos_give_the_same_interval() -> None:
    one = answers([True, False] * 10, [f"seller {n // 4}" for n in range(20)])
    assert with_intervals(one) == with_intervals(one)


@pytest.mark.parametrize(
    ("predicted", "three", "two"),
    [([0.1, 0.3, 0.6], 0.0, 1.0), ([0.3, 0.1, 0.6], 0.0, 0.0), ([0.1, 0.6, 0.3], 1.0, 1.0)],
    ids=["called other, of the two right", "called other, of the two wrong", "right"],
)
def test_interior_and_exterior_are_judged_both_ways(predicted: list[float], three: float, two: float) -> None:
    side = pd.DataFrame({"sha256": ["a"], "label": ["exterior"], "dealer": ["north"], "view": [None]})
    figures = figures_of(Answers.to(side, CLASSES, np.array([predicted], np.float32), 0.5))(np.ones(1, int))
    assert (figures["interior_exterior_accuracy"], figures["interior_against_exterior_accuracy"]) == (three, two)


def test_the_least_sure_twentieth_is_left_out_however_often_a_photo_is_drawn() -> None:
    right = answers([True] * 19 + [False], ["north"] * 20)
    unsure = right.predicted.copy()
    unsure[19] = [0.4, 0.3, 0.3]
    judged = figures_of(
        Answers(
            CLASSES, right.photos, right.labels, right.truth, right.sellers, right.views, unsure, right.abstain_below
        )
    )
    assert judged(np.ones(20, int))["accuracy_of_surest"] == 1.0
    assert judged(np.ones(20, int))["accuracy"] == 0.95
    thrice = np.ones(20, int)
    thrice[19], thrice[0] = 3, 0  # 21 in all: 20 of them stay, and so do two of the three that are wrong
    assert judged(thrice)["accuracy_of_surest"] == pytest.approx(18 / 20)


def test_without_interior_and_exterior_there_is_no_figure_for_them() -> None:
    side = pd.DataFrame({"sha256": ["a", "b"], "label": "other", "dealer": ["north", "south"], "view": None})
    figures, intervals = with_intervals(Answers.to(side, CLASSES, np.eye(3, dtype=np.float32)[[2, 2]], 0.5))
    assert np.isnan(figures["interior_exterior_accuracy"])
    assert intervals["interior_exterior_accuracy"] == {"sellers": None, "photos": None}
