"""Train a network's layers by gradient descent, on augmented photos, with views as a second task."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from carcls.learn.batches import ROOM, batches
from carcls.learn.examples import example_weights, targets
from carcls.learn.keras_backend import has_gpu, import_keras
from carcls.learn.networks import CLASSIFIER, build_network
from carcls.learn.pixels import PixelLoader
from carcls.learn.recipes import Recipe

if TYPE_CHECKING:
    import pandas as pd

Taught: TypeAlias = Mapping[str, NDArray[np.float32]]  # probabilities (classes,) by sha256, as teachers say

GPU_BATCH_FACTOR = 4  # a GPU takes larger batches than the recipe's, which are a CPU's
COLUMNS = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
HISTORY = "history.csv"
WEIGHTS, DRAWS = "checkpoint.weights.h5", "draws.npy"
LOGS = "tensorboard"  # the name of a training's folder of logs
AVERAGED_PARTS = 8  # the average of weights is of the last eighth of the steps at most, whatever the recipe says
WARM_UP = 0.1  # of the steps
VIEWS = "views"  # the name of the second output, which is not deployed
TAUGHT_PART = 0.5  # of a labelled photo's target; a photo without a label has its teachers' word alone


def descend(
    network: Any,
    train: pd.DataFrame,
    val: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    seed: int,
    *,
    taught: Taught | None = None,
    kept: Path | None = None,
    progress: Callable[[int, int, Mapping[str, float]], None],
) -> pd.DataFrame:
    """Train a network in place; it has afterwards the average of its weights over the last steps.

    Args:
        network: of `build_network`, with the weights to start from.
        train: rows of a manifest; `label` is None where only teachers speak.
        val: rows of a manifest, to be watched; nothing is chosen by them.
        classes: in the order of the outputs.
        load: gives pixels by sha256.
        seed: the same one gives the same network on the same machine, bit for bit.
        taught: teachers' probabilities; a photo in it is trained towards its label and its teachers together.
        kept: a folder for logs (`tensorboard`) and a checkpoint an epoch, by which a training that was killed goes on;
            None: neither.
        progress: called with (epochs done, epochs in all, metrics).

    Returns:
        A row an epoch: epoch, loss, accuracy, val_loss, val_accuracy.
    """
    import pandas as pd

    keras = import_keras()
    gpu = has_gpu()
    batch_size = recipe.batch_size * (GPU_BATCH_FACTOR if gpu else 1)
    # A net of its own: what is deployed is float32 everywhere, and carries neither an optimizer nor views.
    views = sorted(train["view"].dropna().unique())
    trainee = _trainee(network, recipe, len(classes), len(views), "mixed_float16" if gpu else "float32", seed)
    with TemporaryDirectory(prefix="carcls-") as scratch:  # decoded once, read in every epoch
        room = round(recipe.input_size * ROOM)
        data = batches(
            load(list(train["sha256"]), room, file=Path(scratch) / "train.npy"),
            _targets(train, classes, views, taught or {}),
            batch_size,
            weights={
                CLASSIFIER: example_weights(train, classes, recipe),
                VIEWS: np.asarray(train["view"].notna(), np.float32),
            },
            size=recipe.input_size,
            smallest_crop=recipe.smallest_crop,
            seed=seed,
        )
        watched = batches(
            load(list(val["sha256"]), recipe.input_size, file=Path(scratch) / "val.npy"),
            _targets(val, classes, views, {}),
            batch_size,
        )
        _compile(trainee, recipe, len(data))
        first = _resume(trainee, kept) if kept else 0
        data.start_epoch(first)
        history = pd.read_csv(kept / HISTORY) if kept and first else pd.DataFrame(columns=COLUMNS)

        def on_epoch_end(epoch: int, logs: Mapping[str, float]) -> None:
            nonlocal history
            # Keras names the parts of a loss only where there are several.
            named = f"{CLASSIFIER}_" if f"{CLASSIFIER}_loss" in logs else ""
            metrics = {
                side + name: float(logs[side + named + name]) for side in ("", "val_") for name in ("loss", "accuracy")
            }
            history.loc[epoch] = {"epoch": epoch + 1, **metrics}  # one that is trained again is written again
            if kept:
                history.to_csv(kept / HISTORY, index=False)
                _checkpoint(trainee, kept, epoch + 1)
            progress(epoch + 1, recipe.epochs, metrics)

        callbacks = [keras.callbacks.LambdaCallback(on_epoch_end=on_epoch_end)]
        if _momentum(recipe, recipe.epochs * len(data)):
            callbacks.insert(0, keras.callbacks.SwapEMAWeights())  # the average is what is watched
        if kept:
            callbacks.append(keras.callbacks.TensorBoard(kept / LOGS, write_graph=False))
        # The batches are shuffled, by the seed; Keras would draw from Python's own generator.
        trainee.fit(
            data,
            validation_data=watched,
            initial_epoch=first,
            epochs=recipe.epochs,
            callbacks=callbacks,
            shuffle=False,
            verbose=0,
        )
    for layer in network.layers:
        layer.set_weights(trainee.get_layer(layer.name).get_weights())
    return history.astype(float).astype({"epoch": int})


def _trainee(network: Any, recipe: Recipe, classes: int, views: int, dtype: str, seed: int) -> Any:
    """A net with the network's weights and, where views are known, a second output that tells them apart."""
    keras = import_keras()
    trainee = build_network(recipe.architecture, recipe.input_size, classes, dtype, seed)
    trainee.set_weights(network.get_weights())
    for layer in trainee.layers:
        block = re.match(r"block(\d+)_", layer.name)
        layer.trainable = not (
            recipe.frozen_blocks >= 0 and (layer.name == "stem" or (block and int(block[1]) < recipe.frozen_blocks))
        )
    outputs = {CLASSIFIER: trainee.output}
    if views and recipe.view_weight:
        initial = keras.initializers.GlorotUniform(seed)
        seen = trainee.get_layer(CLASSIFIER).input
        outputs[VIEWS] = keras.layers.Dense(views, kernel_initializer=initial, dtype="float32", name=VIEWS)(seen)
    return keras.Model(trainee.input, outputs)


def _compile(trainee: Any, recipe: Recipe, steps: int) -> None:
    keras = import_keras()
    all_steps = recipe.epochs * steps
    warm_up = max(1, round(WARM_UP * all_steps))
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, all_steps - warm_up), warmup_target=recipe.learning_rate, warmup_steps=warm_up
    )
    momentum = _momentum(recipe, all_steps)
    averaging = {"use_ema": True, "ema_momentum": momentum} if momentum else {}

    def loss() -> Any:
        return keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=recipe.label_smoothing)

    trainee.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, **averaging),
        loss={name: loss() for name in trainee.output},
        loss_weights={name: 1.0 if name == CLASSIFIER else recipe.view_weight for name in trainee.output},
        metrics={CLASSIFIER: ["accuracy"]},
        jit_compile="auto",  # XLA on JAX; with TensorFlow it and the same model from the same seed exclude each other
    )


def _momentum(recipe: Recipe, steps: int) -> float:
    """The recipe's averaging, or less where so few steps would leave the average near the weights of the start."""
    return max(0.0, min(recipe.averaging, 1 - AVERAGED_PARTS / steps))


def _checkpoint(trainee: Any, kept: Path, epochs: int) -> None:
    """Keep all that goes on changing after so many epochs, whole or not at all, instead of what was kept before."""
    before = list(kept.glob("after-*"))
    partial = kept / "partial"
    partial.mkdir(exist_ok=True)
    trainee.save_weights(partial / WEIGHTS, overwrite=True)
    # What dropout draws is no weight to Keras.
    np.save(partial / DRAWS, [np.asarray(generator.state) for generator in _generators(trainee)])
    partial.rename(kept / f"after-{epochs}")
    for folder in before:
        shutil.rmtree(folder)


def _resume(trainee: Any, kept: Path) -> int:
    """Take up what the last checkpoint kept. Returns how many epochs are done."""
    kept.mkdir(parents=True, exist_ok=True)
    done = {int(folder.name.removeprefix("after-")): folder for folder in kept.glob("after-*")}
    if not done:
        return 0
    last = max(done)
    trainee.optimizer.build(trainee.trainable_variables)  # else there is nothing to load its state into
    trainee.load_weights(done[last] / WEIGHTS)
    for generator, state in zip(_generators(trainee), np.load(done[last] / DRAWS), strict=True):
        generator.state.assign(state)
    return last


def _generators(trainee: Any) -> list[Any]:
    return [layer.seed_generator for layer in trainee.layers if getattr(layer, "seed_generator", None) is not None]


def _targets(
    frame: pd.DataFrame, classes: tuple[str, ...], views: list[str], taught: Taught
) -> dict[str, NDArray[np.float32]]:
    """What each output should say: (n, classes), and (n, views), zeros where a photo's view is not known."""
    said = np.eye(len(classes) + 1, dtype=np.float32)[targets(frame, classes)][:, :-1]  # -1, no label: zeros
    for row, sha256 in enumerate(frame["sha256"]):
        if sha256 in taught:
            part = TAUGHT_PART if said[row].any() else 1.0
            said[row] = (1 - part) * said[row] + part * taught[sha256]
    seen = np.eye(len(views) + 1, dtype=np.float32)[targets(frame.assign(label=frame["view"]), views)][:, :-1]
    return {CLASSIFIER: said, VIEWS: seen} if views else {CLASSIFIER: said}
