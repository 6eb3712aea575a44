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
        place = _address(context, builder, signature, arguments, 1)
        return _lanes(builder, [_distances(builder, place, arguments[2])], arguments[3])

    uint64 = numba.types.uint64
    return uint64(words, numba.types.int64, uint64, uint64), code


@intrinsic
def _near_eight(_typing: Any, words: Any, _place: Any, _other_place: Any, _radius: Any) -> Any:
    """Which of the eight words from `place` on are within the radius of any of the eight from `other_place` on."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place, other_place = (_address(context, builder, signature, arguments, index) for index in (1, 2))
        others = [
            builder.load(builder.gep(other_place, [ir.Constant(ir.IntType(64), lane)]), align=8)
            for lane in range(LANES)
        ]
        return _lanes(builder, [_distances(builder, place, other) for other in others], arguments[3])

    int64, uint64 = numba.types.int64, numba.types.uint64
    return uint64(words, int64, int64, uint64), code


VECTOR = ir.VectorType(ir.IntType(64), LANES)


def _address(context: Any, builder: Any, signature: Any, arguments: Any, index: int) -> Any:
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.gep(array.data, [arguments[index]])


def _spread(builder: Any, value: Any) -> Any:
    empty = ir.Constant(VECTOR, ir.Undefined)
    first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, empty, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))


def _distances(builder: Any, place: Any, word: Any) -> Any:
    """The distances of `word` from the eight words at an address, as a vector."""
    count = cgutils.get_or_insert_function(builder.module, ir.FunctionType(VECTOR, [VECTOR]), "llvm.ctpop.v8i64")
    words = builder.load(builder.bitcast(place, VECTOR.as_pointer()), align=8)
    return builder.call(count, [builder.xor(words, _spread(builder, word))])


def _lanes(builder: Any, distances: list[Any], radius: Any) -> Any:
    """A bit for each lane in which the least distance is within the radius."""
    least = distances[0]
    for vector in distances[1:]:
        least = builder.select(builder.icmp_unsigned("<", vector, least), vector, least)
    near = builder.icmp_unsigned("<=", least, _spread(builder, radius))
    return builder.zext(builder.bitcast(near, ir.IntType(LANES)), ir.IntType(64))


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
    limit = np.uint64(radius)
    found = np.empty((ROOM, 3), np.uint32)
    blocks = np.empty((ROOM, 2), np.uint64)
    count = 0
    for key in range(len(offsets) - 1):
        if offsets[key] == offsets[key + 1]:
            continue
        near_blocks = _blocks_near(key, words, offsets, masks, groups, limit, blocks)
        while near_blocks < 0:
            blocks = np.empty((2 * len(blocks), 2), np.uint64)
            near_blocks = _blocks_near(key, words, offsets, masks, groups, limit, blocks)
        start, end = np.int64(offsets[key]), np.int64(offsets[key + 1])
        new = _pairs_of_key(start, end, words, positions, blocks[:near_blocks], limit, bits, radii, found, count)
        while new < 0:
            if len(found) > most:
                return found
            found = _roomier(found)
            new = _pairs_of_key(start, end, words, positions, blocks[:near_blocks], limit, bits, radii, found, count)
        count = new
    return found[:count].copy()


@_compiled
def _blocks_near(key, words, offsets, masks, groups, limit, blocks):
    """Fill `blocks` with (where, lanes) of words near one of this key's, among the keys that the masks lead up to.

    Their number; -1: there is no room for them. The loop where the time goes: whatever is rare stands elsewhere.
    """
    start, end = np.int64(offsets[key]), np.int64(offsets[key + 1])
    count = 0
    for bit in range(len(groups) - 1):
        if (key >> bit) & 1:  # the masks lead down: those keys have met this one
            continue
        for index in range(groups[bit], groups[bit + 1]):
            other = key ^ np.int64(masks[index])
            other_end = np.int64(offsets[other + 1])
            for block in range(np.int64(offsets[other]), other_end, LANES):
                lanes = np.uint64(0)
                for place in range(start, end, LANES):
                    lanes |= _near_eight(words, block, place, limit)
                if lanes:
                    if count == len(blocks):
                        return -1
                    blocks[count, 0], blocks[count, 1] = block, _in_range(lanes, block, other_end)
                    count += 1
    return count


@_compiled
def _pairs_of_key(start, end, words, positions, blocks, limit, bits, radii, found, count):
    """The pairs of one key's words with each other and with those of the blocks, into `found` from `count` on."""
    for block in range(start, end, LANES):
        lanes = _in_range(_any_near(words, start, block, block, limit), block, end)
        count = _keep(words, positions, start, block, block, lanes, limit, bits, radii, found, count)
        if count >= 0:
            lanes = _in_range(np.uint64(2**LANES - 1), block, end)
            count = _keep(words, positions, block, end, block, lanes, limit, bits, radii, found, count)
        if count < 0:
            return count
    for index in range(len(blocks)):
        block = np.int64(blocks[index, 0])
        count = _keep(words, positions, start, end, block, blocks[index, 1], limit, bits, radii, found, count)
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
