"""A crawl's process is killed in the middle of a batch: what was told to be taken is there, bytes and row."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
import sqlalchemy as sa

from carcls.catalog import Catalog
from carcls.photos.check import digest
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from scrapers.intake_line import IntakeLine
from tests.pictures import photo
from tests.scrapers.crawling import settings_in

pytestmark = pytest.mark.slow

PHOTOS = 60


def take_all(folder: Path) -> None:
    """Take all photos in, in one process; a line for each that was taken."""
    settings = settings_in(folder)
    catalog = Catalog.from_settings(settings)
    lane = ThreadPoolExecutor(1)
    line = IntakeLine(catalog, PhotoIntake(catalog, PhotoStore.from_settings(settings), settings), lane)

    async def one(seed: int) -> None:
        await asyncio.sleep(seed / 200)  # they come one after the other
        taken = await line.take(f"https://o.example/{seed}.jpg", photo(seed), f'"{seed}"', None)
        print(seed, taken.sha256, flush=True)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(seed) for seed in range(PHOTOS)))

    asyncio.run(all_of_them())
    line.finish()
    lane.shutdown()
    catalog.close()


def process(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.scrapers.test_killed_line", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def kept(folder: Path) -> dict[str, str]:
    """URL by content, of those that have a row of each kind."""
    catalog = Catalog.from_settings(settings_in(folder))
    with catalog.read() as session:
        query = sa.text("SELECT sha256, url FROM photos LEFT JOIN fetches ON photo_sha256 = sha256")
        found = dict(session.execute(query).tuples().all())
    catalog.close()
    return found


@pytest.mark.parametrize("lines", [5, 40])
def test_what_was_told_is_there_and_the_rest_comes_with_the_next_run(tmp_path: Path, lines: int) -> None:
    with process(tmp_path) as killed:
        assert killed.stdout is not None
        told = list(islice(killed.stdout, lines))
        killed.kill()
        told += [line for line in killed.stdout if line.endswith("\n")]
    assert len(told) < PHOTOS
    found, store = kept(tmp_path), PhotoStore.from_settings(settings_in(tmp_path))
    for seed, sha256 in (line.split() for line in told):
        assert found[sha256] == f"https://o.example/{seed}.jpg"
    for sha256 in found:  # told or not: no row without its bytes
        assert digest(store.original(sha256)) == sha256
        assert store.proxy(sha256)
    with process(tmp_path) as again:
        assert again.wait(60) == 0
    assert kept(tmp_path) == {digest(photo(seed)): f"https://o.example/{seed}.jpg" for seed in range(PHOTOS)}


if __name__ == "__main__":
    take_all(Path(sys.argv[1]))
