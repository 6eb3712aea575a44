"""A canvas seen by a camera: shapes in, a photo-like picture out."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

Colour = tuple[int, ...]  # red, green, blue, and opacity where there is a fourth, each 0 to 255
Points = Sequence[tuple[float, float]] | NDArray[np.float64]

OVERSAMPLING = 2  # drawn larger and reduced: that is what smooths the edges
CIRCLE = np.linspace(0, 2 * np.pi, 49)[:-1]


class Canvas:
    """Draws in a frame one unit high around (0, 0), y downwards; x reaches from -`right` to `right`.

    Every shape goes through the camera: mirrored or not, shifted, zoomed, tilted, from a little aside.
    """

    def __init__(self, size: tuple[int, int], random: Random, *, shake: float = 1.0, mirror: bool = True) -> None:
        """size: pixels. shake: how far the camera is from straight on; 0 is straight on."""
        self.size, self.random = size, random
        self.right = size[0] / size[1] / 2
        self.unit = size[1] * OVERSAMPLING  # pixels
        self.image = Image.new("RGB", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING))
        self._solid = ImageDraw.Draw(self.image)
        self._glazed = ImageDraw.Draw(self.image, "RGBA")  # blends, and takes twice as long
        angle = random.gauss(0, 0.035) * shake
        zoom = 1 + random.uniform(-0.08, 0.22) * shake
        flip = -1 if mirror and random.random() < 0.5 else 1
        self._camera = np.array(
            [
                [flip * zoom * np.cos(angle), -zoom * np.sin(angle), random.uniform(-0.09, 0.09) * shake],
                [flip * zoom * np.sin(angle), zoom * np.cos(angle), random.uniform(-0.06, 0.06) * shake],
                [random.uniform(-0.16, 0.16) * shake, random.uniform(-0.12, 0.12) * shake, 1.0],
            ]
        )
        self.zoom = zoom

    def polygon(self, points: Points, fill: Colour) -> None:
        """A filled shape."""
        draw = self._solid if len(fill) == 3 else self._glazed
        draw.polygon(self._seen(points), fill=fill)

    def line(self, points: Points, width: float, fill: Colour) -> None:
        """A stroke through the points."""
        draw = self._solid if len(fill) == 3 else self._glazed
        draw.line(self._seen(points), fill=fill, width=max(1, round(width * self.unit * self.zoom)), joint="curve")

    def ellipse(self, x: float, y: float, across: float, down: float, fill: Colour, turn: float = 0.0) -> None:
        """A filled ellipse by its centre and half axes; turn: radians."""
        self.polygon(oval(x, y, across, down, turn), fill)

    def ring(self, x: float, y: float, across: float, down: float, width: float, fill: Colour) -> None:
        """An ellipse's outline."""
        self.line([*map(tuple, oval(x, y, across, down)), tuple(oval(x, y, across, down)[0])], width, fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, corner: float = 0.0) -> None:
        """A rectangle, rounded where `corner` is its corners' radius."""
        self.polygon(rounded(left, top, right, bottom, corner), fill)

    def backdrop(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """Fill the frame from top to bottom: colours at heights 0 to 1, blended between them."""
        heights, colours = [height for height, _ in stops], np.array([colour for _, colour in stops], float)
        rows = np.linspace(0, 1, self.image.height)
        column = np.stack([np.interp(rows, heights, colours[:, band]) for band in range(3)], axis=1)
        stripe = Image.fromarray(column.round().astype(np.uint8)[:, None, :])
        self.image.paste(stripe.resize(self.image.size, Image.Resampling.NEAREST))

    def text(self, x: float, y: float, text: str, height: float, fill: Colour) -> None:
        """A line of letters centred at a point. Letters do not tilt."""
        seen = self._seen([(x, y)])[0]
        self._solid.text(seen, text, fill=fill, font=_font(round(height * self.unit * self.zoom)), anchor="mm")

    def develop(self, *, grain: int | None = None, unevenness: float = 0.09) -> Image.Image:
        """The photo: reduced, unevenly lit, grainy.

        grain: standard deviation in grey levels; None: some. unevenness: of the light, as a share of it.
        """
        random = self.random
        picture = self.image.reduce(OVERSAMPLING)
        light = np.array([[random.gauss(1.0, unevenness) for _ in range(6)] for _ in range(4)])
        tint = np.array([random.gauss(1.0, 0.035) for _ in range(3)])
        lamp = light[..., None] * tint * random.uniform(0.86, 1.1)
        # Multiplying can only darken, so the picture is first exposed as for its brightest spot.
        gain = float(lamp.max())
        sheet = Image.fromarray((lamp / gain * 255).clip(0, 255).astype(np.uint8))
        picture = picture.point([min(255, round(level * gain)) for level in range(256)] * 3)
        picture = ImageChops.multiply(picture, sheet.resize(self.size, Image.Resampling.BICUBIC))
        film = _film(grain or random.randint(2, 5))
        left, top = (random.randrange(film_side - side) for film_side, side in zip(film.size, self.size, strict=True))
        film = film.crop((left, top, left + self.size[0], top + self.size[1]))
        return ImageChops.add(picture, film, offset=-128)

    def _seen(self, points: Points) -> list[tuple[float, float]]:
        flat = np.asarray(points, float)
        seen = np.column_stack([flat, np.ones(len(flat))]) @ self._camera.T
        pixels = (seen[:, :2] / seen[:, 2:] + (self.right, 0.5)) * self.unit
        return [(x, y) for x, y in pixels.tolist()]


def oval(x: float, y: float, across: float, down: float, turn: float = 0.0) -> NDArray[np.float64]:
    """An ellipse's outline."""
    along, up = across * np.cos(CIRCLE), down * np.sin(CIRCLE)
    return np.column_stack([x + along * np.cos(turn) - up * np.sin(turn), y + along * np.sin(turn) + up * np.cos(turn)])


def rounded(left: float, top: float, right: float, bottom: float, corner: float) -> NDArray[np.float64]:
    """A rectangle's outline with round corners."""
    if not corner:
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    corner = min(corner, (right - left) / 2, (bottom - top) / 2)
    turns = np.linspace(0, np.pi / 2, 7)
    centres = (
        (right - corner, bottom - corner, 0.0),
        (left + corner, bottom - corner, np.pi / 2),
        (left + corner, top + corner, np.pi),
        (right - corner, top + corner, 1.5 * np.pi),
    )
    return np.concatenate(
        [
            np.column_stack([x + corner * np.cos(turns + start), y + corner * np.sin(turns + start)])
            for x, y, start in centres
        ]
    )


def smooth(points: Points, steps: int = 8) -> NDArray[np.float64]:
    """A closed curve through the points. Source: Catmull and Rom, 1974."""
    knots = np.asarray(points, float)
    before, after, beyond = np.roll(knots, 1, 0), np.roll(knots, -1, 0), np.roll(knots, -2, 0)
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    knots, before, after, beyond = (each[:, None, :] for each in (knots, before, after, beyond))
    curve = 0.5 * (
        2 * knots
        + (after - before) * t
        + (2 * before - 5 * knots + 4 * after - beyond) * t**2
        + (3 * knots - before - 3 * after + beyond) * t**3
    )
    return np.asarray(curve.reshape(-1, 2))


def shade(colour: Colour, factor: float) -> Colour:
    """The colour under more (factor above 1) or less light."""
    return tuple(min(255, max(0, round(channel * factor))) for channel in colour[:3])


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """From `one` (share 0) to `other` (share 1)."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))


def tone(random: Random, hue: float, saturation: float, value: float, spread: float = 0.06) -> Colour:
    """A colour near the given hue, saturation and value, each 0 to 1."""
    jittered = [
        (hue + random.gauss(0, spread / 3)) % 1,
        min(1.0, max(0.0, saturation + random.gauss(0, spread))),
        min(1.0, max(0.0, value + random.gauss(0, spread))),
    ]
    return tuple(round(channel * 255) for channel in colorsys.hsv_to_rgb(*jittered))


@cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(max(6, height))


@cache
def _film(grain: int) -> Image.Image:
    """Noise around 128, larger than any picture. One sheet is enough: pictures take different pieces of it."""
    noise = np.random.default_rng(grain).standard_normal((1200, 1600, 1), np.float32) * grain + 128.5
    return Image.fromarray(np.repeat(noise.clip(0, 255).astype(np.uint8), 3, axis=2))
