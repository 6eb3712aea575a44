"""The photo store on a real S3 server, on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from carcls.catalog import Catalog
from carcls.config import Settings
from carcls.errors import PhotoMissing
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import photo
from tests.s3_server import s3_server

pytestmark = [
    pytest.mark.slow,
    # s3fs leaves closing its connections to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    """What AWS's own variables should be for an S3 server with an empty bucket called `photos`."""
    with s3_server("photos") as variables:
        yield variables


@pytest.fixture
def s3_store(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> PhotoStore:
    """A store below a prefix, reached as an operator reaches it: by URL and AWS's own variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return PhotoStore("s3://photos/cars")


def test_photos_are_kept_as_they_came(s3_store: PhotoStore, catalog: Catalog, settings: Settings) -> None:
    taken = PhotoIntake(catalog, s3_store, settings).take(photo(1))
    assert s3_store.original(taken.sha256) == photo(1)
    assert s3_store.proxy(taken.sha256)[:2] == b"\xff\xd8"
    s3_store.check_writable()


def test_a_missing_photo_is_one_clear_line(s3_store: PhotoStore) -> None:
    with pytest.raises(PhotoMissing, match="crawl again"):
        s3_store.original("a" * 64)
