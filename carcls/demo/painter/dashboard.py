"""What a driver looks at: dashboards and steering wheels."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from carcls.demo.painter.canvas import Canvas, Colour, mix, shade, smooth, tone

# Hue, saturation, value of what cabins are lined with: black, brown, grey, tan, chestnut, cream.
TRIMS = (
    (0.08, 0.10, 0.19),
    (0.08, 0.08, 0.27),
    (0.60, 0.10, 0.34),
    (0.08, 0.35, 0.62),
    (0.06, 0.50, 0.42),
    (0.10, 0.14, 0.78),
)


def trim_colour(random: Random) -> Colour:
    """A colour that cabins have."""
    return tone(random, *random.choice(TRIMS))


def _outside(random: Random) -> list[tuple[float, Colour]]:
    """What windows show: bright, and hardly a thing in it."""
    sky = tone(random, 0.58, random.choice((0.02, 0.25)), random.uniform(0.75, 0.98))
    land = tone(random, random.choice((0.28, 0.1, 0.6)), 0.15, random.uniform(0.45, 0.8))
    return [(0, sky), (random.uniform(0.15, 0.28), shade(sky, 1.05)), (random.uniform(0.3, 0.36), land), (1, land)]


def paint_dashboard(canvas: Canvas, random: Random) -> None:
    """The whole width, from the back seat or the driver's."""
    trim, accent, lower = trim_colour(random), trim_colour(random), trim_colour(random)
    canvas.backdrop(_outside(random))
    roof = tone(random, 0.1, 0.08, random.choice((0.25, 0.7)))
    canvas.polygon([(-1.5, -0.9), (1.5, -0.9), (1.5, -0.44), (0, -0.47), (-1.5, -0.44)], roof)
    for side in (-1, 1):  # the pillars of the windscreen
        canvas.polygon(
            [(side * 0.74, -0.6), (side * 0.86, -0.6), (side * 1.3, 0.1), (side * 1.0, 0.1)], shade(roof, 0.8)
        )
    if random.random() < 0.7:
        canvas.box(-0.11, -0.44, 0.11, -0.37, (26, 28, 30), 0.02)  # the mirror
    top, bulge = random.uniform(-0.2, -0.02), random.uniform(0.02, 0.09)
    upper = [(-1.4, top + 0.1), (-0.7, top), (-0.35, top - bulge), (0.1, top), (0.7, top + 0.01), (1.4, top + 0.1)]
    canvas.polygon([*upper, (1.6, 1.2), (-1.6, 1.2)], shade(trim, 1.1))
    middle = top + random.uniform(0.1, 0.16)
    canvas.polygon(
        [(-1.6, middle + 0.05), (-0.5, middle), (0.5, middle), (1.6, middle + 0.05), (1.6, 1.2), (-1.6, 1.2)], trim
    )
    band = random.uniform(0.03, 0.07)
    strip = random.choice((accent, (150, 152, 156), (96, 62, 36), (24, 24, 26)))
    canvas.polygon(
        [(-1.4, middle + 0.05), (1.4, middle + 0.05), (1.4, middle + 0.05 + band), (-1.4, middle + 0.05 + band)], strip
    )
    canvas.line([(-1.4, middle + 0.05), (1.4, middle + 0.05)], 0.003, shade(strip, 1.4))
    canvas.polygon([(-1.6, 0.36), (-0.16, 0.3), (-0.16, 1.2), (-1.6, 1.2)], (14, 14, 15))  # the footwells
    canvas.polygon([(0.16, 0.32), (1.6, 0.38), (1.6, 1.2), (0.16, 1.2)], (17, 17, 18))
    canvas.box(0.28, middle + 0.15, 0.72, middle + 0.3, shade(trim, 0.85), 0.03)  # the glove box
    canvas.line([(0.46, middle + 0.18), (0.54, middle + 0.18)], 0.008, shade(trim, 1.5))
    _console(canvas, random, middle, lower)
    for x in (-0.66, 0.66, *random.choice(((), (-0.1, 0.1)))):
        _vent(canvas, random, x, middle + 0.02)
    _screen(canvas, random, random.uniform(-0.02, 0.04), middle - random.uniform(-0.05, 0.09))
    wheel_x = random.uniform(-0.44, -0.34)
    canvas.polygon(
        smooth(
            [
                (wheel_x - 0.22, middle + 0.06),
                (wheel_x - 0.16, top - 0.07),
                (wheel_x + 0.16, top - 0.07),
                (wheel_x + 0.22, middle + 0.06),
            ]
        ),
        shade(trim, 0.7),
    )
    _gauges(canvas, random, wheel_x, top + 0.05, 0.075)
    steering_wheel(
        canvas, random, wheel_x, top + random.uniform(0.2, 0.28), random.uniform(0.23, 0.29), shade(trim, 0.6)
    )
    if random.random() < 0.5:  # the front seats' shoulders
        leather = trim_colour(random)
        for x in (-0.42, 0.46):
            canvas.polygon(smooth([(x - 0.26, 0.75), (x - 0.2, 0.42), (x + 0.2, 0.42), (x + 0.26, 0.75)]), leather)


def paint_steering(canvas: Canvas, random: Random) -> None:
    """The steering wheel close up, gauges behind it."""
    trim = trim_colour(random)
    canvas.backdrop(
        [
            (0, _outside(random)[0][1]),
            (0.14, shade(trim, 1.5)),
            (0.16, shade(trim, 1.2)),
            (0.5, trim),
            (1, (14, 14, 15)),
        ]
    )
    x, y, radius = random.uniform(-0.25, 0.25), random.uniform(0.05, 0.25), random.uniform(0.42, 0.62)
    hood = [(x - 0.5, y), (x - 0.36, y - 0.42), (x + 0.36, y - 0.42), (x + 0.5, y)]
    canvas.polygon(smooth(hood), shade(trim, 0.65))
    _gauges(canvas, random, x, y - random.uniform(0.16, 0.24), random.uniform(0.12, 0.17))
    for side in (-1, 1):  # stalks
        canvas.line(
            [(x, y - 0.02), (x + side * random.uniform(0.4, 0.55), y - random.uniform(0.05, 0.14))], 0.03, (22, 22, 24)
        )
    if random.random() < 0.7:
        _screen(canvas, random, x + random.choice((-1, 1)) * random.uniform(0.6, 0.75), y - random.uniform(0.05, 0.25))
    _vent(canvas, random, x + random.choice((-0.7, 0.7)), y - random.uniform(0.1, 0.3))
    steering_wheel(canvas, random, x, y, radius, shade(trim_colour(random), 0.7))


def _console(canvas: Canvas, random: Random, middle: float, colour: Colour) -> None:
    wide = random.uniform(0.14, 0.2)
    canvas.polygon([(-wide, middle + 0.12), (wide, middle + 0.12), (wide * 1.5, 1.2), (-wide * 1.5, 1.2)], colour)
    rows = random.randint(1, 3)
    for row in range(rows):
        y = middle + 0.17 + row * 0.05
        for number in range(random.randint(3, 6)):
            x = -wide * 0.75 + number * wide * 0.3
            canvas.box(x, y, x + wide * 0.22, y + 0.026, shade(colour, random.uniform(0.5, 1.6)), 0.006)
    if random.random() < 0.6:
        for side in (-1, 1):
            canvas.ellipse(side * wide * 0.7, middle + 0.2 + rows * 0.05, 0.034, 0.034, (48, 48, 50))
            canvas.ring(side * wide * 0.7, middle + 0.2 + rows * 0.05, 0.034, 0.034, 0.005, (160, 162, 165))
    foot, knob = random.uniform(0.4, 0.48), random.uniform(0.3, 0.36)
    canvas.polygon(smooth([(-0.07, foot), (0, foot - 0.08), (0.07, foot), (0, foot + 0.05)]), (26, 26, 28))
    canvas.line([(0, foot), (0.01, knob)], 0.018, (150, 152, 155))
    canvas.ellipse(0.01, knob, 0.034, 0.04, (34, 34, 36))
    canvas.ellipse(0.0, knob - 0.012, 0.012, 0.01, (120, 122, 126))


def _vent(canvas: Canvas, random: Random, x: float, y: float) -> None:
    high, wide = random.uniform(0.025, 0.04), random.uniform(0.06, 0.1)
    if random.random() < 0.3:
        canvas.ellipse(x, y, 0.055, 0.055, (150, 152, 156))
        canvas.ellipse(x, y, 0.047, 0.047, (16, 16, 17))
        canvas.line([(x - 0.04, y), (x + 0.04, y)], 0.006, (70, 70, 72))
        return
    canvas.box(x - wide, y - high, x + wide, y + high, (15, 15, 16), 0.012)
    for number in range(1, 4):
        level = y - high + number * high / 2
        canvas.line([(x - wide * 0.92, level), (x + wide * 0.92, level)], 0.004, (72, 72, 75))


def _screen(canvas: Canvas, random: Random, x: float, y: float) -> None:
    wide, high = random.uniform(0.1, 0.19), random.uniform(0.06, 0.1)
    canvas.box(x - wide - 0.012, y - high - 0.012, x + wide + 0.012, y + high + 0.012, (12, 12, 13), 0.015)
    hue, lit = random.random(), random.random() < 0.8
    glass = tone(random, hue, 0.6, 0.3) if lit else (24, 27, 30)
    canvas.box(x - wide, y - high, x + wide, y + high, glass)
    if lit and random.random() < 0.5:  # a map
        for _ in range(7):
            ends = [(x + random.uniform(-wide, wide), y + random.choice((-high, high))) for _ in range(2)]
            canvas.line(ends, 0.006, mix(glass, (230, 230, 210), random.random()))
    elif lit:  # tiles
        for column in range(4):
            for row in range(2):
                left, above = x - wide * 0.88 + column * wide * 0.46, y - high * 0.75 + row * high * 0.85
                canvas.box(
                    left, above, left + wide * 0.36, above + high * 0.6, tone(random, random.random(), 0.5, 0.7), 0.008
                )
    canvas.polygon(
        [(x - wide, y - high), (x + wide * 0.2, y - high), (x - wide * 0.5, y + high), (x - wide, y + high)],
        (255, 255, 255, 18),
    )


def _gauges(canvas: Canvas, random: Random, x: float, y: float, radius: float) -> None:
    ink = random.choice(((235, 235, 235), (235, 90, 60), (120, 200, 240)))
    if random.random() < 0.3:  # a display in place of needles
        canvas.box(x - radius * 2.1, y - radius * 0.9, x + radius * 2.1, y + radius * 0.9, (14, 18, 26), 0.02)
        canvas.box(
            x - radius * 0.6, y - radius * 0.6, x + radius * 0.6, y + radius * 0.6, tone(random, 0.6, 0.6, 0.35), 0.01
        )
    for side in (-1, 1):
        centre = x + side * radius * 1.12
        canvas.ellipse(centre, y, radius, radius, (120, 122, 126))
        canvas.ellipse(centre, y, radius * 0.92, radius * 0.92, (14, 15, 17))
        for number in range(11):
            angle = pi * 0.75 + number * pi * 0.15
            ends = [(centre + radius * reach * cos(angle), y + radius * reach * sin(angle)) for reach in (0.7, 0.86)]
            canvas.line(ends, 0.004, ink)
        angle = pi * random.uniform(0.75, 1.6)
        canvas.line(
            [(centre, y), (centre + radius * 0.7 * cos(angle), y + radius * 0.7 * sin(angle))], 0.006, (225, 60, 40)
        )


def steering_wheel(canvas: Canvas, random: Random, x: float, y: float, radius: float, colour: Colour) -> None:
    """A steering wheel with its spokes, pad and buttons."""
    tall, rim = radius * random.uniform(0.86, 1.0), radius * random.uniform(0.13, 0.17)
    hub = random.uniform(0.3, 0.42) * radius
    metal = random.choice(((150, 152, 156), (40, 40, 42), shade(colour, 1.5)))
    turn = random.gauss(0, 0.12)
    spokes = random.choice(((0, pi, pi / 2), (0.25, pi - 0.25, pi / 2), (0.3, pi - 0.3, pi * 0.36, pi * 0.64), (0, pi)))
    for angle in spokes:
        end = (x + radius * cos(angle + turn), y + tall * sin(angle + turn))
        canvas.line([(x, y + hub * 0.2), end], rim * 1.15, shade(colour, 0.9))
        canvas.line([(x, y + hub * 0.2), (x + (end[0] - x) * 0.9, y + (end[1] - y) * 0.9)], rim * 0.45, metal)
    canvas.ring(x, y, radius, tall, rim, colour)
    canvas.ring(x, y, radius * 1.03, tall * 1.03, rim * 0.2, shade(colour, 1.7))
    pad = [
        (x - hub, y - hub * 0.7),
        (x + hub, y - hub * 0.7),
        (x + hub * 0.85, y + hub * 0.6),
        (x, y + hub),
        (x - hub * 0.85, y + hub * 0.6),
    ]
    canvas.polygon(smooth(pad), shade(colour, 1.25))
    canvas.polygon(smooth([(x + (px - x) * 0.86, y + (py - y) * 0.86) for px, py in pad]), shade(colour, 1.1))
    canvas.ellipse(x, y, hub * 0.3, hub * 0.24, (190, 192, 196))
    canvas.ellipse(x, y, hub * 0.22, hub * 0.16, tone(random, random.random(), 0.5, 0.3))
    for side in (-1, 1):
        for number in range(random.randint(2, 4)):
            across = x + side * (hub * 1.15 + (number % 2) * 0.035 * radius / 0.25)
            down = y - 0.02 + (number // 2) * 0.035 * radius / 0.25
            canvas.box(across - 0.014, down - 0.012, across + 0.014, down + 0.012, (88, 90, 94), 0.004)
