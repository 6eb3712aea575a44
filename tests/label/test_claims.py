"""Claims on both databases: nothing is taken twice, what died comes free, and the order is kept."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import Claim as ClaimRow
from carcls.catalog.tables import Model, Photo, Prediction
from carcls.label.claims import Claim, Claims, any_new, clock

ONE, OTHER = "5" * 64, "9" * 64
START = datetime(2026, 11, 1, tzinfo=UTC)


def sha(number: int) -> str:
    return f"{number:064x}"


def numbers(claim: Claim | None) -> list[int]:
    return [] if claim is None else [int(sha256, 16) for sha256 in claim.sha256s]


@pytest.fixture
def photos(any_catalog: Catalog) -> Catalog:
    """Models, and six photos: 0 is the oldest, 5 the newest."""
    with any_catalog.session() as session:
        session.add_all(Model(digest=digest, architecture="x", path="x", metrics={}) for digest in (ONE, OTHER))
        session.add(Photo(sha256=sha(99), state="rejected", reason="no photo", bytes=1))
        for number in range(6):
            session.add(Photo(sha256=sha(number), state="ok", bytes=1, created_at=START + timedelta(hours=number)))
    return any_catalog


def run(catalog: Catalog, model: str = ONE, seconds: float = 60, relabel: bool = True) -> Claims:
    return Claims(catalog, model, seconds, relabel=relabel)


def label(claims: Claims, claim: Claim | None, *, but: int | None = None) -> None:
    """Write a prediction for each of a claim's photos but one."""
    assert claim is not None
    row = {"model_digest": claims.model_digest, "label": "x", "confidence": 1.0, "probabilities": {}}
    rest = {"abstained": False, "created_at": START}
    names = [sha256 for sha256 in claim.sha256s if but is None or sha256 != sha(but)]
    claims.finish(claim, [{"photo_sha256": name, **row, **rest} for name in names])


def labelled(catalog: Catalog) -> Counter[tuple[int, str]]:
    with catalog.read() as session:
        rows = session.execute(select(Prediction.photo_sha256, Prediction.model_digest)).tuples()
        return Counter((int(photo, 16), model) for photo, model in rows)


def test_the_newest_are_taken_first_and_none_twice(photos: Catalog) -> None:
    assert any_new(photos)
    mine, yours = run(photos), run(photos)
    first, second = mine.take(2), yours.take(3)
    assert (numbers(first), numbers(second)) == ([5, 4], [3, 2, 1])
    label(mine, first)
    label(yours, second)
    third = mine.take(10)
    assert numbers(third) == [0]
    assert yours.take(10) is None
    label(mine, third)
    assert labelled(photos) == Counter((number, ONE) for number in range(6))
    assert not mine.others_work()
    assert not any_new(photos)


def test_another_model_takes_what_is_new_before_the_oldest_that_are_labelled(photos: Catalog) -> None:
    before = run(photos)
    label(before, before.take(4))  # 5, 4, 3 and 2
    after = run(photos, OTHER)
    order = []
    while claim := after.take(2):
        order.append(numbers(claim))
        label(after, claim)
    assert order == [[1, 0], [2, 3], [4, 5]]
    assert run(photos, OTHER).take(9) is None


def test_what_is_new_goes_before_relabelling_that_has_begun(photos: Catalog) -> None:
    before = run(photos)
    label(before, before.take(6))
    after = run(photos, OTHER)
    label(after, after.take(2))
    with photos.session() as session:
        session.add(Photo(sha256=sha(6), state="ok", bytes=1))
    assert [numbers(after.take(2)) for _ in range(2)] == [[6], [2, 3]]


def test_a_run_for_new_photos_relabels_none_and_waits_for_no_relabelling(photos: Catalog) -> None:
    before = run(photos)
    label(before, before.take(4))
    relabelling, new = run(photos, OTHER), run(photos, OTHER, relabel=False)
    assert numbers(new.take(9)) == [1, 0]
    assert new.others_work()  # those two
    with photos.session() as session:
        session.execute(sa.delete(ClaimRow))
        session.execute(sa.update(Photo).values(claim_id=None, labelled_by=ONE))
    assert numbers(relabelling.take(9)) == [0, 1, 2, 3, 4, 5]
    assert new.take(9) is None
    assert not new.others_work()
    assert relabelling.others_work()


def test_what_a_model_labelled_before_another_one_is_not_labelled_again(photos: Catalog) -> None:
    for model in (ONE, OTHER):
        claims = run(photos, model)
        label(claims, claims.take(6))
    assert run(photos, ONE).take(2) is None  # three pages of photos that have its prediction
    assert labelled(photos) == Counter((number, model) for number in range(6) for model in (ONE, OTHER))


def test_two_runs_of_two_models_end(photos: Catalog) -> None:
    runs = [run(photos, ONE), run(photos, OTHER)]
    for _ in range(20):
        for claims in runs:
            if claim := claims.take(2):
                label(claims, claim)
    assert [claims.take(2) for claims in runs] == [None, None]


def test_the_claim_of_a_worker_that_died_comes_free(photos: Catalog) -> None:
    dead, alive = run(photos, seconds=0.05), run(photos)
    lost = dead.take(4)
    assert numbers(alive.take(9)) == [1, 0]
    assert alive.take(9) is None
    assert alive.others_work()
    threading.Event().wait(0.1)
    assert numbers(alive.take(9)) == [5, 4, 3, 2]
    label(dead, lost)  # it was only slow: its predictions count, and end nobody else's claim
    with photos.read() as session:
        assert set(session.scalars(select(Photo.claim_id).where(Photo.sha256.in_(lost.sha256s)))) != {None}  # type: ignore[union-attr]


def test_a_renewed_claim_holds(photos: Catalog) -> None:
    slow, other = run(photos, seconds=0.4), run(photos)
    claim = slow.take(6)
    assert claim is not None
    for _ in range(3):
        threading.Event().wait(0.2)
        slow.renew(claim)
        assert other.take(6) is None


def test_what_failed_waits_for_a_run_that_begins_later(photos: Catalog) -> None:
    first = run(photos)
    claim = first.take(3)
    at_the_same_time = run(photos)
    label(first, claim, but=4)
    assert not at_the_same_time.others_work()
    assert numbers(at_the_same_time.take(9)) == [2, 1, 0]
    assert first.take(9) is None
    assert numbers(run(photos).take(9)) == [4]


def test_the_workers_of_one_run_began_with_it(photos: Catalog) -> None:
    began = clock(photos)
    first = Claims(photos, ONE, 60, relabel=True, began=began)
    label(first, first.take(6), but=3)
    assert Claims(photos, ONE, 60, relabel=True, began=began).take(6) is None


def test_many_workers_at_once_label_each_photo_once(any_catalog: Catalog) -> None:
    count, taken = 300, []
    with any_catalog.session() as session:
        session.add(Model(digest=ONE, architecture="x", path="x", metrics={}))
        session.add_all(Photo(sha256=sha(number), state="ok", bytes=1) for number in range(count))

    def work() -> None:
        claims = run(any_catalog)
        while (claim := claims.take(7)) or claims.others_work():
            if claim:
                taken.extend(numbers(claim))
                label(claims, claim)

    with ThreadPoolExecutor(4) as workers:
        for worker in [workers.submit(work) for _ in range(4)]:
            worker.result()
    assert sorted(taken) == list(range(count))
    assert labelled(any_catalog) == Counter((number, ONE) for number in range(count))


def test_sqlite_finds_what_waits_by_an_index_and_sorts_nothing(catalog: Catalog) -> None:
    with catalog.session() as session:
        session.add(Model(digest=ONE, architecture="x", path="x", metrics={}))
    statements: list[tuple[str, object]] = []
    sa.event.listen(
        catalog.engine, "before_cursor_execute", lambda _c, _k, words, values, *_: statements.append((words, values))
    )
    claims = run(catalog)
    claims._last = (OTHER, START, sha(0))
    assert claims.take(9) is None
    asked = [(words, values) for words, values in statements if "FROM photos" in words]
    assert len(asked) == 3
    with catalog.engine.connect() as connection:
        for words, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all()
            (step,) = (row.detail for row in plan)
            assert "INDEX ix_photos_new" in step or "INDEX ix_photos_labelled (" in step
