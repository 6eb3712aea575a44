"""Perceptual hashes of a picture, as hexadecimal text.

dhash compares neighbouring pixels' brightness; phash keeps the signs of the lowest cosine frequencies. phash is a
column for other tools: it takes different cars in one photo booth for one picture. Source: the imagehash package.
"""

from __future__ import annotations

from dataclasses import dataclass

import imagehash
from PIL import Image


@dataclass(frozen=True)
class Fingerprint:
    """dhash64: 16 hexadecimal digits; dhash256: 64; phash: 16."""

    dhash64: str
    dhash256: str
    phash: str


def fingerprint(picture: Image.Image) -> Fingerprint:
    """The hashes of an upright picture; a scaled decode of some 256 pixels is enough."""
    gray = picture.convert("L")
    return Fingerprint(
        str(imagehash.dhash(gray, hash_size=8)),
        str(imagehash.dhash(gray, hash_size=16)),
        str(imagehash.phash(gray)),
    )
