"""A trained model as it is used: a network, what its outputs mean, and how sure it must be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.errors import ModelError

BATCH = 32  # photos a step on a CPU: larger ones leave its caches, 64 takes twice the time a photo


@dataclass(frozen=True)
class TrainedModel:
    """A network and its calibration.

    network: a Keras model from pixels 0 to 255, (n, input_size, input_size, 3) RGB, to logits (n, classes).
    classes: in the order of the outputs. temperature: what logits are divided by. abstain_below: a confidence
    below it is not sure enough. details: what else the model's card tells (dataset, seed, device, notes, …).
    """

    network: Any
    architecture: str
    classes: tuple[str, ...]
    input_size: int
    temperature: float = 1.0
    abstain_below: float = 0.5
    details: dict[str, Any] = field(default_factory=dict)

    def logits(self, images: NDArray[np.uint8], batch_size: int = BATCH) -> NDArray[np.float32]:
        """Uncalibrated logits, float32 (n, classes), of uint8 (n, input_size, input_size, 3) RGB.

        batch_size: photos a step.

        Raises:
            ModelError: pixels of another shape or type.
        """
        expected = (self.input_size, self.input_size, 3)
        if images.shape[1:] != expected or images.dtype != np.uint8:
            raise ModelError(
                f"Pixels should be uint8 of shape (n, {self.input_size}, {self.input_size}, 3). "
                f"Received: {images.dtype} {images.shape}. Make them with carcls.learn.pixels."
            )
        if not len(images):
            return np.zeros((0, len(self.classes)), np.float32)
        return np.asarray(self.network.predict(images, batch_size=batch_size, verbose=0), np.float32)

    def predict(self, images: NDArray[np.uint8], batch_size: int = BATCH) -> NDArray[np.float32]:
        """Calibrated probabilities, float32 (n, classes), rows sum to 1, of uint8 (n, input_size, input_size, 3) RGB.

        batch_size: photos a step.

        Raises:
            ModelError: pixels of another shape or type.
        """
        return probabilities(self.logits(images, batch_size), self.temperature)

    @property
    def essentials(self) -> dict[str, Any]:
        """What, beside the weights, decides its answers."""
        return {
            "architecture": self.architecture,
            "classes": list(self.classes),
            "input_size": self.input_size,
            "temperature": self.temperature,
            "abstain_below": self.abstain_below,
        }

    @cached_property
    def digest(self) -> str:
        """The model's name: sha256 of the weights' bytes in order and of the essentials, 64 hexadecimal digits."""
        content = sha256(json.dumps(self.essentials, sort_keys=True).encode())
        for weight in self.network.get_weights():
            content.update(np.ascontiguousarray(weight).tobytes())
        return content.hexdigest()


def probabilities(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float32]:
    """Softmax of logits (n, classes) divided by a temperature."""
    scaled = logits / np.float32(temperature)
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), np.float32)
