"""Studies of recipes on the disk: opened by one process at a time, gone on with after a kill, read for people.

A study is a folder: its trials in SQLite (`study.db`), the best recipe (`recipe.toml`), and what mattered
(`importances.png`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from carcls.errors import TrainingError
from carcls.learn.trials import ACCURACY

if TYPE_CHECKING:
    import optuna

STUDY_FILE = "study.db"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
ABOUT = "about"  # the attribute of a study
FEWEST_FOR_IMPORTANCES = 8  # trials


@dataclass(frozen=True)
class Tried:
    """A trial. state: `complete` or `pruned`; loss (nats) and accuracy on sellers that were left out: None where it
    was pruned; seconds: that it took; parameters: by the name of a field of `Recipe`.
    """

    number: int
    state: str
    loss: float | None
    accuracy: float | None
    seconds: float
    parameters: dict[str, Any]


def study_folder(tuning_dir: Path, name: str) -> Path:
    """Where a study is kept.

    Raises:
        TrainingError: a name that is none for a folder.
    """
    if not NAME.fullmatch(name):
        raise TrainingError(
            f"A study's name should be letters, digits, dots and dashes. Received: {name!r}. Choose another."
        )
    return tuning_dir / name


@contextmanager
def open_study(folder: Path, about: Mapping[str, Any], seed: int) -> Iterator[optuna.Study]:
    """Open a study, or begin one. Trials that were at work when their process was killed count as failed.

    Args:
        folder: of the study, named as the study.
        about: what its trials have in common, as JSON has it.
        seed: of what Optuna draws.

    Raises:
        TrainingError: a study of something else, or one that another process works on.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)  # each trial is told by its progress
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "study.lock", timeout=0):
            storage = optuna.storages.RDBStorage(f"sqlite:///{folder / STUDY_FILE}")
            try:
                study = optuna.create_study(
                    study_name=folder.name,
                    storage=storage,
                    direction="minimize",
                    pruner=optuna.pruners.MedianPruner(),
                    load_if_exists=True,
                )
                # The same seed again would draw the same recipes again.
                study.sampler = optuna.samplers.TPESampler(seed=seed + len(study.trials))
                stands = study.user_attrs.get(ABOUT, dict(about))
                if stands != about:
                    changed = ", ".join(name for name in about if about[name] != stands.get(name))
                    raise TrainingError(
                        f"A study's trials should all be of one thing. Received: {folder.name}, which was begun with "
                        f"another {changed}. Give another name (--study)."
                    )
                study.set_user_attr(ABOUT, dict(about))
                for trial in study.get_trials(states=(optuna.trial.TrialState.RUNNING,)):
                    study.tell(trial.number, state=optuna.trial.TrialState.FAIL)
                yield study
            finally:
                storage.remove_session()
                storage.engine.dispose()
    except Timeout as error:
        raise TrainingError(
            f"A study should be worked on by one process at a time. Received: {folder.name}, which another one has. "
            "Wait for it, or give another name (--study)."
        ) from error


def finished(study: optuna.Study) -> list[Tried]:
    """The trials that came to an end, the best first, then those that were given up."""
    from optuna.trial import TrialState

    tried = [
        Tried(
            trial.number,
            trial.state.name.lower(),
            trial.value if trial.state == TrialState.COMPLETE else None,
            trial.user_attrs.get(ACCURACY),
            round(trial.duration.total_seconds(), 1) if trial.duration else 0.0,
            trial.params,
        )
        for trial in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))
    ]
    return sorted(tried, key=lambda one: (one.loss is None, one.loss, one.number))


def importances(study: optuna.Study) -> dict[str, float]:
    """How much each parameter decides among the good trials, the largest first, their sum 1; empty: too few trials.

    Source: Watanabe et al., "PED-ANOVA", 2023, as Optuna has it.
    """
    import optuna

    complete = study.get_trials(deepcopy=False, states=(optuna.trial.TrialState.COMPLETE,))
    if len(complete) < FEWEST_FOR_IMPORTANCES:
        return {}
    return optuna.importance.get_param_importances(study)
