"""`carcls label --new` and `--all`: what waits for any model, and what waits for this one."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import delete, update

from carcls.catalog import Catalog
from carcls.catalog.tables import Model, Photo, Prediction
from carcls.cli.label import NICE
from carcls.photos.intake import PhotoIntake
from tests.cli.conftest import Run
from tests.pictures import photo

EARLIER = "e" * 64


@pytest.mark.slow
def test_new_leaves_what_another_model_labelled_and_all_takes_it_at_low_priority(
    run: Run, catalog: Catalog, intake: PhotoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARCLS_SHIPPED_MODEL", "true")
    niced: list[int] = []
    monkeypatch.setattr(os, "nice", niced.append)
    for seed in range(3):
        intake.take(photo(seed))
    assert run("label", "--new").cells[0] == ["labelled", "3"]
    with catalog.session() as session:
        session.add(Model(digest=EARLIER, architecture="x", path="x", metrics={}))
        session.execute(delete(Prediction))
        session.execute(update(Photo).values(labelled_by=EARLIER))
    intake.take(photo(3))
    assert run("label", "--new").cells[0] == ["labelled", "1"]
    assert niced == []
    assert run("label", "--all").cells[0] == ["labelled", "3"]
    assert niced == [NICE]
    assert run("label", "--all").cells[0] == ["labelled", "0"]
