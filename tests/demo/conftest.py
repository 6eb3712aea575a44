"""A folder of photos with a labels file, and a dealership planned from it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from carcls.demo.dealership import Dealership
from carcls.demo.pool import PhotoPool
from tests.pictures import photo

SELLERS = 6
CLASSES = ("exterior", "exterior", "interior", "interior", "other")


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """150 photos of 400x300 pixels by six sellers: two exteriors and two interiors to one other."""
    folder = tmp_path_factory.mktemp("photos")
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("path", "label", "view", "seller"))
        for number in range(25 * SELLERS):
            (folder / f"{number}.jpg").write_bytes(photo(number, 400, 300))
            writer.writerow((f"{number}.jpg", CLASSES[number % 5], "", f"seller-{number % SELLERS}"))
    return folder


@pytest.fixture(scope="session")
def dealership(photo_folder: Path) -> Dealership:
    """The three dealers with that folder's photos."""
    return Dealership.plan(PhotoPool.open(photo_folder, seed=1), seed=1)
