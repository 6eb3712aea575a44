"""Leave-sellers-out cross-validation: every photo judged by a network that saw no photo of its seller.

What a random split says of a classifier is how well it knows the dealers it was trained on. A night brings others.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from carcls.errors import DatasetError
from carcls.learn.calibration import calibrate
from carcls.learn.descent import Taught
from carcls.learn.evaluate import logits_of_photos
from carcls.learn.examples import targets
from carcls.learn.fit import TrainingProgress, fit_network, ignore_progress
from carcls.learn.frozen import judge_by_head
from carcls.learn.pixels import PixelLoader
from carcls.learn.recipes import CNN, Recipe
from carcls.learn.trained_model import TrainedModel, probabilities
from carcls.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

FOLDS = 5


def seller_folds(sellers: NDArray[np.str_], folds: int = FOLDS) -> NDArray[np.int64]:
    """The fold of each photo, (n,), 0 to folds - 1: all photos of a seller in one, the folds about equally large.

    The largest seller goes first, each to the fold that has the fewest photos so far; the same photos always give the
    same folds.

    >>> seller_folds(np.array(["a", "a", "a", "b", "c", "b"]), folds=2).tolist()
    [0, 0, 0, 1, 1, 1]

    Raises:
        DatasetError: fewer sellers than folds.
    """
    names, counts = np.unique(sellers, return_counts=True)
    if len(names) < folds:
        raise DatasetError(
            f"To leave sellers out, photos should be of {folds} sellers or more. Received: {len(names)}. "
            "Label photos of more dealers, or ask for fewer folds (--folds)."
        )
    sizes, fold_of = [0] * folds, {}
    for name, count in sorted(zip(names, counts, strict=True), key=lambda seller: (-seller[1], seller[0])):
        fold_of[name] = int(np.argmin(sizes))
        sizes[fold_of[name]] += int(count)
    return np.array([fold_of[name] for name in sellers], np.int64)


def leave_sellers_out(
    frame: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    *,
    features_dir: Path,
    folds: int = FOLDS,
    judged_folds: int | None = None,
    fine_tune: bool = False,
    seed: int = 0,
    taught: Taught | None = None,
    kept: Path | None = None,
    units: NDArray[np.str_] | None = None,
    on_fold: Callable[[pd.DataFrame], None] | None = None,
    progress: TrainingProgress = ignore_progress,
) -> pd.DataFrame:
    """Train once a fold, on the other folds' sellers, and judge the fold's photos.

    Args:
        frame: a manifest; its sides play no part. Photos without a dealer count as one seller's, `unknown`.
        classes: in the order of the outputs.
        judged_folds: stop after so many folds, the one with the largest seller first; None: all.
        units: what each photo is left out with, (n,); None: its seller.
        on_fold: called after each fold with what comes back, of the folds so far.
        kept: a folder in which each fold's logits are kept as they come, and a fine-tuning's checkpoints, so that a run
            that was killed goes on with the next epoch; None: nothing is kept. It must be another one where anything
            else differs.
        progress: see `TrainingProgress`; its stage is preceded by the fold, `fold 2 of 5, training`.

    Returns:
        A row a judged photo, in the frame's order: sha256, seller, view, label, fold, logit_CLASS (float32,
        uncalibrated).

    Raises:
        DatasetError: fewer sellers than folds.
    """
    import pandas as pd

    sellers = frame["dealer"].fillna("unknown").to_numpy(str)
    fold = seller_folds(sellers if units is None else units, folds)
    logits = np.zeros((len(frame), len(classes)), np.float32)

    def judged() -> pd.DataFrame:
        return pd.DataFrame(
            {
                "sha256": frame["sha256"],
                "seller": sellers,
                "view": frame["view"],
                "label": frame["label"],
                "fold": fold,
                **{f"logit_{name}": logits[:, index] for index, name in enumerate(classes)},
            }
        )

    judged_folds = judged_folds or folds
    for number in range(judged_folds):
        out = fold == number
        file = kept / f"fold{number}.npy" if kept else None
        if file is not None and file.exists():
            logits[out] = np.load(file)
        else:

            def tell(
                stage: str,
                done: int,
                total: int,
                metrics: Mapping[str, float],
                name: str = f"fold {number + 1} of {folds}",
            ) -> None:
                progress(f"{name}, {stage}", done, total, metrics)

            sides = frame.assign(split=np.where(out, "val", "train"))
            steps = file.with_suffix("") if file else None
            logits[out] = _judged(sides, classes, load, recipe, features_dir, fine_tune, seed, taught, steps, tell)
            if file is not None and steps is not None:
                with whole_file(file) as stream:
                    np.save(stream, logits[out])
                shutil.rmtree(steps, ignore_errors=True)  # a head has none
        if on_fold is not None:
            on_fold(judged()[fold <= number])
    return judged()[fold < judged_folds]


def _judged(
    sides: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    features_dir: Path,
    fine_tune: bool,
    seed: int,
    taught: Taught | None,
    kept: Path | None,
    progress: TrainingProgress,
) -> NDArray[np.float32]:
    """Logits of val, (n, classes), by what was trained on train."""
    train, val = (sides[sides["split"] == side] for side in ("train", "val"))
    if not fine_tune and recipe.architecture != CNN:
        return judge_by_head(train, val, classes, load, recipe, features_dir, progress)
    network, _history = fit_network(
        sides,
        classes,
        load,
        recipe,
        features_dir=features_dir,
        fine_tune=fine_tune,
        seed=seed,
        taught=taught,
        kept=kept,
        progress=progress,
    )
    model = TrainedModel(network, recipe.architecture, classes, recipe.input_size)
    return logits_of_photos(model, load, list(val["sha256"]))


def cross_calibrated(judged: pd.DataFrame, classes: tuple[str, ...]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Probabilities (n, classes) of photos by `leave_sellers_out`, and each one's threshold (n,) for abstaining.

    Temperature and threshold of a fold come from the other folds, so that no photo helps to judge itself.
    """
    logits = judged[[f"logit_{name}" for name in classes]].to_numpy(np.float32)
    truth, fold = targets(judged, classes), judged["fold"].to_numpy()
    predicted, thresholds = np.zeros_like(logits), np.zeros(len(logits), np.float32)
    for number in np.unique(fold):
        out = fold == number
        calibration = calibrate(logits[~out], truth[~out])
        predicted[out] = probabilities(logits[out], calibration.temperature)
        thresholds[out] = calibration.abstain_below
    return predicted, thresholds
