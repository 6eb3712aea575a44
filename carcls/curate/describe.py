"""What was done to a photo to make another of it: brightness, what lies over it, borders, colours."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from carcls.curate.alignment import Agreement, Transform, corners, middle_of
from carcls.curate.match import UNDO, Match
from carcls.curate.trace import TURNS, WHOLE, Box, Trace, turn_box

COVERED_LEVELS = 28.0  # grey levels by which a pixel differs where something lies over the picture
COVERED_SHARE = 0.008  # of what both show, from which something lies over it
COLOUR_LEVELS = 20.0  # of Cr or Cb, by which a place has another colour
GRAY_COLOUR = 8.0  # levels of Cr and Cb below which a picture has no colours
UNDISTURBED = 0.95  # of the cells agree where nothing lies over the picture
EDGE_SLACK = 0.02  # of a side


def described(turned: Trace, other: Trace, turn: int, found: Agreement) -> Match:
    """What changed between the two, seen at the scale of their traces."""
    (height, width), (other_height, other_width) = turned.shape, other.shape
    transform = found.transform
    laid_corners = corners(turned.shape, WHOLE) @ transform[:, :2].T + transform[:, 2]
    left, top = np.maximum(laid_corners.min(axis=0), 0)
    right, bottom = np.minimum(laid_corners.max(axis=0), (other_width, other_height))
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
    gain, offset = 1.0, middle_of(y - x)
    for _ in range(3):
        theirs, ours = y[keep], x[keep]
        if len(ours) < 16 or (spread := float(ours.std())) < 4:
            break
        gain = min(max(float(theirs.std()) / spread, 0.25), 4.0)
        offset = middle_of(theirs - gain * ours)
        distance = np.abs(y - gain * x - offset)
        keep &= distance <= max(8.0, 2 * middle_of(distance[keep]))
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


def recoloured(one: Trace, other: Trace, transform: Transform) -> float:
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
