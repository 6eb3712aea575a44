"""500 pictures that show no vehicle: drawn, computed, and photographs that come inside Python packages.

    python benchmarks/not_cars.py DIR      # writes them, to be looked at

Needs scikit-image and scikit-learn, whose wheels carry photographs (a cat, a cup of coffee, an astronaut, a temple, a
flower, brickwork, cells, the moon, a room with a motorcycle, …). The same seed gives the same pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = (480, 360)
PHOTO_CROPS = 7  # of each package's photograph, besides the whole
EACH = 34  # of each kind that is drawn or computed
WORDS = ["invoice", "total", "warranty", "page", "office", "menu", "garden", "price", "list", "terms", "date", "copy"]


def not_cars(seed: int = 0) -> Iterator[tuple[str, Image.Image]]:
    """(kind, picture) each, RGB."""
    random = np.random.default_rng(seed)
    for kind, paint in KINDS.items():
        for _ in range(EACH):
            yield kind, Image.fromarray(paint(random))
    for name, photo in package_photos():
        yield name, photo
        for _ in range(PHOTO_CROPS):
            width, height = photo.size
            part = random.uniform(0.4, 0.9, 2)
            left, top = (random.uniform(0, 1 - part) * photo.size).astype(int)
            crop = photo.crop((left, top, left + int(width * part[0]), top + int(height * part[1])))
            yield name, crop.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.random() < 0.5 else crop


def package_photos() -> Iterator[tuple[str, Image.Image]]:
    """The pictures inside scikit-image and scikit-learn, by file name."""
    import skimage
    import sklearn

    folders = (Path(skimage.__file__).parent / "data", Path(sklearn.__file__).parent / "datasets" / "images")
    for file in sorted(file for folder in folders for file in folder.glob("*.[jp][pn]g")):
        with Image.open(file) as picture:
            yield f"photo {file.stem}", picture.convert("RGB")


def _noise(random: np.random.Generator) -> np.ndarray:
    width, height = SIZE
    grain = 2 ** int(random.integers(0, 6))
    small = random.normal(random.uniform(60, 200), random.uniform(10, 90), (height // grain + 1, width // grain + 1, 3))
    return cv2.resize(np.clip(small, 0, 255).astype(np.uint8), SIZE, interpolation=int(random.integers(0, 3)))


def _clouds(random: np.random.Generator) -> np.ndarray:
    """Noise of many sizes at once, coloured by a map."""
    width, height = SIZE
    total = np.zeros((height, width), np.float32)
    for octave in range(1, 8):
        small = random.normal(size=(2**octave, 2**octave)).astype(np.float32)
        total += cv2.resize(small, SIZE, interpolation=cv2.INTER_CUBIC) / 2**octave
    level = cv2.normalize(total, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    return cv2.applyColorMap(level, int(random.integers(0, 20)))


def _gradient(random: np.random.Generator) -> np.ndarray:
    width, height = SIZE
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    slope = random.uniform(-1, 1, 2)
    part = np.clip(0.5 + across * slope[0] + down * slope[1], 0, 1)[..., None]
    return (part * random.integers(0, 256, 3) + (1 - part) * random.integers(0, 256, 3)).astype(np.uint8)


def _fractal(random: np.random.Generator) -> np.ndarray:
    width, height = SIZE
    zoom = random.uniform(0.2, 1.6)
    real, imaginary = np.meshgrid(np.linspace(-zoom, zoom, width), np.linspace(-zoom, zoom, height))
    z = real + 1j * imaginary
    c = 0.7885 * np.exp(1j * random.uniform(0, 2 * np.pi))
    steps = np.zeros(z.shape, np.float32)
    for _ in range(60):
        inside = np.abs(z) < 4
        z[inside] = z[inside] ** 2 + c
        steps[inside] += 1
    return cv2.applyColorMap((steps * 4).astype(np.uint8), int(random.integers(0, 20)))


def _page(random: np.random.Generator) -> np.ndarray:
    """A page of text, like a scanned letter or a terminal."""
    dark = random.random() < 0.4
    picture = Image.new("RGB", SIZE, (18, 20, 24) if dark else (250, 250, 246))
    draw = ImageDraw.Draw(picture)
    size = int(random.integers(9, 30))
    font = ImageFont.load_default(size)
    for line in range(int(random.integers(2, 6)), SIZE[1] // (size + 6)):
        words = " ".join(random.choice(WORDS, int(random.integers(2, 9))))
        draw.text((24, line * (size + 6)), words, fill=(160, 230, 170) if dark else (20, 20, 20), font=font)
    return np.asarray(picture)


def _screenshot(random: np.random.Generator) -> np.ndarray:
    """A window of a program: bars, cards, buttons, a table."""
    picture = Image.new("RGB", SIZE, tuple(int(v) for v in random.integers(225, 256, 3)))
    draw = ImageDraw.Draw(picture)
    bar = tuple(int(v) for v in random.integers(0, 200, 3))
    draw.rectangle((0, 0, SIZE[0], 28), fill=bar)
    if random.random() < 0.6:
        draw.rectangle((0, 28, 96, SIZE[1]), fill=tuple(int(v) // 2 + 110 for v in bar))
    for row in range(3):
        for column in range(3):
            left, top = 110 + column * 122, 44 + row * 104
            draw.rounded_rectangle((left, top, left + 110, top + 90), 8, fill="white", outline=(200, 200, 205))
            draw.rectangle((left + 10, top + 10, left + int(random.integers(40, 100)), top + 40), fill=bar)
            draw.text((left + 10, top + 52), " ".join(random.choice(WORDS, 3)), fill=(60, 60, 60))
    return np.asarray(picture)


def _chart(random: np.random.Generator) -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.8, 3.6), dpi=100)
    canvas, axes = FigureCanvasAgg(figure), figure.add_subplot()
    values = random.uniform(1, 9, int(random.integers(4, 12)))
    kind = int(random.integers(4))
    if kind == 0:
        axes.bar(range(len(values)), values, color=random.uniform(0, 1, 3))
    elif kind == 1:
        axes.plot(np.cumsum(random.normal(size=(200, 3)), axis=0))
    elif kind == 2:
        axes.pie(values)
    else:
        axes.imshow(random.uniform(size=(12, 16)), cmap="viridis")
    axes.set_title(" ".join(random.choice(WORDS, 3)))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _map(random: np.random.Generator) -> np.ndarray:
    """Streets between blocks, a river and a park."""
    picture = Image.new("RGB", SIZE, (236, 232, 224))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(random.integers(8, 20))):
        start, end = random.integers(0, SIZE, (2, 2))
        draw.line((*map(int, start), *map(int, end)), fill=(255, 255, 255), width=int(random.integers(3, 12)))
    x, y = (int(v) for v in random.integers(0, 300, 2))
    draw.ellipse((x, y, x + 140, y + 90), fill=(190, 222, 170))
    river = [(int(x), int(180 + 90 * np.sin(x / 70 + random.uniform(0, 0.4)))) for x in range(0, SIZE[0], 20)]
    draw.line(river, fill=(150, 190, 225), width=int(random.integers(6, 22)))
    return np.asarray(picture)


def _shapes(random: np.random.Generator) -> np.ndarray:
    """Like a logo or a picture in a children's book."""
    picture = Image.new("RGB", SIZE, tuple(int(v) for v in random.integers(0, 256, 3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(random.integers(1, 14))):
        x, y, w, h = (int(v) for v in random.integers(10, 260, 4))
        fill = tuple(int(v) for v in random.integers(0, 256, 3))
        shape = (draw.ellipse, draw.rectangle)[int(random.integers(2))]
        shape((x, y, x + w, y + h), fill=fill)
    return np.asarray(picture)


def _house(random: np.random.Generator) -> np.ndarray:
    """A house front under a sky: walls, roof, windows, a door."""
    picture = Image.new("RGB", SIZE, tuple(int(v) for v in (random.integers(120, 220), 200, 245)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 270, *SIZE), fill=(90, int(random.integers(120, 180)), 70))
    left, right, top = int(random.integers(40, 120)), int(random.integers(330, 440)), int(random.integers(110, 170))
    wall = tuple(int(v) for v in random.integers(120, 250, 3))
    draw.rectangle((left, top, right, 300), fill=wall)
    draw.polygon([(left - 20, top), (right + 20, top), ((left + right) // 2, top - 90)], fill=(120, 50, 40))
    for x in range(left + 20, right - 50, int(random.integers(55, 90))):
        draw.rectangle((x, top + 25, x + 34, top + 70), fill=(70, 90, 110), outline="white", width=3)
    draw.rectangle((left + 60, 220, left + 100, 300), fill=(80, 50, 30))
    noisy = np.asarray(picture).astype(int) + random.normal(0, 9, (SIZE[1], SIZE[0], 3)).astype(int)
    return np.clip(noisy, 0, 255).astype(np.uint8)


KINDS = {
    "noise": _noise,
    "clouds": _clouds,
    "gradient": _gradient,
    "fractal": _fractal,
    "page": _page,
    "screenshot": _screenshot,
    "chart": _chart,
    "map": _map,
    "shapes": _shapes,
    "house": _house,
}

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (kind, picture) in enumerate(not_cars()):
        picture.save(folder / f"{number:03d}-{kind.replace(' ', '-')}.png")
