"""Cars from outside, and their wheels."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from PIL import Image

from carcls.demo.painter.canvas import Canvas, mix, shade, tone
from carcls.demo.painter.car import Car, paint_colour
from carcls.demo.painter.scenery import paint_scenery

# From where the eye looks, in radians: 0 is from the front, π/2 from the side, π from behind.
AZIMUTHS = {"front": (0.0, 0.22), "three-quarter": (0.5, 1.12), "side": (1.42, 1.72), "rear": (2.85, 3.14)}
SHARES = {"front": (0.38, 0.6), "three-quarter": (0.62, 0.92), "side": (0.66, 0.94), "rear": (0.38, 0.6)}


def paint_exterior(view: str, random: Random, size: tuple[int, int]) -> Image.Image:
    """A whole car (three-quarter, front, rear, side), or one of its wheels."""
    canvas = Canvas(size, random, shake=1.2 if view == "wheel" else 0.7)
    if view == "wheel":
        _wheel(canvas, random)
        return canvas.develop()
    elevation = random.uniform(0.03, 0.26)
    horizon = random.uniform(-0.16, 0.04) - elevation * 0.4
    paint_scenery(canvas, random, horizon)
    azimuth = random.uniform(*AZIMUTHS[view])
    if view == "three-quarter" and random.random() < 0.4:
        azimuth = pi - azimuth  # from behind
    Car(
        canvas,
        random,
        azimuth,
        elevation,
        share=random.uniform(*SHARES[view]),
        ground=random.uniform(0.24, 0.42),
    ).draw()
    return canvas.develop()


def _wheel(canvas: Canvas, random: Random) -> None:
    body, ground = paint_colour(random), tone(random, 0.1, 0.05, random.uniform(0.3, 0.65))
    line = random.uniform(0.3, 0.48)
    canvas.backdrop(
        [(0, shade(body, 1.15)), (0.45, body), (0.79, shade(body, 0.7)), (0.8, ground), (1, shade(ground, 0.8))]
    )
    canvas.box(-1.3, line, 1.3, 1.0, ground)
    canvas.polygon([(-1.3, line - 0.1), (1.3, line - 0.1), (1.3, line), (-1.3, line)], (28, 28, 30))
    x, radius = random.uniform(-0.42, 0.42), random.uniform(0.28, 0.5)
    y, squeeze = line - radius * 0.88, random.uniform(0.72, 1.0)
    canvas.line([(-1.2, y - radius * 1.1), (1.2, y - radius * random.uniform(0.9, 1.3))], 0.006, shade(body, 1.35))
    seam = x + random.choice((-1, 1)) * random.uniform(0.5, 0.62)
    canvas.line([(seam, -0.7), (seam + random.uniform(-0.05, 0.05), line - 0.1)], 0.005, shade(body, 0.5))
    canvas.ellipse(x, y, radius * 1.2 * squeeze, radius * 1.2, (14, 14, 15))
    canvas.ellipse(x + radius * 0.25, line + 0.03, radius * 1.3, 0.05, (0, 0, 0, 90))
    rubber = tone(random, 0.6, 0.03, 0.14, 0.03)
    canvas.ellipse(x, y, radius * squeeze, radius, rubber)
    canvas.ring(x, y, radius * 0.9 * squeeze, radius * 0.9, 0.004, shade(rubber, 1.6))
    metal = mix((60, 62, 66), (214, 217, 222), random.random())
    rim = radius * random.uniform(0.66, 0.78)
    canvas.ellipse(x, y, rim * squeeze, rim, metal)
    canvas.ellipse(x, y, rim * 0.9 * squeeze, rim * 0.9, (22, 22, 24))
    canvas.ellipse(x, y, rim * 0.6 * squeeze, rim * 0.6, (118, 116, 114))
    canvas.ellipse(x, y, rim * 0.35 * squeeze, rim * 0.35, (72, 70, 70))
    canvas.polygon(
        [
            (x + rim * 0.4 * squeeze, y - rim * 0.3),
            (x + rim * 0.7 * squeeze, y - rim * 0.3),
            (x + rim * 0.7 * squeeze, y + rim * 0.3),
            (x + rim * 0.4 * squeeze, y + rim * 0.3),
        ],
        tone(random, random.choice((0.0, 0.14, 0.6)), random.choice((0.1, 0.85)), 0.6),
    )
    spokes, turn, width = random.randint(5, 12), random.uniform(0, 6.28), random.uniform(0.3, 0.75)
    for spoke in range(spokes):
        angle, spread = turn + 2 * pi * spoke / spokes, pi / spokes * width
        inner = [(rim * 0.16, angle - spread), (rim * 0.93, angle - spread * random.uniform(0.45, 0.5))]
        outer = [(rim * 0.93, angle + spread * 0.5), (rim * 0.16, angle + spread)]
        points = [(x + reach * cos(at) * squeeze, y + reach * sin(at)) for reach, at in inner + outer]
        canvas.polygon(points, shade(metal, 0.8 + 0.25 * sin(angle + turn)))
    canvas.ellipse(x, y, rim * 0.2 * squeeze, rim * 0.2, shade(metal, 0.9))
    canvas.ellipse(x, y, rim * 0.12 * squeeze, rim * 0.12, tone(random, random.random(), 0.3, 0.3))
    for bolt in range(5):
        angle = turn + 2 * pi * bolt / 5
        canvas.ellipse(x + rim * 0.27 * cos(angle) * squeeze, y + rim * 0.27 * sin(angle), 0.008, 0.008, (40, 40, 42))
