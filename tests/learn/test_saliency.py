from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from carcls.learn.backbone import LITE0, load_imagenet_weights
from carcls.learn.networks import CLASSIFIER, build_network
from carcls.learn.recipes import CNN
from carcls.learn.saliency import evidence
from carcls.learn.trained_model import TrainedModel
from tests.learn.examples import CLASSES
from tests.pictures import picture

pytestmark = pytest.mark.slow

SIDE = 96
PHOTO = np.asarray(picture(7, SIDE, SIDE))


@cache
def efficientnet() -> TrainedModel:
    network = build_network(LITE0.name, SIDE, len(CLASSES), seed=3)
    load_imagenet_weights(network, LITE0)
    return TrainedModel(network, LITE0.name, CLASSES, SIDE)


@pytest.fixture
def patch_finder() -> TrainedModel:
    """A plain CNN that calls a photo exterior the more, the brighter its upper left quarter is."""
    network = build_network(CNN, SIDE, len(CLASSES))

    class Quarter:
        layers = network.layers

        def predict(self, images: np.ndarray, **_: object) -> np.ndarray:
            bright = images[:, : SIDE // 2, : SIDE // 2].mean(axis=(1, 2, 3)) / 255
            return np.stack([0 * bright, bright, 0 * bright], axis=1).astype(np.float32)

    return replace(TrainedModel(network, CNN, CLASSES, SIDE), network=Quarter())


def test_the_activation_map_is_exact() -> None:
    model = efficientnet()
    maps = evidence(model, PHOTO)
    assert maps.shape == (3, 3, 3)  # 96 pixels by the net's stride of 32, and the classes
    logits = model.logits(PHOTO[None])[0] - model.network.get_layer(CLASSIFIER).get_weights()[1]
    np.testing.assert_allclose(maps.mean(axis=(0, 1)), logits - logits.mean(), atol=1e-4)
    np.testing.assert_allclose(maps.sum(axis=2), 0, atol=1e-4)


def test_the_activation_map_looks_where_the_photo_is() -> None:
    plain = np.full_like(PHOTO, 127)
    half = plain.copy()
    half[:, SIDE // 2 :] = PHOTO[:, SIDE // 2 :]
    moved = np.abs(evidence(efficientnet(), half) - evidence(efficientnet(), plain)).sum(axis=(0, 2))
    assert moved[-1] > moved[0]


def test_covering_finds_the_part_that_counts(patch_finder: TrainedModel) -> None:
    bright = np.zeros((SIDE, SIDE, 3), np.uint8)
    bright[: SIDE // 2, : SIDE // 2] = 255
    maps = evidence(patch_finder, bright)
    assert maps.shape == (8, 8, 3)
    quarter = maps[:4, :4, 1]
    assert quarter.min() > 0
    assert quarter.sum() > 3 * np.abs(maps[..., 1]).sum() / 4
    assert (maps[5:, 5:, 1] <= 0).all()


def test_the_plain_cnn_is_explained_by_covering() -> None:
    model = TrainedModel(build_network(CNN, 32, len(CLASSES)), CNN, CLASSES, 32)
    maps = evidence(model, np.asarray(picture(3, 32, 32)))
    assert maps.shape == (8, 8, 3)
    assert np.isfinite(maps).all()
    assert np.abs(maps).max() > 0
