from __future__ import annotations

import numpy as np

from carcls.learn.head import STEPS, Head, fit_head

PENALTY = 100.0


def clouds(photos: int = 300) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    classes = random.integers(0, 3, photos)
    centres = np.array([[4, 0, 0, 7], [0, 4, 0, 7], [0, 0, 4, 7]], np.float32)
    return (centres[classes] + random.normal(size=(photos, 4))).astype(np.float32), classes


def test_it_tells_clouds_apart_and_reports_each_step() -> None:
    features, classes = clouds()
    steps: list[int] = []

    def on_step(step: int, total: int, head: Head) -> None:
        assert total == STEPS
        steps.append(step)

    head = fit_head(features, classes, np.ones(300, np.float32), 3, PENALTY, on_step)
    assert (head.logits(features).argmax(axis=1) == classes).mean() > 0.98
    assert steps == list(range(1, len(steps) + 1))
    assert 1 < len(steps) < 50


def test_it_is_the_minimum_of_the_penalised_loss() -> None:
    features, classes = clouds()
    head = fit_head(features, classes, np.ones(300, np.float32), 3, PENALTY)
    deviation = features.std(axis=0)

    def cost(kernel: np.ndarray) -> float:
        logits = features @ kernel + head.bias
        likelihood = logits[np.arange(300), classes] - np.logaddexp.reduce(logits, axis=1)
        return float(-likelihood.sum() + 0.5 * PENALTY * ((kernel * deviation[:, None]) ** 2).sum())

    best = cost(head.kernel)
    for shift in np.random.default_rng(1).normal(scale=0.02, size=(20, 4, 3)):
        assert cost(head.kernel + shift) > best


def test_weights_count_a_photo_as_so_many() -> None:
    features, classes = clouds(60)
    twice = fit_head(np.vstack([features, features]), np.tile(classes, 2), np.full(120, 0.5, np.float32), 3, PENALTY)
    once = fit_head(features, classes, np.ones(60, np.float32), 3, PENALTY)
    np.testing.assert_allclose(twice.kernel, once.kernel, atol=1e-3)


def test_a_feature_that_never_moved_cannot_shout() -> None:
    features, classes = clouds()
    features[:, 3] = 0
    head = fit_head(features, classes, np.ones(300, np.float32), 3, PENALTY)
    assert np.abs(head.kernel[3]).max() < 1e-6
    assert np.isfinite(head.kernel).all()
