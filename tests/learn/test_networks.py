from __future__ import annotations

import numpy as np
import pytest

from carcls.learn.networks import build_network
from carcls.learn.recipes import RECIPES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("architecture", list(RECIPES))
def test_pixels_become_logits_whatever_their_type(architecture: str) -> None:
    network = build_network(architecture, 32, 3)
    photos = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
    logits = network.predict(photos, verbose=0)
    assert logits.shape == (2, 3)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(network.predict(photos.astype(np.float32), verbose=0), logits, atol=1e-5)


@pytest.mark.parametrize("architecture", list(RECIPES))
def test_half_precision_has_the_same_weights(architecture: str) -> None:
    network, half = build_network(architecture, 32, 3), build_network(architecture, 32, 3, "mixed_float16")
    half.set_weights(network.get_weights())
    photos = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
    logits = half.predict(photos, verbose=0)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(logits, network.predict(photos, verbose=0), atol=0.02)


def test_the_plain_cnn_is_the_original_s_kind() -> None:
    names = [layer.name for layer in build_network("cnn", 128, 2).layers]
    assert names[2:6] == ["convolution1", "pool1", "convolution2", "pool2"]
    assert names[-5:] == ["flatten", "dropout1", "dense", "dropout2", "classifier"]
