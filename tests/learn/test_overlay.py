from __future__ import annotations

import io

import numpy as np
from PIL import Image

from carcls.learn.overlay import overlay_plot

GRAY = Image.new("RGB", (120, 80), (128, 128, 128))


def drawn(maps: dict[str, np.ndarray]) -> np.ndarray:
    buffer = io.BytesIO()
    overlay_plot(GRAY, maps, dict.fromkeys(("photo", *maps), "")).savefig(buffer, format="png")
    return np.asarray(Image.open(buffer).convert("RGB")).astype(int)


def test_red_speaks_for_a_class_and_blue_against_it() -> None:
    maps = np.zeros((4, 4), np.float32)
    maps[:, 0], maps[:, 3] = 1, -1
    pixels = drawn({"interior": maps})
    redder = pixels[..., 0] - pixels[..., 2]
    half = pixels.shape[1] // 2
    assert np.abs(redder[:, :half]).max() == 0  # the photo itself is as it was
    assert redder[:, half:].max() > 60
    assert redder[:, half:].min() < -60
    assert redder[:, half:].argmax(axis=1).max() < redder[:, half:].argmin(axis=1).max()


def test_classes_share_a_scale_and_the_last_are_left_out() -> None:
    strong, weak = np.full((2, 2), 1, np.float32), np.full((2, 2), 0.1, np.float32)
    both, alone = drawn({"a": strong, "b": weak}), drawn({"a": weak})
    assert (both[:, -both.shape[1] // 3 :, 0] - both[:, -both.shape[1] // 3 :, 2]).max() < 15
    assert (alone[..., 0] - alone[..., 2]).max() > 40
    assert drawn(dict.fromkeys("abcde", weak)).shape == drawn(dict.fromkeys("abc", weak)).shape


def test_a_photo_that_says_nothing_stays_as_it_is() -> None:
    pixels = drawn({"a": np.zeros((2, 2), np.float32)})
    assert np.abs(pixels[..., 0] - pixels[..., 2]).max() == 0
