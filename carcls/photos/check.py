"""Untrusted bytes become a checked photo: bounded, decoded once, fingerprinted, with a proxy.

What becomes of unusual files:

| file | result |
|---|---|
| empty, no picture, another format (HTML, SVG, HEIC) | rejected |
| truncated, or damaged so that the decoder stops | rejected, however little is missing |
| damaged in its colours alone | taken as it decodes: nothing in the file says that they are wrong |
| smaller than 16 pixels on a side, one pixel included | rejected: a spacer |
| more pixels than `CARCLS_MAX_PHOTO_PIXELS` | rejected before it is decoded |
| 100 megapixels, within that setting | taken; JPEG in 10 MB (progressive: 300 MB), others in .5 to .9 GB |
| animated GIF, WebP, PNG, AVIF; multi-page TIFF; MPO | its first frame |
| transparent | laid on white |
| gray, palette, CMYK, YCCK, RGB in a JPEG | converted to RGB |
| 16 bits a channel | its upper 8 bits |
| TIFF with fractions for brightness | rejected: nothing says what is white |
| rotated or mirrored by EXIF | upright |

JPEG is decoded by simplejpeg where it is installed and by Pillow otherwise, at the same fraction of its size and with
the same DCT and upsampling: with the same version of libjpeg-turbo behind both, the pixels are the same to the bit, and
two versions may differ by `PIXEL_TOLERANCE`. Whatever simplejpeg finds unusual goes to Pillow, whose answer counts.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from carcls.errors import PhotoRejected
from carcls.photos.fingerprint import Fingerprint, fingerprint

try:
    import simplejpeg
except ImportError:  # no wheel for this platform: Pillow gives the same pixels
    simplejpeg = None

# Importing a decoder registers it, and `formats` below knows only registered ones. Image.init() would import them all.
_DECODERS = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    AvifImagePlugin.AvifImageFile,
    GifImagePlugin.GifImageFile,
    BmpImagePlugin.BmpImageFile,
    TiffImagePlugin.TiffImageFile,
)
FORMATS = tuple(decoder.format for decoder in _DECODERS)
MIN_SIDE = 16  # pixels; smaller ones are spacers and tracking pixels
PROXY_QUALITY = 90
PIXEL_TOLERANCE = 2  # grey levels of 255
HASHED_SIDE = 128  # pixels; a hash averages over at least 4 x 4 of them
ORIENTATION = 0x0112  # EXIF
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = tuple(turn for orientation, turn in UPRIGHT.items() if orientation >= 5)


@dataclass(frozen=True)
class CheckedPhoto:
    """A photo that was decoded. `width` and `height` are the original's, upright; `proxy` is a JPEG."""

    format: str
    width: int
    height: int
    fingerprint: Fingerprint
    proxy: bytes


def digest(data: bytes) -> str:
    """The content's name: sha256, 64 hexadecimal digits."""
    return sha256(data).hexdigest()


@dataclass(frozen=True)
class Decoded:
    """A picture as it came out of its decoder: mode RGB, upright, at most a few times larger than was asked for.

    `width` and `height` are the original's, upright.
    """

    picture: Image.Image
    format: str
    width: int
    height: int


def decode(data: bytes, short_side: int, max_pixels: int) -> Decoded:
    """Decode to RGB, upright; a JPEG at the smallest of 1, 1/2, 1/4, 1/8 that leaves `short_side` pixels or more.

    Raises:
        PhotoRejected: empty, not a picture, of a format not taken, too small, too large, or broken.
    """
    if not data:
        raise PhotoRejected("A photo should have bytes. Received: an empty file. Get it again where it came from.")
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
            turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
            picture = _jpeg(data, image, short_side)
            if picture is None:
                image.draft("RGB", _scaled(image.size, short_side))
                image.load()
                picture = _rgb(image)
            if turn is not None:
                picture = picture.transpose(turn)
                if turn in SIDEWAYS:
                    width, height = height, width
            return Decoded(picture, image.format or "unknown", width, height)
    except UnidentifiedImageError as error:
        raise PhotoRejected(
            f"A photo should be one of {', '.join(FORMATS)}. Received: {_looks_like(data)} of {len(data)} bytes. "
            "Get it again where it came from."
        ) from error
    except PhotoRejected:
        raise
    except Exception as error:  # decoders raise what they like on hostile bytes
        raise PhotoRejected(
            f"A photo should decode. Received: {len(data)} bytes that break off or are damaged "
            f"({type(error).__name__}: {error}). Get it again where it came from."
        ) from error


def decode_scaled(data: bytes, short_side: int, max_pixels: int) -> tuple[Image.Image, str, tuple[int, int]]:
    """Decode to RGB, upright, with a short side of at most `short_side` pixels.

    The same pixels for training and labelling come from here alone.

    Returns:
        The picture (mode RGB), the format as Pillow names it, and the upright (width, height) of the original.

    Raises:
        PhotoRejected: see `decode`.
    """
    decoded = decode(data, short_side, max_pixels)
    return _resized(decoded, short_side), decoded.format, (decoded.width, decoded.height)


def hashed_picture(decoded: Decoded) -> Image.Image:
    """What fingerprints are taken of (mode L): the decode of a proxy, averaged in whole-pixel boxes.

    It is a few times cheaper than the resized proxy and the hashes differ by .3 of 64 bits.
    """
    gray = decoded.picture.convert("L")
    factor = min(gray.size) // HASHED_SIDE
    return gray.reduce(factor) if factor > 1 else gray


def check_photo(data: bytes, *, proxy_short_side: int, max_pixels: int) -> CheckedPhoto:
    """Decode once; fingerprint and proxy come from the same scaled picture.

    Raises:
        PhotoRejected: see `decode`.
    """
    decoded = decode(data, proxy_short_side, max_pixels)
    buffer = io.BytesIO()
    _resized(decoded, proxy_short_side).save(buffer, "JPEG", quality=PROXY_QUALITY)
    prints = fingerprint(hashed_picture(decoded))
    return CheckedPhoto(decoded.format, decoded.width, decoded.height, prints, buffer.getvalue())


def _scaled(size: tuple[int, int], short_side: int) -> tuple[int, int]:
    """(width, height) with a short side of at most `short_side`."""
    scale = min(1.0, short_side / min(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _resized(decoded: Decoded, short_side: int) -> Image.Image:
    # Hamming is as sharp as bicubic in reductions and costs half of Lanczos, which was half of all work on a photo.
    # reducing_gap averages in whole-pixel boxes first: 3 is indistinguishable from a full resample.
    size = _scaled((decoded.width, decoded.height), short_side)
    return decoded.picture.resize(size, Image.Resampling.HAMMING, reducing_gap=3.0)


def _jpeg(data: bytes, image: ImageFile.ImageFile, short_side: int) -> Image.Image | None:
    """The pixels that `image.draft` and `image.load` would give, somewhat sooner; None: let Pillow do it.

    It refuses what libjpeg warns of, so that what is damaged is judged by Pillow alone.
    """
    if simplejpeg is None or image.format != "JPEG" or image.mode not in ("RGB", "L"):
        return None
    (width, height), target = image.size, _scaled(image.size, short_side)
    room = min(width // target[0], height // target[1])
    part = next(part for part in (8, 4, 2, 1) if room >= part)  # as JpegImageFile.draft chooses
    size = (-(-width // part), -(-height // part))
    try:
        pixels = simplejpeg.decode_jpeg(data, "RGB", min_width=size[0], min_height=size[1])
    except ValueError:
        return None
    if pixels.shape != (size[1], size[0], 3):
        return None
    return Image.frombuffer("RGB", size, pixels, "raw", "RGB", 0, 1)  # Image.fromarray copies them once more


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a channel: Pillow's own conversion clips instead of scaling
        if image.mode != "I;16":  # the other byte order knows no point operations
            image = image.convert("I")
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        raise ValueError("brightness as fractions, which have no agreed white")
    if image.has_transparency_data:
        layer = image if image.mode == "RGBA" else image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return image if image.mode == "RGB" else image.convert("RGB")  # no second copy of a hundred megapixels


def _looks_like(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "an HTML page"
    if b"<svg" in start:
        return "an SVG drawing"
    return "something else"
