"""The loops of `carcls.curate.hamming`, compiled. The compiled code is kept on the disk: later runs start at once."""

from __future__ import annotations

import numpy as np

from carcls.curate.numba_lanes import LANES, bit_count, compiled, near_lanes
from carcls.curate.pairs_numba import pairs
from carcls.curate.tables_numba import found_before, roomier, sorted_table

__all__ = ["near", "pairs", "sorted_table"]

ROOM = 1024  # hits; doubled as they come


@compiled
def _in_range(near, place, end):
    """Without the lanes from `end` on."""
    return near & np.uint64((1 << (end - place)) - 1) if end - place < LANES else near


@compiled
def near(queries, words, positions, offsets, shift, masks, radius, bits, radii):
    """The hits of one chunk, (n, 3) uint32: row, position, distance."""
    found = np.empty((ROOM, 3), np.uint32)
    count = 0
    for row in range(len(queries)):
        new = _near_one(queries[row], row, words, positions, offsets, shift, masks, radius, bits, radii, found, count)
        while new < 0:
            found = roomier(found)
            new = _near_one(
                queries[row], row, words, positions, offsets, shift, masks, radius, bits, radii, found, count
            )
        count = new
    return found[:count].copy()


@compiled
def _near_one(word, row, words, positions, offsets, shift, masks, radius, bits, radii, found, count):
    """The hits of one query into `found` from `count` on. The new count; -1: there is no room for them."""
    limit = np.uint64(radius)
    key = (word >> np.uint64(shift)) & np.uint64(len(offsets) - 2)
    for mask in masks:
        other = key ^ np.uint64(mask)
        end = np.int64(offsets[other + np.uint64(1)])
        for block in range(np.int64(offsets[other]), end, LANES):
            hits = _in_range(near_lanes(words, block, word, limit), block, end)
            place = block
            while hits:
                difference = word ^ words[place]
                if hits & np.uint64(1) and not found_before(difference, bits, radii):
                    if count == len(found):
                        return -1
                    found[count, 0], found[count, 1], found[count, 2] = row, positions[place], bit_count(difference)
                    count += 1
                hits >>= np.uint64(1)
                place += 1
    return count
