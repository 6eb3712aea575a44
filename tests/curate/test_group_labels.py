from __future__ import annotations

import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import GroupMember, Photo
from carcls.curate.group_labels import conflicts, shared_within_groups
from carcls.curate.labels import effective_labels_query, record_labels
from carcls.taxonomy import load_taxonomy

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture
def grouped(any_catalog: Catalog) -> Catalog:
    """A and B are one picture, C is another."""
    with any_catalog.session() as session:
        session.add_all(Photo(sha256=sha, state="ok", bytes=1) for sha in (A, B, C))
        session.flush()
        session.add_all(GroupMember(photo_sha256=sha, group_id=A, is_best=sha == A) for sha in (A, B))
    return any_catalog


def say(catalog: Catalog, photo: str, label: str, source: str, author: str = "x", view: str | None = None) -> None:
    with catalog.session() as session:
        row = {"photo_sha256": photo, "label": label, "view": view, "source": source, "author": author}
        record_labels(session, load_taxonomy(), [row])


def shared(catalog: Catalog) -> dict[str, tuple[str, str | None, str]]:
    with catalog.read() as session:
        rows = session.execute(shared_within_groups(effective_labels_query())).tuples().all()
    assert len(rows) == len({row[0] for row in rows})
    return {sha: (label, view, source) for sha, label, view, source in rows}


def test_a_copy_of_a_photo_that_a_person_labelled_has_the_persons_label(grouped: Catalog) -> None:
    say(grouped, A, "interior", "human", view="seats")
    say(grouped, B, "exterior", "site")
    say(grouped, C, "other", "site")
    assert shared(grouped) == {
        A: ("interior", "seats", "human"),
        B: ("interior", "seats", "human"),
        C: ("other", None, "site"),
    }
    with grouped.read() as session:
        assert conflicts(session) == []


def test_a_copy_without_a_label_has_that_of_its_group(grouped: Catalog) -> None:
    say(grouped, B, "exterior", "imported")
    assert shared(grouped) == {A: ("exterior", None, "imported"), B: ("exterior", None, "imported")}


def test_people_who_contradict_each_other_are_flagged_and_nothing_is_shared(grouped: Catalog) -> None:
    say(grouped, A, "interior", "human", author="ann")
    say(grouped, B, "exterior", "human", author="bob")
    say(grouped, B, "interior", "site")
    assert shared(grouped) == {A: ("interior", None, "human"), B: ("exterior", None, "human")}
    with grouped.read() as session:
        found = conflicts(session)
    assert [(one.picture, one.photo_sha256, one.label, one.source, one.author) for one in found] == [
        (A, A, "interior", "human", "ann"),
        (A, B, "exterior", "human", "bob"),
    ]
    say(grouped, B, "interior", "human", author="bob")  # a person has said what is right
    with grouped.read() as session:
        assert conflicts(session) == []


def test_people_who_contradict_each_other_about_one_photo_are_flagged(grouped: Catalog) -> None:
    say(grouped, C, "interior", "human", author="ann")
    say(grouped, C, "exterior", "human", author="bob")
    with grouped.read() as session:
        assert [(one.picture, one.author) for one in conflicts(session)] == [(C, "ann"), (C, "bob")]


def test_weaker_words_that_a_stronger_one_settles_are_no_conflict(grouped: Catalog) -> None:
    say(grouped, A, "interior", "site", author="one dealer")
    say(grouped, B, "exterior", "site", author="another")
    with grouped.read() as session:
        assert len(conflicts(session)) == 2
    say(grouped, A, "interior", "human")
    with grouped.read() as session:
        assert conflicts(session) == []
    assert shared(grouped)[B] == ("interior", None, "human")
