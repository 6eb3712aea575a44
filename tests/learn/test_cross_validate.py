from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from carcls.catalog import Catalog
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot
from carcls.errors import DatasetError, TrainingError
from carcls.learn import leave_out
from carcls.learn.cross_validate import cross_validate
from carcls.learn.recipes import RECIPES
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.learn.examples import manifest, take_in


@pytest.fixture
def snapshot(
    intake: PhotoIntake, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> DatasetSnapshot:
    """Of four sellers and one that is not known, 60 photos."""
    monkeypatch.setitem(
        RECIPES, "cnn", replace(RECIPES["cnn"], input_size=16, epochs=24, batch_size=8, learning_rate=3e-3)
    )
    frame = manifest(train=20, val=0, test=0)
    sellers = [("north", "south", "east", "west", None)[row % 5] for row in range(len(frame))]
    return take_in(frame.assign(dealer=sellers), "d" * 64, intake, catalog, settings)


@pytest.mark.slow
def test_every_photo_is_judged_once_and_a_killed_run_goes_on(
    store: PhotoStore, settings: Settings, snapshot: DatasetSnapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[list[str | None]] = []
    fit = leave_out.fit_network

    def stopped_after_the_first(frame: pd.DataFrame, *rest: object, **named: object) -> object:
        trained.append(sorted(frame.loc[frame["split"] == "val", "dealer"].dropna().unique()))
        if len(trained) == 2:
            raise KeyboardInterrupt
        return fit(frame, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(leave_out, "fit_network", stopped_after_the_first)
    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        cross_validate(
            store, settings, snapshot, architecture="cnn", folds=2, progress=lambda *said: told.append(said[0])
        )
    judged = cross_validate(store, settings, snapshot, architecture="cnn", folds=2)
    again = cross_validate(store, settings, snapshot, architecture="cnn", folds=2, output=tmp_path / "told")
    assert len(trained) == 3  # the first fold once, the second once more
    assert not set(trained[0]) & set(trained[1])
    assert trained[1] == trained[2]
    assert set(told) == {"fold 1 of 2, training"}

    metrics = judged.metrics
    assert again.metrics == metrics
    assert (metrics["photos"], metrics["split"], metrics["folds"], metrics["dataset"]) == (
        60,
        "sellers left out",
        2,
        "d" * 64,
    )
    assert metrics["accuracy"] > 0.6  # chance is a third; a small net on few photos
    assert {row["seller"] for row in metrics["sellers"]} == {"north", "south", "east", "west", "unknown"}
    assert json.loads((tmp_path / "told" / "metrics.json").read_text()) == metrics
    assert len(pd.read_csv(tmp_path / "told" / "photos.csv")) == 60
    assert judged.folder.parent == settings.evaluations_dir
    assert not list((tmp_path / "told").glob("curves*"))

    other_seed = cross_validate(store, settings, snapshot, architecture="cnn", folds=2, seed=1)
    assert other_seed.folder != judged.folder
    assert len(trained) == 5


def test_what_cannot_be_left_out_is_said_before_anything_is_trained(
    store: PhotoStore, settings: Settings, snapshot: DatasetSnapshot
) -> None:
    with pytest.raises(DatasetError, match=r"of 6 sellers or more. Received: 5"):
        cross_validate(store, settings, snapshot, architecture="cnn", folds=6)
    frame = pd.read_parquet(snapshot.path)
    frame["dealer"] = frame["dealer"].mask(frame["label"] == "other", "north").fillna("south")
    frame.to_parquet(snapshot.path, index=False)
    with pytest.raises(TrainingError, match="none of other"):
        cross_validate(store, settings, snapshot, architecture="cnn", folds=2)
    assert not settings.evaluations_dir.exists()
