"""The networks that are deployed: one Keras model each, from pixels to logits."""

from __future__ import annotations

from typing import Any

from carcls.learn.backbone import build_backbone
from carcls.learn.keras_backend import import_keras
from carcls.learn.recipes import CNN

CLASSIFIER = "classifier"  # the name of the last layer


def build_network(architecture: str, input_size: int, classes: int, dtype: str = "float32") -> Any:
    """A network without weights of note.

    Args:
        architecture: a key of `RECIPES`.
        input_size: side of the square photo in pixels.
        classes: number of outputs.
        dtype: Keras dtype policy of its layers, e.g. `mixed_float16`.

    Returns:
        A functional model: (n, input_size, input_size, 3) RGB of 0 to 255, uint8 or float → float32 logits
        (n, classes).
    """
    if architecture == CNN:
        return _build_cnn(input_size, classes, dtype)
    keras = import_keras()
    backbone = build_backbone(input_size, dtype)
    logits = keras.layers.Dense(classes, dtype="float32", name=CLASSIFIER)(backbone.output)
    return keras.Model(backbone.input, logits, name="efficientnet_lite0_classifier")


def _build_cnn(input_size: int, classes: int, dtype: str) -> Any:
    """The original's kind of net: four convolutions with max-pooling, a dense layer, dropout around it."""
    keras = import_keras()
    layers = keras.layers
    photo = keras.Input((input_size, input_size, 3), name="photo")
    x = layers.Rescaling(1 / 255, dtype=dtype, name="normalise")(photo)
    for number, filters in enumerate((32, 64, 128, 128), 1):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", dtype=dtype, name=f"convolution{number}")(x)
        x = layers.MaxPooling2D(dtype=dtype, name=f"pool{number}")(x)
    x = layers.Flatten(dtype=dtype, name="flatten")(x)
    x = layers.Dropout(0.5, dtype=dtype, name="dropout1")(x)
    x = layers.Dense(256, activation="relu", dtype=dtype, name="dense")(x)
    x = layers.Dropout(0.5, dtype=dtype, name="dropout2")(x)
    return keras.Model(photo, layers.Dense(classes, dtype="float32", name=CLASSIFIER)(x), name="cnn")
