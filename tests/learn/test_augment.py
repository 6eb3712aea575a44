from __future__ import annotations

import numpy as np
import pytest

from carcls.learn import augment as room
from carcls.learn.augment import augment

GRADIENT = np.tile(np.linspace(0, 200, 40).astype(np.uint8)[None, :, None], (40, 1, 3))
GREY = np.full((64, 64, 3), 120, np.uint8)


@pytest.fixture
def _only_crops(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FRAME", "BANNER", "WATERMARK", "BLUR", "RECOMPRESS", "GREY"):
        monkeypatch.setattr(room, name, 0)


def test_the_shape_stays_and_the_same_random_gives_the_same_photo() -> None:
    one, same, other = (augment(GRADIENT, 32, np.random.default_rng(seed), 0.6) for seed in (1, 1, 2))
    assert one.shape == (32, 32, 3)
    assert one.dtype == np.uint8
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.usefixtures("_only_crops")
def test_photos_are_mirrored_cropped_and_exposed() -> None:
    some = [augment(GRADIENT, 32, np.random.default_rng(seed), 0.6).astype(int) for seed in range(60)]
    mirrored = [photo[0, 0, 0] > photo[0, -1, 0] for photo in some]
    assert 15 < sum(mirrored) < 45
    spans = [abs(photo[0, -1, 0] - photo[0, 0, 0]) for photo in some]
    assert min(spans) < 130 < 200 < max(spans)
    tints = [np.ptp(photo[16, 16]) for photo in some]
    assert max(tints) > 5  # white balance differs


@pytest.mark.parametrize("name", ["FRAME", "BANNER", "WATERMARK"])
@pytest.mark.usefixtures("_only_crops")
def test_what_dealers_add_covers_part_of_a_photo(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, name, 1)
    for seed in range(20):
        photo = augment(GREY, 64, np.random.default_rng(seed), 1.0)
        plain = np.unique(photo.reshape(-1, 3), axis=0, return_counts=True)[1].max()
        assert 0.3 < plain / 64**2 < 1


@pytest.mark.parametrize("name", ["BLUR", "RECOMPRESS"])
@pytest.mark.usefixtures("_only_crops")
def test_thumbnails_and_recompression_lose_grain(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grain = np.random.default_rng(0).integers(60, 180, (64, 64, 3)).astype(np.uint8)
    plain = augment(grain, 64, np.random.default_rng(3), 1.0)
    monkeypatch.setattr(room, name, 1)
    changed = augment(grain, 64, np.random.default_rng(3), 1.0)
    assert np.abs(np.diff(changed.astype(int), axis=1)).mean() < 0.9 * np.abs(np.diff(plain.astype(int), axis=1)).mean()


@pytest.mark.usefixtures("_only_crops")
def test_a_grey_photo_has_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "GREY", 1)
    colourful = np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    assert np.ptp(augment(colourful, 32, np.random.default_rng(1), 1.0), axis=2).max() == 0
