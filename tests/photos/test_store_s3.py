"""The photo store on a real S3 server, on loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from carcls.catalog import Catalog
from carcls.config import Settings
from carcls.errors import PhotoMissing
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import photo

pytestmark = [
    pytest.mark.slow,
    # s3fs leaves closing its connections to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of an S3 server with an empty bucket called `photos`."""
    pytest.importorskip("s3fs", reason="needs pip install 'carcls[s3]'")
    pytest.importorskip("moto.server", reason="needs pip install 'carcls[dev]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                assert requests.put(f"{address}/photos", timeout=5).ok
                break
            except requests.ConnectionError:
                assert server.poll() is None
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def s3_store(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> PhotoStore:
    """A store below a prefix, reached as an operator reaches it: by URL and AWS's own variables."""
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
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
