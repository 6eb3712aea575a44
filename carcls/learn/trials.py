"""One trial of tuning: a recipe is tried on sellers that were left out, and given up where it falls behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carcls.learn.calibration import fit_temperature
from carcls.learn.examples import targets
from carcls.learn.leave_out import FOLDS, cross_calibrated, leave_sellers_out
from carcls.learn.measure import losses
from carcls.learn.pixels import PixelLoader
from carcls.learn.search_space import SearchSpace
from carcls.learn.trained_model import probabilities

if TYPE_CHECKING:
    import optuna
    import pandas as pd

ACCURACY = "accuracy"  # the attribute of a trial
PARTS = 4  # of the epochs of a fold; after each a trial may be given up
FEWEST_TRUSTED = 20  # photos of each class with a label that is not a site's; else sites' labels judge as well


@dataclass(frozen=True)
class Judge:
    """Tries recipes on the photos of one manifest.

    The least log-loss is best, after calibration, which training does as well. Accuracy would tie most recipes within
    the chance of a few photos, and say nothing of when to abstain. Weak labels are trained on and do not judge: a
    recipe must not win by believing them.

    frame: a manifest. load: gives pixels by sha256. features_dir: where features of frozen backbones are kept.
    """

    frame: pd.DataFrame
    classes: tuple[str, ...]
    load: PixelLoader
    features_dir: Path
    space: SearchSpace
    seed: int

    def run(self, study: optuna.Study, told: Callable[[str], None]) -> None:
        """Run one trial of a study to its end. told: called with what is being done, in words."""
        import optuna

        trial = study.ask()
        try:
            study.tell(trial, self._loss(trial, told))
        except optuna.TrialPruned:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        except BaseException:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
            raise

    def _loss(self, trial: optuna.Trial, told: Callable[[str], None]) -> float:
        import optuna

        recipe = self.space.suggest(trial)
        folds_done = 0

        def report(part: int, loss: float) -> None:
            trial.report(loss, folds_done * PARTS + part)
            if trial.should_prune():
                raise optuna.TrialPruned

        def tell(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
            told(f"trial {trial.number + 1}, {stage} {done:,} of {total:,}")
            # The steps of the head come before the epochs, and are many more.
            if self.space.fine_tune and metrics and total == recipe.epochs:
                part = PARTS * done // total
                if PARTS * (done - 1) // total < part < PARTS:
                    report(part, metrics["val_loss"])

        def on_fold(judged: pd.DataFrame) -> None:
            nonlocal folds_done
            report(PARTS, self.loss_so_far(judged))
            folds_done += 1
            told(f"trial {trial.number + 1}, fold {folds_done} of {FOLDS}")

        judged = leave_sellers_out(
            self.frame,
            self.classes,
            self.load,
            recipe,
            features_dir=self.features_dir,
            fine_tune=self.space.fine_tune,
            seed=self.seed,
            on_fold=on_fold,
            progress=tell,
        )
        loss, accuracy = self.loss_and_accuracy(judged)
        trial.set_user_attr(ACCURACY, accuracy)
        return loss

    def loss_and_accuracy(self, judged: pd.DataFrame) -> tuple[float, float]:
        """Of photos by `leave_sellers_out`, each calibrated by the other folds."""
        predicted, _thresholds = cross_calibrated(judged, self.classes)
        counts = self._counts(judged)
        predicted, truth = predicted[counts], targets(judged[counts], self.classes)
        return float(losses(predicted, truth).mean()), float((predicted.argmax(axis=1) == truth).mean())

    def loss_so_far(self, judged: pd.DataFrame) -> float:
        """Of some folds' photos, at the best temperature for them: one number more or less fitted decides nothing."""
        judged = judged[self._counts(judged)]
        logits = judged[[f"logit_{name}" for name in self.classes]].to_numpy("float32")
        truth = targets(judged, self.classes)
        return float(losses(probabilities(logits, fit_temperature(logits, truth)), truth).mean())

    def _counts(self, judged: pd.DataFrame) -> pd.Series[bool]:
        """Which photos judge, (n,)."""
        is_trusted = self.frame["source"] != "site"
        trusted = self.frame[is_trusted]
        enough = (trusted["label"].value_counts().reindex(list(self.classes), fill_value=0) >= FEWEST_TRUSTED).all()
        return judged["sha256"].isin(trusted["sha256"] if enough else self.frame["sha256"])
