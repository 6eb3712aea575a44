"""What both searches of `carcls.curate.hamming` need, compiled: sorted tables, and hits that are kept once."""

from __future__ import annotations

import numpy as np

from carcls.curate.numba_lanes import LANES, bit_count, compiled

DIGIT = 11  # bits by which words are sorted at a time


@compiled
def sorted_table(words, shift, width):
    """See `hamming.sorted_table`: a counting sort, digit by digit so that the places written to stay near."""
    positions = np.arange(len(words)).astype(np.uint32)
    done = 0
    while done < width:
        digit = min(DIGIT, width - done)
        words, positions = _sorted_by(words, positions, shift + done, digit)
        done += digit
    table = np.zeros(len(words) + LANES, np.uint64)
    table[: len(words)] = words
    offsets = np.zeros((1 << width) + 1, np.uint32)
    low = np.uint64((1 << width) - 1)
    for word in words:
        offsets[((word >> np.uint64(shift)) & low) + np.uint64(1)] += np.uint32(1)
    for key in range(1, len(offsets)):
        offsets[key] += offsets[key - 1]
    return table, positions, offsets


@compiled
def _sorted_by(words, positions, shift, width):
    """Both in the order of one digit of the words; equal ones keep their order."""
    low, at = np.uint64((1 << width) - 1), np.uint64(shift)
    following = np.zeros((1 << width) + 1, np.uint32)
    for word in words:
        following[((word >> at) & low) + np.uint64(1)] += np.uint32(1)
    for key in range(1, len(following)):
        following[key] += following[key - 1]
    by_word, by_position = np.empty_like(words), np.empty_like(positions)
    for index in range(len(words)):
        key = (words[index] >> at) & low
        place = following[key]
        following[key] += np.uint32(1)
        by_word[place], by_position[place] = words[index], positions[index]
    return by_word, by_position


@compiled
def found_before(difference, bits, radii):
    """Whether a pair that differs so is near in an earlier chunk."""
    for index in range(len(bits)):  # noqa: SIM110 - numba has no any() of a generator
        if bit_count(difference & bits[index]) <= np.uint64(radii[index]):
            return True
    return False


@compiled
def roomier(found):
    """The same rows, with as much room again."""
    larger = np.empty((2 * len(found), 3), np.uint32)
    larger[: len(found)] = found
    return larger
