"""How numba's loops are compiled and kept on the disk, and what they do to several words in one instruction.

Vectors are LLVM's own: it makes of them what the processor has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

LANES = 8  # words of 64 bits
ABREAST = 32  # rests, of 32 bits
COPIED = 16  # rests


def compiled(function: Callable[..., Any]) -> Any:
    """The function compiled by numba when it is first called."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # there is no folder where the compiled code could be kept
        return numba.njit(nogil=True)(function)


@intrinsic
def bit_count(_typing: Any, _word: Any) -> Any:
    """How many bits of a uint64 are 1."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return numba.types.uint64(numba.types.uint64), code


@intrinsic
def lowest(_typing: Any, _bits: Any) -> Any:
    """Which bit of a uint32 that is not 0 is its lowest 1."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return numba.types.uint32(numba.types.uint32), code


@intrinsic
def near_lanes(_typing: Any, words: Any, _place: Any, _word: Any, _radius: Any) -> Any:
    """Which of the eight words from `place` on are within the radius of `word`: a bit each, the lowest the first's."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _address(context, builder, signature, arguments, 1)
        return _lanes(builder, _distances(builder, place, arguments[2]), arguments[3])

    uint64 = numba.types.uint64
    return uint64(words, numba.types.int64, uint64, uint64), code


@intrinsic
def close_lanes(_typing: Any, rests: Any, _place: Any, _rest: Any, _limit: Any) -> Any:
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
        number = ir.IntType(32)
        beyond = builder.add(builder.trunc(arguments[3], number), number(1))
        least_beyond = builder.shl(beyond, number(24))
        close = builder.icmp_signed("<", sums, _spread(builder, least_beyond, words))
        return builder.bitcast(close, ir.IntType(ABREAST))

    return numba.types.uint32(rests, numba.types.int64, numba.types.uint32, numba.types.int64), code


@intrinsic
def copied(_typing: Any, source: Any, _start: Any, target: Any, _place: Any) -> Any:
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
