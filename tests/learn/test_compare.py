from __future__ import annotations

import numpy as np
import pytest

from carcls.learn.compare import judge, mcnemar


def right(*hits: int) -> np.ndarray:
    return np.array(hits, bool)


@pytest.mark.parametrize(
    ("challenger", "champion", "loss", "better"),
    [
        (right(1, 1, 1, 0), right(1, 1, 0, 0), 0.9, True),
        (right(1, 1, 0, 0), right(0, 0, 1, 1), 0.4, True),
        (right(1, 1, 0, 0), right(1, 1, 0, 0), 0.5, False),
        (right(1, 0, 0, 0), right(1, 1, 0, 0), 0.1, False),
    ],
    ids=["more right", "as many right and a lower loss", "the same", "fewer right"],
)
def test_the_rule(challenger: np.ndarray, champion: np.ndarray, loss: float, better: bool) -> None:
    assert judge(challenger, champion, loss, 0.5, "4 photos of test").better is better


def test_the_reason_has_the_figures() -> None:
    assert judge(right(1, 1, 1, 0), right(1, 1, 0, 0), 0.25, 0.5, "4 photos of test").reason == (
        "Better than the champion on 4 photos of test: accuracy 0.7500 against 0.5000, "
        "loss 0.2500 against 0.5000, McNemar p = 1."
    )


@pytest.mark.parametrize(("only", "other_only", "p"), [(0, 0, 1.0), (5, 5, 1.0), (6, 0, 0.03125), (1, 9, 0.021484375)])
def test_mcnemar(only: int, other_only: int, p: float) -> None:
    one = np.array([True] * only + [False] * other_only + [True])
    other = np.array([False] * only + [True] * other_only + [True])
    assert mcnemar(one, other) == p
