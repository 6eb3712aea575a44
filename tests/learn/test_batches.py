from __future__ import annotations

import numpy as np
import pytest

from carcls.learn.batches import batches

IMAGES = np.arange(10, dtype=np.uint8)[:, None, None, None] * np.ones((10, 4, 4, 3), np.uint8)
TARGETS = {"classes": np.eye(2, dtype=np.float32)[np.arange(10) % 2]}


def epoch(data: object) -> list[tuple]:
    return [data[number] for number in range(len(data))]  # type: ignore[index, arg-type]


def counted(one: list[tuple]) -> list[float]:
    return np.concatenate([weights["classes"] for _, _, weights in one]).tolist()


@pytest.mark.slow
def test_what_is_only_watched_comes_in_order() -> None:
    plain = epoch(batches(IMAGES, TARGETS, 4))
    assert [len(photos) for photos, _, _ in plain] == [4, 4, 2]
    assert np.concatenate([photos[:, 0, 0, 0] for photos, _, _ in plain]).tolist() == list(range(10))
    assert plain[0][1]["classes"].tolist() == [[1, 0], [0, 1], [1, 0], [0, 1]]
    assert counted(plain) == [1] * 10


@pytest.mark.slow
def test_batches_hold_every_photo_once_an_epoch_and_repeat_by_seed_and_epoch() -> None:
    weights = {"classes": np.arange(10, dtype=np.float32)}
    data, again = (batches(IMAGES, TARGETS, 4, weights=weights, size=4, seed=7) for _ in range(2))
    first, same = epoch(data), epoch(again)
    assert all(np.array_equal(one[0], two[0]) for one, two in zip(first, same, strict=True))
    assert counted(first) == counted(same)
    assert sorted(counted(first)) == list(range(10))
    data.on_epoch_end()
    second = counted(epoch(data))
    assert second != counted(first)
    again.start_epoch(1)  # as after a restart
    assert counted(epoch(again)) == second
