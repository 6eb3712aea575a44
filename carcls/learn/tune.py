"""Search for a better recipe: Optuna over architecture and hyper-parameters, judged on sellers that were left out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.errors import TrainingError
from carcls.learn.backbone import BACKBONES
from carcls.learn.examples import check_trainable
from carcls.learn.pixels import load_pixels
from carcls.learn.plots import importances_plot
from carcls.learn.recipe_files import chosen_recipe, write_recipe
from carcls.learn.recipes import RECIPES
from carcls.learn.search_space import SearchSpace
from carcls.learn.studies import Tried, finished, importances, open_study, study_folder
from carcls.learn.trials import Judge
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy
from carcls.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

RECIPE_FILE, PLOT_FILE = "recipe.toml", "importances.png"


@dataclass(frozen=True)
class TuningResult:
    """What a study has found so far.

    trials: the best first. recipe_file: the best recipe. importances: see `carcls.learn.studies.importances`; plot:
    None where there are none.
    """

    study: str
    trials: list[Tried]
    recipe_file: Path
    importances: dict[str, float]
    plot: Path | None


def tune(
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    *,
    trials: int,
    timeout: float | None = None,
    study: str | None = None,
    architecture: str | None = None,
    fine_tune: bool = False,
    seed: int = 0,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
) -> TuningResult:
    """Try recipes until a study has so many finished trials, and write the best one. See `Judge` for what is best.

    The recipe in use is tried first, then those that ship. A search that was killed goes on from its last finished
    trial.

    Args:
        trials: finished ones in all, those of earlier calls included.
        timeout: seconds after which no trial is begun; None: none.
        study: its name; None: one of the dataset's own.
        architecture: the only one to try; None: every backbone.
        fine_tune: train every layer, for a GPU; else the head alone.
        progress: called with (trials finished, trials in all, what is being done).

    Raises:
        TrainingError: too few labels, no such backbone, no trial in time, a study of something else, or one that
            another process works on.
        DatasetError: fewer sellers than folds.
    """
    deadline = float("inf") if timeout is None else time.monotonic() + timeout
    classes = load_taxonomy(settings.taxonomy_file).classes
    frame = read_manifest(snapshot.path)
    check_trainable(frame.assign(split="train"), classes, settings.train_min_labels)
    space = _space(frame, architecture, fine_tune)
    in_use, _ = chosen_recipe(settings, architecture)
    name = study or f"{snapshot.digest[:12]}-{'layers' if fine_tune else 'head'}"
    about = {
        "dataset": snapshot.digest,
        "classes": list(classes),
        "architectures": list(space.architectures),
        "fine_tune": fine_tune,
    }
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    judge = Judge(frame, classes, load, settings.features_dir, space, seed)
    folder = study_folder(settings.tuning_dir, name)
    with open_study(folder, about, seed) as opened:
        done = finished(opened)
        waiting = [start for start in space.starts(in_use) if start not in [one.parameters for one in done]]
        while len(done) < trials and time.monotonic() < deadline:
            if waiting:
                opened.enqueue_trial(waiting.pop(0))
            judge.run(opened, partial(_tell, progress, done, trials))
            done = finished(opened)
        found = importances(opened)
    if not done or done[0].loss is None:
        raise TrainingError(
            f"A study should have a finished trial. Received: none after {timeout} seconds. Give it longer (--timeout)."
        )
    recipe = replace(RECIPES[done[0].parameters["architecture"]], **done[0].parameters)
    comment = (
        f"{name}, trial {done[0].number + 1} of {len(done)}: loss {done[0].loss:.4f}, accuracy {done[0].accuracy:.4f} "
        "on sellers that were left out"
    )
    write_recipe(folder / RECIPE_FILE, recipe, fine_tune, comment)
    plot = folder / PLOT_FILE if found else None
    if plot:
        with whole_file(plot) as stream:
            importances_plot(found, len(done)).savefig(stream, format="png")
    return TuningResult(name, done, folder / RECIPE_FILE, found, plot)


def _space(frame: pd.DataFrame, architecture: str | None, fine_tune: bool) -> SearchSpace:
    if architecture not in (None, *BACKBONES):
        raise TrainingError(
            f"Tuning should be of a trained backbone: {' or '.join(BACKBONES)}. Received: {architecture!r}. "
            "Name one of them, or none to try both."
        )
    return SearchSpace(
        architectures=(architecture,) if architecture else tuple(BACKBONES),
        fine_tune=fine_tune,
        has_weak_labels=frame["source"].eq("site").nunique() == 2,
        has_views=bool(frame["view"].notna().any()),
    )


def _tell(progress: Callable[[int, int, str], None], done: list[Tried], trials: int, what: str) -> None:
    """Add the best loss so far, and how long the rest will take."""
    outlook = ""
    if done and done[0].loss is not None:
        minutes = sum(one.seconds for one in done) / len(done) * (trials - len(done)) / 60
        outlook = f"; best loss {done[0].loss:.4f}, some {minutes:,.0f} min to go"
    progress(len(done), trials, what + outlook)
