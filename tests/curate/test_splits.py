from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from carcls.catalog import Catalog
from carcls.catalog.tables import Base, Split, SplitUnit
from carcls.config import Settings
from carcls.curate.audit import audit_catalog
from carcls.curate.balance import Balance, side_of
from carcls.curate.dataset import read_manifest, snapshot
from carcls.curate.labels import effective_labels
from carcls.curate.leaks import leaks
from carcls.curate.splits import SplitResult, assign_splits
from carcls.curate.units import MAX_UNITS_TIED
from carcls.errors import NothingLabelled, SplitLeak
from tests.curate.seen import arrive, components, group, label, liken, link, see, sha, splits, stand

BY = ("vehicle", "seller")


def counts(result: SplitResult) -> tuple[int, int]:
    return result.assigned, result.excluded


def test_a_vehicles_photos_stand_on_one_side(any_catalog: Catalog) -> None:
    for photo in range(12):
        see(any_catalog, photo, vehicle=f"S{photo // 4}")
    assert counts(assign_splits(any_catalog)) == (12, 0)
    found = splits(any_catalog)
    for vehicle in range(3):
        assert len({found[photo] for photo in range(vehicle * 4, vehicle * 4 + 4)}) == 1


def test_new_photos_join_the_side_that_stands(catalog: Catalog) -> None:
    train = stand(catalog, "A", "train")
    see(catalog, 1, train)
    assign_splits(catalog)
    see(catalog, 2, train)
    assert counts(assign_splits(catalog)) == (1, 0)
    assert splits(catalog) == {1: "train", 2: "train"}


def test_a_photo_that_ties_two_sides_is_excluded_and_nothing_moves(catalog: Catalog) -> None:
    train, test = stand(catalog, "A", "train"), stand(catalog, "B", "test")
    see(catalog, 1, train)
    see(catalog, 2, test)
    assign_splits(catalog)
    see(catalog, 3, train)
    see(catalog, 3, test)
    see(catalog, 4, train)
    link(catalog, 4, 2)  # the same picture as one on the other side
    assert counts(assign_splits(catalog)) == (0, 2)
    assert splits(catalog) == {1: "train", 2: "test", 3: "excluded", 4: "excluded"}


def test_a_known_photo_seen_on_the_other_side_later_leaves_the_dataset(catalog: Catalog) -> None:
    train, test = stand(catalog, "A", "train"), stand(catalog, "B", "test")
    see(catalog, 1, train)
    see(catalog, 2, test)
    assign_splits(catalog)
    see(catalog, 1, test)
    see(catalog, 5, test)
    assert counts(assign_splits(catalog)) == (1, 1)
    assert splits(catalog) == {1: "excluded", 2: "test", 5: "test"}


def test_the_same_picture_ties_two_new_vehicles(catalog: Catalog) -> None:
    see(catalog, 1, "S1")
    see(catalog, 2, "S2")
    link(catalog, 1, 2)
    assert counts(assign_splits(catalog)) == (2, 0)
    assert len(set(splits(catalog).values())) == 1


def test_a_stock_photo_ties_nothing(catalog: Catalog) -> None:
    for number in range(20):
        see(catalog, 100, f"S{number}")
        see(catalog, number, f"S{number}")
    assign_splits(catalog)
    assert len(components(catalog)) == 21
    assert frozenset({f"photo:{sha(100)}"}) in components(catalog)


def test_by_seller_a_seller_stands_on_one_side(catalog: Catalog) -> None:
    for photo in range(9):
        see(catalog, photo, vehicle=f"S{photo}", dealer=f"dealer{photo % 3}")
    assign_splits(catalog, by="seller")
    assert components(catalog) == {frozenset({f"seller:dealer{number}"}) for number in range(3)}
    assert len({(photo % 3, side) for photo, side in splits(catalog).items()}) == 3


def test_one_vin_at_two_dealers_is_one_vehicle(any_catalog: Catalog) -> None:
    see(any_catalog, 1, "A1", dealer="ford", vin="WBA1")
    see(any_catalog, 2, "Z9", dealer="opel", vin="wba1")
    assign_splits(any_catalog)
    assert components(any_catalog) == {frozenset({"vin:WBA1"})}


def test_by_seller_a_traded_vehicle_ties_no_sellers_but_leaves_the_later_ones_photos_out(catalog: Catalog) -> None:
    for seller in range(12):
        see(catalog, seller, "S1", dealer=f"dealer{seller}")
        see(catalog, 100 + seller, "S2", dealer=f"dealer{seller}", vin="WBA1")
    assign_splits(catalog, by="seller")
    found = splits(catalog)
    inside = {found[100 + seller] for seller in range(12)} - {"excluded"}
    assert inside == {found[0]}
    assert len(set(found.values())) > 2
    with catalog.read() as session:
        assert list(leaks(session, "seller")) == []


def test_look_alikes_stay_on_one_side(any_catalog: Catalog) -> None:
    see(any_catalog, 1, "S1")
    see(any_catalog, 2, "S2")
    liken(any_catalog, 1, 2)
    assert assign_splits(any_catalog).joined == 1
    assert components(any_catalog) == {frozenset({"vehicle:ford/S1", "vehicle:ford/S2"})}
    see(any_catalog, 3, stand(any_catalog, "A", "val"))
    see(any_catalog, 4, "S4")
    liken(any_catalog, 3, 4)
    assign_splits(any_catalog)
    assert splits(any_catalog)[4] == "val"


def test_a_photo_whose_like_stands_on_another_side_is_excluded(catalog: Catalog) -> None:
    see(catalog, 1, stand(catalog, "A", "train"))
    assign_splits(catalog)
    see(catalog, 2, stand(catalog, "B", "test"))
    see(catalog, 3, "B")
    liken(catalog, 1, 2)
    assert counts(assign_splits(catalog)) == (1, 1)
    assert splits(catalog) == {1: "train", 2: "excluded", 3: "test"}


@pytest.mark.slow
def test_looks_join_components_only_up_to_a_bound(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carcls.curate.splits.MAX_JOINED_BY_LOOKS", 10)
    for photo in range(200):
        see(catalog, photo, f"S{photo // 4}")
    for photo in range(0, 196, 4):  # a chain through all vehicles
        liken(catalog, photo, photo + 4)
    assign_splits(catalog)
    found = splits(catalog)
    assert max(map(len, components(catalog))) == 2  # two vehicles of four photos; a third would be twelve
    assert {"train", "val", "test"} <= set(found.values())
    with catalog.read() as session:
        assert list(leaks(session, "vehicle")) == []


def test_components_of_one_side_that_a_photo_ties_become_one(catalog: Catalog) -> None:
    for vehicle in ("A", "B", "C"):
        stand(catalog, vehicle, "train")
    see(catalog, 1, "A")
    see(catalog, 1, "B")
    see(catalog, 2, "C")
    see(catalog, 2, "B")
    assert counts(assign_splits(catalog)) == (2, 0)
    assert components(catalog) == {frozenset({"vehicle:ford/A", "vehicle:ford/B", "vehicle:ford/C"})}


@pytest.mark.slow
def test_classes_are_balanced_where_the_draw_would_not(catalog: Catalog) -> None:
    """Twelve sellers, of which one has more than half of the photos: by their draws train would have 0.9 of them."""
    photo = 0
    for seller in range(12):
        for _ in range(130 if seller == 0 else 10):
            photo += 1
            see(catalog, photo, f"S{photo}", dealer=f"dealer{seller}")
            label(catalog, photo, ("interior", "exterior")[photo % 2])
    assert assign_splits(catalog, by="seller").balanced > 0
    with catalog.read() as session:
        labels = effective_labels(session)
    shares = Counter((split, labels[sha(photo)].label) for photo, split in splits(catalog).items())
    for name in ("interior", "exterior"):
        assert [shares[split, name] for split in ("train", "val", "test")] == pytest.approx([84, 18, 18], abs=4)


def test_with_many_vehicles_the_draw_decides() -> None:
    """So that two machines with other histories draw the same side."""
    balance = Balance({"train": Counter({"*": 70_000}), "val": Counter({"*": 15_000}), "test": Counter({"*": 15_000})})
    for vehicle in range(100):
        name = f"vehicle:ford/S{vehicle}"
        assert balance.side_for(name, Counter({"*": 20})) == side_of(name)


PHOTOS = st.integers(0, 14)
EVENTS = st.one_of(
    st.tuples(st.just("see"), PHOTOS, st.integers(0, 6)),
    st.tuples(st.just("link"), PHOTOS, PHOTOS),
    st.tuples(st.just("liken"), PHOTOS, PHOTOS),
)


def happen(catalog: Catalog, events: list[tuple[str, int, int]], before: set[int], ties: set[tuple[int, int]]) -> None:
    """What one night brings. A pair is compared once, when the newer of the two comes."""
    come = {photo for _, photo, _ in events} | {other for kind, _, other in events if kind != "see"}
    for photo in sorted(come):
        arrive(catalog, photo)
        label(catalog, photo, ("interior", "exterior")[photo % 2])
    for kind, photo, other in events:
        pair = (min(photo, other), max(photo, other))
        if kind == "see":
            vin = "WBA1" if other == 0 else None
            see(catalog, photo, vehicle=f"S{other}", dealer=f"dealer{(photo if vin else other) % 3}", vin=vin)
        elif photo != other and not {photo, other} <= before and pair not in ties:
            ties.add(pair)
            (link if kind == "link" else liken)(catalog, photo, other)


def clear(catalog: Catalog) -> None:
    with catalog.session() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())


@pytest.mark.slow
@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(nights=st.lists(st.lists(EVENTS, min_size=1, max_size=12), min_size=1, max_size=4), by=st.sampled_from(BY))
def test_no_photo_ever_changes_sides_and_no_component_stands_on_two(
    any_catalog: Catalog, settings: Settings, nights: list[list[tuple[str, int, int]]], by: str
) -> None:
    """Whatever is seen, the same, or alike, night after night; and the audit finds nothing in it."""
    clear(any_catalog)
    before: dict[int, str] = {}
    ties: set[tuple[int, int]] = set()
    for night in nights:
        happen(any_catalog, night, set(before), ties)
        assign_splits(any_catalog, by)
        after = splits(any_catalog)
        assert all(after[photo] in (side, "excluded") for photo, side in before.items())
        before = after
        with any_catalog.read() as session:
            assert [finding for finding in audit_catalog(session, by) if finding.fault] == []
            sides = defaultdict(set)
            for row in (*session.scalars(select(Split)), *session.scalars(select(SplitUnit))):
                sides[row.component].add(row.split)
        assert all(len(found - {"excluded"}) <= 1 for found in sides.values())
        if set(after.values()) != {"excluded"}:
            snapshot(any_catalog, settings.model_copy(update={"split_by": by}))


@pytest.mark.slow
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=st.lists(EVENTS, min_size=1, max_size=20), data=st.data())
def test_order_of_arrival_within_a_night_changes_nothing(
    catalog: Catalog, events: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    events = list({(kind, *sorted(pair)) if kind != "see" else (kind, *pair): None for kind, *pair in events})
    events = [event for event in events if event[0] == "link" or ("link", *event[1:]) not in events]
    answers = []
    for order in (events, data.draw(st.permutations(events))):
        clear(catalog)
        happen(catalog, order, set(), set())
        assign_splits(catalog)
        answers.append((splits(catalog), components(catalog)))
    assert answers[0] == answers[1]


@pytest.mark.slow
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(nights=st.lists(st.lists(st.tuples(PHOTOS, st.integers(0, 6)), min_size=1, max_size=8), min_size=2, max_size=4))
def test_order_of_arrival_over_nights_changes_components_only_where_something_stood(
    catalog: Catalog, nights: list[list[tuple[int, int]]]
) -> None:
    """Where no photo had to stay out, the components are those of one night; a stock photo is one from the start."""
    seen = Counter(photo for photo, _ in {pair for night in nights for pair in night})
    nights = [[(photo, vehicle) for photo, vehicle in night if seen[photo] <= MAX_UNITS_TIED] for night in nights]
    answers = []
    for parts in (nights, [[pair for night in nights for pair in night]]):
        clear(catalog)
        for night in parts:
            happen(catalog, [("see", *pair) for pair in night], set(), set())
            assign_splits(catalog)
        answers.append(components(catalog))
        if "excluded" in splits(catalog).values():
            return
    assert answers[0] == answers[1]


def test_a_snapshot_is_reproducible_and_one_photo_a_group(catalog: Catalog, settings: Settings) -> None:
    for photo in (1, 2, 3):
        see(catalog, photo, "S1")
    link(catalog, 1, 2)
    group(catalog, 2, 1)
    label(catalog, 1, "interior", "site")
    label(catalog, 2, "exterior", "imported")
    label(catalog, 3, "other")
    assign_splits(catalog)
    first = snapshot(catalog, settings)
    assert first == snapshot(catalog, settings)
    manifest = read_manifest(first.path)
    side = splits(catalog)[2]
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
    other = "val" if splits(catalog)[2] == "train" else "train"
    with catalog.session() as session:
        session.execute(update(Split).where(Split.photo_sha256 == sha(2)).values(split=other))
    with pytest.raises(SplitLeak, match=r"Received: vehicle:ford/S1 with "):
        snapshot(catalog, settings)


def test_no_labels_no_dataset(catalog: Catalog, settings: Settings) -> None:
    see(catalog, 1, "S1")
    assign_splits(catalog)
    with pytest.raises(NothingLabelled, match="carcls labels import FILE"):
        snapshot(catalog, settings)
