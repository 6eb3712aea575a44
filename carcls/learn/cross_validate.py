"""What a recipe is worth on sellers that it never saw: cross-validation that leaves sellers out, in a folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.learn.answers import UNKNOWN_SELLER, Answers
from carcls.learn.evaluate import write_metrics
from carcls.learn.examples import check_trainable
from carcls.learn.fit import TrainingProgress, ignore_progress
from carcls.learn.leave_out import FOLDS, cross_calibrated, leave_sellers_out, seller_folds
from carcls.learn.measure import measure
from carcls.learn.pixels import load_pixels
from carcls.learn.recipes import recipe_of
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy

if TYPE_CHECKING:
    import pandas as pd

SIDE = "sellers left out"  # what stands in the metrics for the side that was measured


@dataclass(frozen=True)
class CrossValidation:
    """metrics: of `measure`, and how they came about. folder: where its files are."""

    metrics: dict[str, Any]
    folder: Path


def cross_validate(
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    *,
    architecture: str,
    folds: int = FOLDS,
    fine_tune: bool = False,
    seed: int = 0,
    output: Path | None = None,
    progress: TrainingProgress = ignore_progress,
) -> CrossValidation:
    """Judge every photo of a snapshot by a network that saw no photo of its seller, and write what that is worth.

    The folds are kept below `evaluations_dir`, by all that decides them: killed and run again, it goes on with the next
    fold; run once more, it trains nothing.

    Args:
        architecture: a key of `RECIPES`.
        folds: how many parts the sellers are dealt into; each is left out once.
        fine_tune, seed, progress: see `train_model` and `leave_sellers_out`.
        output: folder for the files; None: the one of the folds.

    Raises:
        TrainingError: too few labels, no such architecture, or a class that only one fold's sellers have.
        DatasetError: fewer sellers than folds, or the manifest cannot be read.
        OutputError: the folder cannot be written.
    """
    recipe = recipe_of(architecture, fine_tune)
    classes = load_taxonomy(settings.taxonomy_file).classes
    frame = read_manifest(snapshot.path)
    _check_folds(frame, classes, folds, settings.train_min_labels)
    how = {
        "dataset": snapshot.digest,
        "architecture": architecture,
        "fine_tune": fine_tune,
        "folds": folds,
        "seed": seed,
    }
    kept = settings.evaluations_dir / _name({**how, "recipe": asdict(recipe), "classes": classes})
    judged = leave_sellers_out(
        frame,
        classes,
        partial(load_pixels, store, max_pixels=settings.max_photo_pixels),
        recipe,
        features_dir=settings.features_dir,
        folds=folds,
        fine_tune=fine_tune,
        seed=seed,
        kept=kept / "folds",
        progress=progress,
    )
    answers = Answers.to(frame, classes, *cross_calibrated(judged, classes))
    metrics = {**how, "split": SIDE, **measure(answers)}
    folder = output or kept
    write_metrics(folder, metrics, answers)
    return CrossValidation(metrics, folder)


def _check_folds(frame: pd.DataFrame, classes: tuple[str, ...], folds: int, min_labels: int) -> None:
    """See before the first fold is trained what would stop the last one."""
    fold = seller_folds(frame["dealer"].fillna(UNKNOWN_SELLER).to_numpy(str), folds)
    for number in range(folds):
        check_trainable(frame.assign(split=np.where(fold == number, "val", "train")), classes, min_labels)


def _name(essentials: dict[str, Any]) -> str:
    """A folder's name. Another version of carcls may train otherwise, so it is one of the essentials."""
    content = json.dumps({**essentials, "carcls": version("carcls")}, sort_keys=True)
    return sha256(content.encode()).hexdigest()[:16]
