"""Are two photos the same picture? Align them, then see whether they agree all over.

Two cars in one photo booth share the booth, the angle, the outline, the dealer's frame and his watermark; so a high
correlation of the whole proves little. Here what both pictures show is cut into cells, each cell that shows anything
has its own correlation of fine detail, and the cells have to agree nearly everywhere, in the middle, where the car is,
too. A copy with a watermark or a banner disagrees in the few cells that it covers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from carcls.curate.matches import mutual
from carcls.curate.trace import RIM, TURNS, WHOLE, Box, Trace, turn_box

ROWS, COLUMNS = 6, 8  # cells over what both pictures show
TEXTURE = 4.0  # grey levels: root mean square of fine detail from which a cell shows anything
CELL_AGREES = 0.5  # correlation
# What makes two pictures one. Chosen on one draw of edited copies; benchmarks/duplicates.py reports on other draws.
MIN_CORRELATION = 0.75  # the median of the cells
SURE = 0.9  # of that median: the two lie right on each other, no other guess is needed
HOPELESS = 0.3  # of that median where keypoints were matched: no rough guess makes it enough
MIN_AGREEING = 0.65  # of the cells
MANY_CELLS = 24  # a drawn card has fewer, and other words on it are another card
MIN_AGREEING_OF_FEW = 0.85
MIN_MIDDLE = 0.4  # of the cells in the middle half
MIN_CELLS = 5  # that show something; with fewer nothing is verified
MIN_MATCHES = 8
MANY_POINTS = 100  # keypoints of each, with which copies are never without a transform
MAX_BITS = 64  # of 256 that may differ between the descriptors of a match
MAX_ASKEW = 0.1  # tangent
MIN_OVERLAP = 0.5  # share of the smaller picture that both must show
COVERED_LEVELS = 28.0  # grey levels by which a pixel differs where something lies over the picture
COVERED_SHARE = 0.008  # of what both show, from which something lies over it
MAX_COVERED = 0.3  # of what both show
COLOUR_LEVELS = 20.0  # of Cr or Cb, by which a place has another colour
MAX_RECOLOURED = 0.25  # of what both show
GRAY_COLOUR = 8.0  # levels of Cr and Cb below which a picture has no colours
UNDISTURBED = 0.95  # of the cells agree where nothing lies over the picture
EDGE_SLACK = 0.02  # of a side

Transform = npt.NDArray[np.float64]  # (2, 3): from pixels of one trace to those of the other
Hint = tuple[
    int, Box, Box
]  # turn of one (index into TURNS), its box after the turn, the other's box that looks like it
UNDO = (0, 1, 2, 4, 3)


@dataclass(frozen=True)
class Match:
    """How `one` becomes `other`, two photos that are the same picture.

    correlation: of fine detail, the median of the cells, 0 to 1. agreeing: the share of the cells that agree. turn: of
    `TURNS`, what turns one into other. box: the part of one that other shows, as shares of one as it is. other_box: the
    part of other that one shows. gain, offset: brightness of other = gain * one + offset, white is 1. covered: the
    share of what both show that differs, a watermark or a banner. overlay_on: which of the two has it, `one` or
    `other`; None: neither, or nobody can tell. border_added, border_removed: other has a flat border around
    one's picture, or one around other's. is_identical: their proxies are the same bytes.
    """

    correlation: float
    agreeing: float
    turn: str = ""
    box: Box = WHOLE
    other_box: Box = WHOLE
    gain: float = 1.0
    offset: float = 0.0
    covered: float = 0.0
    overlay_on: str | None = None
    border_added: bool = False
    border_removed: bool = False
    is_identical: bool = False

    @property
    def turned_box(self) -> Box:
        """`box`, as shares of one after the turn."""
        return turn_box(self.box, TURNS.index(self.turn))

    def reversed(self) -> Match:
        """How `other` becomes `one`."""
        undone = {"rotated 90": "rotated 270", "rotated 270": "rotated 90"}.get(self.turn, self.turn)
        swapped = {"one": "other", "other": "one", None: None}[self.overlay_on]
        return replace(
            self,
            turn=undone,
            box=self.other_box,
            other_box=self.box,
            gain=1 / self.gain,
            offset=-self.offset / self.gain,
            overlay_on=swapped,
            border_added=self.border_removed,
            border_removed=self.border_added,
        )


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
    corners = _corners(one.shape, one.inside) @ transform[:, :2].T + transform[:, 2]
    limits = _corners(other.shape, other.inside)
    low = np.maximum(corners.min(axis=0), limits[0])
    high = np.minimum(corners.max(axis=0), limits[3])
    left, top, right, bottom = int(low[0]) + RIM, int(low[1]) + RIM, int(high[0]) - RIM, int(high[1]) - RIM
    if right - left < COLUMNS * 4 or bottom - top < ROWS * 4:
        return None
    area = abs(float(np.linalg.det(transform[:, :2]))) * _area(one)
    if (right - left) * (bottom - top) < MIN_OVERLAP * min(area, _area(other)):
        return None
    shifted = transform - np.array([[0, 0, left], [0, 0, top]])
    a = cv2.warpAffine(one.detail, shifted, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    b = other.detail[top:bottom, left:right]
    sums = cv2.resize(cv2.merge((a * a, b * b, a * b)), (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
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
        float(np.median(correlations[shows])),
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


def _corners(shape: tuple[int, ...], box: Box) -> npt.NDArray[np.float64]:
    (height, width), (left, top, right, bottom) = shape, box
    size = (width, height)
    return np.array([[left, top], [right, top], [left, bottom], [right, bottom]]) * size


def _area(trace: Trace) -> float:
    left, top, right, bottom = trace.inside
    return (right - left) * (bottom - top) * trace.gray.size


def same_picture(one: Trace, other: Trace, hints: Iterable[Hint]) -> Match | None:
    """How one becomes other; None: they are not verified to be the same picture.

    Args:
        one: a trace.
        other: another one.
        hints: what their hashes say of how they might lie on each other; their order does not matter.
    """
    if one.pixels == other.pixels:
        return Match(1.0, 1.0, is_identical=True)
    if one.is_flat or other.is_flat:
        return None
    for turn in sorted({turn for turn, _, _ in hints}):
        turned = one.turned(turn)
        # Keypoints first: half of the candidates of other sellers end here, before a pixel of theirs is decoded.
        transform = align(turned, other)
        if transform is None and min(len(turned.points), len(other.points)) >= MANY_POINTS:
            continue
        best = agreement(turned, other, transform) if transform is not None else None
        hinted = {(box, other_box) for hinted_turn, box, other_box in hints if hinted_turn == turn}
        guesses = sorted(hinted | {(WHOLE, WHOLE)})
        if turned.inside != WHOLE or other.inside != WHOLE:
            guesses.append((turned.inside, other.inside))
        if best is not None and best.correlation < HOPELESS:
            # Words all over a picture may lead the keypoints astray, but a whole lies on a whole without them.
            guesses = [whole for whole in guesses if whole == (WHOLE, WHOLE) and whole in hinted]
        for box, other_box in guesses:
            if best is not None and best.correlation >= SURE:
                break
            found = agreement(turned, other, guess(turned, other, box, other_box))
            if found is not None and (best is None or found.correlation > best.correlation):
                best = found
        if best is not None and _agree(best):
            match = _described(turned, other, turn, best)
            if match.covered <= MAX_COVERED and _recoloured(turned, other, best.transform) <= MAX_RECOLOURED:
                return match
    return None


def _agree(found: Agreement) -> bool:
    return (
        found.cells >= MIN_CELLS
        and found.correlation >= MIN_CORRELATION
        and found.agreeing >= (MIN_AGREEING if found.cells >= MANY_CELLS else MIN_AGREEING_OF_FEW)
        and found.middle >= MIN_MIDDLE
    )


def _recoloured(one: Trace, other: Trace, transform: Transform) -> float:
    """The share of what both show that has another colour: a card or a car drawn alike is not the same picture."""
    size, side = one.colours.shape[0] / np.array(one.shape[::-1]), other.colours.shape[0]
    other_size = side / np.array(other.shape[::-1])
    small = np.empty((2, 3))
    small[:, :2] = (other_size[:, None] * transform[:, :2]) / size[None, :]
    small[:, 2] = other_size * transform[:, 2]
    laid = cv2.warpAffine(one.colours.astype(np.float32), small, (side, side), flags=cv2.INTER_LINEAR)
    shown = cv2.warpAffine(np.ones(one.colours.shape[:2], np.float32), small, (side, side)) > 0.99
    theirs = other.colours.astype(np.float32)
    if not shown.any():
        return 0.0
    a, b = laid[shown], theirs[shown]
    if min(np.abs(a).max(), np.abs(b).max()) < GRAY_COLOUR:
        return 0.0  # one of them is without colours
    return float((np.abs(a - b).max(axis=1) > COLOUR_LEVELS).mean())


def _described(turned: Trace, other: Trace, turn: int, found: Agreement) -> Match:
    """What changed between the two, seen at the scale of their traces."""
    (height, width), (other_height, other_width) = turned.shape, other.shape
    transform = found.transform
    corners = _corners(turned.shape, WHOLE) @ transform[:, :2].T + transform[:, 2]
    left, top = np.maximum(corners.min(axis=0), 0)
    right, bottom = np.minimum(corners.max(axis=0), (other_width, other_height))
    back = cv2.invertAffineTransform(transform)
    seen = np.array([[left, top], [right, bottom]]) @ back[:, :2].T + back[:, 2]
    box = _box(seen[0, 0] / width, seen[0, 1] / height, seen[1, 0] / width, seen[1, 1] / height)
    other_box = _box(left / other_width, top / other_height, right / other_width, bottom / other_height)

    size = (other_width, other_height)
    laid = cv2.warpAffine(turned.gray, transform, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    fine = cv2.warpAffine(turned.detail, transform, size, flags=cv2.INTER_LINEAR)
    inner = np.s_[found.top : found.bottom, found.left : found.right]
    a, b = laid[inner], other.gray[inner].astype(np.float32)
    gain, offset = _brightness(a, b)
    expected = gain * a + offset
    # Where the light is cut off, nothing can be expected.
    is_open = (expected > 8) & (expected < 247) & (b > 8) & (b < 247) | (np.abs(expected - b) > 96)
    apart = (np.abs(cv2.GaussianBlur(expected - b, (0, 0), 1.5)) > COVERED_LEVELS) & is_open
    # Misaligned edges are lines; what lies over a picture has a body.
    apart = cv2.morphologyEx(apart.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    covered = float(apart.mean())
    overlay_on = None
    if covered > COVERED_SHARE:
        near = cv2.dilate(apart.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        edges, other_edges = (float(np.square(image[inner][near]).mean()) for image in (gain * fine, other.detail))
        overlay_on = "one" if edges > other_edges else "other"
    elif found.agreeing < UNDISTURBED:  # half-transparent, or of the picture's own greys
        overlay_on = "other" if found.other_is_busier else "one"
    return Match(
        found.correlation,
        found.agreeing,
        TURNS[turn],
        turn_box(box, UNDO[turn]),
        other_box,
        gain,
        offset / 255,
        covered,
        overlay_on,
        _is_border(other_box, other.inside),
        _is_border(box, turned.inside),
    )


def _brightness(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> tuple[float, float]:
    """gain and offset so that b = gain * a + offset for most pixels: a line fitted twice, without what is far off."""
    small = (24, 18)
    x, y = (cv2.resize(image, small, interpolation=cv2.INTER_AREA).ravel().astype(np.float64) for image in (a, b))
    keep = (x > 12) & (x < 243) & (y > 12) & (y < 243)
    gain, offset = 1.0, float(np.median(y - x))
    for _ in range(3):
        if keep.sum() < 16 or x[keep].std() < 4:
            break
        gain = float(np.clip(y[keep].std() / x[keep].std(), 0.25, 4.0))
        offset = float(np.median(y[keep] - gain * x[keep]))
        distance = np.abs(y - gain * x - offset)
        keep &= distance <= max(8.0, 2 * float(np.median(distance[keep])))
    return gain, offset


def _is_border(shared: Box, inside: Box) -> bool:
    """Whether all that a picture has around the shared box is a flat border."""
    around = [
        (here, border)
        for here, border in zip(
            (shared[0], shared[1], 1 - shared[2], 1 - shared[3]),
            (inside[0], inside[1], 1 - inside[2], 1 - inside[3]),
            strict=True,
        )
        if here > EDGE_SLACK / 2
    ]
    return bool(around) and all(border > here - EDGE_SLACK for here, border in around)


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    clipped = np.clip((left, top, right, bottom), 0, 1)
    return (float(clipped[0]), float(clipped[1]), float(clipped[2]), float(clipped[3]))
