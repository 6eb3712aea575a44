"""Pictures on what fsspec reaches by URL: S3, Google Cloud, SFTP, … Credentials are found by its packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from carcls.errors import InputsError, PhotoMissing
from carcls.photos.files import is_named_like_a_picture, too_large


def is_bucket_url(name: str) -> bool:
    """Whether a name is a URL that is not http(s)."""
    return re.match(r"(?!https?:)[a-z][a-z0-9+.-]+://", name) is not None


def pictures_below(url: str) -> Iterator[str]:
    """The URL itself where it is named like a picture; else the URLs of those below it, or that it matches as a glob.

    One folder is listed at a time, so that memory does not grow with the whole bucket.

    Raises:
        InputsError: no such kind of URL, its package is not installed, or the server does not list it.
    """
    is_glob = set(url) & set("*?[")
    if is_named_like_a_picture(url) and not is_glob:
        yield url
        return
    try:
        files, root = _reach(url)
        for folder, below, names in [(root, [], files.glob(root))] if is_glob else files.walk(root, on_error="raise"):
            below.sort()  # the walk goes on in this order
            for name in sorted(names):
                if is_named_like_a_picture(name):
                    yield files.unstrip_protocol(name if is_glob else f"{folder.rstrip('/')}/{name}")
    except InputsError:
        raise
    except Exception as error:  # every kind of store has its own
        raise InputsError(
            f"A URL should be that of pictures, or of a folder of them. Received: {url} "
            f"({type(error).__name__}: {error}). Check the address and the credentials."
        ) from error


def read_from_bucket(url: str, max_bytes: int) -> bytes:
    """A picture's bytes.

    Raises:
        PhotoMissing: it cannot be read.
        PhotoRejected: it has more bytes than that.
        InputsError: no such kind of URL, or its package is not installed.
    """
    files, path = _reach(url)
    try:
        data: bytes = files.cat_file(path, start=0, end=max_bytes + 1)
    except Exception as error:
        raise PhotoMissing(
            f"A URL should be that of a picture. Received: {url} ({type(error).__name__}: {error}). "
            "Check the address and the credentials."
        ) from error
    if len(data) > max_bytes:
        raise too_large(url, len(data), max_bytes)
    return data


def _reach(url: str) -> tuple[Any, str]:
    import fsspec  # inside, because most pictures are files

    try:
        files, path = fsspec.core.url_to_fs(url)
    except (ValueError, ImportError) as error:
        extra = "'carcls[s3]'" if url.startswith(("s3://", "s3a://")) else "what it names"
        raise InputsError(
            f"A URL should be http(s) or one that fsspec reaches. Received: {url} ({error}). pip install {extra}."
        ) from error
    return files, str(path)
