"""Which photos may be the same picture: exact search for near fingerprints.

`HammingIndex` keeps all photos' hashes and finds those near tonight's; `near_pairs` finds all pairs of any words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from carcls.curate import hamming
from carcls.curate.hamming import Distances, Words
from carcls.curate.hamming_index import HammingIndex
from carcls.errors import TooManyCandidates

__all__ = ["MAX_DISTANCE", "HammingIndex", "as_words", "as_words256", "distances256", "near_pairs"]

# Hamming distance of dhash64 up to which a pair is worth verifying. Measured with verification behind it: recall
# .968 of edited copies; the distance alone would take different cars in one photo booth for one picture.
MAX_DISTANCE = 14
CROWD = 16  # photos with one and the same hash, up to which each is paired with each
MOST_PAIRS = 50_000_000  # pairs of different words: 600 MB


def as_words(dhashes: Sequence[str]) -> Words:
    """dhash64 from hexadecimal text to an array of shape (n,), dtype uint64."""
    return np.frombuffer(bytes.fromhex("".join(dhashes)), ">u8").astype(np.uint64)


def as_words256(dhashes: Sequence[str]) -> Words:
    """dhash256 from hexadecimal text to an array of shape (n, 4), dtype uint64."""
    return as_words(dhashes).reshape(-1, 4)


def distances256(one: Words, other: Words) -> npt.NDArray[np.uint16]:
    """Hamming distances, row by row, of two (n, 4) arrays: (n,) uint16."""
    return np.asarray(np.bitwise_count(one ^ other).sum(axis=1, dtype=np.uint16))


def near_pairs(words: Words, radius: int = MAX_DISTANCE) -> tuple[npt.NDArray[np.int64], Distances]:
    """Every pair of positions whose words differ in at most `radius` bits, once, the smaller position first.

    Only where one and the same word stands in more than `CROWD` places (a placeholder, a blank picture) are pairs left
    out, lest a hundred thousand copies become five thousand million pairs: each of them is paired with the first and
    with the one before it, and the first alone stands for all towards other words. What is connected stays connected.

    Args:
        words: (n,) uint64.
        radius: largest Hamming distance, 0 to 63.

    Returns:
        (k, 2) int64, in no order, and (k,) uint8, the distances.

    Raises:
        TooManyCandidates: more than `MOST_PAIRS` pairs of different words are near.
    """
    words = np.ascontiguousarray(words, np.uint64)
    order, starts, counts = _distinct(words)
    near, distances = hamming.pairs(words[order[starts]], radius, MOST_PAIRS)
    if len(near) > MOST_PAIRS:
        raise TooManyCandidates(
            f"At most {MOST_PAIRS} pairs of hashes should be near. Received: more than that among {len(words)}. "
            f"Search at a smaller radius than {radius}."
        )
    found, spread = _between(order, starts, np.where(counts > CROWD, 1, counts), near, distances)
    copies = _copies(order, starts, counts)
    pairs = np.concatenate([found, copies])
    return np.sort(pairs, axis=1), np.concatenate([spread, np.zeros(len(copies), np.uint8)])


def _distinct(words: Words) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The positions by word, then position; where each different word starts among them; how often it stands there."""
    order = np.argsort(words)  # not stable: that takes three times as long
    ordered = words[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(words)])
    counts = np.diff(np.append(starts, len(words)))
    copies = np.flatnonzero(np.repeat(counts > 1, counts))
    order[copies] = order[copies][np.lexsort((order[copies], ordered[copies]))]
    return order, starts, counts


def _between(
    order: npt.NDArray[np.int64],
    starts: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    near: npt.NDArray[np.uint32],
    distances: Distances,
) -> tuple[npt.NDArray[np.int64], Distances]:
    """Pairs of different words to pairs of the positions where they stand: each with each."""
    one, other = near[:, 0], near[:, 1]
    times = counts[one] * counts[other]
    nth = _running(times)
    width = np.repeat(counts[other], times)
    first = order[np.repeat(starts[one], times) + nth // np.maximum(width, 1)]
    second = order[np.repeat(starts[other], times) + nth % np.maximum(width, 1)]
    return np.stack([first, second], axis=1), np.repeat(distances, times)


def _copies(
    order: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The pairs of one and the same word: each with each, or in a crowd with the first and the one before."""
    pairs = []
    for count in range(2, CROWD + 1):
        of_this_count = starts[counts == count]
        if len(of_this_count):
            first, second = np.triu_indices(count, 1)
            pairs.append(np.stack([_at(of_this_count, first), _at(of_this_count, second)], axis=1))
    crowds = counts > CROWD
    start, nth = np.repeat(starts[crowds], counts[crowds]), _running(counts[crowds])
    pairs.append(np.stack([start, start + nth], axis=1)[nth > 0])
    pairs.append(np.stack([start + nth - 1, start + nth], axis=1)[nth > 1])  # the second's "one before" is the first
    return order[np.concatenate(pairs)]


def _at(starts: npt.NDArray[np.int64], steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.asarray((starts[:, None] + steps).reshape(-1), np.int64)


def _running(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0, 1, … count - 1 for each count, one after another."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
