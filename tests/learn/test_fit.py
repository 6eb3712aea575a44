from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carcls.learn.fit import TrainingProgress, fit_network, member_recipe
from carcls.learn.recipes import RECIPES, Recipe
from tests.learn.examples import CLASSES, DrawnLoader, manifest

pytestmark = pytest.mark.slow

FRAME = manifest(train=24, val=8, test=0)
SMALL_CNN = replace(RECIPES["cnn"], input_size=16, epochs=6, batch_size=8, learning_rate=3e-3)
SMALL_LITE0 = replace(RECIPES["efficientnet-lite0"], input_size=32, epochs=2, batch_size=24)


def fitted(
    recipe: Recipe, folder: Path, least: float = 0.9, **options: object
) -> tuple[list[np.ndarray], list[tuple[str, int, int]]]:
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
        assert (sorted(metrics) == ["accuracy", "loss", "val_accuracy", "val_loss"]) is stage.startswith("training")
        told.append((stage, done, total))

    network, history = fit_network(
        FRAME, CLASSES, DrawnLoader(FRAME), recipe, features_dir=folder, progress=progress, **options
    )
    assert list(history.columns) == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert history["epoch"].tolist() == list(range(1, len(history) + 1))
    assert history["val_accuracy"].iloc[-1] > least
    assert not network.compiled
    return network.get_weights(), told


def apart(one: list[np.ndarray], other: list[np.ndarray]) -> float:
    """The largest difference between two nets' weights."""
    return max(float(np.abs(mine - theirs).max()) for mine, theirs in zip(one, other, strict=True))


def test_the_cnn_learns_and_the_same_seed_gives_the_same_net(tmp_path: Path) -> None:
    weights, told = fitted(SMALL_CNN, tmp_path, seed=3)
    random.random()  # what else a process draws plays no part
    same, _ = fitted(SMALL_CNN, tmp_path, seed=3)
    other, _ = fitted(SMALL_CNN, tmp_path, seed=4)
    assert told[0] == ("training", 1, 6)
    assert apart(weights, same) == 0 < apart(weights, other)


def test_features_are_computed_once_for_all_trainings(tmp_path: Path) -> None:
    _, told = fitted(SMALL_LITE0, tmp_path)
    assert told[0] == ("features", 96, 96)
    assert told[1][0::2] == ("training", 200)
    _, told = fitted(SMALL_LITE0, tmp_path, seed=1)
    assert {stage for stage, _, _ in told} == {"training"}


def test_fine_tuning_moves_every_layer_behind_the_frozen_blocks(tmp_path: Path) -> None:
    frozen, _ = fitted(SMALL_LITE0, tmp_path)
    tuned, told = fitted(SMALL_LITE0, tmp_path, fine_tune=True)
    assert told[-1] == ("training", 2, 2)
    moved = [bool(np.abs(one - other).max() > 0) for one, other in zip(frozen, tuned, strict=True)]
    first = 2 + 4 + 4 * 6  # kernels and biases of the stem, of a block that does not expand, and of four that do
    assert SMALL_LITE0.frozen_blocks == 5
    assert moved == [False] * first + [True] * (len(moved) - first)


def test_a_blend_lies_between_the_head_alone_and_what_was_fine_tuned(tmp_path: Path) -> None:
    frozen, _ = fitted(SMALL_LITE0, tmp_path)
    tuned, _ = fitted(replace(SMALL_LITE0, blend=1.0), tmp_path, fine_tune=True)
    blended, _ = fitted(replace(SMALL_LITE0, blend=0.25), tmp_path, fine_tune=True)
    assert apart(blended, [0.75 * old + 0.25 * new for old, new in zip(frozen, tuned, strict=True)]) < 1e-5
    assert apart(blended, frozen) > 1e-4


def test_members_differ_in_the_crops_that_they_see() -> None:
    recipe = replace(SMALL_LITE0, members=5, smallest_crop=0.55, crop_spread=0.2)
    crops = [member_recipe(recipe, member).smallest_crop for member in range(5)]
    assert crops == pytest.approx([0.55, 0.5, 0.45, 0.4, 0.35])
    assert member_recipe(SMALL_LITE0, 0) == SMALL_LITE0


def test_the_members_of_a_training_are_averaged(tmp_path: Path) -> None:
    one, two = (fitted(SMALL_LITE0, tmp_path, fine_tune=True, seed=seed)[0] for seed in (3, 4))
    both, told = fitted(replace(SMALL_LITE0, members=2, crop_spread=0), tmp_path, fine_tune=True, seed=3)
    assert apart(one, two) > 1e-4
    assert apart(both, [(mine + theirs) / 2 for mine, theirs in zip(one, two, strict=True)]) < 1e-5
    assert [stage for stage, _, _ in told[-4:]] == ["training 1 of 2"] * 2 + ["training 2 of 2"] * 2


@pytest.mark.parametrize(
    ("recipe", "before", "after"),
    [
        (replace(SMALL_CNN, epochs=4), [1, 2, 3], [4]),
        (replace(SMALL_CNN, epochs=2, members=2), [1, 2, 1], [2]),
    ],
    ids=["one", "the second of two"],
)
def test_a_training_that_was_killed_goes_on_where_it_was(
    recipe: Recipe, before: list[int], after: list[int], tmp_path: Path
) -> None:
    whole, _ = fitted(recipe, tmp_path, seed=3, least=0)

    class Killed(Exception):
        """As a machine that is turned off."""

    told: list[int] = []

    def until(calls: int) -> TrainingProgress:
        def progress(stage: str, now: int, total: int, metrics: Mapping[str, float]) -> None:
            told.append(now)
            if len(told) == calls:
                raise Killed

        return progress

    kept = tmp_path / "kept"
    for calls, seen in ((3, before), (9, after)):
        told.clear()
        with suppress(Killed):
            network, history = fit_network(
                FRAME,
                CLASSES,
                DrawnLoader(FRAME),
                recipe,
                features_dir=tmp_path,
                seed=3,
                kept=kept,
                progress=until(calls),
            )
        assert told == seen
    assert history["epoch"].tolist() == [1, 2, 3, 4]
    assert apart(whole, network.get_weights()) < 1e-6
    assert all(list(logs.iterdir()) for logs in kept.rglob("tensorboard/train"))
    assert len(list(kept.rglob("tensorboard/train"))) == recipe.members


def test_what_a_gpu_trains_in_half_precision_is_deployed_in_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carcls.learn.descent.has_gpu", lambda: True)  # the same arithmetic, on this machine
    weights, _ = fitted(replace(SMALL_CNN, batch_size=2), tmp_path)
    assert {weight.dtype for weight in weights} == {np.dtype(np.float32)}
