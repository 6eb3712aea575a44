"""The loops of `carcls.curate.hamming` without numba: the same results, some ten times the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Words: TypeAlias = npt.NDArray[np.uint64]
Positions: TypeAlias = npt.NDArray[np.uint32]
Places: TypeAlias = npt.NDArray[np.int64]
LANES = 8  # as in hamming
BLOCK = 1 << 20  # comparisons at a time


def sorted_table(words: Words, shift: int, width: int) -> tuple[Words, Positions, Positions]:
    """See `hamming.sorted_table`."""
    keys = _keys(words, shift, width)
    positions = np.argsort(keys, kind="stable").astype(np.uint32)
    counts = np.bincount(keys, minlength=1 << width)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32)
    return np.append(words[positions], np.zeros(LANES, np.uint64)), positions, offsets


def near(
    queries: Words,
    words: Words,
    positions: Positions,
    offsets: Positions,
    shift: int,
    masks: Positions,
    radius: int,
    bits: Words,
    radii: Places,
) -> Positions:
    """The hits of one chunk, (n, 3) uint32: row, position, distance."""
    keys = _keys(queries, shift, (len(offsets) - 1).bit_length() - 1)
    rows = np.arange(len(queries))
    found = [np.empty((0, 3), np.uint32)]
    for mask in masks:
        others = keys ^ mask
        for row, place in _spread(rows, offsets[others], offsets[others + 1]):
            hit, distances = _hits(queries[row] ^ words[place], radius, bits, radii)
            found.append(_columns(row[hit], positions[place[hit]], distances))
    return np.concatenate(found)


def pairs(
    words: Words,
    shift: int,
    width: int,
    masks: Positions,
    radius: int,
    bits: Words,
    radii: Places,
    most: int,
) -> Positions:
    """The pairs of one chunk, (n, 3) uint32: position, position, distance. More than `most`: it ended early."""
    words, positions, offsets = sorted_table(words, shift, width)
    keys = _keys(words[: len(positions)], shift, width)
    places = np.arange(len(positions))
    count = 0
    found = [np.empty((0, 3), np.uint32)]
    for mask in masks:
        others = keys ^ mask
        rows = places if mask == 0 else places[others > keys]  # the other half is met from its other side
        starts = rows + 1 if mask == 0 else offsets[others[rows]]
        for one, other in _spread(rows, starts, offsets[others[rows] + 1]):
            hit, distances = _hits(words[one] ^ words[other], radius, bits, radii)
            found.append(_columns(positions[one[hit]], positions[other[hit]], distances))
            count += len(hit)
            if count > most:
                return np.concatenate(found)
    return np.concatenate(found)


def _keys(words: Words, shift: int, width: int) -> npt.NDArray[np.uint32]:
    return ((words >> np.uint64(shift)) & np.uint64((1 << width) - 1)).astype(np.uint32)


def _spread(
    rows: Places, starts: npt.NDArray[np.integer], ends: npt.NDArray[np.integer]
) -> Iterator[tuple[Places, Places]]:
    """Each row with each place from its start to before its end, about a block at a time."""
    counts = ends.astype(np.int64) - starts.astype(np.int64)
    rows, starts, counts = rows[counts > 0], starts[counts > 0], counts[counts > 0]
    sums = np.cumsum(counts)
    first = 0
    while first < len(rows):
        done = sums[first] - counts[first]
        last = max(first + 1, int(np.searchsorted(sums, done + BLOCK, side="right")))
        count = counts[first:last]
        before = np.repeat(sums[first:last] - count - done, count)
        place = np.arange(count.sum()) - before + np.repeat(starts[first:last].astype(np.int64), count)
        yield np.repeat(rows[first:last], count), place
        first = last


def _hits(differences: Words, radius: int, bits: Words, radii: Places) -> tuple[Places, npt.NDArray[np.uint8]]:
    distances = np.bitwise_count(differences)
    hit = np.flatnonzero(distances <= radius)
    for earlier_bits, earlier_radius in zip(bits, radii, strict=True):
        hit = hit[np.bitwise_count(differences[hit] & earlier_bits) > earlier_radius]
    return hit, distances[hit]


def _columns(*columns: npt.NDArray[np.integer]) -> Positions:
    return np.stack([column.astype(np.uint32) for column in columns], axis=1)
