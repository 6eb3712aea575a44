"""Photos that a net can learn in seconds: cabins are dark, bodies bright, the rest striped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset
from carcls.config import Settings
from carcls.curate.dataset import COLUMNS, DatasetSnapshot
from carcls.photos.intake import PhotoIntake
from tests.pictures import encoded

CLASSES = ("interior", "exterior", "other")


def drawn(label: str, seed: int, side: int = 64) -> np.ndarray:
    """A photo of a class, uint8 (side, side, 3), with grain of its own."""
    grain = np.random.default_rng(seed).integers(0, 60, (side, side, 3))
    base = np.full((side, side, 3), {"interior": 20, "exterior": 190, "other": 20}[label])
    if label == "other":
        base[::8] = base[1::8] = base[2::8] = base[3::8] = 190
    return (base + grain).astype(np.uint8)


def manifest(train: int, val: int, test: int) -> pd.DataFrame:
    """So many photos of each class a side; the sha256 is the photo's number until it is taken in."""
    rows = [
        (f"{number:064x}", label, None, "imported", split, "north", f"{split} {number}", None)
        for number, (split, label) in enumerate(
            (split, label)
            for split, photos in (("train", train), ("val", val), ("test", test))
            for label in CLASSES
            for _ in range(photos)
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(object).where(lambda frame: frame.notna(), None)


def take_in(
    frame: pd.DataFrame, digest: str, intake: PhotoIntake, catalog: Catalog, settings: Settings
) -> DatasetSnapshot:
    """Draw the photos of a manifest into the store, and write it as a snapshot of the given digest."""
    taken = [
        intake.take(encoded(Image.fromarray(drawn(label, seed)), "PNG")).sha256
        for seed, label in enumerate(frame["label"])
    ]
    path = settings.datasets_dir / f"{digest}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.assign(sha256=taken).to_parquet(path, index=False)
    with catalog.session() as session:
        session.add(Dataset(digest=digest, path=path.name, photos=len(frame), counts={}))
    return DatasetSnapshot(digest, path, len(frame), {})


class DrawnLoader:
    """A `PixelLoader` that draws the photos of a manifest at the size asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.labels = dict(zip(frame["sha256"], frame["label"], strict=True))

    def __call__(self, sha256s: list[str], size: int, *, file: Path | None = None) -> np.ndarray:
        return np.stack([drawn(self.labels[sha256], int(sha256, 16), size) for sha256 in sha256s])
