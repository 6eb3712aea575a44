from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset, Model
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot
from carcls.learn import compare
from carcls.learn.compare import SIGNIFICANCE, is_better, judge, mcnemar, photos_needed, promote_if_better
from carcls.learn.registry import champion, promote
from carcls.photos.store import PhotoStore
from tests.learn.examples import CLASSES, manifest

OLD, NEW = "a" * 64, "b" * 64


def both(only: int, champion_only: int, alike: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Which photos challenger and champion got right, by how many only one of them did."""
    return (
        np.array([True] * only + [False] * champion_only + [True] * alike),
        np.array([False] * only + [True] * champion_only + [True] * alike),
    )


@pytest.mark.parametrize(
    ("only", "champion_only", "better"),
    [
        (5, 0, True),
        (4, 0, False),
        (1, 0, False),
        (10, 2, True),
        (9, 3, False),
        (0, 0, False),
        (6, 6, False),
        (2, 9, False),
    ],
    ids=[
        "five to none",
        "four to none: chance does that once in sixteen",
        "one more hit",
        "ten to two",
        "nine to three",
        "the same answers",
        "as many right",
        "fewer right",
    ],
)
def test_only_more_than_chance_is_better(only: int, champion_only: int, better: bool) -> None:
    assert judge(*both(only, champion_only), "test").better is better


def test_the_reason_of_a_better_one_has_the_figures() -> None:
    assert judge(*both(6, 0, alike=14), "test").reason == (
        "Better than the champion: accuracy 1.0000 against 0.7000, 6 of 20 photos of test right that the champion has "
        "wrong, 0 the other way (McNemar's p = 0.016, wanted 0.05 or less)."
    )


def test_what_cannot_be_told_apart_says_how_many_photos_would_tell() -> None:
    reason = judge(*both(3, 1, alike=96), "val").reason
    assert reason.startswith(
        "Cannot be told apart from the champion: accuracy 0.9900 against 0.9700, 3 of 100 photos of val"
    )
    assert reason.endswith("Were the difference real, some 620 held-back photos would show it.")
    for only, champion_only in ((0, 0), (3, 3)):
        assert "would show" not in judge(*both(only, champion_only), "test").reason


@pytest.mark.parametrize(
    ("only", "other_only", "p"), [(0, 0, 1.0), (5, 5, 0.623046875), (6, 0, 1 / 64), (0, 6, 1.0), (9, 1, 11 / 1024)]
)
def test_mcnemar_is_exact_and_one_sided(only: int, other_only: int, p: float) -> None:
    assert mcnemar(*both(only, other_only)) == pytest.approx(p)


@pytest.mark.parametrize(("only", "other_only"), [(0.03, 0.01), (0.01, 0.0), (0.1, 0.05)])
def test_the_photos_needed_show_the_difference_most_of_the_time(only: float, other_only: float) -> None:
    random, photos = np.random.default_rng(0), photos_needed(only, other_only)
    shares = [only, other_only, 1 - only - other_only]
    shown = [mcnemar(*both(*random.multinomial(photos, shares)[:2])) <= SIGNIFICANCE for _ in range(500)]
    assert 0.6 < np.mean(shown) < 0.9  # the exact test is somewhat more careful than the formula


@pytest.fixture
def snapshot(catalog: Catalog, settings: Settings) -> DatasetSnapshot:
    """Thirty photos of test that the champion was not trained on, and three that it was."""
    frame = manifest(train=3, val=8, test=11)
    old = frame.assign(split=frame["split"].mask(frame.index >= len(frame) - 3, "train"))
    settings.datasets_dir.mkdir(parents=True)
    for name, rows in (("d" * 64, old), ("e" * 64, frame)):
        rows.to_parquet(settings.datasets_dir / f"{name}.parquet", index=False)
    with catalog.session() as session:
        session.add(Dataset(digest="d" * 64, path=f"{'d' * 64}.parquet", photos=len(frame), counts={}))
        session.flush()
        for digest, dataset in ((OLD, "d" * 64), (NEW, None)):
            session.add(Model(digest=digest, architecture="cnn", dataset_digest=dataset, path=digest, metrics={}))
    return DatasetSnapshot("e" * 64, settings.datasets_dir / f"{'e' * 64}.parquet", len(frame), {})


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch, snapshot: DatasetSnapshot) -> dict[str, set[str]]:
    """The photos that each model has wrong, by its digest; to be filled by the test."""
    mistakes: dict[str, set[str]] = {OLD: set(), NEW: set()}
    frame = compare.read_manifest(snapshot.path)
    truth = dict(zip(frame["sha256"], (CLASSES.index(label) for label in frame["label"]), strict=True))

    def answer(model: SimpleNamespace, load: object, photos: list[str]) -> np.ndarray:
        said = [(truth[photo] + (photo in mistakes[model.digest])) % 3 for photo in photos]
        return np.eye(3, dtype=np.float32)[said]

    monkeypatch.setattr(
        compare, "load_model", lambda catalog, settings, digest: SimpleNamespace(digest=digest, classes=CLASSES)
    )
    monkeypatch.setattr(compare, "predict_photos", answer)
    return mistakes


def photos_of_test(snapshot: DatasetSnapshot) -> list[str]:
    frame = compare.read_manifest(snapshot.path)
    return list(frame.loc[frame["split"] == "test", "sha256"])


def test_a_first_model_is_promoted_and_a_candidate_that_is_no_better_waits(
    catalog: Catalog, store: PhotoStore, settings: Settings, snapshot: DatasetSnapshot, wrong: dict[str, set[str]]
) -> None:
    rooms = (catalog, store, settings)
    assert promote_if_better(*rooms, OLD, snapshot).promoted
    wrong[OLD] = set(photos_of_test(snapshot)[:4])
    waits = promote_if_better(*rooms, NEW, snapshot)
    assert not waits.promoted
    assert waits.reason.endswith("It stays a candidate; to promote it all the same: carcls models promote bbbbbbbbbbbb")
    assert champion(catalog).digest == OLD
    asked = promote_if_better(*rooms, NEW, snapshot, even_if_worse=True)
    assert asked.promoted
    assert asked.reason.startswith("Promoted as asked. Cannot be told apart from the champion: ")
    assert champion(catalog).digest == NEW


def test_a_challenger_that_is_better_by_more_than_chance_is_promoted(
    catalog: Catalog, store: PhotoStore, settings: Settings, snapshot: DatasetSnapshot, wrong: dict[str, set[str]]
) -> None:
    promote(catalog, OLD, "first")
    wrong[OLD] = set(photos_of_test(snapshot)[:5])
    assert promote_if_better(catalog, store, settings, NEW, snapshot).promoted
    assert champion(catalog).digest == NEW


def test_photos_that_the_champion_learned_from_do_not_count(
    catalog: Catalog, store: PhotoStore, settings: Settings, snapshot: DatasetSnapshot, wrong: dict[str, set[str]]
) -> None:
    wrong[NEW] = set(photos_of_test(snapshot)[-3:])  # the champion has learned these by heart
    assert "0 of 30 photos of test" in is_better(catalog, store, settings, NEW, OLD, snapshot).reason
    Path(settings.datasets_dir / f"{'d' * 64}.parquet").unlink()
    assert "0 of 33 photos of test" in is_better(catalog, store, settings, NEW, OLD, snapshot).reason
