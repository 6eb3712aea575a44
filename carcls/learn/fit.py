"""Fit a network to examples: a head on frozen features, or every layer by gradient descent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from carcls.learn.backbone import BACKBONES, FEATURES, build_backbone, load_imagenet_weights
from carcls.learn.descent import Taught, descend
from carcls.learn.examples import example_weights, targets
from carcls.learn.features import FeatureCache, Features, extract_features
from carcls.learn.head import Head, fit_head
from carcls.learn.networks import CLASSIFIER, build_network
from carcls.learn.pixels import PixelLoader
from carcls.learn.recipes import CNN, Recipe
from carcls.learn.trained_model import probabilities

if TYPE_CHECKING:
    import pandas as pd

PIXELS_VERSION = 1  # raise it when carcls.learn.pixels gives other pixels: kept features are then not used


class TrainingProgress(Protocol):
    """Told how training goes. stage: `features` (counted in photos) or `training` (in epochs, or steps of the head,
    of which fewer may be needed); metrics: loss, accuracy, val_loss, val_accuracy; empty for features.
    """

    def __call__(self, stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None: ...


def ignore_progress(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
    """A `TrainingProgress` that tells nobody."""


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
    train, val = (frame[frame["split"] == side] for side in ("train", "val"))
    labelled = train[train["label"].notna()]
    network = build_network(recipe.architecture, recipe.input_size, len(classes), seed=seed)
    if recipe.architecture != CNN:
        history = _fit_head(network, labelled, val, classes, load, recipe, features_dir, progress)
        if not fine_tune:
            return network, history
    told = partial(progress, "training")
    return network, descend(network, train, val, classes, load, recipe, seed, taught=taught, kept=kept, progress=told)


def _fit_head(
    network: Any,
    train: pd.DataFrame,
    val: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    features_dir: Path,
    progress: TrainingProgress,
) -> pd.DataFrame:
    import pandas as pd

    backbone = BACKBONES[recipe.architecture]
    frozen = build_backbone(backbone, recipe.input_size)
    load_imagenet_weights(frozen, backbone)
    load_imagenet_weights(network, backbone)
    name = f"{backbone.name}-{backbone.sha256[:12]}-{recipe.input_size}px-v{PIXELS_VERSION}.db"
    features = extract_features(
        FeatureCache(features_dir / name, FEATURES),
        frozen,
        load,
        [*train["sha256"], *val["sha256"]],
        recipe.input_size,
        lambda done, total: progress("features", done, total, {}),
    )
    train_features, val_features = features[: len(train)], features[len(train) :]
    train_classes, val_classes = targets(train, classes), targets(val, classes)
    rows: list[dict[str, float]] = []

    def on_step(step: int, total: int, head: Head) -> None:
        metrics = {
            **_loss_and_accuracy(head.logits(train_features), train_classes, ""),
            **_loss_and_accuracy(head.logits(val_features), val_classes, "val_"),
        }
        rows.append({"epoch": step, **metrics})
        progress("training", step, total, metrics)

    head = fit_head(train_features, train_classes, example_weights(train, classes), len(classes), on_step)
    network.get_layer(CLASSIFIER).set_weights([head.kernel, head.bias])
    return pd.DataFrame(rows)


def _loss_and_accuracy(logits: Features, classes: NDArray[np.int64], prefix: str) -> dict[str, float]:
    likelihoods = probabilities(logits)[np.arange(len(classes)), classes]
    return {
        f"{prefix}loss": float(-np.log(np.maximum(likelihoods, 1e-12)).mean()),
        f"{prefix}accuracy": float((logits.argmax(axis=1) == classes).mean()),
    }
