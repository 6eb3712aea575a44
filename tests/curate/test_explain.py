from __future__ import annotations

import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo
from carcls.curate.explain import Explanation, explain
from carcls.curate.splits import assign_splits
from carcls.errors import DatasetError
from tests.curate.seen import arrive, liken, link, see, sha, stand


def explained(catalog: Catalog, photo: int, by: str = "vehicle") -> Explanation:
    with catalog.read() as session:
        return explain(session, by, sha(photo))


def test_the_chain_leads_to_the_unit_whose_name_drew_the_side(any_catalog: Catalog) -> None:
    see(any_catalog, 1, "S1", dealer="ada", vin="WBA1")
    see(any_catalog, 2, "S2", dealer="bob")
    see(any_catalog, 3, "S3", dealer="bob")
    link(any_catalog, 2, 3)
    liken(any_catalog, 1, 2)
    assign_splits(any_catalog)
    found = explained(any_catalog, 1)
    assert found.component == "vehicle:bob/S2"
    assert (found.units, found.photos) == (3, 3)
    assert [(tie.why.split(" (")[0], tie.node) for tie in found.chain] == [
        ("looks like", f"photo:{sha(2)}"),
        ("seen on", "vehicle:bob/S2"),
    ]
    assert [tie.node for tie in explained(any_catalog, 3).chain] == [f"photo:{sha(2)}", "vehicle:bob/S2"]
    assert {tie.split for tie in found.ties} == {found.split}


def test_a_bridge_names_both_components(catalog: Catalog) -> None:
    see(catalog, 1, stand(catalog, "A", "train"))
    assign_splits(catalog)
    see(catalog, 2, stand(catalog, "B", "test"))
    link(catalog, 1, 2)
    assign_splits(catalog)
    found = explained(catalog, 2)
    assert found.split == "excluded"
    assert found.sides == {"test": {"vehicle:ford/B"}, "train": {"vehicle:ford/A"}}


def test_a_photo_that_nothing_ties_says_why(catalog: Catalog) -> None:
    arrive(catalog, 1)
    for number in range(5):
        see(catalog, 2, f"S{number}")
    assign_splits(catalog)
    assert explained(catalog, 1).note == "seen on no vehicle: a unit itself"
    assert explained(catalog, 1).chain == []
    assert str(explained(catalog, 2).note).startswith("seen on 5 vehicles, more than 3: a stock photo")


def test_by_seller(catalog: Catalog) -> None:
    for number in (1, 2):
        see(catalog, number, f"S{number}", dealer="ada", vin=f"WBA{number}")
    assign_splits(catalog, by="seller")
    assert [tie.node for tie in explained(catalog, 2, "seller").chain] == ["seller:ada"]


def test_a_photo_without_a_side_says_what_to_do(catalog: Catalog) -> None:
    with catalog.session() as session:
        session.add(Photo(sha256=sha(1), state="rejected", reason="no picture", bytes=1))
    arrive(catalog, 2)
    with pytest.raises(DatasetError, match="it was rejected: no picture"):
        explained(catalog, 1)
    with pytest.raises(DatasetError, match="it is not curated yet"):
        explained(catalog, 2)
