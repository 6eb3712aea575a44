"""A dataset whose features are known beforehand, so that heads are trained without photos and without Keras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from carcls.config import Settings
from carcls.curate.dataset import COLUMNS, DatasetSnapshot
from carcls.learn.backbone import BACKBONES, FEATURES
from carcls.learn.features import FeatureCache
from carcls.learn.frozen import features_file
from carcls.learn.recipes import RECIPES
from tests.learn.examples import CLASSES


def known_features(
    settings: Settings, *, photos: int = 150, sellers: int = 6, wrong: Sequence[int] = (), weak: Sequence[int] = ()
) -> DatasetSnapshot:
    """Freeze photos of all classes in turn, their features around a centre a class, kept for every backbone.

    Args:
        photos: how many, by sellers in turn.
        wrong: numbers of photos whose label is the next class instead of their own.
        weak: numbers of photos whose label is a site's.
    """
    random = np.random.default_rng(0)
    rows = [
        {
            "sha256": f"{number:064x}",
            "label": CLASSES[(number + (number in wrong)) % 3],
            "view": None,
            "source": "site" if number in weak else "human" if number == 0 else "imported",
            "split": "train",
            "dealer": f"dealer {number // 3 % sellers}",
            "vehicle": f"car {number // 3}",
            "group_id": None,
        }
        for number in range(photos)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    centres = random.normal(0, 1, (3, FEATURES))
    features = centres[np.arange(photos) % 3] + random.normal(0, 4, (photos, FEATURES))
    for name in BACKBONES:
        FeatureCache(features_file(settings.features_dir, RECIPES[name]), FEATURES).put(
            list(frame["sha256"]), features.astype(np.float32)
        )
    path = settings.datasets_dir / f"{'d' * 64}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path, index=False)
    return DatasetSnapshot("d" * 64, path, photos, {})
