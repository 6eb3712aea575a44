"""Fit a network to examples: a head on frozen features, or every layer by gradient descent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from carcls.learn.augment import batches
from carcls.learn.backbone import BACKBONES, FEATURES, build_backbone, load_imagenet_weights
from carcls.learn.examples import example_weights, targets
from carcls.learn.features import FeatureCache, Features, extract_features
from carcls.learn.head import Head, fit_head
from carcls.learn.keras_backend import has_gpu, import_keras
from carcls.learn.networks import CLASSIFIER, build_network
from carcls.learn.pixels import PixelLoader
from carcls.learn.recipes import CNN, Recipe
from carcls.learn.trained_model import probabilities

if TYPE_CHECKING:
    import pandas as pd

GPU_BATCH_FACTOR = 4  # a GPU takes larger batches than the recipe's, which are a CPU's
WARM_UP = 0.1  # of the steps
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

    Returns:
        The network, float32, and its history, a row an epoch or step: epoch, loss, accuracy, val_loss, val_accuracy.
    """
    train, val = (frame[frame["split"] == side] for side in ("train", "val"))
    network = build_network(recipe.architecture, recipe.input_size, len(classes), seed=seed)
    if recipe.architecture == CNN:
        return network, _train_layers(network, train, val, classes, load, recipe, seed, progress)
    history = _fit_head(network, train, val, classes, load, recipe, features_dir, progress)
    if fine_tune:
        history = _train_layers(network, train, val, classes, load, recipe, seed, progress)
    return network, history


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


def _train_layers(
    network: Any,
    train: pd.DataFrame,
    val: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    seed: int,
    progress: TrainingProgress,
) -> pd.DataFrame:
    """Train all of a network's layers; the weights of the best epoch on val are what it has afterwards."""
    import pandas as pd

    keras = import_keras()
    gpu = has_gpu()
    batch_size = recipe.batch_size * (GPU_BATCH_FACTOR if gpu else 1)
    # A net of its own: what is deployed is float32 everywhere, and carries no optimizer.
    dtype = "mixed_float16" if gpu else "float32"
    trainee = build_network(recipe.architecture, recipe.input_size, len(classes), dtype, seed)
    trainee.set_weights(network.get_weights())
    with TemporaryDirectory(prefix="carcls-") as scratch:  # decoded once, read in every epoch
        train_images = load(list(train["sha256"]), recipe.input_size, file=Path(scratch) / "train.npy")
        val_images = load(list(val["sha256"]), recipe.input_size, file=Path(scratch) / "val.npy")
        train_batches = batches(
            train_images,
            targets(train, classes),
            len(classes),
            batch_size,
            weights=example_weights(train, classes),
            smallest_crop=recipe.smallest_crop,
            seed=seed,
        )
        steps = recipe.epochs * len(train_batches)
        warm_up = max(1, round(WARM_UP * steps))
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - warm_up), warmup_target=recipe.learning_rate, warmup_steps=warm_up
        )
        trainee.compile(
            optimizer=keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=recipe.label_smoothing),
            metrics=["accuracy"],
        )
        watch = keras.callbacks.EarlyStopping("val_loss", patience=recipe.patience, restore_best_weights=True)
        tell = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: progress("training", epoch + 1, recipe.epochs, dict(logs))
        )
        told = trainee.fit(
            train_batches,
            validation_data=batches(val_images, targets(val, classes), len(classes), batch_size),
            epochs=recipe.epochs,
            callbacks=[watch, tell],
            shuffle=False,  # the batches are shuffled, by the seed; Keras would draw from Python's own generator
            verbose=0,
        )
    network.set_weights(trainee.get_weights())
    columns = {name: told.history[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    return pd.DataFrame({"epoch": [epoch + 1 for epoch in told.epoch], **columns})


def _loss_and_accuracy(logits: Features, classes: NDArray[np.int64], prefix: str) -> dict[str, float]:
    likelihoods = probabilities(logits)[np.arange(len(classes)), classes]
    return {
        f"{prefix}loss": float(-np.log(np.maximum(likelihoods, 1e-12)).mean()),
        f"{prefix}accuracy": float((logits.argmax(axis=1) == classes).mean()),
    }
