"""The photo store: original bytes and proxies by content, in a folder or on anything that fsspec reaches."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import fsspec

from carcls.config import Settings
from carcls.errors import OutputError, PhotoMissing, StoreError
from carcls.whole_file import whole_file


class PhotoStore:
    """`originals/ab/cd/SHA256` and `proxies/ab/cd/SHA256.jpg` below one fsspec URL."""

    def __init__(self, url: str) -> None:
        """Open a store; a local folder is made when the first photo comes.

        Raises:
            StoreError: no such kind of store, or its package is not installed.
        """
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise StoreError(
                f"The photo store should be a folder or an fsspec URL like s3://BUCKET/PREFIX. Received: {url!r} "
                f"({error}). Set CARCLS_STORE_URL; S3 needs pip install 'carcls[s3]'."
            ) from error
        self._is_local = "file" in self._files.protocol

    @classmethod
    def from_settings(cls, settings: Settings) -> PhotoStore:
        """Open the store that the settings name."""
        return cls(settings.store_url)

    def put(self, sha256: str, original: bytes, proxy: bytes | None) -> None:
        """Keep a photo's bytes as they came, and its proxy (None: it has none). Twice is the same as once."""
        if proxy is not None:
            self._write(self._proxy_path(sha256), proxy)
        self._write(self._original_path(sha256), original)

    def original(self, sha256: str) -> bytes:
        """The bytes as they came.

        Raises:
            PhotoMissing: the store has no such photo.
        """
        return self._read(self._original_path(sha256))

    def proxy(self, sha256: str) -> bytes:
        """The proxy, a JPEG.

        Raises:
            PhotoMissing: the store has no such proxy.
        """
        return self._read(self._proxy_path(sha256))

    def check_writable(self) -> None:
        """Write a small file and remove it again.

        Raises:
            StoreError: the store takes none.
        """
        path = f"{self._root}/.writable-{uuid4().hex}"
        self._write(path, b"carcls")
        self._files.rm_file(path)

    def _original_path(self, sha256: str) -> str:
        return f"{self._root}/originals/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _proxy_path(self, sha256: str) -> str:
        return f"{self._root}/proxies/{sha256[:2]}/{sha256[2:4]}/{sha256}.jpg"

    def _read(self, path: str) -> bytes:
        try:
            data: bytes = self._files.cat_file(path)
        except FileNotFoundError as error:
            raise PhotoMissing(
                f"The photo store should have {path}. Received: no such file. "
                "Was the store moved? Set CARCLS_STORE_URL, or crawl again."
            ) from error
        return data

    def _write(self, path: str, data: bytes) -> None:
        # A reader never sees half a photo: object stores put whole objects, a folder gets a rename.
        try:
            if not self._is_local:
                self._files.pipe_file(path, data)
                return
            file = Path(path)
            if _size(file) == len(data):
                return
            with whole_file(file) as stream:  # written through to the disk: a row must not outlive its bytes
                stream.write(data)
        except (OSError, OutputError) as error:
            raise StoreError(
                f"The photo store should take {len(data)} bytes at {path}. Received: {error.__cause__ or error}. "
                "Free some space or mend its permissions; the next crawl brings the photo again."
            ) from error


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None
