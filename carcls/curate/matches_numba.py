"""The loop of `carcls.curate.matches`, compiled; the compiled code is kept on the disk."""

from __future__ import annotations

import numpy as np

from carcls.curate.numba_lanes import bit_count, compiled

ROW = (
    1 << 20
)  # a distance and a row are one number, distance * ROW + row: the least is the nearest, the first of equals


@compiled
def mutual(ones, others, most):
    """See `matches.mutual`. ones: (n, 4) uint64; others: (4, m), so that the inner loop runs on vectors."""
    count = others.shape[1]
    nearest = np.full(count, 257 * ROW, np.int64)  # of the ones, for each of the others
    chosen = np.empty(len(ones), np.int64)
    bits = np.empty(count, np.int64)
    for one in range(len(ones)):
        first, second, third, fourth = ones[one, 0], ones[one, 1], ones[one, 2], ones[one, 3]
        for other in range(count):
            distance = (
                bit_count(first ^ others[0, other])
                + bit_count(second ^ others[1, other])
                + bit_count(third ^ others[2, other])
                + bit_count(fourth ^ others[3, other])
            )
            bits[other] = np.int64(distance) * ROW
        least = np.int64(257 * ROW)
        for other in range(count):
            least = min(least, bits[other] + other)
            nearest[other] = min(nearest[other], bits[other] + one)
        chosen[one] = least
    pairs = np.empty((len(ones), 2), np.int64)
    kept = 0
    for one in range(len(ones)):
        other = chosen[one] % ROW
        if chosen[one] // ROW < most and nearest[other] % ROW == one:
            pairs[kept, 0], pairs[kept, 1] = one, other
            kept += 1
    return pairs[:kept].copy()
