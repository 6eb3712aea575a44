from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.database import MIGRATIONS, heads
from carcls.catalog.tables import Base, Dealer
from carcls.config import Settings
from carcls.errors import CatalogError, CatalogLocked
from tests.at_once import do_at_once


def test_migrations_make_the_tables_as_they_are_declared(any_catalog: Catalog) -> None:
    with any_catalog.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_newest_migration_is_the_one_that_alembic_finds(any_catalog: Catalog) -> None:
    assert heads() == ScriptDirectory(str(MIGRATIONS)).get_heads()
    with any_catalog.engine.connect() as connection:
        assert list(MigrationContext.configure(connection).get_current_heads()) == heads()


def test_a_catalog_of_an_older_version_is_brought_up_to_date(settings: Settings) -> None:
    catalog = Catalog.from_settings(settings)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with catalog.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    catalog.close()
    catalog = Catalog.from_settings(settings)
    with catalog.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    catalog.close()


def test_an_error_in_a_session_leaves_nothing_behind(any_catalog: Catalog) -> None:
    def fail() -> None:
        with any_catalog.session() as session:
            session.add(Dealer(name="ford"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with any_catalog.read() as session:
        assert session.scalars(select(Dealer)).all() == []


def test_moments_come_back_in_utc(any_catalog: Catalog) -> None:
    with any_catalog.session() as session:
        session.add(Dealer(name="ford"))
    with any_catalog.read() as session:
        assert session.scalars(select(Dealer)).one().created_at.utcoffset().total_seconds() == 0  # type: ignore[union-attr]


def test_a_locked_catalog_is_one_clear_line_and_readers_go_on(settings: Settings) -> None:
    catalog = Catalog(settings.catalog_url, lock_seconds=0.2)
    holder = sqlite3.connect(str(catalog.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(CatalogLocked, match=r"free within 0\.2 s.*Wait for the other run") as caught, catalog.session():
        pass
    assert "\n" not in str(caught.value)
    with catalog.read() as session:
        assert session.scalars(select(Dealer)).all() == []
    holder.close()
    with catalog.session() as session:
        session.add(Dealer(name="ford"))
    catalog.close()


def test_two_writers_queue(catalog: Catalog) -> None:
    def write(name: str) -> None:
        with catalog.session() as session:
            session.scalars(select(Dealer)).all()
            time.sleep(0.05)
            session.add(Dealer(name=name))

    writers = [threading.Thread(target=write, args=(f"dealer{number}",)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with catalog.read() as session:
        assert len(session.scalars(select(Dealer)).all()) == 4


def test_what_was_read_can_be_used_after_the_session(catalog: Catalog) -> None:
    with catalog.session() as session:
        session.add(Dealer(name="ford"))
    with catalog.read() as session:
        dealer = session.scalars(select(Dealer)).one()
    assert dealer.name == "ford"


@pytest.mark.parametrize("url", ["nonsense", "oracle://x", "sqlite:////proc/nothing/catalog.db"])
def test_a_catalog_that_cannot_be_opened_is_one_clear_line(url: str) -> None:
    with pytest.raises(CatalogError) as caught:
        Catalog(url)
    assert "CARCLS_CATALOG_URL" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(CatalogError) as caught:
        Catalog("postgresql+psycopg://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def test_opening_twice_at_once_migrates_once(settings: Settings) -> None:
    with ThreadPoolExecutor(4) as openers:
        for opened in [openers.submit(Catalog.from_settings, settings) for _ in range(4)]:
            opened.result().close()


@pytest.mark.slow
def test_of_four_processes_that_make_a_catalog_none_fails(tmp_path: Path) -> None:
    """As long as each of them set the file's journal mode, every second new catalog was locked to one of them."""
    do_at_once(_make_catalog, tmp_path)


def test_a_copy_that_does_not_write_ahead_does_when_it_is_opened(settings: Settings) -> None:
    Catalog.from_settings(settings).close()
    file = str(settings.catalog_url).removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    connection.close()
    catalog = Catalog.from_settings(settings)
    with catalog.look() as looking:
        assert looking.scalar(sa.text("PRAGMA journal_mode")) == "wal"
    catalog.close()


def test_sqlite_writes_ahead(catalog: Catalog) -> None:
    with catalog.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"


def _make_catalog(folder: Path) -> None:
    Catalog(f"sqlite:///{folder}/catalog.db").close()
