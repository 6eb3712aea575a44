"""What every room's tests share: settings in a fresh folder, a catalog on each database, a store, pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from carcls.catalog import Catalog
from carcls.config import Settings, load_settings
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import SHARED

POSTGRES = os.environ.get("CARCLS_TEST_POSTGRES", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason=f"needs the real photos and pages in {SHARED}"))
        if item.get_closest_marker("postgres") and not POSTGRES:
            item.add_marker(pytest.mark.skip(reason="needs CARCLS_TEST_POSTGRES=postgresql+psycopg://USER@HOST/NAME"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is at hand (CARCLS_TEST_NO_SKIPS), a skipped test is a failure."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if os.environ.get("CARCLS_TEST_NO_SKIPS") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@contextmanager
def empty_postgres() -> Iterator[str]:
    """The URL of an empty database on the tests' PostgreSQL: a schema of its own, gone afterwards."""
    schema = f"carcls_{uuid4().hex}"
    admin = sa.create_engine(POSTGRES)
    with admin.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    url = sa.make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    admin.dispose()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CARCLS_") and not name.startswith("CARCLS_TEST_")]:
        monkeypatch.delenv(name)
    # A new house has no champion in tests that do not ask for the shipped one.
    monkeypatch.setenv("CARCLS_SHIPPED_MODEL", "false")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose every file is below the test's own folder."""
    return load_settings(data_dir=tmp_path / "var", dealers_file=tmp_path / "dealers.toml", catalog_lock_seconds=5)


@pytest.fixture
def catalog(settings: Settings) -> Iterator[Catalog]:
    """An empty catalog on SQLite."""
    catalog = Catalog.from_settings(settings)
    yield catalog
    catalog.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_catalog(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Catalog]:
    """An empty catalog, once on SQLite and once in a schema of its own on PostgreSQL."""
    if request.param == "sqlite":
        catalog = Catalog.from_settings(settings)
        yield catalog
        catalog.close()
        return
    with empty_postgres() as url:
        catalog = Catalog(url)
        yield catalog
        catalog.close()


@pytest.fixture
def store(settings: Settings) -> PhotoStore:
    """An empty photo store in a folder."""
    return PhotoStore.from_settings(settings)


@pytest.fixture
def intake(catalog: Catalog, store: PhotoStore, settings: Settings) -> PhotoIntake:
    """Takes pictures into the test's catalog and store."""
    return PhotoIntake(catalog, store, settings)
