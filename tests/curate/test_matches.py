"""The compiled loop finds what OpenCV finds."""

from __future__ import annotations

import numpy as np
import pytest

from carcls.curate.matches import by_opencv, mutual


@pytest.mark.parametrize(("ones", "others"), [(300, 280), (7, 40), (1, 1), (0, 5), (5, 0)])
def test_mutual_matches_are_opencvs(ones: int, others: int) -> None:
    draw = np.random.default_rng(ones)
    one = draw.integers(256, size=(ones, 32), dtype=np.uint8)
    other = draw.integers(256, size=(others, 32), dtype=np.uint8)
    alike = min(ones, others) // 2
    other[:alike] = one[:alike] ^ (draw.random((alike, 32)) < 0.3)  # a few bits apart
    other[alike // 2 : alike] = other[: alike - alike // 2]  # repeated: equally near
    for most in (8, 64, 256):
        expected = by_opencv(one, other, most).tolist() if ones and others else []
        assert mutual(one, other, most).tolist() == expected
    if alike > 2:
        assert len(mutual(one, other, 64)) >= alike // 2
