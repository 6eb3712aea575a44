from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from carcls.catalog import Catalog
from carcls.config import Settings
from carcls.errors import NoChampion
from carcls.label.choose import open_engine
from carcls.label.litert_engine import LiteRTEngine
from carcls.learn.model_files import LITERT_FILE, load_folder, read_litert, read_model_file
from carcls.learn.registry import champion, promote
from carcls.learn.shipped import FOLDER, champion_in_use
from tests.pictures import SHARED

MOST_BYTES = 8_000_000  # of everything that is shipped: a repository is cloned by everybody


@pytest.fixture
def with_shipped(settings: Settings) -> Settings:
    return settings.model_copy(update={"shipped_model": True})


def test_what_is_shipped_is_small_and_whole() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < MOST_BYTES
    content = read_model_file(FOLDER)
    assert len(read_litert(FOLDER, content)) > 1_000_000
    assert content["classes"] == ["interior", "exterior", "other"]
    assert content["digest"][:12] in (FOLDER / "card.md").read_text(encoding="utf-8")


def test_a_new_house_has_it_as_champion_until_another_is_promoted(catalog: Catalog, with_shipped: Settings) -> None:
    digest = read_model_file(FOLDER)["digest"]
    assert champion_in_use(catalog, with_shipped).digest == digest
    assert champion(catalog).metrics["accuracy"] > 0.95
    assert champion_in_use(catalog, with_shipped).digest == digest  # twice is once
    assert (with_shipped.models_dir / digest / LITERT_FILE).exists()


def test_it_is_not_used_where_it_is_switched_off_or_has_other_classes(
    catalog: Catalog, with_shipped: Settings, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(NoChampion):
        champion_in_use(catalog, settings.model_copy(update={"shipped_model": False}))
    taxonomy = tmp_path / "taxonomy.toml"
    taxonomy.write_text('[classes.boat]\nviews = []\nwords = ["boat"]\n[classes.sea]\nviews = []\nwords = ["sea"]\n')
    with pytest.raises(NoChampion):
        champion_in_use(catalog, with_shipped.model_copy(update={"taxonomy_file": taxonomy}))


@pytest.mark.slow
def test_labelling_starts_without_keras(catalog: Catalog, with_shipped: Settings) -> None:
    """TensorFlow's import costs ten seconds of CPU: nothing on the way of a label may need it."""
    code = (
        "import sys; from carcls.cli import main; sys.argv = ['carcls', 'label', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted(name for name in ('keras', 'tensorflow', 'jax', 'torch') if name in sys.modules))"
    )
    picture = with_shipped.data_dir / "grey.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    from PIL import Image

    Image.fromarray(np.full((300, 400, 3), 128, np.uint8)).save(picture)
    environment = {"PATH": "", "CARCLS_DATA_DIR": str(with_shipped.data_dir)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(picture)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert "grey.png" in done.stdout


def test_the_champion_is_what_labels(catalog: Catalog, with_shipped: Settings) -> None:
    engine = open_engine(catalog, with_shipped)
    assert isinstance(engine, LiteRTEngine)
    promote(catalog, champion_in_use(catalog, with_shipped).digest, "again")
    assert open_engine(catalog, with_shipped).digest == engine.digest


@pytest.mark.slow
@pytest.mark.shared
def test_both_engines_say_the_same_of_real_photos(catalog: Catalog, with_shipped: Settings) -> None:
    photos = sorted(str(file) for file in (SHARED / "photos").glob("*/*.jpg"))[::40]
    told = {}
    for kind in ("litert", "keras"):
        engine = open_engine(catalog, with_shipped, kind=kind)
        judged = list(engine.judge(photos, lambda name: Path(name).read_bytes(), 10**8))
        assert [one.name for one in judged] == photos
        told[kind] = [one.result for one in judged]
    same = [one.label == other.label for one, other in zip(told["litert"], told["keras"], strict=True)]
    assert len(same) > 30
    assert np.mean(same) > 0.97


@pytest.mark.slow
def test_its_weights_are_what_its_digest_says() -> None:
    assert load_folder(FOLDER).digest == read_model_file(FOLDER)["digest"]
