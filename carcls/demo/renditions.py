"""The files that a dealer's site serves for one photo: full size, thumbnails, and what other dealers make of it."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from PIL import Image, ImageDraw, ImageFont, ImageOps

from carcls.demo.pool import SUFFIXES, PoolPhoto

HTML_PAGE = b"<!DOCTYPE html>\n<html><head><title>Please wait</title></head><body>One moment, please.</body></html>\n"
THUMBNAIL_QUALITY = 80


@dataclass(frozen=True)
class Rendition:
    """One file: its bytes and what HTTP says of it. width, height: pixels; 0 where it is no picture."""

    data: bytes
    content_type: str
    width: int = 0
    height: int = 0

    @cached_property
    def sha256(self) -> str:
        """The content's name."""
        return sha256(self.data).hexdigest()


def _resized(image: Image.Image) -> Image.Image:
    return image.resize((round(image.width * 0.72), round(image.height * 0.72)), Image.Resampling.LANCZOS)


def _watermarked(image: Image.Image) -> Image.Image:
    image = image.copy()
    text = "harbour cars"
    font = ImageFont.load_default(max(12, image.width // 18))
    left, top, right, bottom = font.getbbox(text)
    plate = Image.new("L", (round(right + left), round(bottom + top)), 0)
    ImageDraw.Draw(plate).text((0, 0), text, fill=190, font=font)
    corner = (image.width - plate.width - image.width // 40, image.height - plate.height - image.height // 40)
    image.paste("white", corner, plate)
    return image


EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "resized": _resized,
    "re-encoded": lambda image: image,
    "watermarked": _watermarked,
}
EDIT_QUALITY = {"resized": 85, "re-encoded": 68, "watermarked": 90}
BROKEN = {"empty": b"", "html": HTML_PAGE}


class RenditionCache:
    """Makes every file once, and keeps it."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], Rendition] = {}
        self._lock = threading.Lock()

    def full(self, photo: PoolPhoto, edit: str | None) -> Rendition:
        """The full-size file. edit: None for the bytes as they are, else one of `EDITS` or `BROKEN`."""
        return self._once((photo.key, str(edit)), lambda: self._full(photo, edit))

    def thumbnail(self, photo: PoolPhoto, edit: str | None, width: int, height: int | None) -> Rendition:
        """A smaller file of the same format; height: None keeps the shape, else it is cropped to fit.

        A photo that is no larger than that, or that is broken, is served as it is.
        """
        full = self.full(photo, edit)
        if full.width <= width or full.height <= (height or 0):
            return full
        return self._once((photo.key, str(edit), str(width), str(height)), lambda: _thumbnail(full, width, height))

    def _full(self, photo: PoolPhoto, edit: str | None) -> Rendition:
        if edit in BROKEN:
            return Rendition(BROKEN[edit], "image/jpeg")
        data = photo.read()
        with Image.open(io.BytesIO(data)) as image:
            if edit is None:
                return Rendition(data, SUFFIXES[photo.suffix], *image.size)
            return _encode(EDITS[edit](_flat(image)), "JPEG", EDIT_QUALITY[edit])

    def _once(self, key: tuple[str, ...], make: Callable[[], Rendition]) -> Rendition:
        made = self._made.get(key)
        if made is None:
            made = make()
            with self._lock:  # two requests may have made it at once: the first one stays
                made = self._made.setdefault(key, made)
        return made


def _flat(image: Image.Image) -> Image.Image:
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return image.convert("RGB")


def _thumbnail(full: Rendition, width: int, height: int | None) -> Rendition:
    with Image.open(io.BytesIO(full.data)) as image:
        image_format = image.format if image.format in ("PNG", "WEBP") else "JPEG"
        target = (width, height or max(1, round(image.height * width / image.width)))
        image.draft("RGB", (target[0] * 2, target[1] * 2))
        return _encode(ImageOps.fit(_flat(image), target, Image.Resampling.BILINEAR), image_format, THUMBNAIL_QUALITY)


def _encode(image: Image.Image, image_format: str, quality: int) -> Rendition:
    buffer = io.BytesIO()
    image.save(buffer, image_format, quality=quality)
    return Rendition(buffer.getvalue(), f"image/{image_format.lower()}", *image.size)
