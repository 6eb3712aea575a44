"""Splits that were drawn before a VIN was one vehicle whoever offers it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from carcls.catalog import Catalog
from carcls.catalog.database import MIGRATIONS
from carcls.curate.leaks import leaks
from carcls.curate.splits import assign_splits
from tests.curate.seen import components, label, see, splits, stand


def migrate(catalog: Catalog, to: str, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with catalog.engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, to)


def test_a_vin_on_two_sides_keeps_the_first_and_what_stands_is_counted(any_catalog: Catalog) -> None:
    see(any_catalog, 1, "A1", dealer="ada", vin="WBA1")
    see(any_catalog, 2, "B1", dealer="bob", vin="WBA1")
    see(any_catalog, 3, stand(any_catalog, "C", "train"))
    label(any_catalog, 3, "interior")
    migrate(any_catalog, "0005", down=True)
    rows = [(1, "vehicle:ada/WBA1", "train"), (2, "vehicle:bob/WBA1", "test"), (3, "vehicle:ford/C", "train")]
    with any_catalog.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM split_units"))
        for photo, unit, split in rows:
            values = {"photo": f"{photo:064x}", "unit": unit, "split": split, "at": f"2026-11-2{photo} 00:00:00"}
            connection.execute(sa.text("INSERT INTO split_units VALUES (:unit, :unit, :split, :at)"), values)
            connection.execute(sa.text("INSERT INTO splits VALUES (:photo, :split, :unit, :at)"), values)
    migrate(any_catalog, "head")
    assert splits(any_catalog) == {1: "train", 2: "excluded", 3: "train"}
    assert frozenset({"vehicle:ada/WBA1", "vin:WBA1"}) in components(any_catalog)
    with any_catalog.read() as session:
        totals = session.execute(sa.text("SELECT split, class, photos FROM split_totals ORDER BY 1, 2")).all()
        assert list(leaks(session, "vehicle")) == []
    assert [tuple(row) for row in totals] == [("test", "*", 1), ("train", "*", 2), ("train", "interior", 1)]
    see(any_catalog, 4, "B1", dealer="bob", vin="WBA1")
    assign_splits(any_catalog)
    assert splits(any_catalog)[4] == "train"
