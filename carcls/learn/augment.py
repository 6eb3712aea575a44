"""Batches of photos for Keras, and what is done to a photo so that a net does not learn it by heart."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from carcls.learn.keras_backend import import_keras
from carcls.learn.pixels import Pixels

EXPOSURE = 0.3  # a photo gets up to so much brighter or darker, as a part of itself
THREADS = 4


def augment(image: Pixels, random: np.random.Generator, smallest_crop: float) -> Pixels:
    """A zoomed crop, mirrored or not, brighter or darker: uint8 (size, size, 3) → the same shape.

    smallest_crop: the least part of each side that is kept; the two sides are drawn apart, which varies the aspect.
    """
    size = image.shape[0]
    height, width = (max(1, round(size * part)) for part in random.uniform(smallest_crop, 1, 2))
    top, left = random.integers(0, (size - height + 1, size - width + 1))
    crop = image[top : top + height, left : left + width]
    if random.random() < 0.5:
        crop = crop[:, ::-1]
    exposed = cv2.convertScaleAbs(np.ascontiguousarray(crop), alpha=random.uniform(1 - EXPOSURE, 1 + EXPOSURE))
    return np.asarray(cv2.resize(exposed, (size, size), interpolation=cv2.INTER_LINEAR), np.uint8)


def batches(
    images: Pixels,
    classes: NDArray[np.int64],
    class_count: int,
    batch_size: int,
    weights: NDArray[np.float32] | None = None,
    smallest_crop: float | None = None,
    seed: int = 0,
) -> Any:
    """A `keras.utils.PyDataset` of (photos, one-hot classes, weights), which every backend of Keras takes.

    Args:
        images: uint8 (n, size, size, 3), in memory or mapped from a file.
        classes: (n,), 0 to class_count - 1.
        weights: (n,), how much each photo counts; None: all the same.
        smallest_crop: see `augment`; None: neither augmented nor shuffled.
        seed: the same one gives the same batches, whatever the threads do.
    """
    keras = import_keras()
    one_hot = np.eye(class_count, dtype=np.float32)[classes]
    counts = np.ones(len(images), np.float32) if weights is None else weights

    class PhotoBatches(keras.utils.PyDataset):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            super().__init__(workers=THREADS, use_multiprocessing=False)
            self.epoch = 0
            self.order = self._shuffled()

        def __len__(self) -> int:
            return -(-len(images) // batch_size)

        def __getitem__(self, number: int) -> tuple[Pixels, NDArray[np.float32], NDArray[np.float32]]:
            # In the order of the file: a mapped array is read forwards.
            rows = np.sort(self.order[number * batch_size : (number + 1) * batch_size])
            photos = images[rows]
            if smallest_crop is not None:
                random = np.random.default_rng((seed, self.epoch, number))
                photos = np.stack([augment(photo, random, smallest_crop) for photo in photos])
            return photos, one_hot[rows], counts[rows]

        def on_epoch_end(self) -> None:
            self.epoch += 1
            self.order = self._shuffled()

        def _shuffled(self) -> NDArray[np.int64]:
            if smallest_crop is None:
                return np.arange(len(images))
            return np.random.default_rng((seed, self.epoch)).permutation(len(images))

    return PhotoBatches()
