"""`tune-classifier`, called in this process, on photos whose features are known."""

from __future__ import annotations

import pytest

from carcls.catalog import Catalog
from carcls.config import Settings
from flows.tune_classifier import tune_classifier
from tests.flows.test_nightly import table_of
from tests.learn.house import known_features

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def test_it_tells_the_best_recipe_and_where_it_is(
    night: tuple[Settings, Catalog], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, _ = night
    dataset = known_features(settings)
    monkeypatch.setattr("carcls.learn.search_space.INPUT_SIZES", (224,))
    monkeypatch.setattr("flows.tune_classifier.snapshot", lambda *_: dataset)
    state = tune_classifier(trials=2, study="mine", architecture="efficientnet-lite0", return_state=True)
    assert state.is_completed()
    found = state.result()
    recipe_file = settings.tuning_dir / "mine" / "recipe.toml"
    assert (found["study"], found["trials"], found["recipe_file"]) == ("mine", 2, str(recipe_file))
    assert recipe_file.exists()
    assert state.message.startswith("2 trials, the best with loss 0.")
    assert {row["what"]: row["value"] for row in table_of("tune-classifier")}["architecture"] == "efficientnet-lite0"


def test_no_labels_is_a_failure_of_one_line(night: tuple[Settings, Catalog]) -> None:
    state = tune_classifier(return_state=True)
    assert state.is_failed()
    assert state.message.startswith("A dataset should have labelled photos.")
