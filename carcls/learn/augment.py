"""What is done to a photo so that a net does not learn it by heart, nor the dealer who took it.

A dealer's photos share more than their cars: a banner with the price, a watermark, a frame, one phone with its
exposure, one platform's recompression. A net that learned these would be wrong about the next dealer, so each photo is
shown with other ones. All random numbers come from the generator that is given.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np

from carcls.learn.pixels import Pixels

Random: TypeAlias = np.random.Generator

EXPOSURE = 0.35  # brighter or darker by up to so much, as a part of itself
TINT = 0.08  # of each colour apart: what white balance gets wrong
GAMMA = (0.75, 1.35)
QUALITY = (30, 90)  # of JPEG
SHRINK = (0.35, 0.8)  # of a side: what a thumbnail leaves
FRAME, BANNER, WATERMARK, BLUR, RECOMPRESS, GREY = 0.1, 0.2, 0.25, 0.2, 0.4, 0.04  # how often
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-$%&+"
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_ITALIC)


def augment(image: Pixels, size: int, random: Random, smallest_crop: float) -> Pixels:
    """A crop of a photo as another dealer might have published it.

    Args:
        image: uint8 (side, side, 3), RGB; side at least size.
        size: side of what comes back, in pixels.
        random: where everything is drawn from.
        smallest_crop: the least part of each side that is kept; the two sides are drawn apart, which varies the
            aspect.

    Returns:
        uint8 (size, size, 3), RGB.
    """
    photo = _crop(image, size, random, smallest_crop)
    photo = _expose(photo, random)
    for often, change in (
        (GREY, _grey),
        (FRAME, _frame),
        (BANNER, _banner),
        (WATERMARK, _watermark),
        (BLUR, _blur),
        (RECOMPRESS, _recompress),
    ):
        if random.random() < often:
            photo = change(photo, random)
    return photo


def _crop(image: Pixels, size: int, random: Random, smallest: float) -> Pixels:
    side = image.shape[0]
    height, width = (max(1, round(side * part)) for part in random.uniform(smallest, 1, 2))
    top, left = random.integers(0, (side - height + 1, side - width + 1))
    crop = image[top : top + height, left : left + width]
    if random.random() < 0.5:
        crop = crop[:, ::-1]
    return np.asarray(cv2.resize(np.ascontiguousarray(crop), (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _expose(photo: Pixels, random: Random) -> Pixels:
    gains = random.uniform(1 - EXPOSURE, 1 + EXPOSURE) * random.uniform(1 - TINT, 1 + TINT, 3)
    gamma = random.uniform(*GAMMA)
    levels = np.linspace(0, 1, 256)[:, None] ** gamma * gains * 255
    table = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(photo, table[None]), np.uint8)


def _grey(photo: Pixels, random: Random) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB), np.uint8)


def _frame(photo: Pixels, random: Random) -> Pixels:
    """The photo smaller, on a plain ground: a border, or the bars of another aspect."""
    size = photo.shape[0]
    height, width = (max(1, round(size * part)) for part in random.uniform(0.7, 1, 2))
    framed = np.empty_like(photo)
    framed[:] = _ground(random)
    top, left = (size - height) // 2, (size - width) // 2
    framed[top : top + height, left : left + width] = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)
    return framed


def _banner(photo: Pixels, random: Random) -> Pixels:
    """A bar with words along the lower or the upper edge."""
    size = photo.shape[0]
    height = max(1, round(size * random.uniform(0.06, 0.18)))
    bar = slice(size - height, size) if random.random() < 0.7 else slice(0, height)
    ground = _ground(random)
    ink = (255, 255, 255) if ground.mean() < 128 else (0, 0, 0)
    photo = photo.copy()
    photo[bar] = ground
    start = (int(random.integers(0, size // 2)), bar.stop - height // 4)
    font = FONTS[int(random.integers(len(FONTS)))]
    cv2.putText(photo, _words(random), start, font, height / 40, ink, 1, cv2.LINE_AA)
    return photo


def _watermark(photo: Pixels, random: Random) -> Pixels:
    """Words or a badge over the photo, part of it shining through."""
    size = photo.shape[0]
    over = photo.copy()
    ink = tuple(int(value) for value in _ground(random))
    place = (int(random.integers(0, size)), int(random.integers(0, size)))
    if random.random() < 0.4:
        axes = [int(random.integers(max(1, size // 16), max(2, size // part))) for part in (5, 8)]
        cv2.ellipse(over, place, axes, float(random.uniform(0, 180)), 0, 360, ink, -1)
    scale = float(random.uniform(0.3, 1.4)) * size / 224
    font = FONTS[int(random.integers(len(FONTS)))]
    start = (place[0] - size // 4, place[1])
    cv2.putText(over, _words(random), start, font, scale, ink, int(random.integers(1, 4)), cv2.LINE_AA)
    part = float(random.uniform(0.25, 0.9))
    return np.asarray(cv2.addWeighted(over, part, photo, 1 - part, 0), np.uint8)


def _blur(photo: Pixels, random: Random) -> Pixels:
    """As if it had been a thumbnail."""
    size = photo.shape[0]
    small = max(1, round(size * random.uniform(*SHRINK)))
    shrunk = cv2.resize(photo, (small, small), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(shrunk, (size, size), interpolation=cv2.INTER_CUBIC), np.uint8)


def _recompress(photo: Pixels, random: Random) -> Pixels:
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(*QUALITY))]
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", photo, quality)[1], cv2.IMREAD_COLOR), np.uint8)


def _ground(random: Random) -> Pixels:
    """A colour, uint8 (3,): white and black more often than others."""
    draw = random.random()
    if draw < 0.3:
        return np.full(3, 255, np.uint8)
    if draw < 0.55:
        return np.zeros(3, np.uint8)
    return random.integers(0, 256, 3).astype(np.uint8)


def _words(random: Random) -> str:
    return "".join(LETTERS[index] for index in random.integers(0, len(LETTERS), int(random.integers(4, 22))))
