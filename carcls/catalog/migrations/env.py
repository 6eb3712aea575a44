"""Alembic's entry: it runs on the connection that `Catalog` hands over, and nowhere else.

A new revision, from the project's root: `make migration m="what changes"`.
"""

from typing import Any, Literal

from alembic import context

from carcls.catalog.tables import Base, UtcDateTime


def render_item(kind: str, value: Any, _autogenerate_context: Any) -> str | Literal[False]:
    """A migration names only SQLAlchemy's types: the house's own may change after it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
