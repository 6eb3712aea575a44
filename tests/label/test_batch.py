from __future__ import annotations

import pytest
from PIL import Image
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import Model, Prediction
from carcls.config import Settings
from carcls.errors import NoChampion
from carcls.label.batch import LabelResult, champions_work, label_photos, unlabelled
from carcls.learn.registry import promote
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.label.engines import BrightnessEngine
from tests.pictures import encoded


@pytest.fixture
def engine(catalog: Catalog) -> BrightnessEngine:
    with catalog.session() as session:
        session.add(Model(digest=BrightnessEngine.digest, architecture="brightness", path="x", metrics={}))
    return BrightnessEngine()


def gray(level: int) -> bytes:
    return encoded(Image.new("RGB", (64, 64), (level, level, level)), "PNG")


def predictions(catalog: Catalog) -> dict[str, tuple[str, bool]]:
    with catalog.read() as session:
        return {row.photo_sha256: (row.label, row.abstained) for row in session.scalars(select(Prediction))}


def test_every_photo_gets_one_prediction_and_the_second_run_none(
    catalog: Catalog, store: PhotoStore, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    dark, middle, bright = (intake.take(gray(level)).sha256 for level in (10, 120, 250))
    intake.take(b"")  # rejected: nothing to label
    waiting = unlabelled(catalog, engine.digest)
    assert sorted(waiting) == sorted([dark, middle, bright])
    assert label_photos(catalog, store, settings, engine, waiting) == LabelResult(3, 1, [])
    assert predictions(catalog) == {
        dark: ("interior", False),
        middle: ("interior", True),
        bright: ("exterior", False),
    }
    assert unlabelled(catalog, engine.digest) == []
    label_photos(catalog, store, settings, engine, waiting)
    assert len(predictions(catalog)) == 3


def test_a_new_house_has_no_work_and_photos_without_a_champion_are_an_error(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    assert champions_work(catalog, settings) == (None, [])
    sha256 = intake.take(gray(10)).sha256
    with pytest.raises(NoChampion, match="carcls train"):
        champions_work(catalog, settings)
    promote(catalog, engine.digest, "first")
    assert champions_work(catalog, settings) == (engine.digest, [sha256])


def test_another_model_labels_anew(catalog: Catalog, intake: PhotoIntake) -> None:
    sha256 = intake.take(gray(10)).sha256
    assert unlabelled(catalog, "another") == [sha256]


def test_a_limit_bounds_the_work(catalog: Catalog, intake: PhotoIntake) -> None:
    for level in (10, 20, 30):
        intake.take(gray(level))
    assert len(unlabelled(catalog, "x", limit=2)) == 2


def test_a_photo_that_cannot_be_read_waits_and_the_others_are_labelled(
    catalog: Catalog, store: PhotoStore, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    kept, lost = intake.take(gray(10)).sha256, intake.take(gray(250)).sha256
    (settings.data_dir / f"photos/proxies/{lost[:2]}/{lost[2:4]}/{lost}.jpg").unlink()
    result = label_photos(catalog, store, settings, engine, [kept, lost])
    assert (result.labelled, result.abstained) == (1, 0)
    assert result.failed[0].startswith(f"{lost}: The photo store should have ")
    assert unlabelled(catalog, engine.digest) == [lost]
