from __future__ import annotations

import imagehash
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from carcls.photos.fingerprint import fingerprint
from tests.pictures import picture


def imagehash_of(image: Image.Image) -> tuple[str, str, str]:
    hashes = imagehash.dhash(image), imagehash.dhash(image, hash_size=16), imagehash.phash(image)
    return str(hashes[0]), str(hashes[1]), str(hashes[2])


def hashes_of(image: Image.Image) -> tuple[str, str, str]:
    ours = fingerprint(image)
    return ours.dhash64, ours.dhash256, ours.phash


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 300), st.integers(1, 300), st.sampled_from(["RGB", "L", "P", "CMYK"]))
def test_fingerprints_are_bit_for_bit_those_of_imagehash(seed: int, width: int, height: int, mode: str) -> None:
    image = picture(seed, width, height).convert(mode)
    assert hashes_of(image) == imagehash_of(image)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 40), st.integers(1, 40))
def test_noise_and_flat_pictures_too(seed: int, levels: int, width: int, height: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, levels, (height, width), np.uint8) * 30
    assert hashes_of(Image.fromarray(pixels)) == imagehash_of(Image.fromarray(pixels))
