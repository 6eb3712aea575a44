"""The architectures, and how each of them is trained."""

from __future__ import annotations

from dataclasses import dataclass

from carcls.errors import TrainingError
from carcls.learn.backbone import BACKBONES, LITE0, LITE2


@dataclass(frozen=True)
class Recipe:
    """How to train.

    input_size: side of the square photo in pixels. epochs: at most. patience: epochs without a better loss on val
    before it ends. batch_size: photos a step on a CPU. learning_rate: the highest, after warm-up.
    smallest_crop: least part of a side that augmentation keeps.
    """

    architecture: str
    input_size: int
    epochs: int
    patience: int
    batch_size: int
    learning_rate: float
    smallest_crop: float
    weight_decay: float = 1e-4
    label_smoothing: float = 0.05


CNN = "cnn"

RECIPES = {
    # The original's kind: convolutions, max-pooling, dense layers, from nothing.
    CNN: Recipe(CNN, 128, epochs=40, patience=8, batch_size=32, learning_rate=1e-3, smallest_crop=0.7),
    # ImageNet's features with a linear head; all but the input size is for fine-tuning it.
    LITE0.name: Recipe(LITE0.name, 224, epochs=6, patience=3, batch_size=32, learning_rate=3e-4, smallest_crop=0.6),
    LITE2.name: Recipe(LITE2.name, 260, epochs=6, patience=3, batch_size=32, learning_rate=3e-4, smallest_crop=0.6),
}


def recipe_of(architecture: str, fine_tune: bool) -> Recipe:
    """The recipe of an architecture.

    Raises:
        TrainingError: no such architecture, or one that has nothing to fine-tune.
    """
    if architecture not in RECIPES:
        raise TrainingError(
            f"An architecture should be one of {', '.join(RECIPES)}. Received: {architecture!r}. "
            "Set CARCLS_ARCHITECTURE, or name another."
        )
    if fine_tune and architecture == CNN:
        raise TrainingError(
            f"Fine-tuning should start from a trained backbone: {' or '.join(BACKBONES)}. Received: {CNN}, which is "
            "trained whole anyway. Leave fine-tuning out, or name another architecture."
        )
    return RECIPES[architecture]
