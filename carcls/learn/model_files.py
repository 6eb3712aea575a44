"""A model's folder: model.json, model.keras and model.tflite, written and read.

Beside them stand what tells of the model: card.md, its evaluation, history.csv and plots.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from carcls.errors import ModelError
from carcls.learn.keras_backend import import_keras
from carcls.learn.litert import network_from_litert
from carcls.learn.trained_model import TrainedModel

NETWORK_FILE = "model.keras"
LITERT_FILE = "model.tflite"
MODEL_FILE = "model.json"


def write_model(folder: Path, model: TrainedModel, litert: bytes | None, *, with_network: bool = True) -> None:
    """Write what a model is into a folder: model.json, model.tflite where there is one, and model.keras.

    with_network: False where the LiteRT file is to serve Keras as well.
    """
    content = {"digest": model.digest, **model.essentials, **model.details}
    if litert is not None:
        (folder / LITERT_FILE).write_bytes(litert)
        content["litert_sha256"] = sha256(litert).hexdigest()
    if with_network:
        model.network.save(folder / NETWORK_FILE)
    (folder / MODEL_FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def load_folder(folder: Path) -> TrainedModel:
    """Load a model from its folder: model.keras, or where there is none, the weights of its LiteRT file.

    Raises:
        ModelError: the folder is missing or not whole, or its files are not what its model.json says.
    """
    content = read_model_file(folder)
    try:
        if (folder / NETWORK_FILE).exists():
            network = import_keras().models.load_model(folder / NETWORK_FILE, compile=False)
        else:
            litert = read_litert(folder, content)
            outputs = len(content["classes"])
            network = network_from_litert(litert, content["architecture"], content["input_size"], outputs)
    except (OSError, ValueError, TypeError) as error:
        raise _not_whole(folder, error) from error
    said = content.pop("digest")
    model = TrainedModel(
        network,
        content.pop("architecture"),
        tuple(content.pop("classes")),
        content.pop("input_size"),
        content.pop("temperature"),
        content.pop("abstain_below"),
        content,
    )
    if model.digest != said:
        raise ModelError(
            f"A model's files should have the digest that {MODEL_FILE} says. Received: {model.digest} in {folder}. "
            "They were changed: bring the folder back, or train again."
        )
    return model


def read_model_file(folder: Path) -> dict[str, Any]:
    """What a folder's model.json says: digest, architecture, classes, input_size, temperature, abstain_below, and more.

    Raises:
        ModelError: it is missing, or lacks one of these.
    """
    try:
        content: dict[str, Any] = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
        missing = {"digest", "architecture", "classes", "input_size", "temperature", "abstain_below"} - content.keys()
        if missing:
            raise ValueError(f"without {', '.join(sorted(missing))}")
    except (OSError, ValueError, AttributeError) as error:
        raise _not_whole(folder, error) from error
    return content


def read_litert(folder: Path, content: dict[str, Any]) -> bytes:
    """The LiteRT file of a folder whose model.json has that content.

    Raises:
        ModelError: it is missing or was changed.
    """
    try:
        litert = (folder / LITERT_FILE).read_bytes()
    except OSError as error:
        raise _not_whole(folder, error) from error
    if sha256(litert).hexdigest() != content.get("litert_sha256"):
        raise ModelError(
            f"A model's {LITERT_FILE} should be what its {MODEL_FILE} says. Received: another one in {folder}. "
            "It was changed: bring the folder back, or train again."
        )
    return litert


def _not_whole(folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"A model should be a folder with {MODEL_FILE} and {NETWORK_FILE} or {LITERT_FILE} that can be read. "
        f"Received: {folder} ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}). "
        "Was the registry moved? Set CARCLS_DATA_DIR, or train again."
    )
