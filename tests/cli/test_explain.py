"""`carcls explain` on a small net: what it says and draws, and of which photo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from carcls.learn.networks import build_network
from carcls.learn.registry import promote, register
from carcls.learn.trained_model import TrainedModel
from tests.cli.conftest import Run
from tests.night import Night, drawing

CLASSES = ("interior", "exterior", "other")


def test_what_is_not_a_picture_is_one_line(run: Run, night: Night) -> None:
    assert run("explain", "missing.jpg").err.startswith(
        "carcls: A path should be a picture, a folder or an http(s) URL."
    )
    assert run("explain", "abc123").err.startswith("carcls: A photo should be named by its sha256")
    assert run("explain", night.photos["red"], "--output", "why.jpg").code == 2


@pytest.mark.slow
def test_a_file_and_a_photo_of_the_catalog_are_explained_alike(run: Run, night: Night, tmp_path: Path) -> None:
    model = TrainedModel(build_network("cnn", 32, 3, seed=1), "cnn", CLASSES, 32, abstain_below=0.9)
    register(night.catalog, night.settings, model, {}, lambda folder: None)
    (tmp_path / "red.jpg").write_bytes(drawing("red"))
    by_file = run("explain", "red.jpg", "--model", model.digest[:8])
    assert by_file.code == 0, by_file
    verdict, *probabilities = by_file.cells
    assert verdict[2:] == ["0.9000", "yes", model.digest[:12]]
    assert sorted(row[0] for row in probabilities) == sorted(CLASSES)
    assert probabilities[0] == verdict[:2]
    assert [float(row[1]) for row in probabilities] == sorted((float(row[1]) for row in probabilities), reverse=True)
    sha256 = night.photos["red"]
    drawn = tmp_path / f"explained-{sha256[:12]}.png"
    assert by_file.err.endswith(f"Picture: {drawn.name}\n")

    promote(night.catalog, model.digest, "the test's")
    by_name = run("explain", sha256[:10], "--output", "deep/why.png")
    assert by_name.out == by_file.out
    with Image.open(drawn) as one, Image.open(tmp_path / "deep" / "why.png") as other:
        assert one.width > 3 * one.height  # the photo, and an overlay for each of three classes
        np.testing.assert_array_equal(np.asarray(one), np.asarray(other))
