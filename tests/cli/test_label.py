"""`carcls label` of pictures that are not in the catalog, by the model that is shipped."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from carcls.config import Settings
from tests.cli.conftest import Run
from tests.pictures import photo

# What a label of a file does without: each costs start-up time and memory.
NEEDLESS = (
    *("keras", "tensorflow", "jax", "torch", "scipy", "pandas", "pyarrow", "matplotlib", "numba", "cv2"),
    *("sqlalchemy", "alembic", "fsspec", "requests", "urllib3", "jinja2", "rich.progress", "PIL.IcnsImagePlugin"),
)


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with five photos, the third of which is none, and a list of them."""
    monkeypatch.setenv("CARCLS_SHIPPED_MODEL", "true")
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.jpg").write_bytes(b"no photo" if number == 2 else photo(number))
    (folder / "list.csv").write_text("path\n" + "".join(f"{number}.jpg\n" for number in range(5)))
    return folder


@pytest.mark.slow
def test_a_label_imports_what_it_needs_and_makes_no_catalog(photos: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from carcls.cli import main; sys.argv = ['carcls', 'label', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([name for name in {NEEDLESS} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(photos / "1.jpg")],
        env={"PATH": "", "CARCLS_DATA_DIR": str(tmp_path / "var"), "PYTHONPATH": ":".join(sys.path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert "1.jpg" in done.stdout
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("name", ["labels.csv", "labels.jsonl"])
def test_a_killed_run_goes_on_where_it_stopped(photos: Path, run: Run, tmp_path: Path, name: str) -> None:
    words = ["label", str(photos / "list.csv"), "--output", name]
    assert run(*words).code == 0
    content = (tmp_path / name).read_bytes()
    rows = content.decode().splitlines()
    assert [part in row for part, row in zip(("0.jpg", "1.jpg", "2.jpg"), rows[-5:], strict=False)] == [True] * 3
    (tmp_path / name).unlink()
    (tmp_path / f"{name}.partial").write_bytes(content[: len(content) * 2 // 3])
    refused = run(*words)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "--resume" in refused.err
    ended = run(*words, "--resume")
    assert ended.code == 0
    assert "1 of 5 pictures could not be read" in ended.err
    assert (tmp_path / name).read_bytes() == content
    assert not (tmp_path / f"{name}.partial").exists()


def test_only_the_same_pictures_and_model_are_gone_on_with(photos: Path, run: Run, tmp_path: Path) -> None:
    words = ["label", str(photos / "0.jpg"), str(photos / "1.jpg"), "--output", "labels.jsonl"]
    run(*words)
    content = (tmp_path / "labels.jsonl").read_text()
    other = run("label", str(photos / "1.jpg"), "--output", "labels.jsonl", "--resume")
    assert other.err.startswith("carcls: A file that is gone on with should have the same pictures in the same order.")
    assert (tmp_path / "labels.jsonl").read_text() == content
    digest = json.loads(content.splitlines()[0])["model"]
    (tmp_path / "labels.jsonl").write_text(content.replace(digest, "f" * 64))
    ended = run(*words, "--resume")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert f"should be written by the model {digest[:12]}. Received: ffffffffffff in labels.jsonl" in ended.err


@pytest.mark.slow
def test_a_list_that_breaks_off_says_how_to_go_on(photos: Path, run: Run, tmp_path: Path) -> None:
    (photos / "list.csv").write_bytes(b"path,notes\n" + b"1.jpg,%s\n" % (b"x" * 200) * 100 + b"\xff\n")
    ended = run("label", str(photos / "list.csv"), "--output", "labels.csv")
    assert ended.code == 1
    assert ended.err.splitlines()[0].endswith("rows are in labels.csv.partial. To go on: the same with --resume.")
    assert "A list of pictures should be UTF-8 CSV" in ended.err.splitlines()[1]


def test_rows_go_to_stdout_as_they_are_named(photos: Path, run: Run) -> None:
    ended = run("label", str(photos / "list.csv"), str(photos / "[01].jpg"), "--format", "csv")
    rows = list(csv.DictReader(ended.out.splitlines()))
    expected = [*(f"{number}.jpg" for number in range(5)), *(str(photos / f"{number}.jpg") for number in range(2))]
    assert [row["path"] for row in rows] == expected
    assert [bool(row["error"]) for row in rows] == [False, False, True, False, False, False, False]


@pytest.mark.slow
def test_where_there_is_a_catalog_its_champion_labels(photos: Path, run: Run, settings: Settings) -> None:
    run("status")  # makes one, without a champion
    assert settings.catalog_file is not None
    assert settings.catalog_file.exists()
    assert run("label", str(photos / "0.jpg")).cells[0][0] == str(photos / "0.jpg")


@pytest.mark.parametrize(
    "words",
    [
        ["label", "a.jpg", "--resume"],
        ["label", "a.jpg", "--output", "a.parquet", "--resume"],
        ["label", "--new", "--resume"],
        ["label", "a.jpg", "--per-host", "0"],
    ],
    ids=" ".join,
)
def test_used_wrongly_is_2(run: Run, words: list[str]) -> None:
    ended = run(*words)
    assert (ended.code, ended.out) == (2, "")
