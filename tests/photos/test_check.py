from __future__ import annotations

import io

import imagehash
import numpy as np
import pytest
from PIL import Image

from carcls.errors import PhotoRejected
from carcls.photos.check import check_photo, decode, decode_scaled, hashed_picture
from tests.pictures import encoded, photo, picture


def check(data: bytes, max_pixels: int = 10**8) -> tuple[str, int, int]:
    checked = check_photo(data, proxy_short_side=64, max_pixels=max_pixels)
    return checked.format, checked.width, checked.height


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"])
def test_every_format_is_taken(image_format: str) -> None:
    assert check(encoded(picture(1), image_format)) == (image_format, 320, 240)


def test_a_proxy_has_the_asked_short_side_and_looks_the_same() -> None:
    checked = check_photo(photo(1), proxy_short_side=64, max_pixels=10**8)
    proxy = Image.open(io.BytesIO(checked.proxy))
    assert (proxy.format, proxy.size) == ("JPEG", (85, 64))
    expected = np.asarray(picture(1).resize((85, 64), Image.Resampling.LANCZOS).convert("L"), np.float32)
    assert np.abs(np.asarray(proxy.convert("L"), np.float32) - expected).mean() < 4  # grey levels of 255


def test_a_small_photo_is_not_enlarged() -> None:
    image, _, _ = decode_scaled(photo(1, 100, 40), 64, 10**8)
    assert image.size == (100, 40)


def test_exif_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    turned = encoded(picture(1).rotate(90, expand=True), exif=exif.tobytes(), quality=95)
    assert check(turned) == ("JPEG", 320, 240)
    upright, _, _ = decode_scaled(turned, 240, 10**8)
    difference = np.abs(np.asarray(upright, np.float32) - np.asarray(picture(1), np.float32)).mean()
    assert difference < 6  # grey levels; sideways it is above 50


def test_transparency_is_laid_on_white() -> None:
    image, _, _ = decode_scaled(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"), 64, 10**8)
    assert image.getpixel((32, 32)) == (255, 255, 255)


def test_a_palette_with_transparency_is_taken() -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([10, 20, 30, 40, 50, 60])
    assert check(encoded(image, "PNG", transparency=b"\x00\xff")) == ("PNG", 64, 64)


def test_cmyk_is_converted() -> None:
    image, _, _ = decode_scaled(encoded(Image.new("CMYK", (64, 64), (0, 255, 255, 0))), 64, 10**8)
    red, green, blue = image.getpixel((32, 32))  # type: ignore[misc]
    assert red > 200 > 60 > max(green, blue)


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    gray = Image.fromarray(np.full((64, 64), 0x8000, np.uint16))
    image, _, _ = decode_scaled(encoded(gray, "PNG"), 64, 10**8)
    assert image.getpixel((32, 32)) == (128, 128, 128)


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    image, _, _ = decode_scaled(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), 64, 10**8)
    assert image.getpixel((32, 32)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Received: an empty file"),
        (b"<!DOCTYPE html><title>Not found</title>", "Received: an HTML page of 39 bytes"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Received: an SVG drawing"),
        (b"\x00" * 100, "Received: something else of 100 bytes"),
        (photo(1)[:5000], "Received: 5000 bytes that break off"),
        (encoded(Image.new("RGB", (1, 1))), "Received: 1x1: a spacer"),
        (photo(1, 321), "Received: 321x240. Raise CARCLS_MAX_PHOTO_PIXELS"),
    ],
    ids=["empty", "html", "svg", "zeros", "truncated", "one pixel", "too many pixels"],
)
def test_what_is_no_photo_is_rejected_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(PhotoRejected) as caught:
        check(data, max_pixels=320 * 240)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_fingerprints_are_those_of_imagehash() -> None:
    checked = check_photo(encoded(picture(1), "PNG"), proxy_short_side=240, max_pixels=10**8)
    gray = picture(1).convert("L")
    assert checked.fingerprint.dhash64 == str(imagehash.dhash(gray))
    assert checked.fingerprint.dhash256 == str(imagehash.dhash(gray, hash_size=16))
    assert checked.fingerprint.phash == str(imagehash.phash(gray))


def test_a_scaled_decode_moves_the_hash_by_few_bits() -> None:
    large = encoded(picture(3, 1600, 1200), quality=90)
    scaled = check_photo(large, proxy_short_side=256, max_pixels=10**8).fingerprint.dhash64
    assert imagehash.hex_to_hash(scaled) - imagehash.dhash(picture(3, 1600, 1200)) <= 3


def test_the_hashed_picture_has_the_hash_of_the_proxy_but_for_few_bits() -> None:
    decoded = decode(encoded(picture(3, 1600, 1200), quality=90), 256, 10**8)
    proxy, _, _ = decode_scaled(encoded(picture(3, 1600, 1200), quality=90), 256, 10**8)
    assert min(hashed_picture(decoded).size) in range(128, 256)
    assert imagehash.dhash(hashed_picture(decoded)) - imagehash.dhash(proxy) <= 3
