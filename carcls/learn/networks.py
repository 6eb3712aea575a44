"""The networks that are deployed: one Keras model each, from pixels to logits."""

from __future__ import annotations

import itertools
from typing import Any

from carcls.learn.backbone import BACKBONES, build_backbone
from carcls.learn.keras_backend import import_keras
from carcls.learn.recipes import CNN

CLASSIFIER = "classifier"  # the name of the last layer


def build_network(architecture: str, input_size: int, classes: int, dtype: str = "float32", seed: int = 0) -> Any:
    """A network without weights of note.

    Args:
        architecture: a key of `RECIPES`.
        input_size: side of the square photo in pixels.
        classes: number of outputs.
        dtype: Keras dtype policy of its layers, e.g. `mixed_float16`.
        seed: of what the layers draw. It is given to each: Keras would else draw theirs from Python's own generator,
            which whatever else the process does moves on.

    Returns:
        A functional model: (n, input_size, input_size, 3) RGB of 0 to 255, uint8 or float → float32 logits
        (n, classes).
    """
    if architecture == CNN:
        return _build_cnn(input_size, classes, dtype, seed)
    keras = import_keras()
    backbone = build_backbone(BACKBONES[architecture], input_size, dtype)
    initial = keras.initializers.GlorotUniform(seed)
    logits = keras.layers.Dense(classes, kernel_initializer=initial, dtype="float32", name=CLASSIFIER)(backbone.output)
    return keras.Model(backbone.input, logits, name=f"{backbone.name}_classifier")


def _build_cnn(input_size: int, classes: int, dtype: str, seed: int) -> Any:
    """The original's kind of net: four convolutions with max-pooling, a dense layer, dropout around it."""
    keras = import_keras()
    layers = keras.layers
    seeds = itertools.count(seed * 1000)

    def initial() -> Any:
        return keras.initializers.GlorotUniform(next(seeds))

    x = photo = keras.Input((input_size, input_size, 3), name="photo")
    x = layers.Rescaling(1 / 255, dtype=dtype, name="normalise")(x)
    for number, filters in enumerate((32, 64, 128, 128), 1):
        x = layers.Conv2D(
            filters,
            3,
            padding="same",
            activation="relu",
            kernel_initializer=initial(),
            dtype=dtype,
            name=f"convolution{number}",
        )(x)
        x = layers.MaxPooling2D(dtype=dtype, name=f"pool{number}")(x)
    x = layers.Flatten(dtype=dtype, name="flatten")(x)
    x = layers.Dropout(0.5, seed=next(seeds), dtype=dtype, name="dropout1")(x)
    x = layers.Dense(256, activation="relu", kernel_initializer=initial(), dtype=dtype, name="dense")(x)
    x = layers.Dropout(0.5, seed=next(seeds), dtype=dtype, name="dropout2")(x)
    logits = layers.Dense(classes, kernel_initializer=initial(), dtype="float32", name=CLASSIFIER)(x)
    return keras.Model(photo, logits, name="cnn")
