from __future__ import annotations

import pandas as pd
import pytest

from carcls.errors import DatasetError, TrainingError
from carcls.learn.examples import check_trainable, example_weights, held_back, targets, with_validation
from carcls.learn.recipes import RECIPES

CLASSES = ("interior", "exterior", "other")


def manifest(*parts: tuple[str, str, int], source: str = "imported", vehicles: bool = True) -> pd.DataFrame:
    """Rows by (split, label, photos), two photos a vehicle."""
    rows = [(split, label) for split, label, photos in parts for _ in range(photos)]
    return pd.DataFrame(
        [
            {
                "sha256": f"{number:064x}",
                "label": label,
                "view": None,
                "source": source,
                "split": split,
                "dealer": "north" if vehicles else None,
                "vehicle": f"{split}{number // 2}" if vehicles else None,
                "group_id": None,
            }
            for number, (split, label) in enumerate(rows)
        ]
    )


EVERYTHING = [(split, label, 40) for split in ("train", "val", "test") for label in CLASSES]


def test_a_val_that_is_large_enough_stays() -> None:
    frame = manifest(*EVERYTHING)
    same, note = with_validation(frame)
    assert same is frame
    assert note is None


@pytest.mark.parametrize("vehicles", [True, False])
def test_a_fifth_of_train_serves_as_val_where_there_is_none(vehicles: bool) -> None:
    frame = manifest(("train", "interior", 200), ("test", "interior", 40), vehicles=vehicles)
    moved, note = with_validation(frame)
    assert note == "val had 0 photos, fewer than 20: a fifth of train serves as val too."
    assert 20 <= (moved["split"] == "val").sum() <= 60
    assert (moved["split"] == "test").equals(frame["split"] == "test")
    if vehicles:
        assert moved.groupby("vehicle")["split"].nunique().max() == 1
    more, _ = with_validation(manifest(("train", "interior", 300), ("test", "interior", 0), vehicles=vehicles))
    assert more["split"][:200].tolist() == moved["split"][:200].tolist()  # nothing moves when photos come


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([("train", "interior", 5)], "60 labelled photos or more. Received: 5"),
        ([*EVERYTHING, ("train", "sofa", 1)], "Received: sofa"),
        (
            [("train", "interior", 40), ("train", "exterior", 30), ("val", "other", 40)],
            r"none of other \(interior 40, exterior 30\)",
        ),
    ],
    ids=["too few", "strange class", "class without a photo"],
)
def test_what_no_model_should_be_made_of_is_refused(parts: list[tuple[str, str, int]], message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        check_trainable(manifest(*parts), CLASSES, 60)


def test_what_is_trainable_passes() -> None:
    check_trainable(manifest(*EVERYTHING), CLASSES, 60)


@pytest.mark.parametrize(
    ("val", "test", "chosen"),
    [(50, 30, ("test", 30)), (50, 29, ("val", 50)), (0, 3, ("test", 3))],
    ids=["test", "test too small", "nothing else"],
)
def test_the_side_that_decides(val: int, test: int, chosen: tuple[str, int]) -> None:
    name, side = held_back(manifest(("train", "other", 9), ("val", "other", val), ("test", "other", test)))
    assert (name, len(side)) == chosen


def test_nothing_held_back_is_an_error() -> None:
    with pytest.raises(DatasetError, match="9 photos, all to train on"):
        held_back(manifest(("train", "other", 9)))


def test_rare_classes_and_people_s_labels_count_more() -> None:
    frame = manifest(("train", "interior", 1), ("train", "exterior", 16))
    frame = pd.concat([frame, manifest(("train", "exterior", 1), source="site")])
    assert targets(frame, CLASSES).tolist() == [0] + [1] * 17
    assert targets(frame, ("interior",)).tolist() == [0] + [-1] * 17
    weights = example_weights(frame, CLASSES, RECIPES["cnn"])
    assert weights.mean() == pytest.approx(1)
    assert weights[0] / weights[1] == pytest.approx(16.5**0.25)
    assert weights[1] / weights[17] == pytest.approx(2)
