"""Learning on the features of a frozen backbone: a head in seconds, without Keras once the features are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from carcls.learn.backbone import BACKBONES, FEATURES, build_backbone, load_imagenet_weights
from carcls.learn.examples import example_weights, targets
from carcls.learn.features import FeatureCache, Features, extract_features
from carcls.learn.head import Head, fit_head
from carcls.learn.pixels import PixelLoader
from carcls.learn.recipes import Recipe
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


def features_file(features_dir: Path, recipe: Recipe) -> Path:
    """Where the features by the recipe's backbone at its input size are kept."""
    backbone = BACKBONES[recipe.architecture]
    return features_dir / f"{backbone.name}-{backbone.sha256[:12]}-{recipe.input_size}px-v{PIXELS_VERSION}.db"


def frozen_features(
    sha256s: Sequence[str],
    load: PixelLoader,
    recipe: Recipe,
    features_dir: Path,
    progress: Callable[[int, int], None],
) -> Features:
    """The features of photos by the recipe's backbone as ImageNet left it, float32 (n, width), in the order asked for.

    Args:
        load: gives pixels by sha256.
        features_dir: where features are kept. Where it has them all, Keras is not started.
        progress: called with (photos done, photos in all) that are not kept yet.
    """
    backbone = BACKBONES[recipe.architecture]

    def build() -> Any:
        frozen = build_backbone(backbone, recipe.input_size)
        load_imagenet_weights(frozen, backbone)
        return frozen

    cache = FeatureCache(features_file(features_dir, recipe), FEATURES)
    return extract_features(cache, build, load, sha256s, recipe.input_size, progress)


def fit_frozen_head(
    train: pd.DataFrame,
    val: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    features_dir: Path,
    progress: TrainingProgress,
) -> tuple[Head, pd.DataFrame]:
    """Fit a head to train's features, watching val.

    Args:
        train, val: rows of a manifest, neither empty.
        classes: in the order of the outputs.

    Returns:
        The head, and its history, a row a step, as of `fit_network`.
    """
    import pandas as pd

    features = frozen_features(
        [*train["sha256"], *val["sha256"]],
        load,
        recipe,
        features_dir,
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

    weights = example_weights(train, classes, recipe)
    head = fit_head(train_features, train_classes, weights, len(classes), recipe.penalty, on_step)
    return head, pd.DataFrame(rows)


def judge_by_head(
    train: pd.DataFrame,
    val: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    features_dir: Path,
    progress: TrainingProgress,
) -> Features:
    """What a head fitted to train says of val: logits, float32 (n, classes). Arguments as of `fit_frozen_head`.

    The same as the whole network would say, without a photo going through the backbone again, and without a history,
    which costs half as much as the fit.
    """
    features = frozen_features(
        [*train["sha256"], *val["sha256"]],
        load,
        recipe,
        features_dir,
        lambda done, total: progress("features", done, total, {}),
    )
    weights = example_weights(train, classes, recipe)
    head = fit_head(features[: len(train)], targets(train, classes), weights, len(classes), recipe.penalty)
    return head.logits(features[len(train) :])


def _loss_and_accuracy(logits: Features, classes: NDArray[np.int64], prefix: str) -> dict[str, float]:
    likelihoods = probabilities(logits)[np.arange(len(classes)), classes]
    return {
        f"{prefix}loss": float(-np.log(np.maximum(likelihoods, 1e-12)).mean()),
        f"{prefix}accuracy": float((logits.argmax(axis=1) == classes).mean()),
    }
