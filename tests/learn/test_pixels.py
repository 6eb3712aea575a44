from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from carcls.errors import PhotoMissing, PhotoRejected
from carcls.learn.pixels import load_pixels, pixels
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import encoded

LARGE = 10**8


def halves(width: int, height: int) -> bytes:
    """Left half red, right half blue."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return encoded(picture, "PNG")


def test_a_photo_is_squashed_to_a_square_and_loses_nothing() -> None:
    square = pixels(halves(600, 300), 32, LARGE)
    assert square.shape == (32, 32, 3)
    assert square.dtype == np.uint8
    assert square[5, 5].tolist() == [255, 0, 0]
    assert square[26, 26].tolist() == [0, 0, 255]


def test_an_original_and_its_proxy_give_nearly_the_same_pixels(intake: PhotoIntake, store: PhotoStore) -> None:
    data = halves(900, 600)
    sha256 = intake.take(data).sha256
    from_proxy = pixels(store.proxy(sha256), 64, LARGE).astype(int)
    assert np.abs(from_proxy - pixels(data, 64, LARGE)).mean() < 2


def test_many_come_in_the_order_asked_for_with_progress(intake: PhotoIntake, store: PhotoStore, tmp_path: Path) -> None:
    names = [intake.take(encoded(Image.new("RGB", (64, 64), (level, 0, 0)), "PNG")).sha256 for level in (0, 100, 200)]
    told: list[tuple[int, int]] = []
    images = load_pixels(store, names[::-1], 16, LARGE, progress=lambda done, total: told.append((done, total)))
    assert images.shape == (3, 16, 16, 3)
    assert [round(float(image[..., 0].mean()), -1) for image in images] == [200, 100, 0]
    assert told == [(1, 3), (2, 3), (3, 3)]
    mapped = load_pixels(store, names[::-1], 16, LARGE, file=tmp_path / "pixels.npy")
    assert np.array_equal(np.load(tmp_path / "pixels.npy"), images)
    assert np.array_equal(mapped, images)


def test_none_is_an_empty_array(store: PhotoStore) -> None:
    assert load_pixels(store, [], 16, LARGE).shape == (0, 16, 16, 3)


def test_a_missing_or_broken_photo_is_said(store: PhotoStore) -> None:
    with pytest.raises(PhotoMissing, match="no such file"):
        load_pixels(store, ["0" * 64], 16, LARGE)
    with pytest.raises(PhotoRejected, match="an HTML page"):
        pixels(b"<!doctype html><html></html>", 16, LARGE)
