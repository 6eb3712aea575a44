"""Cards that stand in a gallery in place of a photo: logos and placeholders."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from carcls.demo.painter.canvas import Canvas, Colour, mix, rounded, shade, tone

NAMES = ("NORTHGATE", "HARBOUR", "SUMMIT", "APEX", "LINDEN", "ORBIT", "MERIDIAN", "FALCON", "CREST", "VALE")
TRADES = ("MOTORS", "CARS", "AUTO", "GARAGE", "MOTOR GROUP", "CAR SALES")
WAITING = ("PHOTO COMING SOON", "IMAGE COMING SOON", "AWAITING PHOTOS", "NO PHOTO YET", "PICTURES SOON")


def paint_logo(canvas: Canvas, random: Random) -> None:
    """A dealer's mark and name."""
    hue = random.random()
    ground = tone(random, hue, random.choice((0.0, 0.5, 0.85)), random.choice((0.12, 0.35, 0.6, 0.9)))
    ink = (245, 245, 242) if sum(ground) < 380 else tone(random, hue + 0.4, 0.8, 0.35)
    canvas.backdrop([(0, shade(ground, random.uniform(0.75, 1.1))), (1, shade(ground, random.uniform(0.75, 1.2)))])
    accent = tone(random, random.random(), 0.8, 0.75)
    if random.random() < 0.4:
        lean = random.uniform(-0.6, 0.6)
        canvas.polygon([(-0.9 + lean, -0.7), (-0.5 + lean, -0.7), (0.1, 0.7), (-0.5, 0.7)], mix(ground, accent, 0.35))
    x, y, radius = random.uniform(-0.3, 0.3), random.uniform(-0.22, 0.0), random.uniform(0.13, 0.27)
    mark = random.randrange(5)
    if mark == 0:
        canvas.ring(x, y, radius * 1.3, radius, 0.02, accent)
        canvas.ring(x, y, radius * 0.6, radius, 0.016, ink)
    elif mark == 1:
        shield = [
            (x - radius, y - radius),
            (x + radius, y - radius),
            (x + radius * 0.9, y + radius * 0.3),
            (x, y + radius),
        ]
        canvas.polygon([*shield, (x - radius * 0.9, y + radius * 0.3)], accent)
        canvas.line([(x - radius, y - radius * 0.2), (x + radius, y - radius * 0.2)], 0.02, ink)
    elif mark == 2:
        points = [
            (x + radius * (1 - 0.55 * (n % 2)) * sin(n * pi / 5), y - radius * (1 - 0.55 * (n % 2)) * cos(n * pi / 5))
            for n in range(10)
        ]
        canvas.polygon(points, accent)
    elif mark == 3:
        for number in range(4):
            reach = x - radius + number * radius * 0.6
            canvas.polygon(
                [
                    (reach, y + radius * 0.6),
                    (reach + radius * 0.5, y - radius * 0.6),
                    (reach + radius * 0.8, y - radius * 0.6),
                    (reach + radius * 0.3, y + radius * 0.6),
                ],
                mix(accent, ink, number / 4),
            )
    else:
        _outline(canvas, x, y, radius * 1.6, accent)
    name, trade = random.choice(NAMES), random.choice(TRADES)
    height = random.uniform(0.09, 0.15)
    canvas.text(x * 0.3, y + radius + height * 0.9, name, height, ink)
    canvas.text(x * 0.3, y + radius + height * 1.9, trade, height * 0.5, mix(ink, accent, 0.5))


def paint_placeholder(canvas: Canvas, random: Random) -> None:
    """A card that says that photos will come."""
    ground = tone(random, random.random(), random.choice((0.02, 0.2)), random.choice((0.3, 0.72, 0.85)))
    canvas.backdrop([(0, shade(ground, random.uniform(0.85, 1.1))), (1, shade(ground, random.uniform(0.8, 1.1)))])
    ink = shade(ground, 0.6) if sum(ground) > 380 else shade(ground, 2.2)
    x, y = random.uniform(-0.15, 0.15), random.uniform(-0.22, 0.0)
    if random.random() < 0.5:
        frame = rounded(-0.62, -0.42, 0.62, 0.42, random.choice((0.0, 0.06)))
        canvas.line([*map(tuple, frame), tuple(frame[0])], 0.012, ink)
    if random.random() < 0.6:
        _outline(canvas, x, y, random.uniform(0.22, 0.42), ink)
    else:  # a camera
        size = random.uniform(0.12, 0.2)
        canvas.box(x - size, y - size * 0.6, x + size, y + size * 0.7, ink, size * 0.15)
        canvas.box(x - size * 0.4, y - size * 0.85, x + size * 0.4, y - size * 0.5, ink, size * 0.1)
        canvas.ellipse(x, y, size * 0.45, size * 0.45, ground)
        canvas.ellipse(x, y, size * 0.3, size * 0.3, ink)
    canvas.text(
        random.uniform(-0.05, 0.05),
        y + random.uniform(0.24, 0.3),
        random.choice(WAITING),
        random.uniform(0.06, 0.1),
        ink,
    )
    band = random.uniform(0.34, 0.4)
    if random.random() < 0.6:
        canvas.box(-1.2, band, 1.2, 1.0, tone(random, random.random(), 0.7, 0.4))
        canvas.text(0, band + 0.05, f"{random.choice(NAMES)} {random.choice(TRADES)}", 0.05, (245, 245, 245))


def _outline(canvas: Canvas, x: float, y: float, half: float, fill: Colour) -> None:
    """A car as signs have it."""
    shape = [
        (-1, 0.22),
        (-0.98, -0.05),
        (-0.62, -0.14),
        (-0.34, -0.42),
        (0.3, -0.42),
        (0.6, -0.12),
        (0.97, -0.02),
        (1, 0.22),
    ]
    canvas.polygon([(x + a * half, y + b * half) for a, b in shape], fill)
    for side in (-0.58, 0.58):
        canvas.ellipse(x + side * half, y + 0.22 * half, half * 0.2, half * 0.2, fill)
        canvas.ellipse(x + side * half, y + 0.22 * half, half * 0.09, half * 0.09, shade(fill, 1.8))
