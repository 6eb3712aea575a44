from __future__ import annotations

import numpy as np
import pytest

from carcls.errors import ModelError
from carcls.learn.litert import interpreter, litert_logits, network_from_litert, to_litert
from carcls.learn.networks import build_network
from tests.learn.examples import CLASSES, drawn

SIZE = 32
PHOTOS = np.stack([drawn(label, seed, SIZE) for seed in range(12) for label in CLASSES])


def test_bytes_that_are_no_litert_file_are_refused() -> None:
    with pytest.raises(ModelError, match=r"LiteRT file should be whole. Received: 7 bytes"):
        interpreter(b"no file")


@pytest.mark.slow
def test_both_files_answer_as_keras_does_and_int8_leads_back_to_keras() -> None:
    network = build_network("efficientnet-lite0", SIZE, 3)
    random = np.random.default_rng(0)
    for layer in network.layers:  # weights as training leaves them, biases too
        layer.set_weights([w + random.normal(0, 0.02, w.shape).astype(np.float32) for w in layer.get_weights()])
    said = network.predict(PHOTOS, verbose=0)
    spread = np.ptp(said, axis=0).max()

    whole = to_litert(network, None)
    np.testing.assert_allclose(litert_logits(whole, PHOTOS), said, atol=1e-3 * max(1, spread))

    small = to_litert(network, PHOTOS)
    assert len(small) < len(whole) / 3
    assert np.corrcoef(litert_logits(small, PHOTOS).ravel(), said.ravel())[0, 1] > 0.95

    back = network_from_litert(small, "efficientnet-lite0", SIZE, 3)
    for layer in network.layers:
        for weight, again in zip(layer.get_weights(), back.get_layer(layer.name).get_weights(), strict=True):
            assert np.abs(weight - again).max() <= np.abs(weight).max() / 100
    with pytest.raises(ModelError, match="should hold"):
        network_from_litert(small, "efficientnet-lite2", SIZE, 3)
