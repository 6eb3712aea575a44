from __future__ import annotations

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset, GroupMember, Label, Model, Photo, Split
from carcls.config import Settings
from carcls.curate.labels import record_labels
from carcls.learn.due import TrainingDue, labels_since_training, training_due
from carcls.learn.registry import promote
from carcls.taxonomy import load_taxonomy


def add_labelled(catalog: Catalog, *numbers: int, split: str = "train", group: str | None = None) -> None:
    with catalog.session() as session:
        for number in numbers:
            sha256 = f"{number:064x}"
            session.add(Photo(sha256=sha256, state="ok", bytes=1))
            session.flush()
            session.add(Split(photo_sha256=sha256, split=split, component="c"))
            session.add(Label(photo_sha256=sha256, label="interior", source="site", author="north"))
            session.add(Label(photo_sha256=sha256, label="interior", source="human", author="me"))
            if group is not None:
                session.add(GroupMember(photo_sha256=sha256, group_id=group, is_best=False))


def test_photos_are_counted_as_a_dataset_would(any_catalog: Catalog) -> None:
    add_labelled(any_catalog, 1, 2)
    add_labelled(any_catalog, 3, 4, group="3")
    add_labelled(any_catalog, 5, split="excluded")
    with any_catalog.session() as session:  # said before the photo is seen
        session.add(Label(photo_sha256="f" * 64, label="interior", source="imported", author="x.csv"))
    assert labels_since_training(any_catalog) == 3
    with any_catalog.session() as session:
        session.add(Dataset(digest="d" * 64, path="d.parquet", photos=3, counts={}))
        session.flush()
        session.add(Model(digest="a" * 64, architecture="cnn", path="a", metrics={}, dataset_digest="d" * 64))
    assert labels_since_training(any_catalog) == 0
    add_labelled(any_catalog, 6, 7)
    assert labels_since_training(any_catalog) == 2


def test_a_corrected_label_is_new_and_one_that_is_said_again_is_not(catalog: Catalog) -> None:
    add_labelled(catalog, 1, 2)
    with catalog.session() as session:
        session.add(Dataset(digest="d" * 64, path="d.parquet", photos=2, counts={}))
        session.flush()
        session.add(Model(digest="a" * 64, architecture="cnn", path="a", metrics={}, dataset_digest="d" * 64))
    say = {"photo_sha256": f"{1:064x}", "label": "interior", "view": None, "source": "site", "author": "north"}
    with catalog.session() as session:
        record_labels(session, load_taxonomy(), [say])
    assert labels_since_training(catalog) == 0
    with catalog.session() as session:
        record_labels(session, load_taxonomy(), [{**say, "label": "other"}])
    assert labels_since_training(catalog) == 1


def test_a_training_that_was_not_promoted_is_not_repeated(catalog: Catalog, settings: Settings) -> None:
    few = settings.model_copy(update={"train_min_labels": 2, "train_min_new_labels": 2})
    with catalog.session() as session:
        session.add(Model(digest="a" * 64, architecture="cnn", path="a", metrics={}))
    promote(catalog, "a" * 64, "first")
    add_labelled(catalog, 1, 2)
    assert training_due(catalog, few).due
    with catalog.session() as session:
        session.add(Dataset(digest="d" * 64, path="d.parquet", photos=2, counts={}))
        session.flush()
        session.add(Model(digest="b" * 64, architecture="cnn", path="b", metrics={}, dataset_digest="d" * 64))
    assert not training_due(catalog, few).due


def test_a_first_model_needs_the_least_and_the_next_ones_new_labels(catalog: Catalog, settings: Settings) -> None:
    few = settings.model_copy(update={"train_min_labels": 2, "train_min_new_labels": 3})
    add_labelled(catalog, 1)
    assert training_due(catalog, few) == TrainingDue(
        False, "1 labelled photos that no training has seen; 2 make a night train."
    )
    add_labelled(catalog, 2)
    assert training_due(catalog, few).due
    with catalog.session() as session:
        session.add(Model(digest="a" * 64, architecture="cnn", path="a", metrics={}))
    promote(catalog, "a" * 64, "first")
    assert not training_due(catalog, few).due  # its dataset is not known: both of them are new to it
    add_labelled(catalog, 3)
    assert training_due(catalog, few) == TrainingDue(
        True, "3 labelled photos that no training has seen; 3 make a night train."
    )


def test_where_the_shipped_model_labels_a_training_waits_for_as_many_as_later_ones(
    catalog: Catalog, settings: Settings
) -> None:
    shipped = settings.model_copy(update={"train_min_labels": 2, "train_min_new_labels": 3, "shipped_model": True})
    add_labelled(catalog, 1, 2)
    assert not training_due(catalog, shipped).due
    add_labelled(catalog, 3)
    assert training_due(catalog, shipped).due
