"""The rows of a CSV feed, whatever its separator and encoding."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from carcls.errors import CrawlError

SEPARATORS = ",\t|;"
LONGEST_LINE = 1_000_000  # characters
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Row = list[tuple[str, str]]


def csv_rows(stream: BinaryIO, start: bytes) -> Iterator[Row]:
    """(column, value) pairs of each row that is not empty. The first row has the columns' names.

    Args:
        stream: at its beginning.
        start: its first bytes, by which the encoding is guessed.

    Raises:
        CrawlError: the file is not CSV.
    """
    text = io.TextIOWrapper(stream, _encoding(start), errors="replace", newline="")
    lines = _lines(text)
    try:
        header = next(lines, "")
        separator = max(SEPARATORS, key=header.count)
        columns = next(csv.reader([header], delimiter=separator), [])
        for values in csv.reader(lines, delimiter=separator):
            row = [(column, value.strip()) for column, value in zip(columns, values, strict=False) if value.strip()]
            if row:
                yield row
    except (csv.Error, ValueError) as error:
        raise CrawlError(
            f"A feed should be CSV or XML. Received: {error}. Open the feed's address in a browser and look."
        ) from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise ValueError(f"a line of more than {LONGEST_LINE} characters")
        yield line


def _encoding(start: bytes) -> str:
    """By its byte order mark; else UTF-8, or what Windows writes where the start is not UTF-8."""
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if marked:
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)  # a character may be cut at the end of the start
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
