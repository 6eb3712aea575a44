"""Write a new revision from the tables: `make migration m="what changes"`."""

from __future__ import annotations

import sys

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from carcls.catalog.database import MIGRATIONS

if __name__ == "__main__":
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with sa.create_engine("sqlite://").begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        number = len(list((MIGRATIONS / "versions").glob("*.py"))) + 1
        command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04}")
