"""A feed's bytes, unpacked where they are gzip or zip, and never more than so many."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from carcls.errors import CrawlError

LARGEST = 1_000_000_000  # bytes unpacked


class Bounded(io.RawIOBase):
    """Reads another stream, and refuses to go on past a number of bytes: a few packed kilobytes may hold gigabytes."""

    def __init__(self, stream: BinaryIO, largest: int) -> None:
        self._stream, self._left, self._largest = stream, largest, largest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:
        view = memoryview(buffer)
        piece = self._stream.read(len(view))
        self._left -= len(piece)
        if self._left < 0:
            raise CrawlError(
                f"A feed should have at most {self._largest} bytes unpacked. Received: more. "
                "Ask for a feed of one dealer."
            )
        view[: len(piece)] = piece
        return len(piece)


@contextmanager
def unpacked(file: Path, largest: int = LARGEST) -> Iterator[io.BufferedReader]:
    """The bytes of a feed. Of a zip, the largest file in it: what else is there tells of it.

    Raises:
        CrawlError: while it is read: it is damaged, or too large.
    """
    try:
        with file.open("rb") as packed:
            start = packed.read(4)
            packed.seek(0)
            if start[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=packed) as stream:
                    yield io.BufferedReader(Bounded(stream, largest))
            elif start == b"PK\x03\x04":
                with zipfile.ZipFile(packed) as archive:
                    file_in_it = max(archive.infolist(), key=lambda info: info.file_size)
                    with archive.open(file_in_it) as stream:
                        yield io.BufferedReader(Bounded(stream, largest))
            else:
                yield io.BufferedReader(Bounded(packed, largest))
    except (OSError, EOFError, zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError) as error:
        raise CrawlError(f"A feed should be whole. Received: {error}. The next crawl tries again.") from error
