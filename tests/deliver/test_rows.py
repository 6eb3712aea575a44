"""Files that rows are written to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import carcls.deliver.rows as rows_module
from carcls.deliver.rows import Column, Format, format_of, write_rows
from carcls.errors import OutputError

COLUMNS = [
    Column("name"),
    Column("count", "integer"),
    Column("share", "number"),
    Column("ok", "flag"),
    Column("at", "time"),
]
MOMENT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"name": "=1+1", "count": 2, "share": 0.5, "ok": True, "at": MOMENT},
    {"name": 'a "b", c', "count": -1},
]


def written(file_format: Format) -> bytes:
    buffer = io.BytesIO()
    assert write_rows(iter(ROWS), COLUMNS, buffer, file_format) == 2
    return buffer.getvalue()


def test_csv_disarms_formulas_and_leaves_blanks() -> None:
    assert written("csv").decode().splitlines() == [
        "name,count,share,ok,at",
        "'=1+1,2,0.5,true,2026-05-04T03:02:01+00:00",
        '"a ""b"", c",-1,,,',
    ]


def test_jsonl_keeps_text_as_it_is() -> None:
    assert written("jsonl").decode().splitlines() == [
        '{"name": "=1+1", "count": 2, "share": 0.5, "ok": true, "at": "2026-05-04T03:02:01+00:00"}',
        '{"name": "a \\"b\\", c", "count": -1, "share": null, "ok": null, "at": null}',
    ]


def test_parquet_has_types() -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(written("parquet")))
    assert [str(field.type) for field in table.schema] == ["string", "int64", "double", "bool", "timestamp[us, tz=UTC]"]
    assert table.to_pylist()[0] == ROWS[0]


def test_parquet_is_written_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "BATCH", 1)
    assert pyarrow.parquet.ParquetFile(io.BytesIO(written("parquet"))).num_row_groups == 2


@pytest.mark.parametrize("file_format", ["csv", "parquet", "jsonl"])
def test_nothing_stands_under_the_name_when_rows_break_off(tmp_path: Path, file_format: Format) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield ROWS[0]
        raise ValueError("the catalog went away")

    file = tmp_path / f"labels.{file_format}"
    file.write_text("the last good one")
    with pytest.raises(ValueError, match="went away"):
        write_rows(broken(), COLUMNS, file, file_format)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [(file.name, "the last good one")]


def test_unwritable_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"^The file should be writable .* Choose another file\.$"):
        write_rows([], COLUMNS, tmp_path / "file" / "labels.csv", "csv")


@pytest.mark.parametrize(
    ("name", "expected"), [("a.csv", "csv"), ("a.PARQUET", "parquet"), ("a.jsonl", "jsonl"), ("a", None)]
)
def test_format_of_a_name(name: str, expected: Format | None) -> None:
    assert format_of(Path(name)) == expected
