"""Of pairs that are near by one hash, those that are alike by longer hashes and thumbnails too, from a row a photo.

What is left out here is never verified, and what is left costs a hundred times as much.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from carcls.curate.trace import CROPS, THUMB, VERSIONS, WHOLE, Trace, turn_pixels

WHOLE_BITS, CROP_BITS, TURN_BITS = 80, 84, 72  # of dhash256 that may differ; an inside is like a turn
# Correlation of thumbnails from which a pair is worth verifying; a crop is laid on only roughly.
WHOLE_ALIKE, TURN_ALIKE, CROP_ALIKE, INSIDE_ALIKE = 0.65, 0.7, 0.5, 0.15
BLOCK = 1 << 12  # pairs whose thumbnails are compared at a time: what the processor keeps near
SHIFTED = 29  # pixels of a thumbnail that a crop of `CROPPED` shows

Numbers = npt.NDArray[np.int64]

VERSION_BITS = 4
_NUMBER_BITS = 29  # no folder has 500 million photos
ROW = np.dtype(
    [
        ("hashes", "<u8", (len(VERSIONS), 5)),
        ("thumb", "i1", (THUMB, THUMB)),
        ("inside", "<f4", 4),
        ("flat", "u1"),
        ("framed", "u1"),
    ]
)
IS_CROP = np.array([turn == 0 and box in CROPS for turn, box in VERSIONS])
INSIDE = next(version for version, (_, box) in enumerate(VERSIONS) if box is None)
TURN_OF = np.array([turn for turn, _ in VERSIONS])


def rows_of(traces: Sequence[Trace]) -> npt.NDArray[np.void]:
    """A row of dtype `ROW` a trace."""
    rows = np.zeros(len(traces), ROW)
    for row, trace in zip(rows, traces, strict=True):
        row["hashes"], row["thumb"], row["flat"] = trace.hashes, trace.thumb, trace.is_flat
        row["inside"], row["framed"] = trace.inside, trace.inside != WHOLE
    return rows


def alike(rows: npt.NDArray[np.void], triples: Numbers) -> Numbers:
    """Of (one, version, other), (n, 3) of numbers of rows, those of which this version of one looks like the whole of
    other."""
    kept = [_alike(rows, triples[start : start + BLOCK]) for start in range(0, len(triples), BLOCK)]
    return np.concatenate(kept) if kept else triples


def distinct(triples: Numbers) -> Numbers:
    """The different rows of (one, version, other), rising. As single numbers they are sorted in a tenth of the time."""
    one, version, other = triples.T
    packed = np.unique((one << (VERSION_BITS + _NUMBER_BITS)) + (version << _NUMBER_BITS) + other)
    version = (packed >> _NUMBER_BITS) & ((1 << VERSION_BITS) - 1)
    return np.stack([packed >> (VERSION_BITS + _NUMBER_BITS), version, packed & ((1 << _NUMBER_BITS) - 1)], 1)


def _alike(rows: npt.NDArray[np.void], triples: Numbers) -> Numbers:
    one, version, other = triples.T
    hashes = rows["hashes"]
    bits = np.bitwise_count(hashes[one, version, 1:] ^ hashes[other, 0, 1:]).sum(axis=1)
    limits = np.where(IS_CROP[version], CROP_BITS, np.where(version == 0, WHOLE_BITS, TURN_BITS))
    triples = triples[bits <= limits]
    kept = []
    for kind in np.unique(triples[:, 1]).tolist():
        those = triples[triples[:, 1] == kind]
        a, b = rows["thumb"][those[:, 0]], rows["thumb"][those[:, 2]]
        if IS_CROP[kind]:
            alike = _crop_correlation(a, b, VERSIONS[kind][1] or WHOLE) >= CROP_ALIKE
        elif kind == INSIDE:
            small = _sampled(a, rows["inside"][those[:, 0]])
            alike = _correlation(small, b.astype(np.float32)) >= INSIDE_ALIKE
        else:
            turned = np.stack([turn_pixels(thumb, int(TURN_OF[kind])) for thumb in a]) if kind else a
            correlation = _correlation(turned.astype(np.float32), b.astype(np.float32))
            alike = correlation >= (TURN_ALIKE if kind else WHOLE_ALIKE)
        kept.append(those[alike])
    return np.concatenate(kept) if kept else triples


def _crop_correlation(
    a: npt.NDArray[np.int8], b: npt.NDArray[np.int8], box: tuple[float, ...]
) -> npt.NDArray[np.float32]:
    """Correlation of a crop of each of a with the whole of each of b, at the best of the places beside the box."""
    left, top = round(box[0] * THUMB), round(box[1] * THUMB)
    whole, small = a.astype(np.float32), b.astype(np.float32)
    small = np.matmul(np.matmul(_SHRINK, small), _SHRINK.T)
    best = np.full(len(a), -1, np.float32)
    for down in range(max(0, top - 1), min(THUMB - SHIFTED, top + 1) + 1):
        for across in range(max(0, left - 1), min(THUMB - SHIFTED, left + 1) + 1):
            window = whole[:, down : down + SHIFTED, across : across + SHIFTED]
            np.maximum(best, _correlation(window, small), out=best)
    return best


def _sampled(a: npt.NDArray[np.int8], boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The boxes, (n, 4), of pictures, each stretched to the whole picture by linear interpolation."""
    share = (np.arange(THUMB) + 0.5) / THUMB

    def weights(low: npt.NDArray[np.float32], high: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        place = (low[:, None] + (high - low)[:, None] * share) * THUMB - 0.5
        return np.asarray(np.maximum(0, 1 - np.abs(place[:, :, None] - np.arange(THUMB))), np.float32)

    across, down = weights(boxes[:, 0], boxes[:, 2]), weights(boxes[:, 1], boxes[:, 3])
    return np.asarray(down @ a.astype(np.float32) @ across.transpose(0, 2, 1), np.float32)


def _correlation(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of pictures of shape (n, height, width), one by one."""
    norm = np.sqrt(np.einsum("nij,nij->n", a, a) * np.einsum("nij,nij->n", b, b))
    # Rounded, so that the last digit of a sum decides nothing.
    return np.asarray(np.round(np.einsum("nij,nij->n", a, b) / np.maximum(norm, 1.0), 3), np.float32)


def _shrink() -> npt.NDArray[np.float32]:
    """The matrix that resizes a side of `THUMB` pixels to `SHIFTED` by linear interpolation."""
    place = (np.arange(SHIFTED) + 0.5) * THUMB / SHIFTED - 0.5
    return np.asarray(np.maximum(0, 1 - np.abs(place[:, None] - np.arange(THUMB)[None])), np.float32)


_SHRINK = _shrink()
assert len(VERSIONS) <= 1 << VERSION_BITS
