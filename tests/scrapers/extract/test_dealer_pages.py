"""The bars on real dealers' saved pages, where they are there: with adapters, and by the generic rungs alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pictures import SHARED

SCRIPT = Path(__file__).resolve().parents[3] / "benchmarks" / "dealer_pages.py"


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    script = [sys.executable, str(SCRIPT), "--pages", str(SHARED / "dealer_pages")]
    return json.loads(subprocess.run(script, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(
    ("mode", "recall", "precision", "full"),
    [("adapters", 0.97, 0.97, 0.95), ("no_adapters", 0.90, 0.90, 0.90)],
)
def test_photos_of_detail_pages(
    figures: dict[str, Any], mode: str, recall: float, precision: float, full: float
) -> None:
    found = figures[mode]["detail"]
    assert found["recall"] >= recall
    assert found["precision"] >= precision
    assert found["full"] >= full
    assert found["must_not"] == 0


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize(("mode", "bar"), [("adapters", 0.95), ("no_adapters", 0.90)])
def test_links_of_listings(figures: dict[str, Any], mode: str, bar: float) -> None:
    assert min(figures[mode]["listing"][key] for key in ("recall", "precision")) >= bar
