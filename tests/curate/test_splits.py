from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from carcls.catalog import Catalog
from carcls.catalog.sightings import SeenPhoto, VehicleIdentity, record_dealer, record_sighting, record_vehicle
from carcls.catalog.tables import Dealer, DuplicateLink, Photo, Sighting, Split, SplitUnit, Vehicle, now
from carcls.config import Settings
from carcls.curate.dataset import read_manifest, snapshot
from carcls.curate.labels import record_labels
from carcls.curate.splits import SplitResult, assign_splits, side_of
from carcls.errors import NothingLabelled, SplitLeak
from carcls.taxonomy import load_taxonomy


def sha(number: int) -> str:
    return f"{number:064x}"


def see(catalog: Catalog, photo: int, vehicle: str, dealer: str = "ford") -> None:
    """A curated photo, seen on a vehicle's page."""
    with catalog.session() as session:
        if session.get(Photo, sha(photo)) is None:
            session.add(Photo(sha256=sha(photo), state="ok", bytes=1, curated_at=now()))
            session.flush()
        dealer_id = record_dealer(session, dealer)
        vehicle_id = record_vehicle(session, dealer_id, VehicleIdentity(stock_number=vehicle))
        url = f"https://{dealer}.example/{vehicle}/{photo}.jpg"
        seen = SeenPhoto(url=url, url_identity=url)
        record_sighting(
            session, dealer_id=dealer_id, vehicle_id=vehicle_id, crawl_id=None, seen=seen, photo_sha256=sha(photo)
        )


def link(catalog: Catalog, one: int, other: int) -> None:
    with catalog.session() as session:
        session.add(DuplicateLink(photo_a=sha(min(one, other)), photo_b=sha(max(one, other)), correlation=0.9))


def splits(catalog: Catalog) -> dict[int, str]:
    with catalog.read() as session:
        return {int(row.photo_sha256, 16): row.split for row in session.scalars(select(Split))}


def vehicles_on_two_sides() -> tuple[str, str]:
    """Two stock numbers whose components draw different sides."""
    sides = {side_of(f"vehicle:ford/S{number}"): f"S{number}" for number in range(50)}
    return sides["train"], sides["test"]


def label(catalog: Catalog, photo: int, name: str, source: str = "human") -> None:
    row = {"photo_sha256": sha(photo), "label": name, "view": None, "source": source, "author": source}
    with catalog.session() as session:
        record_labels(session, load_taxonomy(), [row])


def test_a_vehicles_photos_stand_on_one_side(any_catalog: Catalog) -> None:
    for photo in range(12):
        see(any_catalog, photo, vehicle=f"S{photo // 4}")
    assert assign_splits(any_catalog) == SplitResult(assigned=12, excluded=0)
    found = splits(any_catalog)
    for vehicle in range(3):
        expected = side_of(f"vehicle:ford/S{vehicle}")
        assert {found[photo] for photo in range(vehicle * 4, vehicle * 4 + 4)} == {expected}


def test_new_photos_join_the_side_that_stands(catalog: Catalog) -> None:
    train, _ = vehicles_on_two_sides()
    see(catalog, 1, train)
    assign_splits(catalog)
    see(catalog, 2, train)
    assert assign_splits(catalog) == SplitResult(assigned=1, excluded=0)
    assert splits(catalog) == {1: "train", 2: "train"}


def test_a_photo_that_ties_two_sides_is_excluded_and_nothing_moves(catalog: Catalog) -> None:
    train, test = vehicles_on_two_sides()
    see(catalog, 1, train)
    see(catalog, 2, test)
    assign_splits(catalog)
    see(catalog, 3, train)
    see(catalog, 3, test)
    see(catalog, 4, train)
    link(catalog, 4, 2)  # the same picture as one on the other side
    assert assign_splits(catalog) == SplitResult(assigned=0, excluded=2)
    assert splits(catalog) == {1: "train", 2: "test", 3: "excluded", 4: "excluded"}


def test_a_known_photo_seen_on_the_other_side_later_leaves_the_dataset(catalog: Catalog) -> None:
    train, test = vehicles_on_two_sides()
    see(catalog, 1, train)
    see(catalog, 2, test)
    assign_splits(catalog)
    see(catalog, 1, test)
    see(catalog, 5, test)
    assert assign_splits(catalog) == SplitResult(assigned=1, excluded=1)
    assert splits(catalog) == {1: "excluded", 2: "test", 5: "test"}


def test_the_same_picture_ties_two_new_vehicles(catalog: Catalog) -> None:
    train, test = vehicles_on_two_sides()
    see(catalog, 1, train)
    see(catalog, 2, test)
    link(catalog, 1, 2)
    assert assign_splits(catalog) == SplitResult(assigned=2, excluded=0)
    assert len(set(splits(catalog).values())) == 1


def test_a_stock_photo_ties_nothing(catalog: Catalog) -> None:
    vehicles = [f"S{number}" for number in range(20)]
    for number, vehicle in enumerate(vehicles):
        see(catalog, 100, vehicle)
        see(catalog, number, vehicle)
    assign_splits(catalog)
    found = splits(catalog)
    assert {number: found[number] for number in range(20)} == {
        number: side_of(f"vehicle:ford/{vehicle}") for number, vehicle in enumerate(vehicles)
    }
    assert found[100] == side_of(f"photo:{sha(100)}")


def test_by_seller_a_seller_stands_on_one_side(catalog: Catalog) -> None:
    for photo in range(9):
        see(catalog, photo, vehicle=f"S{photo}", dealer=f"dealer{photo % 3}")
    assign_splits(catalog, by="seller")
    assert splits(catalog) == {photo: side_of(f"seller:dealer{photo % 3}") for photo in range(9)}


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=6), min_size=1, max_size=4)
)
def test_no_photo_ever_changes_sides_and_no_vehicle_stands_on_two(
    catalog: Catalog, settings: Settings, nights: list[list[tuple[int, int]]]
) -> None:
    """Whatever is seen, night after night."""
    with catalog.session() as session:
        for table in (Split, SplitUnit, Sighting, Photo, Vehicle, Dealer):
            session.query(table).delete()
    before: dict[int, str] = {}
    for night in nights:
        for photo, vehicle in night:
            see(catalog, photo, vehicle=f"S{vehicle}")
            label(catalog, photo, "interior")
        assign_splits(catalog)
        after = splits(catalog)
        assert all(after[photo] in (side, "excluded") for photo, side in before.items())
        before = after
        if any(side != "excluded" for side in after.values()):
            snapshot(catalog, settings)  # raises SplitLeak where a vehicle stands on two sides


def test_a_snapshot_is_reproducible_and_one_photo_a_group(catalog: Catalog, settings: Settings) -> None:
    from carcls.curate.duplicates import _regroup

    for photo in (1, 2, 3):
        see(catalog, photo, "S1")
    link(catalog, 1, 2)
    with catalog.session() as session:
        _regroup(session, {sha(1)})
    label(catalog, 1, "interior", "site")
    label(catalog, 2, "exterior", "imported")
    label(catalog, 3, "other")
    assign_splits(catalog)
    first = snapshot(catalog, settings)
    assert first == snapshot(catalog, settings)
    manifest = read_manifest(first.path)
    side = side_of("vehicle:ford/S1")
    assert manifest[["sha256", "label", "source", "split", "dealer", "vehicle", "group_id"]].values.tolist() == [
        [sha(2), "exterior", "imported", side, "ford", "S1", sha(1)],
        [sha(3), "other", "human", side, "ford", "S1", None],
    ]
    assert first.counts == {side: {"exterior": 1, "other": 1}}


def test_a_leak_is_an_error_that_names_it(catalog: Catalog, settings: Settings) -> None:
    for photo in (1, 2):
        see(catalog, photo, "S1")
        label(catalog, photo, "interior")
    assign_splits(catalog)
    other = "val" if side_of("vehicle:ford/S1") == "train" else "train"
    with catalog.session() as session:
        session.execute(update(Split).where(Split.photo_sha256 == sha(2)).values(split=other))
    with pytest.raises(SplitLeak, match=r"Received: vehicle:ford/S1 with "):
        snapshot(catalog, settings)


def test_no_labels_no_dataset(catalog: Catalog, settings: Settings) -> None:
    see(catalog, 1, "S1")
    assign_splits(catalog)
    with pytest.raises(NothingLabelled, match="carcls labels import FILE"):
        snapshot(catalog, settings)
