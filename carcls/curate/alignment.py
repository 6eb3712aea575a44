"""Lay one photo on another, and see in which cells they agree."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from carcls.curate.matches import mutual
from carcls.curate.trace import RIM, Box, Trace

ROWS, COLUMNS = 6, 8  # cells over what both pictures show
TEXTURE = 4.0  # grey levels: root mean square of fine detail from which a cell shows anything
CELL_AGREES = 0.5  # correlation
MIN_MATCHES = 8
MANY_POINTS = 100  # keypoints of each, with which copies are never without a transform
MAX_BITS = 64  # of 256 that may differ between the descriptors of a match
MAX_ASKEW = 0.1  # tangent
MIN_OVERLAP = 0.5  # share of the smaller picture that both must show

Transform = npt.NDArray[np.float64]  # (2, 3): from pixels of one trace to those of the other


@dataclass(frozen=True)
class Agreement:
    """How two aligned pictures agree. cells: those that show something; agreeing: the share of them that agree; middle:
    the same of those in the middle half; correlation: the median of their correlations.
    other_is_busier: in the cells that disagree the other shows more. left, top, right, bottom: what
    was compared, in pixels of the other."""

    cells: int
    agreeing: float
    middle: float
    correlation: float
    other_is_busier: bool
    transform: Transform
    left: int
    top: int
    right: int
    bottom: int


def agreement(one: Trace, other: Trace, transform: Transform) -> Agreement | None:
    """Compare the fine detail of two traces under a transform of pixels; None: too little is in both."""
    # Borders are left out on both sides: their edges are detail that the picture itself does not have.
    laid_corners = corners(one.shape, one.inside) @ transform[:, :2].T + transform[:, 2]
    limits = corners(other.shape, other.inside)
    low = np.maximum(laid_corners.min(axis=0), limits[0])
    high = np.minimum(laid_corners.max(axis=0), limits[3])
    left, top, right, bottom = int(low[0]) + RIM, int(low[1]) + RIM, int(high[0]) - RIM, int(high[1]) - RIM
    if right - left < COLUMNS * 4 or bottom - top < ROWS * 4:
        return None
    (a, b), (c, d) = transform[:, :2].tolist()
    area = abs(a * d - b * c) * _area(one)
    if (right - left) * (bottom - top) < MIN_OVERLAP * min(area, _area(other)):
        return None
    shifted = transform - np.array([[0, 0, left], [0, 0, top]])
    laid = cv2.warpAffine(one.detail, shifted, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    theirs = other.detail[top:bottom, left:right]
    products = cv2.merge((laid * laid, theirs * theirs, laid * theirs))
    sums = cv2.resize(products, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    aa, bb, ab = sums[..., 0], sums[..., 1], sums[..., 2]
    shows = np.maximum(aa, bb) > TEXTURE**2
    cells = int(shows.sum())
    if cells == 0:
        return None
    correlations = ab / np.sqrt(np.maximum(aa * bb, 1e-6))
    agrees = (correlations > CELL_AGREES) & shows
    middle = np.s_[ROWS // 4 : ROWS - ROWS // 4, COLUMNS // 4 : COLUMNS - COLUMNS // 4]
    in_middle = int(shows[middle].sum())
    return Agreement(
        cells,
        float(agrees.sum()) / cells,
        float(agrees[middle].sum()) / in_middle if in_middle else 1.0,
        middle_of(correlations[shows]),
        bool(bb[shows & ~agrees].sum() > aa[shows & ~agrees].sum()),
        transform,
        left,
        top,
        right,
        bottom,
    )


def guess(one: Trace, other: Trace, box: Box, other_box: Box) -> Transform:
    """The transform that lays one's box on the other's."""
    (height, width), (other_height, other_width) = one.shape, other.shape
    across = (other_box[2] - other_box[0]) * other_width / ((box[2] - box[0]) * width)
    down = (other_box[3] - other_box[1]) * other_height / ((box[3] - box[1]) * height)
    return np.array(
        [
            [across, 0, other_box[0] * other_width - across * box[0] * width],
            [0, down, other_box[1] * other_height - down * box[1] * height],
        ]
    )


def align(one: Trace, other: Trace) -> Transform | None:
    """The similarity transform that most keypoints agree on; None: there is none."""
    if len(one.points) < MIN_MATCHES or len(other.points) < MIN_MATCHES:
        return None
    matches = mutual(one.descriptors, other.descriptors, MAX_BITS)
    if len(matches) < MIN_MATCHES:
        return None
    source, target = one.points[matches[:, 0]], other.points[matches[:, 1]]
    cv2.setRNGSeed(0)  # RANSAC draws at random: the same two photos get the same answer
    transform, inliers = cv2.estimateAffinePartial2D(
        source, target, ransacReprojThreshold=2.5, maxIters=500, confidence=0.98, refineIters=5
    )
    if transform is None or int(inliers.sum()) < MIN_MATCHES:
        return None
    # A copy is not askew: quarter turns are undone before, and what is left of an angle is chance.
    if abs(transform[0, 1]) > MAX_ASKEW * transform[0, 0]:
        return None
    return np.asarray(transform, np.float64)


def middle_of(values: npt.NDArray[np.floating]) -> float:
    """The median of some numbers, in a fifth of NumPy's time where they are few."""
    ordered = np.sort(values)
    return (float(ordered[(len(ordered) - 1) // 2]) + float(ordered[len(ordered) // 2])) / 2


def corners(shape: tuple[int, ...], box: Box) -> npt.NDArray[np.float64]:
    (height, width), (left, top, right, bottom) = shape, box
    size = (width, height)
    return np.array([[left, top], [right, top], [left, bottom], [right, bottom]]) * size


def _area(trace: Trace) -> float:
    left, top, right, bottom = trace.inside
    return (right - left) * (bottom - top) * trace.gray.size
