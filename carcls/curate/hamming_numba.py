"""The loops of `carcls.curate.hamming`, compiled. The compiled code is kept on the disk, so later runs start at once.

Eight words at a time are compared with one: on a processor that counts the bits of a vector in one instruction, a
comparison takes a thirtieth of a nanosecond. Elsewhere LLVM takes what there is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

LANES = 8
ROOM = 1024  # hits; doubled as they come


def _compiled(function: Callable[..., Any]) -> Any:
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # there is no folder where the compiled code could be kept
        return numba.njit(nogil=True)(function)


@intrinsic
def _ones(_typing: Any, _word: Any) -> Any:
    """How many bits of a uint64 are 1."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return numba.types.uint64(numba.types.uint64), code


@intrinsic
def _near(_typing: Any, words: Any, _place: Any, _word: Any, _radius: Any) -> Any:
    """Which of the eight words from `place` on are within the radius of `word`: a bit each, the lowest the first's."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = ir.VectorType(ir.IntType(64), LANES)
        count = cgutils.get_or_insert_function(builder.module, ir.FunctionType(vector, [vector]), "llvm.ctpop.v8i64")

        def spread(value: Any) -> Any:
            empty = ir.Constant(vector, ir.Undefined)
            first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
            return builder.shuffle_vector(first, empty, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))

        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        start = builder.bitcast(builder.gep(array.data, [arguments[1]]), vector.as_pointer())
        differences = builder.xor(builder.load(start, align=8), spread(arguments[2]))
        near = builder.icmp_unsigned("<=", builder.call(count, [differences]), spread(arguments[3]))
        return builder.zext(builder.bitcast(near, ir.IntType(LANES)), ir.IntType(64))

    uint64 = numba.types.uint64
    return uint64(words, numba.types.int64, uint64, uint64), code


@_compiled
def sorted_table(words, shift, width):
    """See `hamming.sorted_table`: a counting sort."""
    low = np.uint64((1 << width) - 1)
    at = np.uint64(shift)
    offsets = np.zeros((1 << width) + 1, np.uint32)
    for word in words:
        offsets[((word >> at) & low) + np.uint64(1)] += np.uint32(1)
    for key in range(1, len(offsets)):
        offsets[key] += offsets[key - 1]
    following = offsets[:-1].copy()
    table = np.zeros(len(words) + LANES, np.uint64)
    positions = np.empty(len(words), np.uint32)
    for position in range(len(words)):
        key = (words[position] >> at) & low
        place = following[key]
        following[key] += np.uint32(1)
        table[place] = words[position]
        positions[place] = position
    return table, positions, offsets


@_compiled
def _found_before(difference, bits, radii):
    for index in range(len(bits)):  # noqa: SIM110 - numba has no any() of a generator
        if _ones(difference & bits[index]) <= np.uint64(radii[index]):
            return True
    return False


@_compiled
def _in_range(near, place, end):
    """Without the lanes from `end` on."""
    return near & np.uint64((1 << (end - place)) - 1) if end - place < LANES else near


@_compiled
def _roomier(found):
    larger = np.empty((2 * len(found), 3), np.uint32)
    larger[: len(found)] = found
    return larger


@_compiled
def near(queries, words, positions, offsets, shift, masks, radius, bits, radii):
    """The hits of one chunk, (n, 3) uint32: row, position, distance."""
    found = np.empty((ROOM, 3), np.uint32)
    count = 0
    for row in range(len(queries)):
        new = _near_one(queries[row], row, words, positions, offsets, shift, masks, radius, bits, radii, found, count)
        while new < 0:
            found = _roomier(found)
            new = _near_one(
                queries[row], row, words, positions, offsets, shift, masks, radius, bits, radii, found, count
            )
        count = new
    return found[:count].copy()


@_compiled
def _near_one(word, row, words, positions, offsets, shift, masks, radius, bits, radii, found, count):
    """The hits of one query into `found` from `count` on. The new count; -1: there is no room for them."""
    limit = np.uint64(radius)
    key = (word >> np.uint64(shift)) & np.uint64(len(offsets) - 2)
    for mask in masks:
        other = key ^ np.uint64(mask)
        end = np.int64(offsets[other + np.uint64(1)])
        for block in range(np.int64(offsets[other]), end, LANES):
            hits = _in_range(_near(words, block, word, limit), block, end)
            place = block
            while hits:
                difference = word ^ words[place]
                if hits & np.uint64(1) and not _found_before(difference, bits, radii):
                    if count == len(found):
                        return -1
                    found[count, 0], found[count, 1], found[count, 2] = row, positions[place], _ones(difference)
                    count += 1
                hits >>= np.uint64(1)
                place += 1
    return count


@_compiled
def pairs(words, positions, offsets, shift, masks, radius, bits, radii, most):
    """The pairs of one chunk, (n, 3) uint32: position, position, distance. More than `most`: it ended early."""
    # Masks rise, so those with one highest bit stand together.
    groups = np.searchsorted(masks, np.left_shift(1, np.arange(26)))
    found = np.empty((ROOM, 3), np.uint32)
    count = 0
    for key in range(len(offsets) - 1):
        if offsets[key] == offsets[key + 1]:
            continue
        new = _pairs_of_key(key, words, positions, offsets, masks, groups, radius, bits, radii, found, count)
        while new < 0:
            if len(found) > most:
                return found
            found = _roomier(found)
            new = _pairs_of_key(key, words, positions, offsets, masks, groups, radius, bits, radii, found, count)
        count = new
    return found[:count].copy()


@_compiled
def _pairs_of_key(key, words, positions, offsets, masks, groups, radius, bits, radii, found, count):
    """The pairs of one key's words with each other and with those of the keys that the masks lead up to."""
    limit = np.uint64(radius)
    start, end = np.int64(offsets[key]), np.int64(offsets[key + 1])
    every = np.uint64(2**LANES - 1)
    for block in range(start, end, LANES):
        lanes = _in_range(_any_near(words, start, block, block, limit), block, end)
        count = _keep(words, positions, start, block, block, lanes, limit, bits, radii, found, count)
        if count >= 0:
            lanes = _in_range(every, block, end)
            count = _keep(words, positions, block, end, block, lanes, limit, bits, radii, found, count)
        if count < 0:
            return count
    for bit in range(len(groups) - 1):
        if (key >> bit) & 1:  # the masks lead down: those keys have met this one
            continue
        for index in range(groups[bit], groups[bit + 1]):
            other = key ^ np.int64(masks[index])
            other_end = np.int64(offsets[other + 1])
            for block in range(np.int64(offsets[other]), other_end, LANES):
                lanes = _in_range(_any_near(words, start, end, block, limit), block, other_end)
                if lanes:
                    count = _keep(words, positions, start, end, block, lanes, limit, bits, radii, found, count)
                    if count < 0:
                        return count
    return count


@_compiled
def _any_near(words, start, stop, block, limit):
    """Which of the eight words from `block` on are near any from `start` to before `stop`."""
    lanes = np.uint64(0)
    for place in range(start, stop):
        lanes |= _near(words, block, words[place], limit)
    return lanes


@_compiled
def _keep(words, positions, start, stop, block, lanes, limit, bits, radii, found, count):
    """Each word of these lanes with each before it from `start` to before `stop`, into `found` from `count` on.

    The new count; -1: there is no room for them.
    """
    other = block
    while lanes:
        if lanes & np.uint64(1):
            for place in range(start, min(stop, other) if start <= block < stop else stop):
                difference = words[place] ^ words[other]
                distance = _ones(difference)
                if distance <= limit and not _found_before(difference, bits, radii):
                    if count == len(found):
                        return -1
                    found[count, 0], found[count, 1], found[count, 2] = positions[place], positions[other], distance
                    count += 1
        lanes >>= np.uint64(1)
        other += 1
    return count
