from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from carcls.learn.features import FeatureCache, extract_features
from carcls.learn.pixels import Pixels
from tests.at_once import do_at_once

A, B, C = "a" * 64, "b" * 64, "c" * 64


class MeanBackbone:
    """A backbone of one number: the mean of a photo. It counts the photos that it was asked for."""

    photos = 0

    def predict(self, images: Pixels, batch_size: int, verbose: int) -> np.ndarray:
        self.photos += len(images)
        return images.mean(axis=(1, 2, 3), dtype=np.float32)[:, None]


def load(sha256s: list[str], size: int, *, file: Path | None = None) -> Pixels:
    return np.stack([np.full((size, size, 3), ord(sha256[0]), np.uint8) for sha256 in sha256s])


def test_a_photo_s_features_are_computed_once(tmp_path: Path) -> None:
    cache, backbone, told = FeatureCache(tmp_path / "deep" / "mean.db", 1), MeanBackbone(), []

    def extract(sha256s: list[str]) -> list[list[float]]:
        return extract_features(
            cache, lambda: backbone, load, sha256s, 4, lambda done, total: told.append((done, total))
        ).tolist()

    assert extract([B, A, B]) == [[98.0], [97.0], [98.0]]
    assert backbone.photos == 2
    assert extract([C, A]) == [[99.0], [97.0]]
    assert backbone.photos == 3
    assert told == [(2, 2), (1, 1)]


def test_features_outlive_the_process_bit_for_bit(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(2, 5)).astype(np.float32)
    FeatureCache(tmp_path / "x.db", 5).put([A, B], rows)
    found = FeatureCache(tmp_path / "x.db", 5).get([B, C, A])
    assert sorted(found) == [A, B]
    assert np.array_equal(found[B], rows[1])


def test_what_stands_is_kept(tmp_path: Path) -> None:
    cache = FeatureCache(tmp_path / "x.db", 1)
    cache.put([A], np.float32([[1]]))
    cache.put([A, B], np.float32([[2], [3]]))
    assert {name: row.tolist() for name, row in cache.get([A, B]).items()} == {A: [1.0], B: [3.0]}


@pytest.mark.slow
def test_of_four_processes_that_make_a_cache_none_fails(tmp_path: Path) -> None:
    do_at_once(_make_cache, tmp_path)


def _make_cache(folder: Path) -> None:
    FeatureCache(folder / "features.db", 1)
