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
ABREAST = 32  # rests that are compared with one at once
DIGIT = 11  # bits by which words are sorted at a time
COPIED = 16  # rests that are copied at once
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
def _lowest(_typing: Any, _bits: Any) -> Any:
    """Which bit of a uint32 that is not 0 is its lowest 1."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return numba.types.uint32(numba.types.uint32), code


@intrinsic
def _near(_typing: Any, words: Any, _place: Any, _word: Any, _radius: Any) -> Any:
    """Which of the eight words from `place` on are within the radius of `word`: a bit each, the lowest the first's."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _address(context, builder, signature, arguments, 1)
        return _lanes(builder, _distances(builder, place, arguments[2]), arguments[3])

    uint64 = numba.types.uint64
    return uint64(words, numba.types.int64, uint64, uint64), code


@intrinsic
def _close(_typing: Any, rests: Any, _place: Any, _rest: Any, _limit: Any) -> Any:
    """Which of the `ABREAST` rests from `place` on differ from `rest` in at most `limit` bits: a bit each."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        words, octets = (ir.VectorType(ir.IntType(size), ABREAST * 32 // size) for size in (32, 8))
        place = builder.bitcast(_address(context, builder, signature, arguments, 1), words.as_pointer())
        difference = builder.xor(builder.load(place, align=4), _spread(builder, arguments[2], words))
        name = f"llvm.ctpop.v{octets.count}i8"
        count = cgutils.get_or_insert_function(builder.module, ir.FunctionType(octets, [octets]), name)
        ones = builder.bitcast(builder.call(count, [builder.bitcast(difference, octets)]), words)
        # The four octets' sum comes to stand in the highest: every processor has this, few count the bits of a word.
        sums = builder.mul(ones, ir.Constant(words, [0x01010101] * ABREAST))
        least_beyond = builder.shl(builder.trunc(builder.add(arguments[3], ir.Constant(ir.IntType(64), 1)), ir.IntType(32)), ir.Constant(ir.IntType(32), 24))
        close = builder.icmp_signed("<", sums, _spread(builder, least_beyond, words))
        return builder.bitcast(close, ir.IntType(ABREAST))

    return numba.types.uint32(rests, numba.types.int64, numba.types.uint32, numba.types.int64), code


@intrinsic
def _copy(_typing: Any, source: Any, _start: Any, target: Any, _place: Any) -> Any:
    """`COPIED` rests from one place to another."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        vector = ir.VectorType(ir.IntType(32), COPIED).as_pointer()
        start = builder.bitcast(_address(context, builder, signature, arguments, 1), vector)
        array = context.make_array(signature.args[2])(context, builder, arguments[2])
        place = builder.bitcast(builder.gep(array.data, [arguments[3]]), vector)
        builder.store(builder.load(start, align=4), place, align=4)
        return context.get_dummy_value()

    return numba.types.void(source, numba.types.int64, target, numba.types.int64), code


VECTOR = ir.VectorType(ir.IntType(64), LANES)


def _address(context: Any, builder: Any, signature: Any, arguments: Any, index: int) -> Any:
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    return builder.gep(array.data, [arguments[index]])


def _spread(builder: Any, value: Any, vector: Any = VECTOR) -> Any:
    empty = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(
        first, empty, ir.Constant(ir.VectorType(ir.IntType(32), vector.count), [0] * vector.count)
    )


def _distances(builder: Any, place: Any, word: Any) -> Any:
    """The distances of `word` from the eight words at an address, as a vector."""
    count = cgutils.get_or_insert_function(builder.module, ir.FunctionType(VECTOR, [VECTOR]), "llvm.ctpop.v8i64")
    words = builder.load(builder.bitcast(place, VECTOR.as_pointer()), align=8)
    return builder.call(count, [builder.xor(words, _spread(builder, word))])


def _lanes(builder: Any, distances: Any, radius: Any) -> Any:
    """A bit for each lane whose distance is within the radius."""
    near = builder.icmp_unsigned("<=", distances, _spread(builder, radius))
    return builder.zext(builder.bitcast(near, ir.IntType(LANES)), ir.IntType(64))


@_compiled
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


@_compiled
def _sorted_by(words, positions, shift, width):
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


def pairs(words, shift, width, masks, radius, bits, radii, most):
    """The pairs of one chunk, (n, 3) uint32: position, position, distance. More than `most`: it ended early."""
    flips = np.bitwise_count(masks)
    by_flips = masks[np.lexsort((masks, flips))]
    below = masks < np.left_shift(1, np.arange(width + 1))[:, None]
    ends = np.array([[np.sum((flips < some) | (flips == some) & under) for under in below] for some in np.unique(flips)])
    return _pairs(words, shift, width, by_flips, ends, radius, bits, radii, most)


@_compiled
def _pairs(words, shift, width, masks, ends, radius, bits, radii, most):
    """What `pairs` says. For each key, 32 bits of all words whose keys are near are put side by side, and each of its
    own words is compared with them in one go: there two words can differ in no more bits than the radius leaves.

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
            near_keys, limit = origins[:keys], np.int64(radius) - flips
            number = _close_places(start, end, rests, side[:size + ABREAST], limit, near_keys, close)
            while number < 0:
                close = np.empty((2 * len(close), 2), np.uint32)
                number = _close_places(start, end, rests, side[:size + ABREAST], limit, near_keys, close)
            while count + number > len(found):
                if len(found) > most:
                    return found
                found = _roomier(found)
            count = _kept(close[:number], table, positions, radius, bits, radii, found, count)
    return found[:count].copy()


@_compiled
def _rests(table, shift):
    """Of each word the 32 bits from `shift` on; after the highest come the lowest."""
    at = np.uint64(shift % 64)
    around = np.uint64(63) - at  # and one bit more: a shift by 64 is none
    rests = np.zeros(len(table) + ABREAST, np.uint32)
    for place in range(len(table)):
        rests[place] = np.uint32(((table[place] >> at) | (table[place] << np.uint64(1) << around)) & np.uint64(0xFFFFFFFF))
    return rests


@_compiled
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
                _copy(rests, start + step, side, count + step)
            origins[keys, 0], origins[keys, 1] = count, start - count
            count += size
            keys += 1
        if not flips:  # the key itself
            break
    return count, keys


@_compiled
def _close_places(start, end, rests, side, limit, origins, close):
    """The places of one key's words, and those of the rests in `side` that are close to them, into `close`: the loop
    where the other half of the time goes. Their number; -1: there is no room for them."""
    count, kept = len(side) - ABREAST, 0
    own = count > 0 and origins[0, 1] == start  # the key itself: a word meets those after it
    for place in range(start, end):
        rest = rests[place]
        for block in range((place - start) // ABREAST * ABREAST if own else 0, count, ABREAST):
            lanes = _close(side, block, rest, limit)
            while lanes:
                index = block + np.int64(_lowest(lanes))
                lanes &= lanes - np.uint32(1)
                if index >= count:
                    break
                other = index + _further(origins, index)
                if other > place:
                    if kept == len(close):
                        return -1
                    close[kept, 0], close[kept, 1] = place, other
                    kept += 1
    return kept


@_compiled
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


@_compiled
def _kept(close, table, positions, radius, bits, radii, found, count):
    """Those close places whose whole words are near, into `found` from `count` on. The new count."""
    for index in range(len(close)):
        place, other = close[index]
        difference = table[place] ^ table[other]
        distance = _ones(difference)
        if distance <= np.uint64(radius) and not _found_before(difference, bits, radii):
            found[count, 0], found[count, 1], found[count, 2] = positions[place], positions[other], distance
            count += 1
    return count
