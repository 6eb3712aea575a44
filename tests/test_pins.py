"""Prefect's server crashes or never fires a schedule with versions that pip would choose by itself."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PINNED = ("prefect", "fastapi", "sqlalchemy")


def requirements() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {parsed.name: parsed for parsed in map(Requirement, project["dependencies"])}


@pytest.mark.parametrize("name", PINNED)
def test_the_pin_has_a_lid_and_what_is_installed_is_below_it(name: str) -> None:
    specifier = requirements()[name].specifier
    assert any(part.operator == "<" for part in specifier), f"{name} needs an upper bound: newer ones break Prefect 3.8"
    assert specifier.contains(version(name))


@pytest.mark.parametrize("name", sorted(requirements()))
def test_what_is_installed_is_what_pyproject_asks_for(name: str) -> None:
    assert requirements()[name].specifier.contains(version(name), prereleases=True)
