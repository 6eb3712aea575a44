"""One Prefect server, made by `flows.local` as `make up` makes it, for all the tests that need one."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from prefect.settings import PREFECT_API_URL, temporary_settings

from carcls.catalog import Catalog
from carcls.config import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300  # seconds; a busy two-core machine needs a minute for what takes 30 s


@dataclass(frozen=True)
class LocalPrefect:
    """Server and worker of this test session. Their flows work in `settings`' folder."""

    settings: Settings
    environment: dict[str, str]

    @property
    def api(self) -> str:
        return self.environment["PREFECT_API_URL"]

    def run(self, *command: str) -> str:
        """Run `python -m …` in the project's root with this server's environment; its output."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def ask(self, what: str, question: dict[str, Any]) -> list[dict[str, Any]]:
        """The server's flow runs, deployments, … that answer a filter."""
        answer = requests.post(f"{self.api}/{what}/filter", json=question, timeout=30)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


@pytest.fixture(scope="session")
def local_prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPrefect]:
    """Up at the first test that asks, down at the end."""
    folder = tmp_path_factory.mktemp("prefect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("CARCLS_", "PREFECT_"))}
    settings = load_settings(data_dir=folder / "var", dealers_file=folder / "dealers.toml", label_chunk=2)
    environment = outside | {
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "CARCLS_DATA_DIR": str(settings.data_dir),
        "CARCLS_DEALERS_FILE": str(settings.dealers_file),
        "CARCLS_LABEL_CHUNK": str(settings.label_chunk),
        "CARCLS_CLAIM_SECONDS": "5",
        "CARCLS_SHIPPED_MODEL": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    prefect = LocalPrefect(settings, environment)
    try:
        prefect.run("flows.local", "up")
        yield prefect
    finally:
        prefect.run("flows.local", "down")


@pytest.fixture
def night(
    local_prefect: LocalPrefect, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Settings, Catalog]]:
    """Flows that this process calls: they work in the test's own folder, and tell that server."""
    monkeypatch.setenv("CARCLS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("CARCLS_DEALERS_FILE", str(settings.dealers_file))
    monkeypatch.setenv("CARCLS_CRAWL_DELAY", "0")
    catalog = Catalog.from_settings(settings)
    with temporary_settings({PREFECT_API_URL: local_prefect.api}):
        yield settings, catalog
    catalog.close()
    gc.collect()  # Prefect's forgotten connections, while the test's filter of warnings holds
