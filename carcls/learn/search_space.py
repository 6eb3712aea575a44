"""What tuning may change of a recipe, and how far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from carcls.learn.backbone import BACKBONES
from carcls.learn.recipes import RECIPES, Recipe

if TYPE_CHECKING:
    from optuna import Trial

INPUT_SIZES = (160, 192, 224, 260)  # of a side in pixels: what lite0 and lite2 were made for, and two that label faster
RANGES: dict[str, tuple[float, float]] = {  # bounds of a field of `Recipe`
    "penalty": (10.0, 3000.0),
    "class_balance": (0.0, 1.0),
    "weak_weight": (0.05, 1.0),
    "learning_rate": (3e-5, 1e-3),
    "smallest_crop": (0.3, 0.9),
    "label_smoothing": (0.0, 0.15),
    "view_weight": (0.0, 0.6),
    "epochs": (3, 15),
    "frozen_blocks": (-1, 12),
}
LOGARITHMIC = ("penalty", "weak_weight", "learning_rate")
INTEGERS = ("epochs", "frozen_blocks")
OF_THE_HEAD = ("penalty", "class_balance")
OF_EVERY_LAYER = ("learning_rate", "smallest_crop", "label_smoothing", "epochs", "frozen_blocks")


@dataclass(frozen=True)
class SearchSpace:
    """Which fields of a recipe a study tries. What plays no part in its training is not in it.

    architectures: backbones. fine_tune: every layer is trained. has_weak_labels: some labels are by sites, others are
    not. has_views: some photos' views are known.
    """

    architectures: tuple[str, ...] = tuple(BACKBONES)
    fine_tune: bool = False
    has_weak_labels: bool = False
    has_views: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Those with bounds; architecture and input size come besides."""
        return (
            *OF_THE_HEAD,
            *(("weak_weight",) if self.has_weak_labels else ()),
            *(OF_EVERY_LAYER if self.fine_tune else ()),
            *(("view_weight",) if self.fine_tune and self.has_views else ()),
        )

    def suggest(self, trial: Trial) -> Recipe:
        """A recipe of Optuna's choice; the trial's parameters have the names of the recipe's fields."""
        architecture = trial.suggest_categorical("architecture", self.architectures)
        chosen: dict[str, Any] = {"input_size": trial.suggest_categorical("input_size", INPUT_SIZES)}
        for name in self.fields:
            low, high = RANGES[name]
            if name in INTEGERS:
                chosen[name] = trial.suggest_int(name, int(low), int(high))
            else:
                chosen[name] = trial.suggest_float(name, low, high, log=name in LOGARITHMIC)
        return replace(RECIPES[str(architecture)], **chosen)

    def starts(self, recipe: Recipe) -> list[dict[str, Any]]:
        """The parameters to try first, so that what is found is no worse than what there was.

        Args:
            recipe: the one in use; then come those that ship, an architecture each. One that the space does not hold
                is left out.
        """
        recipes = [recipe, *(RECIPES[name] for name in self.architectures)]
        starts = [
            {name: getattr(one, name) for name in ("architecture", "input_size", *self.fields)} for one in recipes
        ]
        return [start for place, start in enumerate(starts) if self._holds(start) and start not in starts[:place]]

    def _holds(self, start: dict[str, Any]) -> bool:
        bounded = all(RANGES[name][0] <= start[name] <= RANGES[name][1] for name in self.fields)
        return bounded and start["architecture"] in self.architectures and start["input_size"] in INPUT_SIZES
