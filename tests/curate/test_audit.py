from __future__ import annotations

from pathlib import Path, PurePosixPath

import pyarrow
import pytest
from pyarrow.parquet import write_table
from sqlalchemy import update

from carcls.catalog import Catalog
from carcls.catalog.tables import Split
from carcls.config import Settings
from carcls.curate.audit import audit_catalog, audit_folder, audit_manifest, place_of
from carcls.curate.dataset import snapshot
from carcls.curate.leaks import Finding
from carcls.curate.splits import assign_splits
from carcls.errors import DatasetError
from tests.curate.seen import group, label, liken, link, see, sha, splits, stand
from tests.pictures import encoded, photo, picture


def told(findings: list[Finding]) -> set[tuple[bool, str, str, str | None]]:
    return {(each.fault, each.kind, each.photo, each.other) for each in findings}


def audited(catalog: Catalog, by: str = "vehicle") -> set[tuple[bool, str, str, str | None]]:
    with catalog.read() as session:
        return told(list(audit_catalog(session, by)))


def move(catalog: Catalog, number: int) -> None:
    """To another side, by hand."""
    other = "val" if splits(catalog)[number] != "val" else "test"
    with catalog.session() as session:
        session.execute(update(Split).where(Split.photo_sha256 == sha(number)).values(split=other))


def test_planted_leaks_in_the_catalog_are_found(any_catalog: Catalog) -> None:
    for number in range(1, 10):
        see(any_catalog, number, f"S{number}", dealer=f"dealer{number}")
    see(any_catalog, 10, "S9", dealer="dealer9")
    link(any_catalog, 1, 2)
    liken(any_catalog, 3, 4)
    assign_splits(any_catalog)
    assert audited(any_catalog) == set()
    for number in (2, 4, 10):
        move(any_catalog, number)
    assert audited(any_catalog) == {
        (True, "same-picture", sha(1), sha(2)),
        (True, "look-alike", sha(3), sha(4)),
        (True, "same-vehicle", sha(9), sha(10)),
    }
    assert (True, "same-seller", sha(9), sha(10)) in audited(any_catalog, "seller")


def test_what_is_left_out_is_named_with_what_it_ties(catalog: Catalog) -> None:
    see(catalog, 1, stand(catalog, "A", "train"))
    see(catalog, 1, stand(catalog, "B", "test"))
    assign_splits(catalog)
    with catalog.read() as session:
        (finding,) = audit_catalog(session, "vehicle")
    assert (finding.fault, finding.kind, finding.photo) == (False, "left-out", sha(1))
    assert finding.why == "ties two sides: seen on vehicle:ford/A in train; seen on vehicle:ford/B in test"


def test_a_group_with_two_classes_is_named(catalog: Catalog) -> None:
    for number in (1, 2, 3):
        see(catalog, number, "S1")
    label(catalog, 1, "interior")
    label(catalog, 2, "exterior", "site")
    group(catalog, 1, 2, 3)
    assign_splits(catalog)
    assert audited(catalog) == set()
    label(catalog, 3, "other")
    assert audited(catalog) == {(False, "two-classes", sha(1), sha(3))}


def test_a_drawn_manifest_is_clean_and_a_spoilt_one_is_not(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    for number in range(1, 5):
        see(catalog, number, "S1")
        label(catalog, number, "interior")
    assign_splits(catalog)
    path = snapshot(catalog, settings).path
    with catalog.read() as session:
        assert list(audit_manifest(path, session)) == []
    rows = [
        {"sha256": "a", "label": "interior", "split": "train", "dealer": "d", "vehicle": "V1", "group_id": "g"},
        {"sha256": "b", "label": "interior", "split": "test", "dealer": "d", "vehicle": "V2", "group_id": "g"},
        {"sha256": "c", "label": "interior", "split": "val", "dealer": "d", "vehicle": "V1", "group_id": None},
        {"sha256": "a", "label": "other", "split": "train", "dealer": "d", "vehicle": "V1", "group_id": None},
        {"sha256": "d", "label": "other", "split": "val", "dealer": "e", "vehicle": "V1", "group_id": None},
    ]
    spoilt = tmp_path / "spoilt.parquet"
    write_table(pyarrow.Table.from_pylist([{**row, "view": None, "source": "human"} for row in rows]), spoilt)
    assert told(list(audit_manifest(spoilt))) == {
        (True, "same-picture", "a", "b"),
        (True, "same-vehicle", "a", "c"),
        (True, "two-classes", "a", "a"),
    }


def test_a_manifest_is_held_against_what_the_catalog_knows(catalog: Catalog, tmp_path: Path) -> None:
    for number in (1, 2, 3, 4):
        see(catalog, number, "S1" if number < 3 else f"S{number}")
    liken(catalog, 3, 4)
    rows = [
        {"sha256": sha(number), "label": "interior", "split": ("train", "test")[number % 2]} for number in (1, 2, 3, 4)
    ]
    empty = dict.fromkeys(("view", "source", "dealer", "vehicle", "group_id"))
    schema = pyarrow.schema([(name, pyarrow.string()) for name in (*rows[0], *empty)])
    write_table(pyarrow.Table.from_pylist([{**row, **empty} for row in rows], schema), tmp_path / "m.parquet")
    with catalog.read() as session:
        findings = told(list(audit_manifest(tmp_path / "m.parquet", session)))
    assert findings == {(True, "same-vehicle", sha(1), sha(2)), (True, "look-alike", sha(3), sha(4))}


def test_planted_leaks_in_a_folder_are_found(settings: Settings, tmp_path: Path) -> None:
    small = encoded(picture(1).resize((160, 120)), quality=80)
    for name, data in {
        "train/interior/1.jpg": photo(1),
        "train/interior/2.jpg": photo(2),
        "train/exterior/3.jpg": photo(3),
        "test/interior/small.jpg": small,
        "test/interior/2.jpg": photo(2),
        "train/interior/3.jpg": photo(3),
        "train/exterior/again.jpg": photo(3),
        "test/exterior/4.jpg": photo(4),
        "test/exterior/broken.jpg": b"no picture",
        "interior/1.jpg": photo(1),  # comes first, and has no side
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    findings = list(audit_folder(tmp_path, settings))
    assert told(findings) == {
        (True, "same-picture", "test/interior/small.jpg", "train/interior/1.jpg"),
        (False, "same-file", "interior/1.jpg", "train/interior/1.jpg"),
        (True, "same-file", "test/interior/2.jpg", "train/interior/2.jpg"),
        (False, "same-file", "train/exterior/3.jpg", "train/exterior/again.jpg"),
        (True, "two-classes", "train/exterior/3.jpg", "train/interior/3.jpg"),
        (False, "unreadable", "test/exterior/broken.jpg", None),
    }


def test_no_folder_is_one_clear_line(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="A file or folder should be there"):
        list(audit_folder(tmp_path / "missing", settings))


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("train/interior/a.jpg", ("train", "interior")),
        ("images/Val/exterior/2024/a.jpg", ("val", "exterior")),
        ("interior/test/a.jpg", ("test", "interior")),
        ("interior/2024/a.jpg", (None, "interior")),
        ("test/a.jpg", ("test", None)),
        ("a.jpg", (None, None)),
    ],
)
def test_side_and_class_come_from_the_path(path: str, place: tuple[str | None, str | None]) -> None:
    assert place_of(PurePosixPath(path)) == place
