from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carcls.deliver.growing_file import GrowingFile
from carcls.deliver.rows import Column, Format
from carcls.errors import OutputError

COLUMNS = [Column("name"), Column("error")]
ROWS = [{"name": "=a\n1", "error": "x\n\ny"}, {"name": 'b, "2"', "error": None}, {"name": "ü3", "error": "z"}]


@pytest.fixture(params=["csv", "jsonl"])
def file_format(request: pytest.FixtureRequest) -> Format:
    return request.param


def growing(file: Path, file_format: Format, *, resume: bool) -> GrowingFile:
    return GrowingFile(file, COLUMNS, file_format, resume=resume)


def whole(tmp_path: Path, file_format: Format) -> bytes:
    file = tmp_path / f"whole.{file_format}"
    assert growing(file, file_format, resume=False).append(ROWS) == 3
    return file.read_bytes()


def test_cut_anywhere_it_ends_as_if_it_had_not_been(tmp_path: Path, file_format: Format) -> None:
    content = whole(tmp_path, file_format)
    file = tmp_path / f"cut.{file_format}"
    for cut in range(len(content)):
        (tmp_path / f"cut.{file_format}.partial").write_bytes(content[:cut])
        again = growing(file, file_format, resume=True)
        there = list(again.rows())
        assert [row["name"] for row in there] == [again.as_written(str(row["name"])) for row in ROWS[: len(there)]]
        again.append(ROWS[len(there) :])
        assert file.read_bytes() == content
        file.unlink()


def test_a_row_is_on_the_disk_when_the_next_one_is_asked_for(tmp_path: Path, file_format: Format) -> None:
    file = tmp_path / f"labels.{file_format}"
    lines = []

    def rows() -> Iterator[dict[str, Any]]:
        for row in ROWS[1:]:
            yield row
            lines.append(file.with_name(f"{file.name}.partial").read_bytes().count(b"\n"))

    growing(file, file_format, resume=False).append(rows())
    assert lines == ([2, 3] if file_format == "csv" else [1, 2])
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_what_breaks_off_is_kept_unless_it_is_nothing(tmp_path: Path, file_format: Format) -> None:
    def broken(count: int) -> Iterator[dict[str, Any]]:
        yield from ROWS[:count]
        raise KeyboardInterrupt

    file = tmp_path / f"labels.{file_format}"
    with pytest.raises(KeyboardInterrupt):
        growing(file, file_format, resume=False).append(broken(0))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt):
        growing(file, file_format, resume=False).append(broken(2))
    assert len(list(growing(file, file_format, resume=True).rows())) == 2
    with pytest.raises(OutputError, match=r"labels\.\w+\.partial, of a run that broke off .* --resume"):
        growing(file, file_format, resume=False)


def test_a_whole_file_can_be_gone_on_with(tmp_path: Path, file_format: Format) -> None:
    content = whole(tmp_path, file_format)
    again = growing(tmp_path / f"whole.{file_format}", file_format, resume=True)
    assert len(list(again.rows())) == 3
    again.append([])
    assert (tmp_path / f"whole.{file_format}").read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.csv", "name,price\nx,1\n", "should have the columns name, error. Received: name, price in"),
        ("a.csv", "name,error\nx,1,2\n", "should have the columns name, error. Received: name, error,  in"),
        ("a.csv", 'name,error\n"x"y,1\n', "should be CSV"),
        ("a.jsonl", '{"name": 1}\n', "should have the columns name, error. Received: name in"),
        ("a.jsonl", "[]\n", "should have a JSON object a line"),
        ("a.jsonl", "{\n", "should have a JSON object a line"),
    ],
)
def test_another_file_is_one_line_and_stays_as_it_is(tmp_path: Path, name: str, content: str, rule: str) -> None:
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(OutputError, match=rule):
        list(growing(file, "csv" if name.endswith("csv") else "jsonl", resume=True).rows())
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [(name, content)]


def test_parquet_and_unwritable_files_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="parquet, whose index is written last"):
        growing(tmp_path / "a.parquet", "parquet", resume=True)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"^The file should be writable .* Choose another file\.$"):
        growing(tmp_path / "file/labels.csv", "csv", resume=False).append([])
