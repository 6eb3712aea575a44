"""Run `carcls …` as its console script does, in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from carcls.catalog import Catalog
from carcls.cli import main
from carcls.config import Settings
from carcls.photos.store import PhotoStore
from tests.night import Night, make_night


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def cells(self) -> list[list[str]]:
        """The rows of the tables on stdout."""
        return [
            [cell.strip() for cell in line.strip("│").split("│")]
            for line in self.out.splitlines()
            if line.startswith("│")
        ]


Run = Callable[..., Ended]


@pytest.fixture
def run(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call with the words after `carcls`. The settings are those of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARCLS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("CARCLS_DEALERS_FILE", str(settings.dealers_file))
    monkeypatch.setenv("CARCLS_CATALOG_LOCK_SECONDS", "5")
    monkeypatch.setenv("TERM", "dumb")

    def run(*words: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["carcls", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ended(ended.value.code if isinstance(ended.value.code, int) else 0, out, err)

    return run


@pytest.fixture
def night(settings: Settings, catalog: Catalog, store: PhotoStore) -> Night:
    """The catalog after a small night; see `make_night`."""
    return make_night(settings, catalog, store)
