from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carcls.learn.evaluate import logits_of_photos
from carcls.learn.fit import fit_network, ignore_progress
from carcls.learn.frozen import judge_by_head
from carcls.learn.recipes import RECIPES
from carcls.learn.trained_model import TrainedModel
from tests.learn.examples import CLASSES, DrawnLoader, manifest


@pytest.mark.slow
def test_a_head_on_kept_features_says_what_the_whole_network_says(tmp_path: Path) -> None:
    frame, recipe = manifest(train=16, val=4, test=0), replace(RECIPES["efficientnet-lite0"], input_size=32)
    load = DrawnLoader(frame)
    train, val = (frame[frame["split"] == side] for side in ("train", "val"))
    by_head = judge_by_head(train, val, CLASSES, load, recipe, tmp_path, ignore_progress)
    network, _ = fit_network(frame, CLASSES, load, recipe, features_dir=tmp_path)
    model = TrainedModel(network, recipe.architecture, CLASSES, recipe.input_size)
    np.testing.assert_allclose(by_head, logits_of_photos(model, load, list(val["sha256"])), atol=1e-3)
