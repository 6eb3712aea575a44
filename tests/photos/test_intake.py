from __future__ import annotations

import pytest
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo
from carcls.config import Settings
from carcls.errors import PhotoMissing, StoreError
from carcls.photos.check import digest
from carcls.photos.intake import PhotoIntake, Taken
from carcls.photos.store import PhotoStore
from tests.pictures import photo


def rows(catalog: Catalog) -> list[Photo]:
    with catalog.read() as session:
        return list(session.scalars(select(Photo)))


def test_a_photo_is_stored_as_it_came_with_a_proxy(catalog: Catalog, store: PhotoStore, intake: PhotoIntake) -> None:
    data = photo(1)
    taken = intake.take(data)
    assert taken == Taken(digest(data), True, None)
    assert store.original(taken.sha256) == data
    assert store.proxy(taken.sha256)[:2] == b"\xff\xd8"
    (row,) = rows(catalog)
    assert (row.sha256, row.state, row.format, row.width, row.height, row.bytes) == (
        digest(data), "ok", "JPEG", 320, 240, len(data)
    )  # fmt: skip


def test_the_same_content_is_one_photo(catalog: Catalog, intake: PhotoIntake) -> None:
    assert [intake.take(photo(1)).is_new for _ in range(2)] == [True, False]
    assert len(rows(catalog)) == 1


def test_several_are_stored_apart_and_recorded_at_once(catalog: Catalog, intake: PhotoIntake) -> None:
    files = (photo(1), photo(2), photo(1), b"<html>soon</html>")
    stored = [intake.check(data) for data in files]
    for checked, data in zip(stored, files, strict=True):
        intake.put(checked, data)
    assert rows(catalog) == []
    with catalog.session() as session:
        taken = intake.record(session, stored)
    assert [one.is_new for one in taken] == [True, True, False, True]
    assert taken[3].reason is not None
    assert sorted(row.state for row in rows(catalog)) == ["ok", "ok", "rejected"]
    with catalog.session() as session:
        assert [one.is_new for one in intake.record(session, stored)] == [False] * 4


def test_a_bad_one_is_a_row_that_says_why_and_its_bytes_are_kept(
    catalog: Catalog, store: PhotoStore, intake: PhotoIntake
) -> None:
    page = b"<html>soon</html>"
    taken = intake.take(page)
    assert taken.reason is not None
    assert intake.take(page) == Taken(taken.sha256, False, taken.reason)
    (row,) = rows(catalog)
    assert (row.state, row.reason) == ("rejected", taken.reason)
    assert store.original(taken.sha256) == page


def test_no_row_without_bytes(
    catalog: Catalog, settings: Settings, intake: PhotoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store's disk is full: the row must not appear, and the next try must succeed."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StoreError, match="No space left on device"):
            intake.take(photo(1))
    assert rows(catalog) == []
    assert intake.take(photo(1)).is_new is True
    assert len(rows(catalog)) == 1


def test_a_half_written_file_is_never_read(store: PhotoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(descriptor: int) -> None:
        raise KeyboardInterrupt

    sha256 = digest(photo(1))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            store.put(sha256, photo(1), None)
    with pytest.raises(PhotoMissing, match="crawl again"):
        store.original(sha256)


def test_a_wrong_store_url_is_one_clear_line() -> None:
    with pytest.raises(StoreError, match="CARCLS_STORE_URL"):
        PhotoStore("nonsense://x")
