"""Which keypoints of two photos belong together: those whose descriptors are each other's nearest.

Every descriptor of one photo is compared with every one of the other: numba does it in a fortieth of OpenCV's time, and
finds the same; OpenCV does it where numba is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Descriptors = npt.NDArray[np.uint8]
Pairs = npt.NDArray[np.int64]


def mutual(ones: Descriptors, others: Descriptors, most: int) -> Pairs:
    """Pairs of rows that are each other's nearest and differ in fewer than `most` bits, int64 of shape (k, 2).

    Of rows that are equally near the first is the nearest.

    Args:
        ones: (n, 32) uint8.
        others: (m, 32) uint8.
        most: 1 to 256.
    """
    if not len(ones) or not len(others):
        return np.empty((0, 2), np.int64)
    return _mutual()(ones, others, most)


@cache
def _mutual() -> Callable[[Descriptors, Descriptors, int], Pairs]:
    try:
        from carcls.curate import matches_numba
    except ImportError:  # no numba for this platform
        return by_opencv

    def by_numba(ones: Descriptors, others: Descriptors, most: int) -> Pairs:
        # Copies: what is read from a blob is neither aligned nor writable, and numba compiles for one kind of array.
        return np.asarray(matches_numba.mutual(_words(ones), np.ascontiguousarray(_words(others).T), most))

    return by_numba


def by_opencv(ones: Descriptors, others: Descriptors, most: int) -> Pairs:
    """What `mutual` does without numba."""
    found = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(ones, others)
    pairs = [(match.queryIdx, match.trainIdx) for match in found if match.distance < most]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _words(descriptors: Descriptors) -> npt.NDArray[np.uint64]:
    return np.array(descriptors, np.uint8).view(np.uint64)
