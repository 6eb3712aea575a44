from itertools import combinations

import numpy as np
import pytest

from carcls.demo.painter import VIEWS, paint
from carcls.photos.fingerprint import fingerprint
from carcls.taxonomy import load_taxonomy

EVERY_VIEW = [(label, view) for label, views in VIEWS.items() for view in views]
SMALL = (240, 160)


def bits(label: str, view: str, seed: int) -> int:
    return int(fingerprint(paint(label, view, seed, SMALL)).dhash64, 16)


def distances(hashes: list[int]) -> list[int]:
    return [(one ^ other).bit_count() for one, other in combinations(hashes, 2)]


def test_every_class_of_the_taxonomy_is_painted() -> None:
    assert set(VIEWS) == set(load_taxonomy().classes)


@pytest.mark.parametrize(("label", "view"), EVERY_VIEW)
def test_a_picture_has_the_size_asked_for_and_is_determined_by_its_seed(label: str, view: str) -> None:
    one, again, another = (paint(label, view, seed, (300, 220)) for seed in (7, 7, 8))
    assert (one.size, one.mode) == ((300, 220), "RGB")
    assert one.tobytes() == again.tobytes() != another.tobytes()


@pytest.mark.parametrize(("label", "view"), EVERY_VIEW)
def test_a_picture_is_neither_dark_nor_flat(label: str, view: str) -> None:
    pixels = np.stack([np.asarray(paint(label, view, seed, SMALL), float) for seed in range(3)])
    assert 20 < pixels.mean() < 235
    assert pixels.std(axis=(1, 2)).mean() > 4


def test_no_two_pictures_look_like_one() -> None:
    """14 of 64 bits is where the search for duplicates begins to look closer: research/dedupe.md."""
    hashes = [bits(label, view, seed) for label, view in EVERY_VIEW for seed in range(8)]
    apart = distances(hashes)
    assert np.median(apart) >= 28
    assert np.mean([distance <= 14 for distance in apart]) < 0.002
    assert min(apart) > 4
