from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from carcls.catalog import Catalog
from carcls.catalog.tables import Split
from carcls.config import Settings
from carcls.errors import TrainingError
from carcls.learn import teach
from carcls.learn.descent import _targets
from carcls.learn.networks import CLASSIFIER
from carcls.learn.teach import taught_by, with_unlabelled
from carcls.learn.train import train_model
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.learn.examples import CLASSES, manifest, take_in
from tests.pictures import encoded


class Known:
    """A teacher that always says the same."""

    def __init__(self, said: list[float], classes: tuple[str, ...] = CLASSES) -> None:
        self.said, self.classes, self.digest = np.array(said, np.float32), classes, "d" * 64


@pytest.fixture
def teachers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Known]:
    known = {"a": Known([0.8, 0.2, 0]), "b": Known([0.4, 0.6, 0]), "c": Known([1, 0], ("boat", "sea"))}
    monkeypatch.setattr(teach, "load_model", lambda catalog, settings, digest: known[digest])
    monkeypatch.setattr(teach, "predict_photos", lambda model, load, sha256s: np.tile(model.said, (len(sha256s), 1)))
    return known


def test_more_teachers_say_their_mean(catalog: Catalog, settings: Settings, teachers: dict[str, Known]) -> None:
    taught = taught_by(catalog, settings, ["a", "b"], CLASSES, lambda *_: None, ["p", "q"])  # type: ignore[arg-type]
    assert set(taught) == {"p", "q"}
    np.testing.assert_allclose(taught["q"], [0.6, 0.4, 0], atol=1e-6)


def test_a_teacher_of_other_classes_is_refused(
    catalog: Catalog, settings: Settings, teachers: dict[str, Known]
) -> None:
    with pytest.raises(TrainingError, match="tells boat, sea"):
        taught_by(catalog, settings, ["c"], CLASSES, lambda *_: None, ["p"])  # type: ignore[arg-type]


def test_a_label_and_its_teachers_are_learned_together_and_where_there_is_none_the_teachers() -> None:
    frame = manifest(train=1, val=0, test=0)
    frame.loc[1, "label"] = None
    word = np.array([0.2, 0.6, 0.2], np.float32)
    told = _targets(frame, CLASSES, [], dict.fromkeys(frame["sha256"][:2], word))[CLASSIFIER]
    np.testing.assert_allclose(told, [[0.6, 0.3, 0.1], [0.2, 0.6, 0.2], [0, 0, 1]], atol=1e-6)


def test_photos_without_a_label_come_from_train_alone(
    catalog: Catalog, settings: Settings, intake: PhotoIntake
) -> None:
    frame = manifest(train=1, val=0, test=0)
    photos = {
        side: intake.take(encoded(Image.new("RGB", (64, 64), (level,) * 3), "PNG")).sha256
        for level, side in ((30, "train"), (90, "val"), (150, "test"))
    }
    with catalog.session() as session:
        for side, sha256 in photos.items():
            session.add(Split(photo_sha256=sha256, split=side, component=sha256))
    learned = with_unlabelled(catalog, frame, 10)
    assert learned["sha256"].tolist() == [*frame["sha256"], photos["train"]]
    assert learned["label"].tolist()[-1] is None
    assert learned["split"].tolist()[-1] == "train"
    assert with_unlabelled(catalog, frame, 0)["sha256"].tolist() == frame["sha256"].tolist()


def test_photos_without_a_label_need_a_teacher(
    catalog: Catalog, settings: Settings, store: PhotoStore, intake: PhotoIntake
) -> None:
    snapshot = take_in(manifest(train=24, val=8, test=0), "d" * 64, intake, catalog, settings)
    with pytest.raises(TrainingError, match="--teacher DIGEST"):
        train_model(catalog, store, settings, snapshot, architecture="cnn", unlabelled=5)
    with pytest.raises(TrainingError, match="Add --fine-tune"):
        train_model(catalog, store, settings, snapshot, architecture="efficientnet-lite0", teachers=["a"])
