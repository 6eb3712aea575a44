from __future__ import annotations

import numpy as np
import pytest

from carcls.learn.augment import augment, batches

GRADIENT = np.tile(np.linspace(0, 200, 32).astype(np.uint8)[None, :, None], (32, 1, 3))


def test_the_shape_stays_and_the_same_random_gives_the_same_photo() -> None:
    one, same, other = (augment(GRADIENT, np.random.default_rng(seed), 0.6) for seed in (1, 1, 2))
    assert one.shape == (32, 32, 3)
    assert one.dtype == np.uint8
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_photos_are_mirrored_cropped_and_exposed() -> None:
    some = [augment(GRADIENT, np.random.default_rng(seed), 0.6).astype(int) for seed in range(60)]
    mirrored = [photo[0, 0, 0] > photo[0, -1, 0] for photo in some]
    assert 15 < sum(mirrored) < 45
    spans = [abs(photo[0, -1, 0] - photo[0, 0, 0]) for photo in some]
    assert min(spans) < 130 < 200 < max(spans)


@pytest.mark.slow
def test_batches_hold_every_photo_once_an_epoch_and_repeat_by_seed() -> None:
    images = np.arange(10, dtype=np.uint8)[:, None, None, None] * np.ones((10, 4, 4, 3), np.uint8)
    classes = np.arange(10) % 2

    def epoch(data: object) -> list[np.ndarray]:
        return [data[number] for number in range(len(data))]  # type: ignore[index, arg-type]

    plain = epoch(batches(images, classes, 2, 4))
    assert [len(photos) for photos, _, _ in plain] == [4, 4, 2]
    assert np.concatenate([photos[:, 0, 0, 0] for photos, _, _ in plain]).tolist() == list(range(10))
    assert plain[0][1].tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]

    weights = np.arange(10, dtype=np.float32)
    data, again = (batches(images, classes, 2, 4, weights, smallest_crop=1.0, seed=7) for _ in range(2))
    first, same = epoch(data), epoch(again)
    assert all(
        np.array_equal(a, b) for one, two in zip(first, same, strict=True) for a, b in zip(one, two, strict=True)
    )
    counted = np.concatenate([counts for _, _, counts in first])
    assert sorted(counted.tolist()) == list(range(10))
    data.on_epoch_end()
    assert not np.array_equal(np.concatenate([counts for _, _, counts in epoch(data)]), counted)
