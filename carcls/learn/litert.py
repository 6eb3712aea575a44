"""LiteRT files of a network: what a CPU labels with, without TensorFlow; and the way back to Keras.

A converted network has whole numbers of 8 bits for weights, one scale a channel, and for what flows between layers,
with ranges read off real photos; or floats throughout. It takes uint8 pixels (1, size, size, 3), or float32 of 0 to
255, and gives logits (1, classes), float32. Source of the method: Jacob et al., "Quantization and Training of Neural
Networks for Efficient Integer-Arithmetic-Only Inference", 2018.
"""

from __future__ import annotations

import re
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.errors import ModelError
from carcls.learn.backbone import BACKBONES
from carcls.learn.keras_backend import import_keras, without_noise
from carcls.learn.networks import build_network
from carcls.learn.pixels import Pixels

CALIBRATION_PHOTOS = 100


def to_litert(network: Any, photos: Pixels | None) -> bytes:
    """Convert a network of `build_network`.

    Args:
        photos: uint8 (n, size, size, 3), as varied as what will be labelled, whose ranges int8 takes; None: float32.

    Raises:
        ModelError: Keras runs on another backend than TensorFlow, whose converter this is.
    """
    backend = import_keras().backend.backend()
    if backend != "tensorflow":
        raise ModelError(
            f"A LiteRT file should be made on TensorFlow's backend. Received: {backend}. "
            "Set KERAS_BACKEND=tensorflow, or leave it unset, and export again."
        )
    import tensorflow

    with TemporaryDirectory(prefix="carcls-") as folder, without_noise():
        network.export(folder, format="tf_saved_model", verbose=False)
        converter = tensorflow.lite.TFLiteConverter.from_saved_model(folder)
        if photos is not None:
            converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: ([photo[None].astype(np.float32)] for photo in photos)
            converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = tensorflow.uint8
        return bytes(converter.convert())


def interpreter(content: bytes, *, plain: bool = False) -> Any:
    """An `ai_edge_litert` interpreter of one thread, ready to run. plain: without XNNPACK, which hides the weights.

    Raises:
        ModelError: the bytes are no LiteRT file.
    """
    with without_noise():  # it greets
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        kind = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES if plain else OpResolverType.AUTO
        try:
            ready = Interpreter(model_content=content, num_threads=1, experimental_op_resolver_type=kind)
            ready.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"A LiteRT file should be whole. Received: {len(content)} bytes ({str(error).splitlines()[0]}). "
                "Export the model again (carcls models export), or install carcls again."
            ) from error
    return ready


def litert_logits(content: bytes, photos: Pixels) -> NDArray[np.float32]:
    """Logits (n, classes) of uint8 (n, size, size, 3), one photo after the other."""
    ready = interpreter(content)
    photo, said = ready.get_input_details()[0], ready.get_output_details()[0]
    rows = []
    for pixels in photos:
        ready.set_tensor(photo["index"], pixels[None].astype(photo["dtype"]))
        ready.invoke()
        rows.append(ready.get_tensor(said["index"])[0].copy())
    return np.asarray(rows, np.float32)


def network_from_litert(content: bytes, architecture: str, input_size: int, classes: int) -> Any:
    """The Keras network with the weights of an int8 file; its activations are floats again.

    Raises:
        ModelError: the file is of another architecture than a backbone's, or of none.
    """
    network = build_network(architecture, input_size, classes)
    found = _weights(content)
    for layer in network.layers:
        shapes = [weight.shape for weight in layer.get_weights()]
        if not shapes:
            continue
        weights = found.get(layer.name, [])
        if [weight.shape for weight in weights] != shapes:
            raise ModelError(
                f"A LiteRT file should hold {layer.name} of {architecture}, {shapes}. "
                f"Received: {[weight.shape for weight in weights]}. It can be turned back for {', '.join(BACKBONES)}."
            )
        layer.set_weights(weights)
    return network


def _weights(content: bytes) -> dict[str, list[NDArray[np.float32]]]:
    """Kernel and bias by layer, in Keras's layout (HWIO; of a depthwise convolution HWC1; of a dense layer IO)."""
    ready = interpreter(content, plain=True)
    kernels: dict[str, NDArray[np.float32]] = {}
    biases: dict[str, NDArray[np.float32]] = {}
    for tensor in ready.get_tensor_details():
        name = re.match(r"[^/]+/(\w+?)(_\d+)?/", tensor["name"])
        scales = tensor["quantization_parameters"]["scales"]
        if name is None or not len(scales):
            continue
        try:
            numbers = ready.get_tensor(tensor["index"])
        except ValueError:  # what flows between layers has no content before a run
            continue
        if numbers.dtype == np.int32 and numbers.ndim == 1:
            biases[name[1]] = numbers.astype(np.float32) * scales
        elif tensor["name"].endswith("/depthwise"):  # 1HWC
            kernels[name[1]] = (numbers * scales).transpose(1, 2, 3, 0).astype(np.float32)
        elif tensor["name"].endswith("/convolution"):  # OHWI
            kernels[name[1]] = (numbers * scales[:, None, None, None]).transpose(1, 2, 3, 0).astype(np.float32)
        elif "/MatMul" in tensor["name"] and numbers.dtype == np.int8:  # OI
            kernels[name[1]] = (numbers * scales[:, None]).T.astype(np.float32)
    return {name: [kernel, biases[name]] for name, kernel in kernels.items() if name in biases}
