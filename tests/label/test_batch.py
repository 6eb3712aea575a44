from __future__ import annotations

import pytest
from PIL import Image
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import Claim, Model, Prediction
from carcls.config import Settings
from carcls.errors import NoChampion
from carcls.label.batch import LabelResult, label_waiting, model_to_label
from carcls.label.claims import Claims
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


def label(
    catalog: Catalog, settings: Settings, engine: BrightnessEngine, most: int | None = None, seconds: float = 60
) -> list[LabelResult]:
    """What a whole run labels, a result a chunk."""
    claims = Claims(catalog, engine.digest, seconds, relabel=True)
    return list(label_waiting(claims, PhotoStore.from_settings(settings), settings, lambda: engine, most))


def test_every_photo_gets_one_prediction_and_the_second_run_none(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    dark, middle, bright = (intake.take(gray(level)).sha256 for level in (10, 120, 250))
    intake.take(b"")  # rejected: nothing to label
    assert label(catalog, settings, engine) == [LabelResult(3, 1, [])]
    assert predictions(catalog) == {
        dark: ("interior", False),
        middle: ("interior", True),
        bright: ("exterior", False),
    }
    assert label(catalog, settings, engine) == []


def test_a_new_house_has_no_work_and_photos_without_a_champion_are_an_error(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    assert model_to_label(catalog, settings) is None
    intake.take(gray(10))
    with pytest.raises(NoChampion, match="carcls train"):
        model_to_label(catalog, settings)
    promote(catalog, engine.digest, "first")
    assert model_to_label(catalog, settings) == engine.digest


def test_a_limit_bounds_the_work_which_goes_chunk_by_chunk(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    small = settings.model_copy(update={"label_chunk": 2})
    for level in (10, 20, 30, 40):
        intake.take(gray(level))
    assert [chunk.photos for chunk in label(catalog, small, engine, most=3)] == [2, 1]
    assert [chunk.photos for chunk in label(catalog, small, engine)] == [1]


def test_no_model_is_opened_where_nothing_waits(catalog: Catalog, settings: Settings, engine: BrightnessEngine) -> None:
    def refuse() -> BrightnessEngine:
        raise AssertionError

    claims = Claims(catalog, engine.digest, 60, relabel=True)
    assert list(label_waiting(claims, PhotoStore.from_settings(settings), settings, refuse)) == []


def test_a_photo_that_cannot_be_read_is_tried_once_a_run_and_the_others_are_labelled(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    kept, lost = intake.take(gray(10)).sha256, intake.take(gray(250)).sha256
    proxy = settings.data_dir / f"photos/proxies/{lost[:2]}/{lost[2:4]}/{lost}.jpg"
    content = proxy.read_bytes()
    proxy.unlink()
    (result,) = label(catalog, settings, engine)
    assert (result.labelled, result.abstained) == (1, 0)
    assert result.failed[0].startswith(f"{lost}: The photo store should have ")
    assert set(predictions(catalog)) == {kept}
    assert [chunk.failed for chunk in label(catalog, settings, engine)] == [result.failed]
    proxy.write_bytes(content)
    assert label(catalog, settings, engine) == [LabelResult(1, 0, [])]
    assert set(predictions(catalog)) == {kept, lost}


def test_a_long_chunk_renews_its_claim(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for level in (10, 20, 30):
        intake.take(gray(level))
    renewed: list[int] = []
    monkeypatch.setattr(Claims, "renew", lambda self, claim: renewed.append(claim.id))
    label(catalog, settings, engine, seconds=1e-6)
    assert len(renewed) == 3


def test_what_breaks_off_is_free_for_the_next_run_at_once(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, engine: BrightnessEngine
) -> None:
    intake.take(gray(10))

    class Broken(BrightnessEngine):
        def judge(self, *_: object) -> None:  # type: ignore[override]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label(catalog, settings, Broken())
    with catalog.read() as session:
        assert session.scalars(select(Claim)).one().tried_at is not None
    assert label(catalog, settings, engine) == [LabelResult(1, 0, [])]
    with catalog.read() as session:
        assert session.scalars(select(Claim)).all() == []
