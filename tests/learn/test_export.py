from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from carcls.errors import ModelError
from carcls.learn import export as room
from carcls.learn.export import KINDS, SUFFIXES, export_model
from carcls.learn.networks import build_network
from carcls.learn.trained_model import TrainedModel
from tests.learn.examples import CLASSES, drawn

pytestmark = pytest.mark.slow
PHOTOS = np.stack([drawn(label, seed, 32) for seed in range(8) for label in CLASSES])


@pytest.fixture(scope="module")
def model() -> TrainedModel:
    """A net that tells the drawn photos apart by their mean, in its last layer alone."""
    network = build_network("cnn", 32, 3, seed=2)
    return TrainedModel(network, "cnn", CLASSES, 32, temperature=0.7)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_the_model_says(
    kind: str, model: TrainedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "LEAST_AGREEMENT", 0.9)  # the net is not trained: classes lie close
    done = export_model(model, kind, tmp_path / "out" / f"model{SUFFIXES[kind]}", PHOTOS)
    assert done.path.exists()
    assert done.photos == len(PHOTOS)
    assert done.difference < (0.05 if kind == "litert-int8" else 1e-3)


def test_an_export_that_says_something_else_is_not_left(model: TrainedModel, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(room, "SAME", -1.0)
    with pytest.raises(ModelError, match="should say what the model says"):
        export_model(model, "keras", tmp_path / "model.keras", PHOTOS)
    assert not list(tmp_path.iterdir())


def test_a_kind_that_does_not_exist_is_refused(model: TrainedModel, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"one of keras, savedmodel, litert, litert-int8, onnx\. Received: 'caffe'"):
        export_model(model, "caffe", tmp_path / "model", PHOTOS)
