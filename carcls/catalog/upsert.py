"""INSERT … ON CONFLICT, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.orm import DeclarativeBase, Session


def upsert(
    session: Session,
    table: type[DeclarativeBase],
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Insert rows; where one with the same key stands, update the named columns of it, or leave it as it is.

    Args:
        session: an open `Catalog.session`.
        table: a class of `carcls.catalog.tables`.
        rows: dictionaries by attribute name, all with the same keys.
        key: attribute names of a unique constraint.
        update: attribute names to overwrite; empty: the row that stands wins.
    """
    if not rows:
        return
    names = {name: _column(table, name).name for name in rows[0]}
    connection = session.connection()
    statement = _compiled(table, connection.dialect, tuple(names.values()), tuple(key), tuple(update))
    connection.execute(statement, [{names[name]: value for name, value in row.items()} for row in rows])


@lru_cache
def _compiled(
    table: type[DeclarativeBase],
    dialect: Dialect,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    update: tuple[str, ...],
) -> Any:
    # Of the table, not of the class: whole batches go to the driver without the ORM's work a row. And compiled here,
    # because SQLAlchemy keeps no compiled form of an INSERT … ON CONFLICT and makes it anew each time.
    # The other dialect is not loaded: PostgreSQL's costs a tenth of a spider's start.
    insert: Any = import_module(f"sqlalchemy.dialects.{dialect.name}").insert(table.__table__)
    elements = [_column(table, name) for name in key]
    if update:
        changes = {_column(table, name).name: insert.excluded[_column(table, name).name] for name in update}
        insert = insert.on_conflict_do_update(index_elements=elements, set_=changes)
    else:
        insert = insert.on_conflict_do_nothing(index_elements=elements)
    return insert.compile(dialect=dialect, column_keys=list(columns))


def _column(table: type[DeclarativeBase], name: str) -> Any:
    return getattr(table, name).property.columns[0]
