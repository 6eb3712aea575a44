"""JPEG through simplejpeg and through Pillow: the same pixels, and the same verdict on what is damaged."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from carcls.errors import PhotoRejected
from carcls.photos import check
from carcls.photos.check import PIXEL_TOLERANCE, Decoded, check_photo, decode
from tests.pictures import SHARED, encoded, photo, picture


def decoded(data: bytes, *, fast: bool, short_side: int = 64) -> Decoded | str:
    """What `decode` gives, or the reason why it gives nothing; `fast`: with simplejpeg."""
    with pytest.MonkeyPatch.context() as patch:
        if not fast:
            patch.setattr(check, "simplejpeg", None)
        try:
            return decode(data, short_side, 10**8)
        except PhotoRejected as error:
            return str(error)


def assert_same(data: bytes, short_side: int = 64) -> None:
    fast, slow = (decoded(data, fast=fast, short_side=short_side) for fast in (True, False))
    if isinstance(fast, str) or isinstance(slow, str):
        assert fast == slow
        return
    assert (fast.format, fast.width, fast.height) == (slow.format, slow.width, slow.height)
    assert fast.picture.size == slow.picture.size
    assert (fast.picture.mode, slow.picture.mode) == ("RGB", "RGB")
    difference = np.asarray(fast.picture, np.int16) - np.asarray(slow.picture, np.int16)
    assert np.abs(difference).max() <= PIXEL_TOLERANCE


def test_simplejpeg_is_what_decodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check.ImageFile.ImageFile, "load", lambda image: pytest.fail("Pillow decoded"))
    assert decode(photo(1, 640, 480), 64, 10**8).picture.size == (160, 120)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    size=st.tuples(st.integers(16, 700), st.integers(16, 700)),
    short_side=st.integers(16, 300),
    mode=st.sampled_from(["RGB", "L", "CMYK"]),
    quality=st.integers(5, 100),
    subsampling=st.sampled_from([0, 1, 2]),
    progressive=st.booleans(),
    orientation=st.integers(0, 9),
)
def test_the_same_pixels_either_way(
    seed: int,
    size: tuple[int, int],
    short_side: int,
    mode: str,
    quality: int,
    subsampling: int,
    progressive: bool,
    orientation: int,
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": quality, "subsampling": subsampling, "progressive": progressive, "exif": exif.tobytes()}
    assert_same(encoded(picture(seed, *size).convert(mode), **options), short_side)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.data())
def test_the_same_verdict_on_what_is_damaged(seed: int, progressive: bool, data: st.DataObject) -> None:
    whole = bytearray(encoded(picture(seed % 5, 160, 120), quality=80, progressive=progressive))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=3)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    assert_same(bytes(whole[:cut]) + data.draw(st.binary(max_size=3)))


@pytest.mark.parametrize("missing", [1, 2, 3, 50, 5000])
def test_a_truncated_jpeg_is_rejected_however_little_is_missing(missing: int) -> None:
    assert_same(photo(1)[:-missing])
    # Of the end marker alone both may go without.
    assert isinstance(decoded(photo(1)[:-missing], fast=True), str) or missing <= 2


def without_marker(data: bytes, marker: int) -> bytes:
    start = data.index(bytes([0xFF, marker]))
    return data[:start] + data[start + 2 + struct.unpack(">H", data[start + 2 : start + 4])[0] :]


def with_transform(data: bytes, transform: int) -> bytes:
    """Put an Adobe marker in: 0 says that three channels are RGB and four are CMYK, 1 YCbCr, 2 YCCK."""
    adobe = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])
    return data[:2] + adobe + data[2:]


def mpo() -> bytes:
    return encoded(picture(1), "MPO", save_all=True, append_images=[picture(2)])


def floats() -> bytes:
    return encoded(Image.fromarray(np.full((32, 32), 0.5, np.float32)), "TIFF")


def sixteen_bits(byte_order: str) -> bytes:
    return encoded(Image.fromarray(np.full((64, 64), 0x8000, f"{byte_order}u2")), "TIFF")


def palette() -> bytes:
    return encoded(Image.new("RGBA", (64, 64), (255, 0, 0, 0)).convert("P"), "PNG", transparency=0)


def frames(image_format: str) -> bytes:
    red, blue = (Image.new("RGB", (64, 64), color) for color in ("red", "blue"))
    return encoded(red, image_format, save_all=True, append_images=[blue])


RED, WHITE, GRAY = (255, 0, 0), (255, 255, 255), (128, 128, 128)
CMYK_RED = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
UNUSUAL = {
    "animated GIF": (frames("GIF"), RED),
    "animated WebP": (frames("WEBP"), RED),
    "animated PNG": (frames("PNG"), RED),
    "animated AVIF": (frames("AVIF"), RED),
    "multi-page TIFF": (frames("TIFF"), RED),
    "CMYK JPEG": (encoded(CMYK_RED), RED),
    "CMYK TIFF": (encoded(CMYK_RED, "TIFF"), RED),
    "RGB in a JPEG": (
        with_transform(without_marker(encoded(Image.new("RGB", (64, 64), (90, 128, 128))), 0xE0), 0),
        None,
    ),
    "YCCK JPEG": (with_transform(without_marker(encoded(CMYK_RED), 0xEE), 2), None),
    "16 bits, little-endian": (sixteen_bits("<"), GRAY),
    "16 bits, big-endian": (sixteen_bits(">"), GRAY),
    "gray and alpha": (encoded(Image.new("LA", (64, 64), (0, 0)), "PNG"), WHITE),
    "palette with a transparent color": (palette(), WHITE),
    "black and white": (encoded(Image.new("1", (64, 64), 1), "PNG"), WHITE),
    "MPO": (mpo(), None),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_files_are_taken(name: str) -> None:
    data, color = UNUSUAL[name]
    assert_same(data)
    checked = check_photo(data, proxy_short_side=64, max_pixels=10**8)
    assert (checked.width, checked.height) == Image.open(io.BytesIO(data)).size
    if color is not None:
        image = decode(data, 64, 10**8).picture
        assert np.abs(np.asarray(image, np.int16) - color).max() <= 3


def test_rgb_in_a_jpeg_is_not_taken_for_ycbcr() -> None:
    image = decode(UNUSUAL["RGB in a JPEG"][0], 64, 10**8).picture
    # The channels of (90, 128, 128) as YCbCr, shown as they are.
    assert np.abs(np.asarray(image, np.int16) - (117, 134, 109)).max() <= 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = picture(4, 320, 160)
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)  # what undoes it, as Image.Transpose
    if back is not None:
        lying = lying.transpose(Image.Transpose(back))
    upright = decode(encoded(lying, quality=95, exif=exif.tobytes()), 160, 10**8)
    assert (upright.width, upright.height) == upright.picture.size == (320, 160)
    assert np.abs(np.asarray(upright.picture, np.float32) - np.asarray(picture(4, 320, 160), np.float32)).mean() < 6


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (floats(), "fractions"),
        (encoded(Image.new("RGB", (1, 1)), "PNG"), "Received: 1x1: a spacer"),
        (encoded(Image.new("RGB", (2000, 15)), "PNG"), "Received: 2000x15: a spacer"),
        (encoded(picture(1), "PNG")[:-1000], "break off"),
        (encoded(picture(1), "WEBP")[:-1000], "break off"),
        (encoded(picture(1), "AVIF")[:-1000], "Received: something else"),
        (encoded(picture(1), "GIF")[:-1000], "break off"),
        (encoded(picture(1), "BMP")[:-1000], "break off"),
        (b"\xff\xd8\xff\xe0", "Received"),
    ],
    ids=["fractions", "1 pixel", "15 pixels", "PNG", "WebP", "AVIF", "GIF", "BMP", "JPEG header"],
)
def test_what_cannot_be_taken_is_rejected(data: bytes, said: str) -> None:
    with pytest.raises(PhotoRejected, match=said):
        decode(data, 64, 10**8)


def test_a_hundred_megapixels_are_decoded_at_an_eighth() -> None:
    data = encoded(Image.new("L", (11_000, 9_100), 200))
    large = decode(data, 256, 120_000_000)
    assert (large.width, large.height, large.picture.size) == (11_000, 9_100, (1375, 1138))
    with pytest.raises(PhotoRejected, match=r"at most 100000000 pixels\. Received: 11000x9100"):
        decode(data, 256, 100_000_000)


@pytest.mark.shared
def test_real_photos_have_the_same_pixels_either_way() -> None:
    files = sorted(file for file in Path(SHARED / "photos").rglob("*.jp*g"))
    for file in random.Random(0).sample(files, 40):
        assert_same(file.read_bytes(), 256)
