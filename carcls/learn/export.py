"""A model for other programs: SavedModel, LiteRT, ONNX or Keras, each read back and compared on real photos.

What is exported takes RGB pixels of 0 to 255, (n, size, size, 3), made as `carcls.learn.pixels` makes them: the whole
photo, squashed to a square. It gives calibrated probabilities (n, classes), in the order of the model's classes.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.errors import ModelError
from carcls.learn.keras_backend import import_keras, without_noise
from carcls.learn.litert import litert_logits, to_litert
from carcls.learn.pixels import Pixels
from carcls.learn.trained_model import TrainedModel

SAME = 1e-3  # how far apart probabilities may lie where both compute with floats
LEAST_AGREEMENT = 0.98  # of an int8 file: part of the photos that get the same class
Asks = Callable[[Pixels], NDArray[np.float32]]


@dataclass(frozen=True)
class Exported:
    """path: what was written. photos: compared on; agreement: part of them that get the same class; difference: the
    largest one between two probabilities.
    """

    path: Path
    photos: int
    agreement: float
    difference: float


def export_model(model: TrainedModel, kind: str, path: Path, photos: Pixels) -> Exported:
    """Write a model in another form, ask it about photos, and compare what it says with what the model says.

    Args:
        kind: a key of `KINDS`.
        path: the file, or for savedmodel the folder; what is there is replaced.
        photos: uint8 (n, size, size, 3), real ones; int8 takes its ranges from them.

    Raises:
        ModelError: no such kind, a package is missing, or the export does not say what the model says; then nothing
            is left at the path.
    """
    if kind not in KINDS:
        raise ModelError(f"An export should be one of {', '.join(KINDS)}. Received: {kind!r}. Name one of them.")
    if kind == "keras" and path.suffix != ".keras":
        raise ModelError(f"Keras's own files should end in .keras. Received: {path}. Name it {path.name}.keras.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    asks = KINDS[kind](_with_probabilities(model), path, photos)
    said, expected = asks(photos), model.predict(photos)
    agreement = float((said.argmax(axis=1) == expected.argmax(axis=1)).mean())
    difference = float(np.abs(said - expected).max())
    if agreement < LEAST_AGREEMENT or (kind != "litert-int8" and difference > SAME):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise ModelError(
            f"An export should say what the model says. Received: the same class on {agreement:.1%} of {len(photos)} "
            f"photos, probabilities up to {difference:.4f} apart. Export {model.digest[:12]} as another kind."
        )
    return Exported(path, len(photos), agreement, difference)


def _with_probabilities(model: TrainedModel) -> Any:
    keras = import_keras()
    scaled = keras.layers.Rescaling(1 / model.temperature, dtype="float32", name="temperature")(model.network.output)
    return keras.Model(model.network.input, keras.layers.Softmax(dtype="float32", name="probabilities")(scaled))


def _keras(network: Any, path: Path, photos: Pixels) -> Asks:
    keras = import_keras()
    network.save(path)
    again = keras.models.load_model(path, compile=False)
    return lambda some: np.asarray(again.predict(some, verbose=0), np.float32)


def _saved_model(network: Any, path: Path, photos: Pixels) -> Asks:
    with without_noise():
        network.export(path, format="tf_saved_model", verbose=False)
    import tensorflow

    again = tensorflow.saved_model.load(str(path))
    return lambda some: np.asarray(again.serve(tensorflow.constant(some, tensorflow.float32)), np.float32)


def _litert(network: Any, path: Path, photos: Pixels) -> Asks:
    path.write_bytes(to_litert(network, None))
    return lambda some: litert_logits(path.read_bytes(), some)


def _litert_int8(network: Any, path: Path, photos: Pixels) -> Asks:
    path.write_bytes(to_litert(network, photos))
    return lambda some: litert_logits(path.read_bytes(), some)


def _onnx(network: Any, path: Path, photos: Pixels) -> Asks:
    try:
        import onnxruntime
        import tf2onnx  # noqa: F401
    except ImportError as error:
        raise ModelError(
            f"An ONNX export should find tf2onnx and onnxruntime. Received: {error}. pip install 'carcls[onnx]'"
        ) from error
    network(photos[:1])  # Keras takes the shapes from a call
    with without_noise(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tf2onnx asks NumPy for names that it no longer has
        network.export(path, format="onnx", verbose=False)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda some: np.asarray(session.run(None, {name: some.astype(np.float32)})[0], np.float32)


SUFFIXES = {"keras": ".keras", "savedmodel": "", "litert": ".tflite", "litert-int8": ".int8.tflite", "onnx": ".onnx"}
KINDS: dict[str, Callable[[Any, Path, Pixels], Asks]] = {
    "keras": _keras,
    "savedmodel": _saved_model,
    "litert": _litert,
    "litert-int8": _litert_int8,
    "onnx": _onnx,
}
