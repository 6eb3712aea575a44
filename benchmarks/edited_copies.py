"""Edited copies of photos, of the kinds that dealers and marketplaces make; drawn from a seed."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

Edit = Callable[[Image.Image, random.Random], tuple[Image.Image, int]]  # the edited picture and its JPEG quality


def re_encode(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    return image, draw.randint(50, 95)


def resize(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    scale = draw.uniform(0.3, 1.0)
    size = (max(16, round(image.width * scale)), max(16, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS), 88


def crop(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    across, down = draw.uniform(0.85, 0.98), draw.uniform(0.85, 0.98)
    width, height = round(image.width * across), round(image.height * down)
    left, top = draw.randint(0, image.width - width), draw.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height)), 88


def watermark(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    """Half-transparent text over the middle, or an opaque logo in a corner."""
    layer = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(layer)
    text = draw.choice(["AutoHaus Example", "best-cars.example", "DEALER 0800 555 010"])
    if draw.random() < 0.5:
        font = ImageFont.load_default(max(10, image.width // draw.randint(9, 16)))
        place = (image.width * draw.uniform(0.05, 0.25), image.height * draw.uniform(0.3, 0.7))
        pen.text(place, text, font=font, fill=(255, 255, 255, draw.randint(100, 200)))
    else:
        width, height = round(image.width * draw.uniform(0.15, 0.3)), round(image.height * draw.uniform(0.08, 0.18))
        left = draw.choice([0, image.width - width])
        top = draw.choice([0, image.height - height])
        pen.rectangle((left, top, left + width, top + height), fill=(draw.randint(0, 255), 30, 60, 255))
        font = ImageFont.load_default(max(8, height // 3))
        pen.text((left + width // 10, top + height // 4), text[:10], font=font, fill="white")
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB"), 88


def banner(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    """An opaque strip with text along the top or the bottom, over the picture."""
    edited = image.copy()
    height = round(image.height * draw.uniform(0.06, 0.14))
    top = draw.choice([0, image.height - height])
    pen = ImageDraw.Draw(edited)
    pen.rectangle((0, top, image.width, top + height), fill=(draw.randint(0, 255), draw.randint(0, 120), 40))
    font = ImageFont.load_default(max(8, round(height * 0.6)))
    pen.text((image.width // 20, top + height // 6), "CALL 0800 555 010 TODAY", font=font, fill="white")
    return edited, 88


def brightness(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    lighter = ImageEnhance.Brightness(image).enhance(draw.uniform(0.7, 1.3))
    return ImageEnhance.Contrast(lighter).enhance(draw.uniform(0.75, 1.3)), 88


def border(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    colour = draw.choice(["white", "black", "navy", "gray"])
    across, down = round(image.width * draw.uniform(0.02, 0.1)), round(image.height * draw.uniform(0.02, 0.1))
    if draw.random() < 0.3:
        across = 0  # letter box
    return ImageOps.expand(image, (across, down, across, down), colour), 88


def mirror(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    return ImageOps.mirror(image), 88


def rotate(image: Image.Image, draw: random.Random) -> tuple[Image.Image, int]:
    return image.rotate(draw.choice([90, 180, 270]), expand=True), 88


EDITS: dict[str, Edit] = {
    edit.__name__: edit for edit in (re_encode, resize, crop, watermark, banner, brightness, border, mirror, rotate)
}


def edited_copy(image: Image.Image, kind: str, seed: str) -> bytes:
    """A JPEG of the edited picture; the same seed gives the same bytes."""
    edited, quality = EDITS[kind](image.convert("RGB"), random.Random(f"{seed}/{kind}"))
    buffer = io.BytesIO()
    edited.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
