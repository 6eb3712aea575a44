"""Batches of photos for Keras, decoded before and augmented as they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.learn.augment import augment
from carcls.learn.keras_backend import import_keras
from carcls.learn.pixels import Pixels

THREADS = 4
ROOM = 8 / 7  # of the side that training loads to the side that a net sees, so that a crop needs not be enlarged


def batches(
    images: Pixels,
    targets: dict[str, NDArray[np.float32]],
    batch_size: int,
    *,
    weights: dict[str, NDArray[np.float32]] | None = None,
    size: int | None = None,
    smallest_crop: float = 1.0,
    seed: int = 0,
) -> Any:
    """A `keras.utils.PyDataset` of (photos, targets, weights), which every backend of Keras takes.

    Its `start_epoch(number)` sets which epoch's order and augmentation come next, so that a training that was killed
    goes on where it was.

    Args:
        images: uint8 (n, side, side, 3), in memory or mapped from a file.
        targets: by the name of an output: probabilities, (n, its classes), rows sum to 1.
        weights: by the name of an output: (n,), how much each photo counts; None: all the same.
        size: side of the augmented photos in pixels; None: neither augmented nor shuffled.
        smallest_crop: see `augment`.
        seed: the same one gives the same batches, whatever the threads do.
    """
    keras = import_keras()
    counts = weights or {name: np.ones(len(images), np.float32) for name in targets}

    class PhotoBatches(keras.utils.PyDataset):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            super().__init__(workers=THREADS, use_multiprocessing=False)
            self.start_epoch(0)

        def start_epoch(self, number: int) -> None:
            self.epoch = number
            shuffled = np.random.default_rng((seed, number)).permutation(len(images))
            self.order = np.arange(len(images)) if size is None else shuffled

        def __len__(self) -> int:
            return -(-len(images) // batch_size)

        def __getitem__(
            self, number: int
        ) -> tuple[Pixels, dict[str, NDArray[np.float32]], dict[str, NDArray[np.float32]]]:
            # In the order of the file: a mapped array is read forwards.
            rows = np.sort(self.order[number * batch_size : (number + 1) * batch_size])
            photos = images[rows]
            if size is not None:
                random = np.random.default_rng((seed, self.epoch, number))
                photos = np.stack([augment(photo, size, random, smallest_crop) for photo in photos])
            return (
                photos,
                {name: rows_of[rows] for name, rows_of in targets.items()},
                {name: counts[name][rows] for name in targets},
            )

        def on_epoch_end(self) -> None:
            self.start_epoch(self.epoch + 1)

    return PhotoBatches()
