"""The demo, whole: three nights as `carcls demo` runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.flows.conftest import LIMIT, ROOT

pytestmark = pytest.mark.slow


def test_three_nights_label_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    # What an operator may have set: none of it may be used or touched.
    environment = {**os.environ, "HOME": str(home), "CARCLS_DATA_DIR": str(tmp_path / "var")}
    environment |= {"CARCLS_CATALOG_URL": "postgresql://operators/own", "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = subprocess.run(
        [sys.executable, "-m", "flows.demo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=2 * LIMIT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "var" / "demo"
    summary = json.loads(done.stdout)  # one line, one object
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == summary

    assert summary["photos"] == "drawn"
    for night in (1, 2, 3):
        assert summary[f"downloads_night_{night}"] >= summary[f"new_photos_night_{night}"]
        assert summary[f"labelled_night_{night}"] == summary[f"new_photos_night_{night}"]
    assert summary["new_photos_night_2"] > 0
    assert summary["downloads_night_3"] == 0
    assert summary["unseen_accuracy"] >= 0.9
    assert set(summary["seconds"]) >= {"start", "night_1_scrape-dealers", "night_1_train-classifier", "total"}

    labels = pd.read_csv(folder / "labels.csv")
    assert labels["sha256"].nunique() == summary["judged"]
    assert (folder / "reports" / "latest.html").stat().st_size > 100_000
    for name in ("latest.html", "labels.csv", "catalog.db"):
        assert name in done.stderr.replace("\n", "")
    assert not (home / ".prefect").exists()
