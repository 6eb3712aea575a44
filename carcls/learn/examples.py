"""A manifest as training sees it: sides, targets, and how much each photo counts."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from carcls.errors import DatasetError, TrainingError
from carcls.learn.recipes import Recipe

if TYPE_CHECKING:
    import pandas as pd

MIN_VALIDATION = 20  # photos; with fewer, early stopping and calibration would follow chance
MIN_TEST = 30  # photos; with fewer, val decides
FALLBACK_SHARE = 0.2  # of train


def with_validation(frame: pd.DataFrame) -> tuple[pd.DataFrame, str | None]:
    """The manifest, with a fifth of train's vehicles moved to val where val has too few photos, and a note on it.

    The fifth is drawn by a hash of the vehicle (or of the photo, where they are few), so it stays the same when
    photos come.
    """
    few = int((frame["split"] == "val").sum())
    if few >= MIN_VALIDATION:
        return frame, None
    vehicles = frame["dealer"].fillna("") + " " + frame["vehicle"]
    units = vehicles.fillna(frame["sha256"])
    if units.nunique() < 1 / FALLBACK_SHARE**2:
        units = frame["sha256"]
    drawn = units.map(lambda unit: sha256(unit.encode()).digest()[0] < FALLBACK_SHARE * 256).astype(bool)
    moved = frame.assign(split=frame["split"].mask((frame["split"] == "train") & drawn, "val"))
    return moved, f"val had {few} photos, fewer than {MIN_VALIDATION}: a fifth of train serves as val too."


def check_trainable(frame: pd.DataFrame, classes: Sequence[str], min_labels: int) -> None:
    """Refuse a manifest that no model should be made of.

    Raises:
        TrainingError: too few photos, a class that the taxonomy does not have, or one without a photo to train on.
    """
    counts = frame.loc[frame["split"] == "train", "label"].value_counts()
    if len(frame) < min_labels:
        raise TrainingError(
            f"Training should have {min_labels} labelled photos or more. Received: {len(frame)}. "
            "Import labels (carcls labels import FILE), or lower CARCLS_TRAIN_MIN_LABELS."
        )
    if strange := sorted(set(frame["label"]) - set(classes)):
        raise TrainingError(
            f"Labels should be classes of the taxonomy: {', '.join(classes)}. Received: {', '.join(strange)}. "
            "Set CARCLS_TAXONOMY_FILE to the one that the labels were made with, or correct the labels."
        )
    if missing := [name for name in classes if name not in counts]:
        seen = ", ".join(f"{name} {count}" for name, count in counts.items()) or "nothing"
        raise TrainingError(
            f"Every class should have photos to train on. Received: none of {', '.join(missing)} ({seen}). "
            "Label some (carcls labels import FILE), or set CARCLS_TAXONOMY_FILE to one without that class."
        )


def held_back(frame: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """The photos that decide how good a model is: `test`, or `val` where test has fewer than 30.

    Raises:
        DatasetError: no photo was held back.
    """
    for name, least in (("test", MIN_TEST), ("val", 1), ("test", 1)):
        side = frame[frame["split"] == name]
        if len(side) >= least:
            return name, side
    raise DatasetError(
        f"A dataset should hold photos back for a test. Received: {len(frame)} photos, all to train on. "
        "Label photos of more vehicles, then carcls curate."
    )


def targets(frame: pd.DataFrame, classes: Sequence[str]) -> NDArray[np.int64]:
    """Positions of the labels among the classes, (n,); -1: a label that is none of them."""
    position = {name: index for index, name in enumerate(classes)}
    return np.array([position.get(label, -1) for label in frame["label"]], np.int64)


def example_weights(frame: pd.DataFrame, classes: Sequence[str], recipe: Recipe) -> NDArray[np.float32]:
    """How much each photo counts, (n,), 1 on average: a rare class's photos more, those with a site's word less.

    A photo without a label counts as one with a site's word.
    """
    if not frame["label"].notna().all():
        weights = np.full(len(frame), recipe.weak_weight, np.float32)
        labelled = np.asarray(frame["label"].notna())
        weights[labelled] = example_weights(frame[labelled], classes, recipe)
        return weights
    trust = np.where(frame["source"] == "site", recipe.weak_weight, 1.0)
    positions = targets(frame, classes)
    by_class = np.bincount(positions, weights=trust, minlength=len(classes))
    weights = trust / by_class[positions] ** recipe.class_balance
    return np.asarray(weights * (len(frame) / weights.sum()), np.float32)
