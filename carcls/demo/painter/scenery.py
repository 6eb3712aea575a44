"""What stands behind and below a car."""

from __future__ import annotations

from random import Random

from carcls.demo.painter.canvas import Canvas, Colour, mix, shade, smooth, tone


def paint_scenery(canvas: Canvas, random: Random, horizon: float) -> None:
    """Fill the frame with a place; horizon: its height in the frame, -0.5 (top) to 0.5."""
    random.choice((_lot, _street, _country, _showroom, _wall, _studio))(canvas, random, horizon)


def _sky(canvas: Canvas, random: Random, horizon: float, ground: Colour) -> None:
    weather = random.random()
    if weather < 0.45:
        high, low = tone(random, 0.59, 0.5, 0.85), tone(random, 0.57, 0.15, 0.95)
    elif weather < 0.8:
        high, low = tone(random, 0.6, 0.06, 0.75), tone(random, 0.6, 0.03, 0.9)
    else:
        high, low = tone(random, 0.68, 0.4, 0.4), tone(random, 0.06, 0.45, 0.9)
    edge = horizon + 0.5
    canvas.backdrop([(0, high), (edge, low), (edge + 0.001, shade(ground, 0.85)), (1, shade(ground, 1.15))])
    for _ in range(random.randint(0, 5)):
        x, y = random.uniform(-0.9, 0.9), random.uniform(-0.5, horizon - 0.12)
        for _ in range(4):
            canvas.ellipse(
                x + random.gauss(0, 0.08),
                y + random.gauss(0, 0.015),
                random.uniform(0.06, 0.2),
                random.uniform(0.015, 0.04),
                (255, 255, 255, 70),
            )


def _asphalt(random: Random) -> Colour:
    return tone(random, random.choice((0.6, 0.1)), 0.05, random.uniform(0.28, 0.62))


def _lot(canvas: Canvas, random: Random, horizon: float) -> None:
    ground = _asphalt(random)
    _sky(canvas, random, horizon, ground)
    _trees(canvas, random, horizon, random.randint(4, 14))
    for _ in range(random.randint(0, 6)):  # parked cars, far away
        x, wide = random.uniform(-0.9, 0.9), random.uniform(0.06, 0.13)
        colour = tone(random, random.random(), random.choice((0.0, 0.6)), random.uniform(0.2, 0.9))
        canvas.box(x - wide, horizon - wide * 0.28, x + wide, horizon + wide * 0.25, colour, wide * 0.15)
        canvas.box(
            x - wide * 0.6, horizon - wide * 0.58, x + wide * 0.55, horizon - wide * 0.2, (50, 58, 66), wide * 0.2
        )
    lean = random.uniform(-0.6, 0.6)
    for number in range(-4, 5):
        x = number * random.uniform(0.28, 0.34)
        canvas.line([(x * 0.4, horizon + 0.05), (x * 1.6 + lean, 0.62)], 0.008, mix(ground, (235, 235, 225), 0.7))
    for _ in range(random.randint(0, 3)):
        x = random.uniform(-0.8, 0.8)
        canvas.line([(x, horizon), (x, random.uniform(-0.6, -0.2))], 0.008, (70, 72, 75))


def _street(canvas: Canvas, random: Random, horizon: float) -> None:
    ground = _asphalt(random)
    _sky(canvas, random, horizon, ground)
    x = -1.0
    while x < 1.0:
        wide, top = random.uniform(0.18, 0.5), random.uniform(-0.62, horizon - 0.12)
        wall = tone(
            random, random.choice((0.06, 0.09, 0.6, 0.02)), random.uniform(0.05, 0.45), random.uniform(0.35, 0.85)
        )
        canvas.box(x, top, x + wide, horizon, wall)
        pane, step = mix(wall, (40, 52, 66), random.uniform(0.6, 0.9)), random.uniform(0.08, 0.13)
        y = top + step * 0.4
        while y < horizon - step * 0.6:
            across = x + step * 0.3
            while across < x + wide - step * 0.5:
                canvas.box(across, y, across + step * 0.5, y + step * 0.6, pane)
                across += step
            y += step
        x += wide
    canvas.box(-1.2, horizon - 0.01, 1.2, horizon + 0.035, mix(ground, (200, 198, 190), 0.6))
    if random.random() < 0.5:
        _trees(canvas, random, horizon, random.randint(1, 4))
    canvas.line([(-1.2, 0.42), (1.2, 0.42 + random.uniform(-0.06, 0.06))], 0.012, (225, 222, 200, 160))


def _country(canvas: Canvas, random: Random, horizon: float) -> None:
    ground = tone(random, random.choice((0.25, 0.11, 0.09)), 0.35, random.uniform(0.35, 0.6))
    _sky(canvas, random, horizon, ground)
    for number in range(random.randint(1, 3)):
        lift = random.uniform(0.05, 0.25) * (1 - number * 0.25)
        hills = [(x / 4, horizon - lift * random.uniform(0.3, 1.0)) for x in range(-5, 6)]
        colour = tone(random, random.uniform(0.22, 0.5), 0.35, 0.62 - 0.14 * number)
        canvas.polygon([*smooth([*hills, (1.4, horizon + 0.02), (-1.4, horizon + 0.02)])], colour)
    _trees(canvas, random, horizon, random.randint(0, 9))
    road = _asphalt(random)
    canvas.polygon([(-1.5, horizon + 0.16), (1.5, horizon + 0.12), (1.8, 0.8), (-1.8, 0.8)], road)


def _showroom(canvas: Canvas, random: Random, horizon: float) -> None:
    wall, floor = (
        tone(random, 0.1, 0.05, random.uniform(0.55, 0.92)),
        tone(random, 0.08, 0.08, random.uniform(0.4, 0.85)),
    )
    edge = horizon + 0.5
    canvas.backdrop([(0, shade(wall, 0.8)), (edge, wall), (edge + 0.001, shade(floor, 0.8)), (1, shade(floor, 1.15))])
    kind = random.random()
    step = random.uniform(0.22, 0.5)
    for number in range(-4, 5):
        x = number * step + random.uniform(-0.03, 0.03)
        if kind < 0.6:  # windows to the street
            bright = tone(random, 0.57, 0.12, 0.9)
            canvas.box(x, -0.42, x + step * 0.86, horizon - 0.04, bright)
            canvas.box(
                x, horizon - random.uniform(0.1, 0.2), x + step * 0.86, horizon - 0.04, mix(bright, (90, 110, 80), 0.6)
            )
        else:
            canvas.box(x, -0.6, x + 0.02, horizon, shade(wall, 0.75))
    for _ in range(random.randint(2, 7)):
        x = random.uniform(-0.8, 0.8)
        canvas.box(x, -0.5, x + random.uniform(0.05, 0.25), -0.47, (255, 252, 240))
    if random.random() < 0.6:
        left = random.uniform(-0.6, 0.3)
        sign = tone(random, random.random(), 0.8, 0.6)
        canvas.box(left, -0.4, left + random.uniform(0.2, 0.4), -0.28, sign, 0.01)
    tile = random.uniform(0.14, 0.3)
    for number in range(-8, 9):
        canvas.line([(number * tile * 0.6, horizon), (number * tile * 2.2, 0.7)], 0.003, shade(floor, 0.85))


def _wall(canvas: Canvas, random: Random, horizon: float) -> None:
    wall = tone(random, random.choice((0.03, 0.08, 0.6)), random.uniform(0.05, 0.5), random.uniform(0.3, 0.75))
    ground = _asphalt(random)
    edge = horizon + 0.5
    canvas.backdrop([(0, shade(wall, 1.1)), (edge, shade(wall, 0.85)), (edge + 0.001, shade(ground, 0.8)), (1, ground)])
    course, joint = random.uniform(0.035, 0.09), shade(wall, random.choice((0.75, 1.25)))
    y, row = -0.55, 0
    while y < horizon:
        canvas.line([(-1.2, y), (1.2, y)], 0.003, joint)
        for number in range(-6, 7):
            x = (number + (row % 2) / 2) * course * 4
            canvas.line([(x, y), (x, min(horizon, y + course))], 0.003, joint)
        y, row = y + course, row + 1
    if random.random() < 0.6:
        left, wide = random.uniform(-0.7, 0.3), random.uniform(0.3, 0.6)
        door = tone(random, random.random(), 0.3, random.uniform(0.3, 0.9))
        canvas.box(left, random.uniform(-0.4, -0.2), left + wide, horizon, door)
        for number in range(1, 6):
            y = -0.3 + number * (horizon + 0.3) / 6
            canvas.line([(left, y), (left + wide, y)], 0.003, shade(door, 0.75))


def _studio(canvas: Canvas, random: Random, horizon: float) -> None:
    low = tone(random, 0.6, 0.04, random.uniform(0.35, 0.9))
    high = shade(low, random.uniform(0.45, 1.2))
    canvas.backdrop([(0, high), (horizon + 0.45, low), (horizon + 0.55, shade(low, 0.8)), (1, shade(low, 1.05))])
    canvas.ellipse(random.uniform(-0.5, 0.5), random.uniform(-0.3, 0.0), 0.5, 0.25, (255, 255, 255, 28))


def _trees(canvas: Canvas, random: Random, horizon: float, count: int) -> None:
    for _ in range(count):
        x, high = random.uniform(-0.9, 0.9), random.uniform(0.08, 0.32)
        leaf = tone(random, random.uniform(0.2, 0.4), 0.45, random.uniform(0.2, 0.5))
        canvas.line([(x, horizon), (x, horizon - high * 0.5)], 0.01, (70, 55, 42))
        for _ in range(5):
            size = high * random.uniform(0.22, 0.4)
            canvas.ellipse(
                x + random.gauss(0, high * 0.2),
                horizon - high * random.uniform(0.45, 0.95),
                size,
                size * 0.9,
                shade(leaf, random.uniform(0.75, 1.25)),
            )
