"""Rows with fixed columns become a CSV, Parquet or JSONL file, a bounded number of them at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

from carcls.whole_file import whole_file

Format = Literal["csv", "parquet", "jsonl"]
FORMATS: tuple[Format, ...] = get_args(Format)
Kind = Literal["text", "integer", "number", "flag", "time"]
BATCH = 5_000  # rows in memory at a time, and in one Parquet row group
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of a file. Every column may be empty; a `time` is in UTC."""

    name: str
    kind: Kind = "text"


def format_of(file: Path) -> Format | None:
    """The format that a file's name says; None: it says none of `FORMATS`."""
    return next((name for name in FORMATS if file.suffix.lower() == f".{name}"), None)


def write_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    target: Path | BinaryIO,
    file_format: Format,
    *,
    header: bool = True,
) -> int:
    """Write rows as they come. A file appears under its name when it is whole, and not before.

    CSV is UTF-8 with a header, `true`/`false`, ISO 8601 times and empty cells for None; text that a spreadsheet would
    run as a formula gets a leading apostrophe (https://owasp.org/www-community/attacks/CSV_Injection). JSONL and
    Parquet hold the text as it is.

    Args:
        rows: dictionaries by column name; a missing key is None.
        columns: the columns, in order.
        target: a file, whose folder is made; or an open binary stream, which stays open.
        file_format: one of `FORMATS`.
        header: False where a CSV has it already.

    Returns:
        How many rows were written.

    Raises:
        OutputError: the file cannot be written.
    """
    writers: dict[Format, Callable[[Iterable[Mapping[str, Any]], Sequence[Column], BinaryIO], int]] = {
        "csv": partial(_write_csv, header=header),
        "jsonl": _write_jsonl,
        "parquet": _write_parquet,
    }
    write = writers[file_format]
    if not isinstance(target, Path):
        return write(rows, columns, target)
    with whole_file(target) as stream:
        return write(rows, columns, stream)


def csv_text(text: str) -> str:
    """Text as a CSV has it: what a spreadsheet would run as a formula is disarmed."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], stream: BinaryIO, *, header: bool) -> int:
    # What is no Unicode, like an old file's name, has a question mark, as in JSONL.
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\n")
        if header:
            writer.writerow([column.name for column in columns])
        count = 0
        for row in rows:
            writer.writerow([_cell(row.get(column.name), column) for column in columns])
            count += 1
        return count
    finally:
        text.detach()  # else the caller's stream is closed with the wrapper


def _cell(value: Any, column: Column) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if column.kind == "text" and isinstance(value, str):
        return csv_text(value)
    return None if value is None else value if isinstance(value, int | float) else str(value)


def _write_jsonl(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], stream: BinaryIO) -> int:
    count = 0
    for row in rows:
        values = {column.name: row.get(column.name) for column in columns}
        line = json.dumps(values, ensure_ascii=False, default=lambda moment: moment.isoformat())
        stream.write(line.encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def _write_parquet(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], stream: BinaryIO) -> int:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    types = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "flag": pyarrow.bool_(),
        "time": pyarrow.timestamp("us", tz="UTC"),
    }
    schema = pyarrow.schema([(column.name, types[column.kind]) for column in columns])
    count, waiting = 0, iter(rows)
    with ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := list(islice(waiting, BATCH)):
            writer.write_batch(pyarrow.RecordBatch.from_pylist([dict(row) for row in batch], schema=schema))
            count += len(batch)
    return count
