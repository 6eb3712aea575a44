"""A car as a handful of flat faces in space, seen from any side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from carcls.demo.painter.canvas import CIRCLE, Canvas, Colour, mix, shade, tone

Space = NDArray[np.float64]  # points (n, 3): forward, left, up; metres
LIGHT = np.array([0.35, 0.45, 0.82])

# Length, width, height, bonnet length, bonnet height, windscreen run, roof length, rear run: metres.
BODIES = {
    "hatchback": (4.0, 1.75, 1.48, 0.95, 0.98, 0.75, 1.45, 0.40),
    "saloon": (4.7, 1.82, 1.43, 1.15, 0.95, 0.80, 1.25, 0.75),
    "estate": (4.7, 1.82, 1.47, 1.15, 0.96, 0.80, 2.15, 0.45),
    "suv": (4.5, 1.90, 1.70, 1.05, 1.12, 0.65, 1.95, 0.40),
    "coupe": (4.4, 1.84, 1.30, 1.30, 0.90, 0.90, 0.80, 0.95),
    "van": (4.9, 1.95, 1.95, 0.70, 1.15, 0.70, 3.20, 0.12),
}
PAINTS = (
    (0.0, 0.0, 0.93), (0.0, 0.0, 0.12), (0.6, 0.04, 0.70), (0.6, 0.08, 0.38), (0.61, 0.75, 0.55), (0.0, 0.85, 0.68),
    (0.38, 0.55, 0.32), (0.08, 0.55, 0.50), (0.13, 0.85, 0.85), (0.55, 0.45, 0.75), (0.03, 0.80, 0.75),
)  # fmt: skip
GLASS = (38, 48, 58)
RUBBER = (24, 24, 26)


def paint_colour(random: Random) -> Colour:
    """A colour that cars have."""
    return tone(random, *random.choice(PAINTS), spread=0.05)


@dataclass
class Car:
    """One car and the eye that looks at it. azimuth: radians, 0 from the front, π/2 from its left, π from behind."""

    canvas: Canvas
    random: Random
    azimuth: float
    elevation: float
    share: float  # of the frame's width
    ground: float  # height of the wheels' feet in the frame

    def __post_init__(self) -> None:
        random = self.random
        stretch = random.uniform(0.93, 1.07)
        numbers = np.array(BODIES[random.choice(list(BODIES))])
        numbers *= np.array([random.gauss(1, 0.03) for _ in numbers])
        self.length, self.width, self.height, bonnet, self.belt, windscreen, roof, rear = numbers * stretch
        self.paint = paint_colour(random)
        self.clearance, self.wheel = random.uniform(0.20, 0.30), random.uniform(0.31, 0.37)
        nose = self.length / 2
        self.cowl = nose - bonnet
        self.roof_front = self.cowl - windscreen
        self.roof_rear = max(self.roof_front - roof, -nose + 0.25)
        self.rear_foot = max(self.roof_rear - rear, -nose + 0.08)
        self.axles = (nose - random.uniform(0.78, 0.92), -nose + random.uniform(0.72, 0.88))
        self.nose_height = self.belt * random.uniform(0.74, 0.88)
        self.distance = random.uniform(6.0, 11.0)
        self._aim()

    def _aim(self) -> None:
        """Scale and shift so that the car fills its share of the frame."""
        self.scale, self.shift = 1.0, np.zeros(2)
        nose, half = self.length / 2, self.width / 2
        corners = [(x, y, z) for x in (-nose, nose) for y in (-half, half) for z in (0.0, self.height)]
        seen = self._project(np.array(corners))
        span = np.ptp(seen[:, 0])
        self.scale = self.share * 2 * self.canvas.right / span
        self.scale = min(self.scale, 0.8 / np.ptp(seen[:, 1]))
        seen = self._project(np.array(corners))
        middle = (seen[:, 0].max() + seen[:, 0].min()) / 2
        self.shift = np.array([-middle + self.random.uniform(-0.1, 0.1), self.ground - seen[:, 1].max()])

    def _project(self, points: Space) -> NDArray[np.float64]:
        sine, cosine = np.sin(self.elevation), np.cos(self.elevation)
        toward = points[:, :2] @ np.array([np.cos(self.azimuth), np.sin(self.azimuth)])
        across = points[:, :2] @ np.array([-np.sin(self.azimuth), np.cos(self.azimuth)])
        up = points[:, 2] - 0.7
        depth = self.distance - toward * cosine - up * sine
        return np.column_stack([across / depth, (toward * sine - up * cosine) / depth]) * self.scale + self.shift

    def _face(self, points: list[tuple[float, float, float]], colour: Colour, *, lit: bool = True) -> bool:
        """Draw a face if its outside, where its points go anticlockwise, is turned to the eye."""
        corners = np.array(points, float)
        seen = self._project(corners)
        following = np.roll(seen, -1, 0)
        if np.sum(seen[:, 0] * following[:, 1] - following[:, 0] * seen[:, 1]) >= 0:
            return False
        normal = np.cross(corners[1] - corners[0], corners[2] - corners[1])
        normal /= np.linalg.norm(normal) or 1.0
        self.canvas.polygon(seen, shade(colour, 0.62 + 0.5 * max(0.0, float(normal @ LIGHT))) if lit else colour)
        return True

    def draw(self) -> None:
        """Shadow, far wheels, body, details."""
        self._shadow()
        near = 1 if np.sin(self.azimuth) >= 0 else -1
        for axle in self.axles:
            self._disc(axle, -near * (self.width / 2 - 0.06), self.wheel, RUBBER)
        front_first = np.cos(self.azimuth) < 0
        ends = (self._front, self._rear) if front_first else (self._rear, self._front)
        ends[0]()
        self._top()
        self._side(-near)
        self._side(near)
        ends[1]()

    def _across(self, x: float, z: float, inset: float = 0.0) -> list[tuple[float, float, float]]:
        half = self.width / 2 - inset
        return [(x, half, z), (x, -half, z)]

    def _strip(
        self, first: tuple[float, float, float], second: tuple[float, float, float], colour: Colour, *, lit: bool = True
    ) -> bool:
        """A face across the car between two lines, each (forward, up, inset), in the order from the front's foot over
        the roof to the back's foot."""
        (x1, z1, inset1), (x2, z2, inset2) = first, second
        left1, right1 = self._across(x1, z1, inset1)
        left2, right2 = self._across(x2, z2, inset2)
        return self._face([left1, left2, right2, right1], colour, lit=lit)

    def _top(self) -> None:
        nose, roof, belt = self.length / 2, self.height, self.belt
        glass = mix(GLASS, (150, 175, 195), self.random.uniform(0.05, 0.5))
        strips: list[tuple[tuple[float, float, float], tuple[float, float, float], Colour]] = [
            ((nose - 0.12, self.nose_height, 0.08), (self.cowl, belt, 0.05), self.paint),
            ((self.cowl, belt, 0.06), (self.roof_front, roof, 0.22), glass),
            ((self.roof_front, roof, 0.2), (self.roof_rear, roof - 0.02, 0.2), self.paint),
            ((self.roof_rear, roof - 0.02, 0.22), (self.rear_foot, belt, 0.1), glass),
            ((self.rear_foot, belt, 0.06), (-nose + 0.04, belt - 0.04, 0.06), self.paint),
        ]
        if np.cos(self.azimuth) >= 0:
            strips.reverse()  # what is further from the eye comes first
        for first, second, colour in strips:
            self._strip(first, second, colour)

    def _side(self, side: int) -> None:
        nose, half, belt, low = self.length / 2, self.width / 2, self.belt, self.clearance
        shape = [
            (nose - 0.03, low), (nose, 0.5), (nose - 0.12, self.nose_height), (self.cowl, belt),
            (self.rear_foot, belt), (-nose + 0.04, belt - 0.04), (-nose, 0.5), (-nose + 0.04, low),
        ]  # fmt: skip
        greenhouse = [(self.cowl, belt), (self.roof_front, self.height), (self.roof_rear, self.height - 0.02)]
        greenhouse.append((self.rear_foot, belt))
        seen = self._panel(greenhouse, side, shade(self.paint, 0.9))
        if not self._panel(shape, side, self.paint):
            return
        self._panel(
            [(-nose + 0.02, low), (-nose, 0.52), (nose, 0.52), (nose - 0.02, low)], side, (0, 0, 0, 60), lit=False
        )
        upper = [
            (nose - 0.12, self.nose_height),
            (self.cowl, belt),
            (self.rear_foot, belt),
            (-nose + 0.04, belt - 0.04),
        ]
        self._panel(
            [*upper, (-nose, belt - 0.2), (nose - 0.05, self.nose_height - 0.12)], side, (255, 255, 255, 26), lit=False
        )
        if seen:
            self._windows(side)
        for axle in self.axles:
            self._disc(axle, side * (half + 0.005), self.wheel * 1.17, (16, 16, 18))
        self._trim(side)
        for axle in self.axles:
            self._wheel(axle, side * (half + 0.01))

    def _panel(self, shape: list[tuple[float, float]], side: int, colour: Colour, *, lit: bool = True) -> bool:
        """A face of the side, by its outline (forward, up) from the front's foot over the top; roofs lean inwards."""
        points = [(x, side * self._half_at(z), z) for x, z in shape]
        return self._face(points if side < 0 else points[::-1], colour, lit=lit)

    def _half_at(self, z: float) -> float:
        lean = max(0.0, (z - self.belt) / (self.height - self.belt)) * 0.18
        return float(self.width / 2 - lean)

    def _windows(self, side: int) -> None:
        belt, top = self.belt + 0.04, self.height - 0.1
        slope = (top - self.belt) / (self.height - self.belt)
        front = self.cowl + (self.roof_front - self.cowl) * slope - 0.1
        rear = self.rear_foot + (self.roof_rear - self.rear_foot) * slope + 0.1
        pillars = [self.cowl - 0.22, (self.roof_front + self.roof_rear) / 2 + self.random.uniform(0, 0.3)]
        glass = mix(GLASS, (120, 140, 160), self.random.uniform(0, 0.4))
        middle = pillars[1]
        panes = [
            [(pillars[0], belt), (front, top), (middle + 0.05, top), (middle + 0.05, belt)],
            [(middle - 0.05, belt), (middle - 0.05, top), (rear, top), (self.rear_foot + 0.18, belt)],
        ]
        for pane in panes:
            if pane[0][0] > pane[-1][0]:
                self._panel(pane, side, glass)
                gleam = np.array(pane)[[1, 2, 0]] * (1, 0.9999) + [(-0.05, -0.02), (0.3, -0.02), (-0.02, 0.02)]
                self._panel([(x, z) for x, z in gleam.tolist()], side, (255, 255, 255, 28), lit=False)

    def _trim(self, side: int) -> None:
        half = side * (self.width / 2 + 0.006)
        dark = shade(self.paint, 0.55)
        middle = (self.roof_front + self.roof_rear) / 2
        for x in (self.axles[0] - 0.45, middle, self.axles[1] + 0.42):
            self._stroke([(x, half, self.clearance + 0.12), (x, half, self.belt - 0.02)], 0.003, dark)
        shoulder = self.belt * 0.86
        self._stroke(
            [(self.axles[0], half, shoulder), (self.axles[1], half, shoulder + 0.03)], 0.004, shade(self.paint, 1.25)
        )
        sill = [(self.axles[0] - 0.4, half, self.clearance + 0.04), (self.axles[1] + 0.4, half, self.clearance + 0.04)]
        self._stroke(sill, 0.012, (30, 30, 32))
        for x in (middle + 0.14, self.axles[1] + 0.55):
            self._stroke([(x + 0.16, half, self.belt - 0.13), (x, half, self.belt - 0.13)], 0.007, dark)
        mirror = np.array([(self.cowl - 0.28, side * (self.width / 2 + 0.1), self.belt + 0.08)])
        x, y = self._project(mirror)[0]
        self.canvas.ellipse(
            x, y, 0.09 * self.scale / self.distance, 0.07 * self.scale / self.distance, shade(self.paint, 0.8)
        )

    def _wheel(self, axle: float, y: float) -> None:
        radius = self.wheel
        self._disc(axle, y, radius, RUBBER)
        metal = mix((70, 72, 76), (205, 208, 212), self.random.random())
        self._disc(axle, y, radius * 0.68, shade(metal, 0.35))
        spokes, turn = self.random.randint(5, 10), self.random.random()
        for spoke in range(spokes):
            angle = 2 * np.pi * (spoke + turn) / spokes
            tip = (axle + radius * 0.64 * np.cos(angle), y, radius + radius * 0.64 * np.sin(angle))
            self._stroke([(axle, y, radius), tip], radius * 0.022, metal)
        rim = np.column_stack(
            [axle + radius * 0.66 * np.cos(CIRCLE), np.full(48, y), radius + radius * 0.66 * np.sin(CIRCLE)]
        )
        self._stroke([*map(tuple, rim), tuple(rim[0])], 0.006, metal)
        self._disc(axle, y, radius * 0.16, shade(metal, 0.8))

    def _front(self) -> None:
        nose, half = self.length / 2, self.width / 2
        if not self._strip((nose, 0.5, 0.02), (nose - 0.12, self.nose_height, 0.08), shade(self.paint, 0.95)):
            return
        self._strip((nose - 0.03, self.clearance, 0.08), (nose, 0.5, 0.02), shade(self.paint, 0.85))
        x, top = nose + 0.01, self.nose_height
        grille = self.random.uniform(0.3, 0.55) * half
        self._end(x, -grille, grille, 0.46 + self.random.uniform(-0.06, 0.04), top - 0.1, (22, 22, 24))
        self._end(x, -half * 0.8, half * 0.8, self.clearance + 0.05, self.clearance + 0.16, (26, 26, 28))
        lamp = self.random.uniform(0.08, 0.15)
        for sign in (-1, 1):
            inner, outer = sign * half * 0.55, sign * half * 0.94
            self._end(x - 0.03, inner, outer, top - 0.08 - lamp, top - 0.06, (225, 232, 238))
            self._end(x - 0.02, inner * 1.15, outer * 0.93, top - 0.06 - lamp, top - 0.09, (120, 130, 140))
        self._end(x, -0.26, 0.26, 0.36, 0.47, (238, 236, 225))

    def _rear(self) -> None:
        nose, half, belt = self.length / 2, self.width / 2, self.belt
        if not self._strip((-nose + 0.04, belt - 0.04, 0.06), (-nose, 0.5, 0.02), shade(self.paint, 0.92)):
            return
        self._strip((-nose, 0.5, 0.02), (-nose + 0.04, self.clearance, 0.06), shade(self.paint, 0.8))
        x = -nose - 0.01
        lamp = self.random.uniform(0.12, 0.24)
        for sign in (-1, 1):
            self._end(x + 0.02, sign * half * 0.58, sign * half * 0.95, belt - 0.1 - lamp, belt - 0.1, (168, 22, 24))
            self._end(x + 0.02, sign * half * 0.62, sign * half * 0.78, belt - 0.06 - lamp, belt - 0.14, (225, 90, 80))
        self._end(x, -0.27, 0.27, 0.55, 0.67, (235, 205, 70) if self.random.random() < 0.4 else (236, 234, 226))
        self._end(x, -half * 0.75, half * 0.75, self.clearance + 0.03, self.clearance + 0.15, (28, 28, 30))

    def _end(self, x: float, left: float, right: float, low: float, high: float, colour: Colour) -> None:
        """A rectangle on the front or the back."""
        points = [(x, left, low), (x, right, low), (x, right, high), (x, left, high)]
        self.canvas.polygon(self._project(np.array(points)), colour)

    def _disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        points = [x + radius * np.cos(CIRCLE), np.full(48, y), self.wheel + radius * np.sin(CIRCLE)]
        self.canvas.polygon(self._project(np.column_stack(points)), colour)

    def _stroke(self, points: Sequence[tuple[float, ...]], width: float, colour: Colour) -> None:
        self.canvas.line(self._project(np.array(points)), width, colour)

    def _shadow(self) -> None:
        for grow, opacity in ((1.16, 60), (1.08, 90), (1.0, 130)):
            outline = np.column_stack(
                [
                    self.length / 2 * grow * np.sign(np.cos(CIRCLE)) * np.abs(np.cos(CIRCLE)) ** 0.4,
                    self.width / 2 * grow * np.sign(np.sin(CIRCLE)) * np.abs(np.sin(CIRCLE)) ** 0.4,
                    np.zeros(48),
                ]
            )
            self.canvas.polygon(self._project(outline), (10, 10, 12, opacity))
