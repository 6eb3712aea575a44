"""What galleries hold besides the car: engine bays, documents, keys, and cards."""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from PIL import Image

from carcls.demo.painter.canvas import Canvas, Colour, mix, oval, shade, smooth, tone
from carcls.demo.painter.car import paint_colour
from carcls.demo.painter.cards import paint_logo, paint_placeholder


def paint_other(view: str, random: Random, size: tuple[int, int]) -> Image.Image:
    """An engine bay, a document, a logo, a placeholder card, or keys."""
    flat = view in ("logo", "placeholder")
    canvas = Canvas(size, random, shake=0.25 if flat else 1.0, mirror=not flat)
    drawers = {
        "engine": _engine,
        "document": _document,
        "logo": paint_logo,
        "placeholder": paint_placeholder,
        "keys": _keys,
    }
    drawers[view](canvas, random)
    return canvas.develop(grain=1, unevenness=0.05) if flat else canvas.develop()


def _engine(canvas: Canvas, random: Random) -> None:
    body, metal = paint_colour(random), tone(random, 0.6, 0.05, random.uniform(0.3, 0.6))
    canvas.backdrop([(0, (12, 12, 13)), (0.5, (42, 43, 46)), (1, (16, 16, 17))])
    for _ in range(26):  # a clutter of parts
        x, y, size = random.uniform(-0.8, 0.8), random.uniform(-0.45, 0.4), random.uniform(0.03, 0.12)
        part = shade(metal, random.uniform(0.25, 1.1))
        canvas.box(x - size, y - size * 0.6, x + size, y + size * 0.6, part, size * random.choice((0, 0.3)))
    for side in (-1, 1):  # suspension towers and wings
        canvas.polygon(
            [(side * 0.86, -0.6), (side * 1.5, -0.6), (side * 1.5, 0.8), (side * 0.7, 0.8)], shade(body, 0.85)
        )
        canvas.ellipse(side * 0.6, random.uniform(-0.3, -0.1), 0.1, 0.08, shade(metal, 0.6))
        canvas.ellipse(side * 0.6, -0.2, 0.04, 0.03, (15, 15, 16))
    left, top = random.uniform(-0.42, -0.2), random.uniform(-0.28, -0.1)
    wide, high = random.uniform(0.42, 0.66), random.uniform(0.26, 0.4)
    cover = random.choice(((34, 35, 38), tone(random, 0.6, 0.05, 0.55), tone(random, random.random(), 0.7, 0.45)))
    canvas.box(left - 0.02, top - 0.02, left + wide + 0.02, top + high + 0.03, (8, 8, 9), 0.05)
    canvas.box(left, top, left + wide, top + high, cover, 0.04)
    ribs = random.randint(3, 7)
    for number in range(1, ribs):
        x = left + wide * number / ribs
        canvas.line([(x, top + high * 0.12), (x, top + high * random.uniform(0.5, 0.88))], 0.012, shade(cover, 0.65))
        canvas.line([(x + 0.007, top + high * 0.12), (x + 0.007, top + high * 0.5)], 0.004, shade(cover, 1.6))
    canvas.box(left + wide * 0.25, top + high * 0.62, left + wide * 0.75, top + high * 0.82, shade(cover, 1.5), 0.01)
    for _ in range(random.randint(4, 9)):  # hoses
        x, y, reach = random.uniform(-0.7, 0.7), random.uniform(-0.35, 0.3), random.uniform(0.12, 0.3)
        start = random.uniform(0, 2 * pi)
        hose = random.choice(((14, 14, 15), (40, 41, 44), (150, 60, 40), (120, 122, 126)))
        curve = oval(x, y, reach, reach * random.uniform(0.3, 0.8), start)[: random.randint(12, 30)]
        canvas.line(curve, random.uniform(0.012, 0.035), hose)
    for cap in ((20, 60, 160), (225, 190, 40), (20, 20, 20), (190, 30, 30)):
        if random.random() < 0.7:
            x, y = random.uniform(-0.65, 0.65), random.uniform(-0.3, 0.35)
            canvas.ellipse(x, y, 0.045, 0.04, shade(cap, 0.6))
            canvas.ellipse(x, y - 0.008, 0.036, 0.03, cap)
    x = random.choice((-0.72, 0.46))  # the battery
    canvas.box(x, -0.1, x + 0.26, 0.12, (26, 27, 30), 0.01)
    canvas.box(x, -0.1, x + 0.26, -0.05, tone(random, random.random(), 0.3, 0.5))
    front = random.uniform(0.3, 0.4)
    canvas.polygon(
        smooth([(-1.3, front + 0.12), (-0.6, front), (0.6, front), (1.3, front + 0.12), (1.2, 1.1), (-1.2, 1.1)]),
        (24, 24, 26),
    )
    canvas.polygon([(-1.5, front + 0.12), (1.5, front + 0.1), (1.5, 1.0), (-1.5, 1.0)], body)
    canvas.polygon([(-1.4, -0.9), (1.4, -0.9), (1.1, -0.4), (-1.1, -0.4)], shade(body, 0.45))  # the bonnet's underside
    canvas.line([(random.uniform(-0.8, -0.5), 0.4), (random.uniform(-0.75, -0.3), -0.5)], 0.014, (120, 122, 125))


def _document(canvas: Canvas, random: Random) -> None:
    table = tone(random, random.choice((0.08, 0.07, 0.6)), random.uniform(0.05, 0.55), random.uniform(0.2, 0.75))
    canvas.backdrop([(0, shade(table, 0.9)), (1, shade(table, 1.1))])
    for _ in range(random.randint(0, 14)):  # the grain of the wood
        y = random.uniform(-0.6, 0.6)
        canvas.line([(-1.3, y), (1.3, y + random.gauss(0, 0.05))], 0.004, shade(table, random.uniform(0.8, 1.15)))
    for _ in range(random.randint(1, 3)):
        _sheet(canvas, random)
    if random.random() < 0.5:
        x, y, turn = random.uniform(-0.4, 0.6), random.uniform(-0.2, 0.4), random.uniform(0, pi)
        ends = [(x - 0.2 * cos(turn), y - 0.2 * sin(turn)), (x + 0.2 * cos(turn), y + 0.2 * sin(turn))]
        canvas.line(ends, 0.024, tone(random, random.random(), 0.6, 0.35))
        canvas.line([ends[0], (x, y)], 0.008, (200, 200, 204))


def _sheet(canvas: Canvas, random: Random) -> None:
    x, y, turn = random.gauss(0, 0.14), random.gauss(0, 0.08), random.gauss(0, 0.18)
    wide, high = random.choice(((0.3, 0.42), (0.48, 0.34), (0.36, 0.26), (0.24, 0.44)))
    paper, ink = tone(random, 0.12, 0.05, 0.9), mix((20, 22, 30), (60, 70, 150), random.random())

    def placed(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + a * cos(turn) - b * sin(turn), y + a * sin(turn) + b * cos(turn)) for a, b in points]

    def block(left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        canvas.polygon(placed([(left, top), (right, top), (right, bottom), (left, bottom)]), fill)

    block(-wide + 0.015, -high + 0.02, wide + 0.02, high + 0.025, (0, 0, 0, 70))
    block(-wide, -high, wide, high, paper)
    if random.random() < 0.7:
        block(-wide, -high, wide, -high + random.uniform(0.05, 0.11), tone(random, random.random(), 0.6, 0.55))
    level, kind = -high + 0.14, random.random()
    while level < high - 0.05:
        step = random.uniform(0.022, 0.04)
        right = wide * random.uniform(0.2, 0.9)
        if kind < 0.35:  # a form
            block(-wide * 0.9, level, wide * 0.9, level + 0.003, mix(paper, ink, 0.5))
            block(-wide * 0.86, level + 0.01, -wide * random.uniform(0.3, 0.6), level + 0.02, ink)
            block(0.0, level + 0.01, wide * random.uniform(0.2, 0.85), level + 0.02, mix(paper, ink, 0.8))
        elif random.random() < 0.9:
            start = -wide * 0.88
            while start < right:
                word = random.uniform(0.015, 0.07)
                block(start, level, min(start + word, right), level + 0.011, mix(paper, ink, 0.85))
                start += word + 0.012
        level += step
    if random.random() < 0.6:  # a stamp
        mark = placed([(wide * random.uniform(-0.3, 0.6), high * random.uniform(0.3, 0.75))])[0]
        canvas.ring(*mark, 0.06, 0.06, 0.008, tone(random, random.choice((0.0, 0.62)), 0.7, 0.6))
        canvas.ring(*mark, 0.042, 0.042, 0.004, (180, 40, 60))


def _keys(canvas: Canvas, random: Random) -> None:
    table = tone(random, random.choice((0.08, 0.6, 0.35)), random.uniform(0.05, 0.5), random.uniform(0.25, 0.85))
    canvas.backdrop([(0, shade(table, random.uniform(0.7, 1.0))), (1, shade(table, random.uniform(0.9, 1.2)))])
    for _ in range(random.randint(0, 3)):
        x, y = random.uniform(-0.7, 0.7), random.uniform(-0.5, 0.5)
        canvas.ellipse(
            x, y, random.uniform(0.2, 0.6), random.uniform(0.1, 0.4), (*shade(table, random.choice((0.7, 1.25))), 120)
        )
    ring_x, ring_y = random.uniform(-0.2, 0.2), random.uniform(-0.3, -0.1)
    for number in range(random.randint(1, 2)):
        turn = random.uniform(0.2, 1.2) + number * random.uniform(0.8, 1.4)
        _key(canvas, random, ring_x, ring_y, turn)
    for width, colour in ((0.02, (90, 92, 96)), (0.01, (210, 212, 216))):
        canvas.ring(ring_x, ring_y, 0.13, 0.13, width, colour)
    if random.random() < 0.6:  # a tag
        tag, turn = tone(random, random.random(), 0.7, 0.5), random.uniform(2.2, 3.6)
        points = [(0.1, -0.07), (0.14, -0.09), (0.42, -0.09), (0.42, 0.09), (0.14, 0.09), (0.1, 0.07)]
        canvas.polygon(
            [(ring_x + a * cos(turn) - b * sin(turn), ring_y + a * sin(turn) + b * cos(turn)) for a, b in points], tag
        )


def _key(canvas: Canvas, random: Random, x: float, y: float, turn: float) -> None:
    long, wide = random.uniform(0.3, 0.42), random.uniform(0.085, 0.12)
    shell = random.choice(((28, 28, 30), (60, 62, 66), (20, 24, 40), (150, 152, 156)))

    def placed(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + a * cos(turn) - b * sin(turn), y + a * sin(turn) + b * cos(turn)) for a, b in points]

    if random.random() < 0.6:  # the blade
        start = 0.14 + long
        teeth = [(start + 0.03 * n, -0.022 + 0.014 * (n % 2)) for n in range(10)]
        canvas.polygon(
            placed([(start - 0.05, 0.026), *[(start - 0.05, -0.022)], *teeth, (start + 0.3, 0.026)]), (176, 178, 182)
        )
    outline = [
        (0.12, -wide * 0.6),
        (0.14 + long * 0.5, -wide),
        (0.14 + long, -wide * 0.75),
        (0.14 + long, wide * 0.75),
        (0.14 + long * 0.5, wide),
        (0.12, wide * 0.6),
    ]
    canvas.polygon(placed([(a + 0.02, b + 0.03) for a, b in smooth(outline).tolist()]), (0, 0, 0, 80))
    canvas.polygon(placed([(a, b) for a, b in smooth(outline).tolist()]), shell)
    for number in range(random.randint(2, 4)):
        along = 0.2 + number * long * 0.22
        button = [
            (along, -wide * 0.45),
            (along + long * 0.16, -wide * 0.45),
            (along + long * 0.16, wide * 0.45),
            (along, wide * 0.45),
        ]
        canvas.polygon(placed(button), shade(shell, random.uniform(1.4, 2.2)))
    badge = placed([(0.14 + long * 0.92, 0.0)])[0]
    canvas.ellipse(*badge, 0.028, 0.028, (200, 202, 206))
