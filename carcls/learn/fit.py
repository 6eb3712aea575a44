"""Fit a network to examples: a head on frozen features, or every layer by gradient descent."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from carcls.learn.backbone import BACKBONES, load_imagenet_weights
from carcls.learn.descent import Taught, descend
from carcls.learn.frozen import TrainingProgress, fit_frozen_head, ignore_progress
from carcls.learn.networks import CLASSIFIER, build_network
from carcls.learn.pixels import PixelLoader
from carcls.learn.recipes import CNN, Recipe

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TrainingProgress", "fit_network", "ignore_progress"]


def fit_network(
    frame: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    *,
    features_dir: Path,
    fine_tune: bool = False,
    seed: int = 0,
    taught: Taught | None = None,
    kept: Path | None = None,
    progress: TrainingProgress = ignore_progress,
) -> tuple[Any, pd.DataFrame]:
    """Train on the frame's `train`, watching its `val`.

    Args:
        frame: a manifest with a photo of each class in train, and a val that is not empty.
        classes: in the order of the outputs.
        load: gives pixels by sha256.
        features_dir: where features of the frozen backbone are kept.
        fine_tune: go on from the head to train every layer; only for a recipe with a backbone.
        seed: the same one gives the same network on the same machine, bit for bit.
        taught: what teachers say of photos, by sha256; only for gradient descent.
        kept: see `carcls.learn.descent.descend`.

    Returns:
        The network, float32, and its history, a row an epoch or step: epoch, loss, accuracy, val_loss, val_accuracy.
    """
    import pandas as pd

    train, val = (frame[frame["split"] == side] for side in ("train", "val"))
    labelled = train[train["label"].notna()]
    network = build_network(recipe.architecture, recipe.input_size, len(classes), seed=seed)
    if recipe.architecture != CNN:
        head, history = fit_frozen_head(labelled, val, classes, load, recipe, features_dir, progress)
        load_imagenet_weights(network, BACKBONES[recipe.architecture])
        network.get_layer(CLASSIFIER).set_weights([head.kernel, head.bias])
        if not fine_tune:
            return network, history
    started = network.get_weights()
    ended, histories = [np.zeros_like(weights) for weights in started], []
    for member in range(recipe.members):
        network.set_weights(started)
        folder = kept / f"member-{member + 1}" if kept and recipe.members > 1 else kept
        stage = "training" if recipe.members == 1 else f"training {member + 1} of {recipe.members}"
        told = partial(progress, stage)
        own = member_recipe(recipe, member)
        histories.append(
            descend(network, train, val, classes, load, own, seed + member, taught=taught, kept=folder, progress=told)
        )
        for mean, new in zip(ended, network.get_weights(), strict=True):
            mean += new / recipe.members
    network.set_weights([old + recipe.blend * (new - old) for old, new in zip(started, ended, strict=True)])
    history = pd.concat(histories, ignore_index=True)
    return network, history.assign(epoch=range(1, len(history) + 1))


def member_recipe(recipe: Recipe, member: int) -> Recipe:
    """How to train one of a recipe's members, 0 to members - 1: each with a `smallest_crop` of its own."""
    smaller = recipe.crop_spread * member / max(1, recipe.members - 1)
    return replace(recipe, smallest_crop=recipe.smallest_crop - smaller)
