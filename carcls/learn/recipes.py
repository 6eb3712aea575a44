"""The architectures, and how each of them is trained."""

from __future__ import annotations

from dataclasses import dataclass

from carcls.errors import TrainingError
from carcls.learn.backbone import BACKBONES, LITE0, LITE2


@dataclass(frozen=True)
class Recipe:
    """How to train.

    input_size: side of the square photo in pixels. epochs: of gradient descent. batch_size: photos a step on a CPU.
    learning_rate: the highest, after warm-up. smallest_crop: least part of a side that augmentation keeps.
    frozen_blocks: of the backbone, counted from the photo, stay as ImageNet left them; -1: the stem learns too.
    view_weight: how much of the loss is telling views apart, which the net is taught beside the classes.
    averaging: momentum of the weights' moving average, which is what is deployed; 0: none.
    blend: how far the weights go from where they started (0: ImageNet's backbone with a head on it) to where
        fine-tuning ended (1). Source: Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
    members: trainings from the same start, each with draws of its own, whose weights' mean is taken; it labels as fast
        as one of them, and takes that many times as long to train. Source: Wortsman et al., "Model soups", 2022.
    crop_spread: how much smaller the last member's `smallest_crop` is than the first one's; the source of `members`
        averages trainings that differ, too.
    penalty: L2, of the head on frozen features; scikit-learn's 1 / C.
    class_balance: how far classes are evened out, from 0 (each photo counts the same) to 1 (each class does).
    weak_weight: what a label by the dealer's own site counts against a person's or an imported one.
    """

    architecture: str
    input_size: int
    epochs: int
    batch_size: int
    learning_rate: float
    smallest_crop: float
    frozen_blocks: int = -1
    weight_decay: float = 1e-4
    label_smoothing: float = 0.05
    view_weight: float = 0.2
    averaging: float = 0.98
    blend: float = 1.0
    members: int = 1
    crop_spread: float = 0.2
    penalty: float = 100.0  # of 30, 100, 333 and 1000 the most right on sellers that were left out
    # Of 0, 0.25, 0.5, 0.75 and 1 on sellers that were left out, the losses lay within 2 % of each other; less evening
    # out took fewer cabins and bodies for "other", the rarest class.
    class_balance: float = 0.25
    weak_weight: float = 0.5


CNN = "cnn"

# Edges and colours are the same on every photo: not to train the first layers, which see the most pixels, saves a
# third of the time.
RECIPES = {
    # The original's kind: convolutions, max-pooling, dense layers, from nothing.
    CNN: Recipe(CNN, 128, epochs=30, batch_size=32, learning_rate=1e-3, smallest_crop=0.7, averaging=0.95),
    # ImageNet's features with a linear head; all but the input size is for fine-tuning it.
    # Half-way back to these features it is as right on sellers like those of the training, and more so on others
    # (benchmarks/README.md). At 1e-4 Lite2 made fewer mistakes than at 3e-4; Lite0 was not tried.
    LITE0.name: Recipe(
        LITE0.name, 224, epochs=6, batch_size=32, learning_rate=3e-4, smallest_crop=0.55, frozen_blocks=5, blend=0.5
    ),
    LITE2.name: Recipe(
        LITE2.name, 192, epochs=6, batch_size=32, learning_rate=1e-4, smallest_crop=0.55, frozen_blocks=7, blend=0.5
    ),
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
