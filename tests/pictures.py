"""Pictures for tests, drawn from a seed, and where the real ones are."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

SHARED = Path(__file__).resolve().parents[2] / "shared"


def picture(seed: int, width: int = 320, height: int = 240) -> Image.Image:
    """A picture with structure at every scale: shapes and grain. Two seeds look nothing like each other."""
    random = np.random.default_rng(seed)
    canvas = np.zeros((height, width, 3), np.float32)
    for cells in (4, 16, 64):
        noise = random.integers(0, 255, (cells * 3 // 4, cells, 3), np.uint8)
        layer = Image.fromarray(noise).resize((width, height), Image.Resampling.BILINEAR)
        canvas += np.asarray(layer, np.float32) / 3
    return Image.fromarray(canvas.astype(np.uint8))


def encoded(image: Image.Image, image_format: str = "JPEG", **options: object) -> bytes:
    """A picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def photo(seed: int, width: int = 320, height: int = 240) -> bytes:
    """A JPEG of `picture`."""
    return encoded(picture(seed, width, height), quality=90)
