"""Pictures in files and folders, as a person names them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from carcls.errors import PhotoMissing, PhotoRejected
from carcls.photos.check import FORMATS

SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif", ".bmp", ".tif", ".tiff"})


def pictures_at(path: str | Path) -> Iterator[str]:
    """The path itself; of a folder, in order, what is named like a picture in it and its subfolders.

    One folder is listed at a time, so that memory does not grow with the whole tree. Links to folders are not followed.
    """
    if not Path(path).is_dir():
        yield str(path)
        return
    with os.scandir(path) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from pictures_at(entry.path)
        elif is_named_like_a_picture(entry.name) and entry.is_file():
            yield entry.path


def is_named_like_a_picture(name: str) -> bool:
    """Whether a path or URL ends as pictures' do."""
    return Path(name).suffix.lower() in SUFFIXES


def read_picture(path: str, max_bytes: int) -> bytes:
    """A file's bytes.

    Raises:
        PhotoMissing: it cannot be read.
        PhotoRejected: it has more bytes than that.
    """
    try:
        file = Path(path)
        if file.stat().st_size > max_bytes:
            raise too_large(path, file.stat().st_size, max_bytes)
        return file.read_bytes()
    except OSError as error:
        raise PhotoMissing(
            f"A path should be a picture, a folder or an http(s) URL. Received: {path} ({error.strerror}). "
            f"Pictures are {', '.join(FORMATS)}."
        ) from error


def too_large(name: str, size: int, max_bytes: int) -> PhotoRejected:
    """The error for a picture of more bytes than are taken."""
    return PhotoRejected(
        f"A photo should have at most {max_bytes} bytes. Received: {size} or more at {name}. "
        "Raise CARCLS_MAX_PHOTO_BYTES if it is meant."
    )
