from __future__ import annotations

from pathlib import Path

import pytest

from carcls.config import load_settings
from carcls.errors import SettingsError
from carcls.taxonomy import DEFAULT_FILE, load_taxonomy


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("carcls.toml").write_text('data_dir = "from-file"\ncrawl_delay = 2.5\n', encoding="utf-8")
    monkeypatch.setenv("CARCLS_DATA_DIR", "from-environment")
    settings = load_settings()
    assert settings.data_dir == Path("from-environment")
    assert settings.crawl_delay == 2.5
    assert settings.label_chunk == 256
    assert settings.catalog_url == "sqlite:///from-environment/catalog.db"
    assert settings.store_url == "from-environment/photos"


@pytest.mark.parametrize(
    ("name", "value"), [("CRAWL_DELAY", "soon"), ("CRAWL_DELAY", "-1"), ("SPLIT_BY", "colour"), ("LABEL_CHUNK", "0")]
)
def test_a_wrong_value_names_the_setting(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CARCLS_{name}", value)
    with pytest.raises(SettingsError, match=f"Received: '{value}'. Set CARCLS_{name}") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["crawl_delay = ", "colour = 'red'"])
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("carcls.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"carcls\.toml"):
        load_settings()


def test_the_taxonomy_that_ships() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.classes == ("interior", "exterior", "other")
    assert taxonomy.class_of_view("wheel") == "exterior"
    assert taxonomy.class_of_view("trunk") == "interior"
    assert taxonomy.class_of_view("engine") == "other"
    assert taxonomy.class_of_view("roof") is None


@pytest.mark.parametrize("text", ["", "[classes.one]\n", "classes = 3\n", "[["])
def test_a_wrong_taxonomy_is_one_clear_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "taxonomy.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="axonomy"):
        load_taxonomy(file)


def test_a_users_own_taxonomy(tmp_path: Path) -> None:
    file = tmp_path / "taxonomy.toml"
    file.write_text(DEFAULT_FILE.read_text(encoding="utf-8") + "\n[classes.damage]\nwords = ['dent']\n")
    assert load_taxonomy(file).class_of_text("a dent") == "damage"
