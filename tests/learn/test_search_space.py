from __future__ import annotations

from dataclasses import replace

import optuna
import pytest

from carcls.learn.backbone import BACKBONES
from carcls.learn.recipes import RECIPES
from carcls.learn.search_space import RANGES, SearchSpace

LITE0 = RECIPES["efficientnet-lite0"]
EVERYTHING = SearchSpace(fine_tune=True, has_weak_labels=True, has_views=True)


@pytest.mark.parametrize(
    ("space", "fields"),
    [
        (SearchSpace(has_views=True), {"penalty", "class_balance"}),
        (SearchSpace(has_weak_labels=True), {"penalty", "class_balance", "weak_weight"}),
        (EVERYTHING, set(RANGES)),
    ],
    ids=["a head", "a head and sites' labels", "everything"],
)
def test_only_what_plays_a_part_is_tried(space: SearchSpace, fields: set[str]) -> None:
    trial = optuna.create_study().ask()
    recipe = space.suggest(trial)
    assert set(trial.params) == fields | {"architecture", "input_size"}
    assert {name: getattr(recipe, name) for name in trial.params} == trial.params
    assert recipe.batch_size == RECIPES[recipe.architecture].batch_size


def test_what_ships_is_tried_first() -> None:
    starts = EVERYTHING.starts(replace(LITE0, penalty=50.0))
    assert [(start["architecture"], start["penalty"]) for start in starts] == [
        ("efficientnet-lite0", 50.0),
        ("efficientnet-lite0", 100.0),
        ("efficientnet-lite2", 100.0),
    ]
    assert len(EVERYTHING.starts(LITE0)) == len(BACKBONES)


@pytest.mark.parametrize("change", [{"input_size": 64}, {"penalty": 1.0}, {"architecture": "cnn"}], ids=str)
def test_a_recipe_outside_the_space_is_not_tried(change: dict[str, object]) -> None:
    assert SearchSpace(architectures=("efficientnet-lite2",)).starts(replace(LITE0, **change))[0]["architecture"] == (
        "efficientnet-lite2"
    )
