"""Where in a photo a network finds what speaks for each class.

Of a net that averages its last feature map and puts one dense layer on it (the EfficientNets) the class activation map
is exact: the mean of a class's map is its logit. Source: Zhou et al., "Learning Deep Features for Discriminative
Localization", 2016. Of any other net (the plain CNN) parts of the photo are covered, and what a class's logit loses by
it is the map. Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.learn.keras_backend import import_keras
from carcls.learn.networks import CLASSIFIER
from carcls.learn.pixels import Pixels
from carcls.learn.trained_model import TrainedModel

POOL = "pool"  # the layer that averages the last feature map, in every net of `carcls.learn.backbone`
CELLS = 8  # by which a side is divided to be covered
COVER = 2  # cells that are covered at once, a side: a smaller patch than a headlamp hides nothing


def evidence(model: TrainedModel, image: Pixels) -> NDArray[np.float32]:
    """What each place of a photo says for each class and against the others.

    Softmax knows only differences, so the mean over the classes is taken off: a place's numbers sum to 0.

    Args:
        image: uint8 (input_size, input_size, 3), RGB, of `carcls.learn.pixels`.

    Returns:
        float32 (height, width, classes), in logits, of whatever height and width the method has; positive: for it.
        Where the map is exact, its mean is the logits less their mean, but for the biases.
    """
    layers = {layer.name for layer in model.network.layers}
    maps = _activation_maps(model, image) if POOL in layers else _occlusion_maps(model, image)
    return np.asarray(maps - maps.mean(axis=2, keepdims=True), np.float32)


def _activation_maps(model: TrainedModel, image: Pixels) -> NDArray[np.float32]:
    keras, network = import_keras(), model.network
    seeing = keras.Model(network.input, network.get_layer(POOL).input)
    features: Any = seeing.predict(image[None], verbose=0)[0]
    kernel, _bias = network.get_layer(CLASSIFIER).get_weights()
    return np.asarray(features.astype(np.float32) @ kernel, np.float32)


def _occlusion_maps(model: TrainedModel, image: Pixels) -> NDArray[np.float32]:
    """(CELLS, CELLS, classes): what the logits lose where a patch around the cell has the photo's mean colour."""
    side, colour = model.input_size, image.mean(axis=(0, 1)).astype(np.uint8)
    edges = [
        (round((cell + 0.5 - COVER / 2) * side / CELLS), round((cell + 0.5 + COVER / 2) * side / CELLS))
        for cell in range(CELLS)
    ]
    photos = np.repeat(image[None], CELLS * CELLS + 1, axis=0)
    for number, (row, column) in enumerate(np.ndindex(CELLS, CELLS)):
        (top, bottom), (left, right) = edges[row], edges[column]
        photos[number, max(0, top) : bottom, max(0, left) : right] = colour
    logits = model.logits(photos)
    lost: NDArray[np.float32] = logits[-1] - logits[:-1]
    return lost.reshape(CELLS, CELLS, -1)
