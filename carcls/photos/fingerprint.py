"""Perceptual hashes of a picture, as hexadecimal text.

dhash compares neighbouring pixels' brightness; phash keeps the signs of the lowest cosine frequencies. phash is a
column for other tools: it takes different cars in one photo booth for one picture. They are bit for bit those of the
imagehash package, without its detours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

COSINES = 2 * np.cos(np.pi / 64 * np.outer(np.arange(8), 2 * np.arange(32) + 1))  # a DCT-II's eight lowest, (8, 32)
ROUNDING = 1e-3  # far more than two ways to reckon a DCT of 32 x 32 pixels differ by


@dataclass(frozen=True)
class Fingerprint:
    """dhash64: 16 hexadecimal digits; dhash256: 64; phash: 16."""

    dhash64: str
    dhash256: str
    phash: str


def fingerprint(picture: Image.Image) -> Fingerprint:
    """The hashes of an upright picture, of any size and mode."""
    gray = picture.convert("L")
    return Fingerprint(_dhash(gray, 8), _dhash(gray, 16), _phash(gray))


def _dhash(gray: Image.Image, side: int) -> str:
    pixels = np.asarray(gray.resize((side + 1, side), Image.Resampling.LANCZOS))
    return _text(pixels[:, 1:] > pixels[:, :-1])


def _phash(gray: Image.Image) -> str:
    pixels = np.asarray(gray.resize((32, 32), Image.Resampling.LANCZOS))
    low = COSINES @ pixels @ COSINES.T
    ordered = np.sort(low, axis=None)
    if ordered[32] - ordered[31] < ROUNDING:  # a flat picture: what imagehash answers hangs on its own roundings
        low = _scipy_dct(pixels)
        ordered = np.sort(low, axis=None)
    return _text(low > (ordered[31] + ordered[32]) / 2)  # the median, in a tenth of np.median's time


def _scipy_dct(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    import scipy.fftpack  # half a second of CPU that few photos need

    low: npt.NDArray[np.float64] = scipy.fftpack.dct(scipy.fftpack.dct(pixels, axis=0), axis=1)[:8, :8]
    return low


def _text(bits: npt.NDArray[np.bool_]) -> str:
    return np.packbits(bits).tobytes().hex()
