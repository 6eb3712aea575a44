"""Open the catalog: an engine, its migrations, and sessions whose errors are one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from carcls.config import Settings
from carcls.errors import CatalogError, CatalogLocked

MIGRATIONS = Path(__file__).with_name("migrations")
MIGRATION_LOCK = 0x6361726C  # PostgreSQL's advisory lock number while migrating: "carl"
_REVISION = re.compile(r"""^revision = ['"](\w+)['"]""", re.MULTILINE)
_BEFORE = re.compile(r"""^down_revision = ['"](\w+)['"]""", re.MULTILINE)


class Catalog:
    """The catalog's engine. Opening it brings its tables up to date.

    SQLite runs in WAL mode: readers go on while one writer writes. Every session is one transaction, begun as a
    writer at its first statement, so that two writers queue instead of failing half-way.
    """

    def __init__(self, url: str, lock_seconds: float = 30) -> None:
        """Open a catalog by SQLAlchemy URL.

        Raises:
            CatalogError: the URL is wrong, or the database cannot be reached.
            CatalogLocked: another process holds it longer than `lock_seconds`.
        """
        self.lock_seconds = lock_seconds
        try:
            self.url = sa.make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            if self.is_sqlite and self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            options: dict[str, Any] = {"connect_args": {"timeout": lock_seconds}} if self.is_sqlite else {}
            self.engine = sa.create_engine(self.url, pool_pre_ping=not self.is_sqlite, **options)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, OSError) as error:
            raise CatalogError(
                "The catalog's URL should look like sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME. "
                f"Received: {url!r} ({error}). Set CARCLS_CATALOG_URL; PostgreSQL needs pip install 'carcls[postgres]'."
            ) from error
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        try:
            with self._plain_errors():
                self._migrate()
        except BaseException:
            self.close()
            raise

    @classmethod
    def from_settings(cls, settings: Settings) -> Catalog:
        """Open the catalog that the settings name."""
        return cls(settings.catalog_url, settings.catalog_lock_seconds)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that writes: committed at the end of the block, rolled back if it raises."""
        with self._plain_errors(), self._sessions.begin() as session:
            if self.is_sqlite:
                session.execute(sa.text("BEGIN IMMEDIATE"))
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads: it waits for no writer."""
        with self._plain_errors(), self._sessions() as session:
            if self.is_sqlite:
                session.execute(sa.text("BEGIN"))
            yield session

    @contextmanager
    def look(self) -> Iterator[sa.Connection]:
        """For a single statement that only reads, asked often: a connection, without what a session costs."""
        with self._plain_errors(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def _migrate(self) -> None:
        with self.engine.connect() as connection:
            if sa.inspect(connection).has_table("alembic_version"):
                found = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
                writes_ahead = not self.is_sqlite or connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
                if found == heads() and writes_ahead:
                    return
        if self.is_sqlite and self.url.database:
            with FileLock(f"{self.url.database}.migration.lock", timeout=self.lock_seconds):
                with self.engine.connect() as connection:
                    # The file keeps it. Of two that change it at once, one fails without waiting for the other.
                    connection.execute(sa.text("PRAGMA journal_mode=WAL"))
                self._upgrade()
        else:
            self._upgrade()

    def _upgrade(self) -> None:
        from alembic import command  # it brings a template language along, and is needed after a new version alone
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            if self.is_sqlite:
                connection.execute(sa.text("BEGIN IMMEDIATE"))
            else:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            shown = self.url.render_as_string(hide_password=True)
            text = str(error.orig).strip().replace("\n", " ")
            if "locked" in text.lower():
                raise CatalogLocked(
                    f"The catalog should be free within {self.lock_seconds:g} s. Received: {text} at {shown}. "
                    "Wait for the other run to end, or raise CARCLS_CATALOG_LOCK_SECONDS."
                ) from error
            if isinstance(error, sa.exc.OperationalError):
                raise CatalogError(
                    f"The catalog should be reachable. Received: {text} at {shown}. "
                    "Start the database, or set CARCLS_CATALOG_URL."
                ) from error
            raise


def heads() -> list[str]:
    """The newest revisions of the migrations, as Alembic names them: one, unless two of them follow the same one."""
    texts = [file.read_text(encoding="utf-8") for file in (MIGRATIONS / "versions").glob("*.py")]
    revisions = {found[1] for text in texts if (found := _REVISION.search(text))}
    return sorted(revisions - {found[1] for text in texts if (found := _BEFORE.search(text))})


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # No transaction begun behind SQLAlchemy's back: `session` says BEGIN IMMEDIATE itself.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
