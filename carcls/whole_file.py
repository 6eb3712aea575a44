"""A file appears under its name when it is whole, and not before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from carcls.errors import OutputError


@contextmanager
def whole_file(file: Path) -> Iterator[BinaryIO]:
    """Open a file to be written; its folder is made. A block that raises leaves the file that stood as it was.

    Raises:
        OutputError: the file cannot be written.
    """
    partial = file.with_name(f".{file.name}.{uuid4().hex}.partial")
    try:
        try:
            with _opened(partial) as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(file)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"The file should be writable and its disk have room. Received: {error} at {file}. Choose another file."
        ) from error


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("wb")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("wb")
