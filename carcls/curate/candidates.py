"""Which photos may be the same picture: exact search for near fingerprints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Hamming distance of dhash64 up to which a pair is worth verifying. Measured with verification behind it: recall
# .968 of edited copies; the distance alone would take different cars in one photo booth for one picture.
MAX_DISTANCE = 14


def as_words(dhashes: Sequence[str]) -> npt.NDArray[np.uint64]:
    """dhash64 from hexadecimal text to an array of shape (n,), dtype uint64."""
    return np.fromiter((int(text, 16) for text in dhashes), dtype=np.uint64, count=len(dhashes))


def near_pairs(
    new: npt.NDArray[np.uint64], known: npt.NDArray[np.uint64], max_distance: int = MAX_DISTANCE
) -> list[tuple[int, int]]:
    """Every pair (index into `new`, index into `known`) whose hashes differ in at most `max_distance` bits."""
    pairs: list[tuple[int, int]] = []
    for index, word in enumerate(new):
        distances = np.bitwise_count(known ^ word)
        pairs.extend((index, int(other)) for other in np.flatnonzero(distances <= max_distance))
    return pairs
