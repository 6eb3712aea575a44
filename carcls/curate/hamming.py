"""Exact search for 64-bit words within a Hamming distance of each other: multi-index hashing.

The bits of a word are cut into chunks, and every chunk has a radius of its own such that the radii + 1 add up to the
whole radius + 1: two words within the whole radius are then within the chunk's radius in at least one chunk. So a word
is compared only with those whose chunk is one of the few keys near its own. Source: Norouzi, Punjani and Fleet,
"Fast Exact Search in Hamming Space with Multi-Index Hashing" (2014).

The loops are compiled by numba where it is installed; NumPy does the same work otherwise, with the same results.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Words: TypeAlias = npt.NDArray[np.uint64]
Positions: TypeAlias = npt.NDArray[np.uint32]
Distances: TypeAlias = npt.NDArray[np.uint8]
BITS = 64
LANES = 8  # words that are compared at once
MOST_CHUNK_BITS = 24  # a table has an offset a key: 64 MB at 24 bits


@dataclass(frozen=True)
class Chunk:
    """`width` bits of a word above its `shift` lowest ones, and how many of them may differ."""

    shift: int
    width: int
    radius: int

    @property
    def mask(self) -> int:
        """The chunk's bits, in place."""
        return ((1 << self.width) - 1) << self.shift

    @property
    def keys(self) -> int:
        """How many keys are within the radius of a key, itself included."""
        return sum(math.comb(self.width, count) for count in range(min(self.radius, self.width) + 1))


@dataclass(frozen=True)
class Table:
    """Words in the order of one chunk. offsets: where each key's words start, (2 ** width + 1,) uint32.

    words: (n + `LANES`,) uint64, the last ones nobody's, so that a whole vector can be read anywhere; positions: (n,)
    uint32, where each stood before.
    """

    words: Words
    positions: Positions
    offsets: Positions


def chunks(widths: Sequence[int], radius: int) -> tuple[Chunk, ...]:
    """Chunks of these widths, the highest bits last, that find every pair within `radius`.

    The first chunks get the larger radii; one that would get none (-1) is left out.
    """
    share, larger = divmod(radius + 1, len(widths))
    shifts = itertools.accumulate(widths, initial=0)
    given = [
        Chunk(shift, width, share - 1 + (index < larger))
        for index, (shift, width) in enumerate(zip(shifts, widths, strict=False))
    ]
    return tuple(chunk for chunk in given if chunk.radius >= 0)


@cache
def plan(count: int, radius: int) -> tuple[Chunk, ...]:
    """The chunks that make comparing `count` evenly spread words with each other cheapest."""
    cuts = []
    for number in range(1, min(radius + 1, 12) + 1):
        larger = (radius + 1) % number or number
        for wide in range(MOST_CHUNK_BITS + 1):
            rest = [(BITS - larger * wide + index) // max(1, number - larger) for index in range(number - larger)]
            widths = [wide] * larger + [min(MOST_CHUNK_BITS, width) for width in rest]
            if sum(widths) <= BITS and min(widths) >= 0:
                cuts.append(chunks(widths, radius))
    return min(cuts, key=lambda cut: sum(_cost(chunk, count) for chunk in cut))


def _cost(chunk: Chunk, count: int) -> float:
    """Nanoseconds, about: as measured with AVX2, 8 a key, .17 a comparison, 30 to sort one."""
    of_a_key = count / (1 << chunk.width)
    visits = min(1, of_a_key) * chunk.keys * (1 << chunk.width) / 2
    return visits * (8 + 0.17 * of_a_key**2) + 30 * count + (1 << chunk.width)


@cache
def key_masks(chunk: Chunk) -> npt.NDArray[np.uint32]:
    """What to flip in a key to get every key within the chunk's radius; 0 is the first, and they rise."""
    flips = (
        sum(1 << bit for bit in bits)
        for count in range(min(chunk.radius, chunk.width) + 1)
        for bits in itertools.combinations(range(chunk.width), count)
    )
    return np.array(sorted(flips), np.uint32)


def sorted_table(words: Words, chunk: Chunk) -> Table:
    """Sort words by one chunk; equal keys keep their order. Not more than 2 ** 32 - 1 words."""
    return Table(*_loops().sorted_table(words, chunk.shift, chunk.width))


def near(queries: Words, tables: Sequence[Table], cut: Sequence[Chunk], radius: int) -> tuple[Positions, Distances]:
    """What is within the radius, once each, in no order: (n, 2) row of `queries` and position; (n,) distance.

    Args:
        queries: (m,) uint64.
        tables: one for each chunk of `cut`.
        cut: chunks that find every pair within `radius`.
        radius: largest distance.
    """
    loops = _loops()
    found = [np.empty((0, 3), np.uint32)]
    for table, chunk, earlier in zip(tables, cut, _earlier(cut), strict=True):
        arrays = table.words, table.positions, table.offsets
        found.append(loops.near(queries, *arrays, chunk.shift, key_masks(chunk), radius, *earlier))
    return _hits(found)


def pairs(words: Words, radius: int, most: int) -> tuple[Positions, Distances]:
    """Every two positions within the radius, once each, in no order: (n, 2) positions and (n,) distance.

    Where there are more than `most`, the search ends early with more than that many.
    """
    loops = _loops()
    cut = plan(len(words), radius)
    found = [np.empty((0, 3), np.uint32)]
    for chunk, earlier in zip(cut, _earlier(cut), strict=True):
        found.append(loops.pairs(words, chunk.shift, chunk.width, key_masks(chunk), radius, *earlier, most))
        if sum(map(len, found)) > most:
            break
    return _hits(found)


def _hits(found: Sequence[Positions]) -> tuple[Positions, Distances]:
    joined = np.concatenate(found)
    return joined[:, :2], joined[:, 2].astype(np.uint8)


def _earlier(cut: Sequence[Chunk]) -> list[tuple[Words, npt.NDArray[np.int64]]]:
    """For each chunk the bits and radii of those before it: what is near in one of them was found there."""
    bits = np.array([chunk.mask for chunk in cut], np.uint64)
    radii = np.array([chunk.radius for chunk in cut], np.int64)
    return [(bits[:index], radii[:index]) for index in range(len(cut))]


@cache
def _loops() -> ModuleType:
    """The module that does the work. Imported when it is first needed: numba takes half a second."""
    try:
        from carcls.curate import hamming_numba
    except ImportError:  # no numba for this platform
        from carcls.curate import hamming_numpy

        return hamming_numpy
    return hamming_numba
