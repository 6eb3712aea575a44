from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.errors import DatasetError, TrainingError
from carcls.learn.recipe_files import chosen_recipe, read_recipe
from carcls.learn.recipes import RECIPES
from carcls.learn.search_space import SearchSpace
from carcls.learn.studies import open_study
from carcls.learn.trials import Judge
from carcls.learn.tune import TuningResult, tune
from carcls.photos.store import PhotoStore
from tests.learn.examples import CLASSES
from tests.learn.house import known_features

LITE0 = "efficientnet-lite0"


@pytest.fixture
def snapshot(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> DatasetSnapshot:
    """Photos with features at one input size."""
    monkeypatch.setattr("carcls.learn.search_space.INPUT_SIZES", (224,))
    return known_features(settings, wrong=range(0, 150, 11))


def tuned(settings: Settings, snapshot: DatasetSnapshot, trials: int, **options: Any) -> TuningResult:
    store = PhotoStore.from_settings(settings)
    return tune(store, settings, snapshot, trials=trials, architecture=LITE0, **options)


@pytest.mark.slow
def test_a_search_that_was_killed_goes_on(settings: Settings, snapshot: DatasetSnapshot) -> None:
    def interrupt(done: int, total: int, what: str) -> None:
        assert total == 9
        if done == 2:
            assert what.startswith("trial 3, fold ")
            assert "; best loss " in what
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tuned(settings, snapshot, 9, progress=interrupt)
    found = tuned(settings, snapshot, 9)
    assert found.study == f"{'d' * 12}-head"
    assert sorted(one.number for one in found.trials) == [0, 1, 3, 4, 5, 6, 7, 8, 9]  # the third was interrupted
    first = next(one for one in found.trials if one.number == 0)
    shipped = RECIPES[LITE0]
    assert first.parameters == {
        "architecture": LITE0,
        "input_size": 224,
        "penalty": shipped.penalty,
        "class_balance": shipped.class_balance,
    }
    best = found.trials[0]
    assert best.loss is not None
    assert first.loss is not None
    assert best.loss <= first.loss
    assert best.accuracy is not None
    assert 0 < best.accuracy <= 1
    assert len({one.parameters["penalty"] for one in found.trials}) == 9

    recipe, fine_tune = read_recipe(found.recipe_file)
    assert {name: getattr(recipe, name) for name in best.parameters} == best.parameters
    assert not fine_tune
    assert chosen_recipe(settings.model_copy(update={"recipe_file": found.recipe_file}))[0] == recipe

    again = tuned(settings, snapshot, 9)
    assert again.trials == found.trials  # nothing is left to do
    if found.plot:
        assert sum(found.importances.values()) == pytest.approx(1)
        assert found.plot.read_bytes().startswith(b"\x89PNG")


def test_trials_of_other_labels_are_not_mixed(settings: Settings, snapshot: DatasetSnapshot) -> None:
    tuned(settings, snapshot, 1, study="mine")
    other = DatasetSnapshot("e" * 64, snapshot.path, snapshot.photos, {})
    with pytest.raises(TrainingError, match=r"mine, which was begun with another dataset. Give another name"):
        tuned(settings, other, 2, study="mine")


def test_one_process_works_on_a_study(tmp_path: Path) -> None:
    with (
        open_study(tmp_path / "mine", {}, 0),
        pytest.raises(TrainingError, match=r"Received: mine, which another one has"),
        open_study(tmp_path / "mine", {}, 0),
    ):
        pass


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"study": ".."}, TrainingError, r"letters, digits, dots and dashes. Received: '\.\.'"),
        ({"timeout": 0.0}, TrainingError, r"Received: none after 0.0 seconds"),
    ],
    ids=["a name that is a path", "no time"],
)
def test_what_cannot_be_searched_is_said(
    settings: Settings, snapshot: DatasetSnapshot, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        tuned(settings, snapshot, 1, **options)


def test_few_sellers_cannot_be_left_out(settings: Settings, snapshot: DatasetSnapshot) -> None:
    with pytest.raises(DatasetError, match=r"of 5 sellers or more. Received: 4"):
        tuned(settings, known_features(settings, sellers=4), 1)


def test_a_site_s_word_does_not_judge(settings: Settings) -> None:
    frame = read_manifest(known_features(settings, weak=range(0, 60)).path)
    judge = Judge(frame, CLASSES, lambda *_: None, settings.features_dir, SearchSpace(), 0)  # type: ignore[arg-type, return-value]
    truth = np.arange(len(frame)) % 3
    said = np.where(np.arange(len(frame)) < 60, (truth + 1) % 3, truth)  # wrong where the label is a site's
    logits = 4 * np.eye(3, dtype=np.float32)[said]
    judged = pd.DataFrame(
        {"sha256": frame["sha256"], "label": frame["label"], "fold": np.arange(len(frame)) // 3 % 5}
        | {f"logit_{name}": logits[:, place] for place, name in enumerate(CLASSES)}
    )
    assert judge.loss_and_accuracy(judged)[1] == 1.0
    assert judge.loss_so_far(judged) < 0.1
