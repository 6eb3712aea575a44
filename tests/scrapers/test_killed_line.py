"""A crawl's process is killed in the middle of a batch: what was told to be taken is there, bytes and row."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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


def take_all(folder: Path, most: int) -> None:
    """Take all photos in; a line for each that was taken. The process kills itself with the line number `most`."""
    told = 0
    settings = settings_in(folder)
    catalog = Catalog.from_settings(settings)
    lane = ThreadPoolExecutor(1)
    line = IntakeLine(catalog, PhotoIntake(catalog, PhotoStore.from_settings(settings), settings), lane)

    async def one(seed: int) -> None:
        nonlocal told
        await asyncio.sleep(seed / 200)  # they come one after the other
        taken = await line.take(f"https://o.example/{seed}.jpg", photo(seed), f'"{seed}"', None)
        print(seed, taken.sha256, flush=True)
        told += 1
        if told == most:
            os.kill(os.getpid(), signal.SIGKILL)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(seed) for seed in range(PHOTOS)))

    asyncio.run(all_of_them())
    line.finish()
    lane.shutdown()
    catalog.close()


def run(folder: Path, most: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.scrapers.test_killed_line", str(folder), str(most)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, timeout=60)


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
    killed = run(tmp_path, lines)
    told = killed.stdout.splitlines()
    assert (killed.returncode, len(told)) == (-signal.SIGKILL, lines)
    found, store = kept(tmp_path), PhotoStore.from_settings(settings_in(tmp_path))
    for seed, sha256 in (line.split() for line in told):
        assert found[sha256] == f"https://o.example/{seed}.jpg"
    for sha256 in found:  # told or not: no row without its bytes
        assert digest(store.original(sha256)) == sha256
        assert store.proxy(sha256)
    assert run(tmp_path, PHOTOS + 1).returncode == 0
    assert kept(tmp_path) == {digest(photo(seed)): f"https://o.example/{seed}.jpg" for seed in range(PHOTOS)}


if __name__ == "__main__":
    take_all(Path(sys.argv[1]), int(sys.argv[2]))
