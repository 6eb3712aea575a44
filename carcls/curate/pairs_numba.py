"""All near pairs of some words: the loops of `carcls.curate.hamming.pairs`, compiled.

For each key 32 bits of all words whose keys are near are put side by side, and each word of the key is compared with
them in one go. There two words can differ in no more bits than the radius leaves; what is left, the whole words decide.
"""

from __future__ import annotations

import numpy as np

from carcls.curate.numba_lanes import ABREAST, COPIED, bit_count, close_lanes, compiled, copied, lowest
from carcls.curate.tables_numba import found_before, roomier, sorted_table

ROOM = 1024  # rests, places or hits; doubled as they come


def pairs(words, shift, width, masks, radius, bits, radii, most):
    """The pairs of one chunk, (n, 3) uint32: position, position, distance. More than `most`: it ended early."""
    flips = np.bitwise_count(masks)
    by_flips = masks[np.lexsort((masks, flips))]
    below = masks < np.left_shift(1, np.arange(width + 1))[:, None]
    ends = [[np.sum((flips < some) | (flips == some) & under) for under in below] for some in np.unique(flips)]
    return _pairs(words, shift, width, by_flips, np.array(ends), radius, bits, radii, most)


@compiled
def _pairs(words, shift, width, masks, ends, radius, bits, radii, most):
    """What `pairs` says.

    masks: by how many bits they flip, then rising. ends: (most flips + 1, width + 1), where those end that flip so many
    bits and are below 2 ** bit.
    """
    table, positions, offsets = sorted_table(words, shift, width)
    rests = _rests(table, shift + width)
    found = np.empty((ROOM, 3), np.uint32)
    side = np.empty(ROOM, np.uint32)
    close = np.empty((ROOM, 2), np.uint32)
    origins = np.empty((len(masks), 2), np.int64)
    count = 0
    for key in range(len(offsets) - 1):
        start, end = np.int64(offsets[key]), np.int64(offsets[key + 1])
        if start == end:
            continue
        for flips in range(len(ends)):
            size, keys = _side_by_side(key, flips, rests, offsets, masks, ends, side, origins)
            while size < 0:
                side = np.empty(2 * len(side), np.uint32)
                size, keys = _side_by_side(key, flips, rests, offsets, masks, ends, side, origins)
            if size > len(close):
                close = np.empty((2 * size, 2), np.uint32)
            near_keys, limit, place = origins[:keys], np.int64(radius) - flips, start
            while place < end and size:
                number, place = _close_places(place, start, end, rests, side, size, limit, near_keys, close)
                while count + number > len(found):
                    if len(found) > most:
                        return found
                    found = roomier(found)
                count = _kept(close[:number], table, positions, radius, bits, radii, found, count)
    return found[:count].copy()


@compiled
def _rests(table, shift):
    """Of each word the 32 bits from `shift` on; after the highest come the lowest."""
    at = np.uint64(shift % 64)
    around = np.uint64(63) - at  # and one bit more: a shift by 64 is none
    rests = np.zeros(len(table) + ABREAST, np.uint32)
    for place in range(len(table)):
        word = table[place]
        rests[place] = np.uint32(((word >> at) | (word << np.uint64(1) << around)) & np.uint64(0xFFFFFFFF))
    return rests


@compiled
def _side_by_side(key, flips, rests, offsets, masks, ends, side, origins):
    """Put the rests of all keys that so many flips lead up to into `side`. Into `origins`, for each of the keys: where
    it begins there, and how much further that is in the table. The loop where half of the time goes.

    How many rests and keys there are; -1: there is no room for them.
    """
    count, keys = 0, 0
    for bit in range(max(1, ends.shape[1] - 1)):
        if flips and (key >> bit) & 1:  # the masks lead down: those keys have met this one
            continue
        first, last = (ends[flips, bit], ends[flips, bit + 1]) if flips else (0, 1)
        for index in range(first, last):
            other = key ^ np.int64(masks[index])
            start = np.int64(offsets[other])
            size = np.int64(offsets[other + 1]) - start
            if size == 0:
                continue
            if count + size + 2 * ABREAST > len(side):
                return -1, 0
            for step in range(0, size, COPIED):
                copied(rests, start + step, side, count + step)
            origins[keys, 0], origins[keys, 1] = count, start - count
            count += size
            keys += 1
        if not flips:  # the key itself
            break
    return count, keys


@compiled
def _close_places(place, start, end, rests, side, size, limit, origins, close):
    """The places of one key's words from `place` on, and those of the rests in `side` that are close to them, into
    `close`, as far as there is room. The loop where the other half of the time goes.

    How many there are, and the place to go on from.
    """
    count = 0
    own = origins[0, 1] == start  # the key itself: a word meets those after it
    while place < end and count + size <= len(close):
        rest = rests[place]
        for block in range((place - start) // ABREAST * ABREAST if own else 0, size, ABREAST):
            lanes = close_lanes(side, block, rest, limit)
            while lanes:
                index = block + np.int64(lowest(lanes))
                lanes &= lanes - np.uint32(1)
                if index >= size:
                    break
                other = index + _further(origins, index)
                if other > place:
                    close[count, 0], close[count, 1] = place, other
                    count += 1
        place += 1
    return count, place


@compiled
def _further(origins, index):
    """How much further the table has what stands at `index` side by side."""
    low, high = 0, len(origins)
    while high - low > 1:
        middle = (low + high) // 2
        if origins[middle, 0] <= index:
            low = middle
        else:
            high = middle
    return origins[low, 1]


@compiled
def _kept(close, table, positions, radius, bits, radii, found, count):
    """Those close places whose whole words are near, into `found` from `count` on. The new count."""
    for index in range(len(close)):
        place, other = close[index]
        difference = table[place] ^ table[other]
        distance = bit_count(difference)
        if distance <= np.uint64(radius) and not found_before(difference, bits, radii):
            found[count, 0], found[count, 1], found[count, 2] = positions[place], positions[other], distance
            count += 1
    return count
