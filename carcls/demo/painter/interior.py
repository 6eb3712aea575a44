"""Cabins and load spaces."""

from __future__ import annotations

from random import Random

from PIL import Image

from carcls.demo.painter.canvas import Canvas, Colour, shade, smooth, tone
from carcls.demo.painter.car import paint_colour
from carcls.demo.painter.dashboard import paint_dashboard, paint_steering, steering_wheel, trim_colour


def paint_interior(view: str, random: Random, size: tuple[int, int]) -> Image.Image:
    """A dashboard, a steering-wheel close-up, seats, or a trunk (load space)."""
    canvas = Canvas(size, random)
    {"dashboard": paint_dashboard, "steering-wheel": paint_steering, "seats": _seats, "trunk": _trunk}[view](
        canvas, random
    )
    return canvas.develop()


def _seats(canvas: Canvas, random: Random) -> None:
    leather, shell = trim_colour(random), trim_colour(random)
    canvas.backdrop([(0, shade(shell, 1.7)), (0.1, shade(shell, 1.4)), (0.6, shell), (1, shade(shell, 0.4))])
    is_rear = random.random() < 0.4
    for left, right in ((-0.9, -0.2), (0.15, 0.95)):  # windows
        top = random.uniform(-0.48, -0.38)
        window = [(left, top), (right, top + 0.02), (right - 0.05, random.uniform(-0.15, -0.02)), (left + 0.05, -0.05)]
        canvas.polygon(window, tone(random, 0.58, 0.1, random.uniform(0.7, 0.95)))
        canvas.polygon(
            [(left, -0.2), (right, -0.17), (right - 0.05, -0.05), (left + 0.05, -0.05)], tone(random, 0.3, 0.2, 0.55)
        )
    belt = random.uniform(-0.05, 0.05)
    canvas.polygon([(-1.4, belt), (1.4, belt), (1.4, 1.2), (-1.4, 1.2)], shade(shell, 0.8))
    stitch, centre = shade(leather, random.choice((0.55, 1.6))), shade(leather, random.uniform(0.75, 1.2))
    if is_rear:
        wide = random.uniform(0.24, 0.3)
        canvas.box(-wide * 3, -0.18, wide * 3, 0.32, shade(leather, 0.9), 0.06)
        for number in (-1, 0, 1):
            _seat(canvas, random, number * wide * 2 * 0.98, 0.08, wide * 0.95, (leather, centre, stitch))
        return
    far, near = random.uniform(-0.45, -0.3), random.uniform(0.25, 0.45)
    _seat(canvas, random, far, 0.0, random.uniform(0.2, 0.26), (leather, centre, stitch))
    canvas.polygon(
        smooth([(far + 0.2, 0.7), (far + 0.26, 0.28), (near - 0.3, 0.28), (near - 0.2, 0.7)]), shade(shell, 0.6)
    )
    _seat(canvas, random, near, random.uniform(0.02, 0.1), random.uniform(0.28, 0.38), (leather, centre, stitch))
    if random.random() < 0.5:
        steering_wheel(canvas, random, -0.85, 0.1, 0.25, (22, 22, 24))
    if random.random() < 0.6:  # the door's card at the edge
        door = trim_colour(random)
        canvas.polygon([(0.72, -0.1), (1.3, -0.2), (1.3, 1.0), (0.8, 1.0)], door)
        canvas.polygon([(0.8, 0.14), (1.3, 0.08), (1.3, 0.2), (0.82, 0.24)], shade(door, 0.6))
        canvas.line([(0.84, 0.1), (0.95, 0.09)], 0.02, (170, 172, 176))


def _seat(
    canvas: Canvas, random: Random, x: float, y: float, wide: float, colours: tuple[Colour, Colour, Colour]
) -> None:
    leather, centre, stitch = colours
    high = wide * random.uniform(1.5, 1.75)
    rest = wide * random.uniform(0.42, 0.55)
    for side in (-1, 1):
        canvas.line(
            [(x + side * rest * 0.5, y - high * 0.75), (x + side * rest * 0.5, y - high * 0.5)], 0.012, (150, 150, 152)
        )
    canvas.polygon(
        smooth(
            [
                (x - rest, y - high * 0.72),
                (x - rest * 0.8, y - high * 1.05),
                (x + rest * 0.8, y - high * 1.05),
                (x + rest, y - high * 0.72),
            ]
        ),
        shade(leather, 0.95),
    )
    back = [
        (x - wide, y + high * 0.3),
        (x - wide * 0.95, y - high * 0.3),
        (x - wide * 0.6, y - high * 0.66),
        (x + wide * 0.6, y - high * 0.66),
        (x + wide * 0.95, y - high * 0.3),
        (x + wide, y + high * 0.3),
    ]
    canvas.polygon(smooth(back), shade(leather, 0.85))
    inner = [(x + (px - x) * 0.68, y + (py - y) * 0.88) for px, py in back]
    canvas.polygon(smooth(inner), centre)
    for number in range(random.randint(2, 6)):
        level = y - high * 0.45 + number * high * 0.13
        canvas.line([(x - wide * 0.55, level), (x + wide * 0.55, level)], 0.003, stitch)
    base = [
        (x - wide * 1.1, y + high * 0.75),
        (x - wide * 1.02, y + high * 0.25),
        (x + wide * 1.02, y + high * 0.25),
        (x + wide * 1.1, y + high * 0.75),
    ]
    canvas.polygon(smooth(base), shade(leather, 1.12))
    canvas.polygon(smooth([(x + (px - x) * 0.66, py + 0.01) for px, py in base]), shade(centre, 1.12))
    canvas.line([(x - wide * 0.98, y + high * 0.26), (x + wide * 0.98, y + high * 0.26)], 0.008, shade(leather, 0.5))
    canvas.line([(x - wide * 0.66, y + high * 0.3), (x - wide * 0.7, y + high * 0.75)], 0.003, stitch)
    canvas.line([(x + wide * 0.66, y + high * 0.3), (x + wide * 0.7, y + high * 0.75)], 0.003, stitch)


def _trunk(canvas: Canvas, random: Random) -> None:
    body, lining = paint_colour(random), tone(random, 0.1, 0.06, random.uniform(0.16, 0.4))
    ground = tone(random, 0.1, 0.05, random.uniform(0.3, 0.6))
    canvas.backdrop([(0, shade(body, 0.6)), (0.1, body), (0.85, shade(body, 0.8)), (0.92, (26, 26, 28)), (1, ground)])
    wide, top, bottom = random.uniform(0.5, 0.66), random.uniform(-0.48, -0.36), random.uniform(0.28, 0.38)
    canvas.polygon(
        smooth(
            [(-wide - 0.05, bottom + 0.04), (-wide - 0.02, top), (wide + 0.02, top), (wide + 0.05, bottom + 0.04)], 10
        ),
        (16, 16, 17),
    )
    for side in (-1, 1):
        canvas.box(side * (wide + 0.14) - 0.06, -0.1, side * (wide + 0.14) + 0.06, 0.14, (165, 24, 26), 0.02)
    inset, back, sill = random.uniform(0.12, 0.24), random.uniform(-0.16, -0.04), random.uniform(0.0, 0.1)
    deep = wide - inset
    canvas.polygon([(-deep, back - 0.2), (deep, back - 0.2), (deep, sill), (-deep, sill)], shade(lining, 1.2))
    for side in (-1, 1):
        canvas.polygon(
            [(side * wide, top + 0.05), (side * deep, back - 0.2), (side * deep, sill), (side * wide, bottom)], lining
        )
        if random.random() < 0.6:
            canvas.ellipse(side * (deep + wide) / 2, (sill + bottom) / 2 - 0.02, 0.05, 0.12, shade(lining, 0.7))
    floor = shade(lining, random.uniform(0.6, 1.5))
    canvas.polygon([(-deep, sill), (deep, sill), (wide, bottom), (-wide, bottom)], floor)
    canvas.line([(-wide, bottom), (wide, bottom)], 0.018, random.choice(((150, 152, 155), (34, 34, 36))))
    seats = shade(lining, random.uniform(0.7, 1.3))
    for left, right in ((-deep, -deep * 0.3), (-deep * 0.28, deep * 0.28), (deep * 0.3, deep)):
        canvas.box(left + 0.01, back - 0.22, right - 0.01, sill - 0.005, seats, 0.03)
        middle = (left + right) / 2
        canvas.box(middle - 0.06, back - 0.32, middle + 0.06, back - 0.2, shade(seats, 1.15), 0.03)
    canvas.box(-deep, back - 0.5, deep, back - 0.3, tone(random, 0.58, 0.06, random.uniform(0.6, 0.95)))
    if random.random() < 0.45:
        canvas.polygon(
            [(-deep - 0.03, back - 0.25), (deep + 0.03, back - 0.25), (wide, back - 0.1), (-wide, back - 0.1)],
            shade(lining, 0.5),
        )
    if random.random() < 0.6:
        x, size = random.uniform(-0.3, 0.2), random.uniform(0.1, 0.2)
        thing = tone(random, random.random(), 0.5, 0.5)
        canvas.box(x, sill - size * 0.4, x + size * 1.4, sill + size * 0.5, thing, 0.01)
        canvas.polygon(
            [
                (x, sill - size * 0.4),
                (x + size * 1.4, sill - size * 0.4),
                (x + size * 1.25, sill - size * 0.65),
                (x + size * 0.15, sill - size * 0.65),
            ],
            shade(thing, 1.3),
        )
    if random.random() < 0.5:
        for number in range(-6, 7):
            canvas.line([(number * deep / 6, sill), (number * wide / 6, bottom)], 0.003, shade(floor, 0.75))
    for side in (-1, 1):
        if random.random() < 0.5:
            canvas.line([(side * (wide + 0.04), top), (side * (wide - 0.06), top + 0.3)], 0.014, (140, 142, 145))
    if random.random() < 0.7:
        canvas.ellipse(0.0, top + 0.09, 0.03, 0.012, (250, 245, 220))
