"""From a photo's bytes to a model's pixels: the one decode for training and labelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from carcls.photos.check import decode_scaled

if TYPE_CHECKING:
    from carcls.photos.store import PhotoStore

Pixels: TypeAlias = NDArray[np.uint8]
SHORT_SIDE = 256  # what a proxy has, so that a proxy and its original give (nearly) the same pixels
THREADS = 8  # Pillow and the store's reads let other threads run


class PixelLoader(Protocol):
    """`load_pixels` of one store, bound by `functools.partial`."""

    def __call__(self, sha256s: Sequence[str], size: int, *, file: Path | None = None) -> Pixels: ...


def pixels(data: bytes, size: int, max_pixels: int) -> Pixels:
    """Decode an original or a proxy, and squash it to a square: the whole photo counts, its aspect does not.

    Args:
        data: the bytes of a photo.
        size: side of the square in pixels.
        max_pixels: larger pictures are not decoded.

    Returns:
        uint8 (size, size, 3), RGB.

    Raises:
        PhotoRejected: these bytes are no photo; see `carcls.photos.check.decode_scaled`.
    """
    picture, _, _ = decode_scaled(data, SHORT_SIDE, max_pixels)
    return np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC), dtype=np.uint8)


def load_pixels(
    store: PhotoStore,
    sha256s: Sequence[str],
    size: int,
    max_pixels: int,
    *,
    file: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Pixels:
    """The pixels of many photos, from their proxies, in the order asked for.

    Args:
        file: where to keep the array instead of in memory (a .npy file, mapped); None: in memory.
            A photo takes size * size * 3 bytes: 150 kB at 224 pixels.
        progress: called with (photos done, photos in all).

    Returns:
        uint8 (n, size, size, 3), RGB.

    Raises:
        PhotoMissing: the store has no proxy of one of them.
        PhotoRejected: a proxy does not decode.
    """
    shape = (len(sha256s), size, size, 3)
    images: Pixels
    if file is None or not sha256s:  # an empty file cannot be mapped
        images = np.empty(shape, np.uint8)
    else:
        images = np.lib.format.open_memmap(file, mode="w+", dtype=np.uint8, shape=shape)
    with ThreadPoolExecutor(THREADS) as threads:
        decoded = threads.map(lambda sha256: pixels(store.proxy(sha256), size, max_pixels), sha256s)
        for index, image in enumerate(decoded):
            images[index] = image
            if progress is not None:
                progress(index + 1, len(sha256s))
    return images
