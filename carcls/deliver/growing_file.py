"""A file of rows that grows beside its name, and goes on where a killed run stopped."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from carcls.deliver.rows import Column, Format, csv_text, write_rows
from carcls.errors import OutputError


class GrowingFile:
    """A CSV or JSONL file whose rows reach the disk as they come: `labels.csv.partial`, renamed when it is whole.

    What breaks off, even by a kill, leaves the partial file, and the next run can go on with it. begun: the file that
    is gone on with; None: it is a new one.
    """

    def __init__(self, file: Path, columns: Sequence[Column], file_format: Format, *, resume: bool) -> None:
        """Begin a file, or go on with one.

        Args:
            resume: go on with the partial file, or where there is none, with the whole one; where there is neither,
                begin. False: begin.

        Raises:
            OutputError: a partial file is there and should not be gone on with; the columns are others; a Parquet
                file, which is whole or nothing.
        """
        if file_format == "parquet":
            raise OutputError(
                "A file that can be gone on with should be csv or jsonl. Received: parquet, whose index is written "
                "last. Write csv or jsonl."
            )
        self.file = file
        self.partial = file.with_name(f"{file.name}.partial")
        self._columns = columns
        self._format: Format = file_format
        if not resume and self.partial.exists():
            raise OutputError(
                f"A file should be begun, or gone on with. Received: {self.partial}, of a run that broke off or still "
                "goes on. Add --resume to go on with it, or remove it."
            )
        self.begun = next((one for one in (self.partial, file) if one.exists()), None) if resume else None
        self._whole = 0  # bytes of what was begun, up to the end of its last whole row

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows that are there, as they are written: in CSV all values are text. A torn last row is left out.

        Raises:
            OutputError: the columns are others, or it is not of this format.
        """
        if self.begun is None:
            return
        with self.begun.open("rb") as stream:
            for row, end in self._read(stream):
                if list(row) != [column.name for column in self._columns]:
                    raise OutputError(
                        f"A file that is gone on with should have the columns "
                        f"{', '.join(column.name for column in self._columns)}. Received: {', '.join(row)} in "
                        f"{self.begun}. Choose another file, or the model that wrote this one."
                    )
                self._whole = end
                yield row

    def as_written(self, text: str) -> str:
        """Text as a row that is read has it."""
        text = text.encode("utf-8", "replace").decode("utf-8")
        return csv_text(text) if self._format == "csv" else text

    def append(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Write rows behind those that `rows` has gone through; then the file has its name. Returns how many.

        Raises:
            OutputError: the file cannot be written.
        """
        holds_rows = self._whole > 0

        def flushed(stream: BinaryIO) -> Iterator[Mapping[str, Any]]:
            nonlocal holds_rows
            for row in rows:
                yield row
                stream.flush()  # when the next one is asked for, this one was written
                holds_rows = True

        try:
            self.partial.parent.mkdir(parents=True, exist_ok=True)
            if self.begun is not None:
                if self.begun != self.partial:
                    shutil.copyfile(self.begun, self.partial)
                os.truncate(self.partial, self._whole)
            with self.partial.open("ab") as stream:
                written = write_rows(flushed(stream), self._columns, stream, self._format, header=not holds_rows)
                stream.flush()
                os.fsync(stream.fileno())
            self.partial.replace(self.file)
        except BaseException as error:
            if not holds_rows:
                with suppress(OSError):
                    self.partial.unlink()
            if isinstance(error, OSError):
                raise self._not_writable(error) from error
            raise
        return written

    def _read(self, stream: BinaryIO) -> Iterator[tuple[dict[str, Any], int]]:
        """Each whole row with the byte where it ends."""
        end = 0

        def lines() -> Iterator[str]:
            nonlocal end
            for line in stream:
                if line.endswith(b"\n"):  # what is torn has none
                    end += len(line)
                    yield line.decode("utf-8", "replace")

        if self._format == "jsonl":
            for line in lines():
                yield self._parsed(line), end
            return
        reader = csv.reader(lines(), strict=True)
        try:
            names = next(reader, [])
            for values in reader:
                yield dict(zip_longest(names, values, fillvalue="")), end
        except csv.Error as error:
            if "end of data" not in str(error):  # torn within quotes, which may hold ends of lines
                raise OutputError(
                    f"A file that is gone on with should be CSV. Received: {self.begun}: {error}. Mend it or remove it."
                ) from error

    def _parsed(self, line: str) -> dict[str, Any]:
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
        except ValueError as error:
            raise OutputError(
                f"A file that is gone on with should have a JSON object a line. Received: {line[:80]!r} ({error}) in "
                f"{self.begun}. Mend it or remove it."
            ) from error
        return row

    def _not_writable(self, error: OSError) -> OutputError:
        return OutputError(
            f"The file should be writable and its disk have room. Received: {error} at {self.partial}. "
            "Choose another file."
        )
