from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from carcls.errors import DatasetError
from carcls.learn.leave_out import cross_calibrated, leave_sellers_out, seller_folds
from carcls.learn.recipes import CNN, RECIPES
from tests.learn.examples import CLASSES, DrawnLoader, manifest


def test_a_seller_is_in_one_fold_and_folds_are_about_equally_large() -> None:
    sellers = np.repeat([f"seller {number}" for number in range(9)], range(1, 10))
    folds = seller_folds(sellers, 3)
    assert all(len(set(folds[sellers == name])) == 1 for name in set(sellers))
    assert np.bincount(folds).tolist() == [16, 15, 14]
    shuffled = np.random.default_rng(0).permutation(len(sellers))
    assert seller_folds(sellers[shuffled], 3).tolist() == folds[shuffled].tolist()


def test_fewer_sellers_than_folds_are_refused() -> None:
    with pytest.raises(DatasetError, match=r"3 sellers or more. Received: 2"):
        seller_folds(np.array(["a", "b", "b"]), 3)


def test_no_fold_helps_to_calibrate_itself() -> None:
    """Fold 0 is always wrong and sure; the others are right: their temperature must not hear of it."""
    truth = np.tile([0, 1, 2], 40)
    fold = np.repeat([0, 1, 2, 3], 30)
    logits = np.eye(3, dtype=np.float32)[np.where(fold == 0, (truth + 1) % 3, truth)] * 4
    judged = pd.DataFrame({"label": np.array(CLASSES)[truth], "fold": fold})
    judged[[f"logit_{name}" for name in CLASSES]] = logits
    predicted, thresholds = cross_calibrated(judged, CLASSES)
    assert predicted[fold == 0].max(axis=1).min() > 0.99  # the other folds were all right
    assert predicted[fold == 1].max(axis=1).max() < 0.9  # among the others is one that was all wrong
    assert len(set(thresholds[fold == 0])) == 1
    assert thresholds.max() <= 0.9


@pytest.mark.slow
def test_every_photo_is_judged_by_a_net_that_did_not_see_its_seller(tmp_path: Path) -> None:
    """Two sellers turn the labels round: who learned from them would agree with them."""
    frame = manifest(train=18, val=0, test=0)
    frame["dealer"] = [f"seller {number % 6}" for number in range(len(frame))]
    turned = frame["dealer"] == "seller 0"
    frame.loc[turned, "label"] = "other"
    recipe = replace(RECIPES["efficientnet-lite0"], input_size=32)
    told: list[str] = []

    def judge() -> pd.DataFrame:
        return leave_sellers_out(
            frame,
            CLASSES,
            DrawnLoader(manifest(train=18, val=0, test=0)),
            recipe,
            features_dir=tmp_path,
            folds=3,
            kept=tmp_path / "folds",
            progress=lambda stage, done, total, metrics: told.append(stage),
        )

    judged = judge()
    assert judged["sha256"].tolist() == frame["sha256"].tolist()
    assert "fold 1 of 3, features" in told
    best = judged[[f"logit_{name}" for name in CLASSES]].to_numpy().argmax(axis=1)
    truth = np.array([CLASSES.index(label) for label in manifest(train=18, val=0, test=0)["label"]])
    assert (best == truth)[turned].mean() > 0.9  # not what the seller's own labels say
    told.clear()
    pd.testing.assert_frame_equal(judge(), judged)
    assert not told  # the folds were kept


@pytest.mark.slow
def test_what_is_killed_within_a_fold_goes_on_with_the_next_epoch(tmp_path: Path) -> None:
    frame = manifest(train=12, val=0, test=0)
    frame["dealer"] = [f"seller {number % 4}" for number in range(len(frame))]
    told: list[tuple[str, int]] = []

    class Killed(Exception):
        """As a machine that is turned off."""

    def judge(kept: Path, killed_after: tuple[str, int] | None = None) -> pd.DataFrame:
        def progress(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
            told.append((stage, done))
            if told[-1] == killed_after:
                raise Killed

        return leave_sellers_out(
            frame,
            CLASSES,
            DrawnLoader(frame),
            replace(RECIPES[CNN], input_size=32, epochs=2, batch_size=8),
            features_dir=tmp_path,
            folds=2,
            kept=kept,
            progress=progress,
        )

    whole = judge(tmp_path / "whole")
    with pytest.raises(Killed):
        judge(tmp_path / "killed", ("fold 2 of 2, training", 1))
    told.clear()
    judged = judge(tmp_path / "killed")
    assert told == [("fold 2 of 2, training", 2)]
    assert sorted(path.name for path in (tmp_path / "killed").iterdir()) == ["fold0.npy", "fold1.npy"]
    logits = [f"logit_{name}" for name in CLASSES]
    np.testing.assert_allclose(judged[logits], whole[logits], atol=1e-5)
