from __future__ import annotations

import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import Model
from carcls.config import Settings
from carcls.errors import ModelError, NoChampion
from carcls.learn.registry import champion, find_model, list_models, load_model, promote, rollback

A, B, C = "a" * 64, "ab" * 32, "c" * 64


@pytest.fixture
def models(catalog: Catalog) -> Catalog:
    with catalog.session() as session:
        for digest in (A, B, C):
            session.add(Model(digest=digest, architecture="cnn", path=digest, metrics={"accuracy": 0.9, "photos": 30}))
    return catalog


def reign(catalog: Catalog) -> str:
    return champion(catalog).digest


def test_without_a_promotion_there_is_no_champion(models: Catalog, settings: Settings) -> None:
    for ask in (lambda: champion(models), lambda: load_model(models, settings), lambda: rollback(models, "why")):
        with pytest.raises(NoChampion, match="carcls models promote DIGEST"):
            ask()


def test_the_last_promotion_counts_and_rollbacks_go_back_one_after_the_other(models: Catalog) -> None:
    for digest in (A, B, C):
        promote(models, digest, "better")
    assert reign(models) == C
    assert rollback(models, "worse on Mondays") == B
    assert rollback(models, "still") == A
    assert reign(models) == A
    with pytest.raises(ModelError, match="is the first"):
        rollback(models, "again")
    promote(models, C, "better after all")
    assert rollback(models, "no") == A


def test_promoting_the_champion_changes_nothing(models: Catalog) -> None:
    promote(models, A, "first")
    promote(models, A, "again")
    with pytest.raises(ModelError, match="is the first"):
        rollback(models, "why")


def test_a_model_is_found_by_a_beginning_that_only_it_has(models: Catalog) -> None:
    assert promote(models, "c", "short") == C
    with pytest.raises(ModelError, match="more than one model begins so"):
        find_model(models, "a")
    for name in ("f", "", "%"):
        with pytest.raises(ModelError, match=r"no such model|more than one"):
            find_model(models, name)


def test_the_list_has_fixed_columns(models: Catalog) -> None:
    columns = ["digest", "architecture", "dataset", "accuracy", "loss", "photos", "split", "created_at", "champion"]
    assert list(list_models(models).columns) == columns
    promote(models, B, "better")
    listed = list_models(models).set_index("digest")
    assert listed["champion"].to_dict() == {A: False, B: True, C: False}
    assert listed["accuracy"].tolist() == [0.9] * 3


def test_an_empty_list_has_them_too(any_catalog: Catalog) -> None:
    assert len(list_models(any_catalog)) == 0
    assert "champion" in list_models(any_catalog).columns


def test_a_missing_folder_is_said(models: Catalog, settings: Settings) -> None:
    with pytest.raises(ModelError, match=r"FileNotFoundError.*CARCLS_DATA_DIR"):
        load_model(models, settings, C)
