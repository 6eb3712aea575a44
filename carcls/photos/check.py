"""Untrusted bytes become a checked photo: bounded, decoded once, fingerprinted, with a proxy."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from carcls.errors import PhotoRejected
from carcls.photos.fingerprint import Fingerprint, fingerprint

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
Image.init()  # register every decoder: `formats` below knows only registered ones
MIN_SIDE = 16  # pixels; smaller ones are spacers and tracking pixels
PROXY_QUALITY = 90


@dataclass(frozen=True)
class CheckedPhoto:
    """A photo that was decoded. `width` and `height` are the original's, upright; `proxy` is a JPEG."""

    sha256: str
    format: str
    width: int
    height: int
    fingerprint: Fingerprint
    proxy: bytes


def digest(data: bytes) -> str:
    """The content's name: sha256, 64 hexadecimal digits."""
    return sha256(data).hexdigest()


def decode_scaled(data: bytes, short_side: int, max_pixels: int) -> tuple[Image.Image, str, tuple[int, int]]:
    """Decode to RGB, upright, with a short side of at most `short_side` pixels.

    JPEG is decoded at a fraction of its size where that suffices: the same pixels for training and labelling come
    from here alone. Of an animation the first frame is taken; transparency is laid on white.

    Returns:
        The picture (mode RGB), the format as Pillow names it, and the upright (width, height) of the original.

    Raises:
        PhotoRejected: empty, not a picture, of a format not taken, too small, too large, or broken.
    """
    if not data:
        raise PhotoRejected("A photo should have bytes. Received: an empty file. The next crawl asks for it again.")
    try:
        with warnings.catch_warnings():
            # The pixel bound below is ours; Pillow's own warning would be a second one.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            width, height = image.size
            if width * height > max_pixels:
                raise PhotoRejected(
                    f"A photo should have at most {max_pixels} pixels. Received: {width}x{height}. "
                    "Raise CARCLS_MAX_PHOTO_PIXELS if it is meant."
                )
            if min(width, height) < MIN_SIDE:
                raise PhotoRejected(
                    f"A photo should be {MIN_SIDE} pixels or more on each side. Received: {width}x{height}: "
                    "a spacer, not a photo."
                )
            image_format = image.format or "unknown"
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            scale = min(1.0, short_side / min(width, height))
            target = (max(1, round(width * scale)), max(1, round(height * scale)))
            image.draft("RGB", target)
            image.load()
            upright = ImageOps.exif_transpose(_to_rgb(image))
            if turned:
                target, width, height = (target[1], target[0]), height, width
            # reducing_gap averages in whole-pixel boxes first: 3 is indistinguishable from a full resample.
            return (
                upright.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0),
                image_format,
                (width, height),
            )
    except UnidentifiedImageError as error:
        raise PhotoRejected(
            f"A photo should be one of {', '.join(FORMATS)}. Received: {_looks_like(data)} of {len(data)} bytes. "
            "The next crawl asks for it again."
        ) from error
    except PhotoRejected:
        raise
    except Exception as error:  # decoders raise what they like on hostile bytes
        raise PhotoRejected(
            f"A photo should decode. Received: {len(data)} bytes that break off or are damaged "
            f"({type(error).__name__}: {error}). The next crawl asks for it again."
        ) from error


def check_photo(data: bytes, *, proxy_short_side: int, max_pixels: int) -> CheckedPhoto:
    """Decode once; fingerprint and proxy come from the same scaled picture.

    Raises:
        PhotoRejected: see `decode_scaled`.
    """
    picture, image_format, (width, height) = decode_scaled(data, proxy_short_side, max_pixels)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=PROXY_QUALITY)
    return CheckedPhoto(digest(data), image_format, width, height, fingerprint(picture), buffer.getvalue())


def _to_rgb(image: ImageFile.ImageFile | Image.Image) -> Image.Image:
    exif = image.getexif()
    if image.mode.startswith("I"):  # 16 bits a channel: Pillow's own conversion clips instead of scaling
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    rgb = image.convert("RGB")
    rgb.info["exif"] = exif.tobytes()  # the orientation is applied after this
    return rgb


def _looks_like(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "an HTML page"
    if b"<svg" in start:
        return "an SVG drawing"
    return "something else"
