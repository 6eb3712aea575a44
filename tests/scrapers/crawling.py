"""Crawls as an operator runs them: Scrapy in a process of its own, from any folder, judged by the catalog."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from carcls.catalog import Catalog
from carcls.catalog.tables import Crawl
from carcls.config import Settings, load_settings


def settings_in(folder: Path) -> Settings:
    """Settings whose every file is below a folder."""
    return load_settings(data_dir=folder / "var", dealers_file=folder / "dealers.toml")


def crawl(folder: Path, *arguments: str, **environment: str) -> str:
    """Run `scrapy crawl dealer` with arguments and CARCLS_* settings; its log. The folder is also its working one."""
    return run_crawl(folder, *arguments, **environment).stderr


def run_crawl(
    folder: Path, *arguments: str, options: Sequence[str] = (), breaks: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same, with options of `scrapy`, as it ended. breaks: a traceback in the log is what is tested."""
    settings = {"DATA_DIR": str(folder / "var"), "DEALERS_FILE": str(folder / "dealers.toml"), "CRAWL_DELAY": "0"}
    given = {f"CARCLS_{name}": value for name, value in (settings | environment).items()}
    command = [sys.executable, "-m", "scrapy", "crawl", "dealer", *options]
    for argument in arguments:
        command += ["-a", argument]
    env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scrapers.settings", **given}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert breaks or "Traceback" not in done.stderr, done.stderr
    return done


def write_dealers(folder: Path, **urls: str) -> None:
    """A dealers file."""
    (folder / "dealers.toml").write_text("".join(f'{name} = {{ url = "{url}" }}\n' for name, url in urls.items()))


@contextmanager
def catalog_in(folder: Path) -> Iterator[Catalog]:
    """The catalog that a folder's crawls write."""
    catalog = Catalog.from_settings(settings_in(folder))
    yield catalog
    catalog.close()


def rows(folder: Path, query: str) -> Sequence[tuple[Any, ...]]:
    """What a query finds in the catalog."""
    with catalog_in(folder) as catalog, catalog.read() as session:
        return [tuple(row) for row in session.execute(sa.text(query))]


def last_crawl(folder: Path, dealer: str | None = None) -> Crawl:
    """The last crawl, of a dealer where one is named. Its stats are the same as those in its JSON file."""
    with catalog_in(folder) as catalog, catalog.read() as session:
        query = sa.select(Crawl).order_by(Crawl.id.desc())
        if dealer:
            query = query.where(
                Crawl.dealer_id == sa.text("(SELECT id FROM dealers WHERE name = :name)").bindparams(name=dealer)
            )
        found = session.scalars(query).first()
    assert found is not None
    kept = json.loads((settings_in(folder).crawls_dir / f"{found.id}.json").read_text())
    assert kept == {"crawl": found.id, "reason": found.reason, **found.stats}
    return found
