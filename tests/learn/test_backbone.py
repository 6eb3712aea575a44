from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from carcls.learn.backbone import LITE0, LITE2, Backbone, build_backbone, load_imagenet_weights, weights_file
from carcls.learn.pixels import pixels
from carcls.learn.torch_weights import read_torch_weights
from tests.pictures import SHARED

pytestmark = pytest.mark.slow

# ImageNet classes that a whole car is taken for: station wagon, cab, convertible, limousine, minivan, racer, pickup,
# sports car, car wheel, grille; ambulance, jeep, moving van, police van, tow truck.
CARS = {436, 468, 511, 627, 656, 751, 717, 817, 479, 581, 407, 609, 675, 734, 864}


BOTH = pytest.mark.parametrize("backbone", [LITE0, LITE2], ids=lambda backbone: backbone.name)


def torch_weights(backbone: Backbone) -> dict[str, np.ndarray]:
    return read_torch_weights(weights_file(backbone), backbone.sha256)


def imagenet_backbone(backbone: Backbone, input_size: int) -> Any:
    model = build_backbone(backbone, input_size)
    load_imagenet_weights(model, backbone)
    return model


def convolution(x: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Channels first, TensorFlow's "same" padding; kernel (out, in or 1, k, k): 1 is depthwise."""
    size = kernel.shape[2]
    out = -(-x.shape[1] // stride)
    padding = max((out - 1) * stride + size - x.shape[1], 0)
    before = (padding // 2, padding - padding // 2)
    x = np.pad(x, ((0, 0), before, before))
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    if kernel.shape[1] == 1 and x.shape[0] == kernel.shape[0]:
        return np.einsum("cyxij,cij->cyx", windows, kernel[:, 0])
    return np.einsum("cyxij,ocij->oyx", windows, kernel)


def reference_features(backbone: Backbone, photo: np.ndarray) -> np.ndarray:
    """The net as its paper has it, batch norms apart, in numpy alone."""
    torch = torch_weights(backbone)

    def norm(x: np.ndarray, name: str, relu: bool = True) -> np.ndarray:
        gain, shift, mean, variance = (
            torch[f"{name}.{part}"][:, None, None] for part in ("weight", "bias", "running_mean", "running_var")
        )
        y = (x - mean) / np.sqrt(variance + 1e-3) * gain + shift
        return np.clip(y, 0, 6) if relu else y

    x = (photo.astype(np.float64).transpose(2, 0, 1) - 127) / 128
    x = norm(convolution(x, torch["_conv_stem.weight"], 2), "_bn0")
    number = 0
    for stage in backbone.stages:
        for repeat in range(stage.blocks):
            entry, block = x, f"_blocks.{number}"
            if stage.expansion > 1:
                x = norm(convolution(x, torch[f"{block}._expand_conv.weight"], 1), f"{block}._bn0")
            stride = stage.stride if repeat == 0 else 1
            x = norm(convolution(x, torch[f"{block}._depthwise_conv.weight"], stride), f"{block}._bn1")
            x = norm(convolution(x, torch[f"{block}._project_conv.weight"], 1), f"{block}._bn2", relu=False)
            x = x + entry if repeat > 0 else x
            number += 1
    return norm(convolution(x, torch["_conv_head.weight"], 1), "_bn1").mean(axis=(1, 2))


@BOTH
def test_the_folded_net_is_the_paper_s(backbone: Backbone) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (48, 48, 3), np.uint8)
    features = imagenet_backbone(backbone, 48).predict(photo[None], verbose=0)[0]
    np.testing.assert_allclose(features, reference_features(backbone, photo), atol=1e-4)


def test_its_size_is_known() -> None:
    model = build_backbone(LITE0, 32)
    assert model.output_shape == (None, 1280)
    # 3,329,408 kernel weights and a bias for each of the 20,592 channels that had a batch norm.
    assert model.count_params() == 3_350_000


@BOTH
@pytest.mark.shared
def test_cars_are_cars_to_it(backbone: Backbone) -> None:
    photos = pd.read_csv(SHARED / "photos" / "labels.csv").query("view == 'three-quarter' and listing_like == 'A'")
    paths = photos.groupby("seller").head(2)["path"].head(24)
    images = np.stack([pixels((SHARED / "photos" / path).read_bytes(), 224, 10**8) for path in paths])
    features = imagenet_backbone(backbone, 224).predict(images, verbose=0)
    torch = torch_weights(backbone)
    best = (features @ torch["_fc.weight"].T + torch["_fc.bias"]).argmax(axis=1)
    assert np.mean([int(index) in CARS for index in best]) > 0.9
