from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from carcls.catalog import Catalog
from carcls.curate.splits import assign_splits
from tests.cli.conftest import Run
from tests.curate.seen import link, see, sha, stand
from tests.night import Night
from tests.pictures import encoded, photo, picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of one picture, one byte for byte; two other pictures; one that is none."""
    files = {
        "front.jpg": photo(1),
        "old/front.jpg": photo(1),
        "old/small.jpg": encoded(picture(1).resize((160, 120), Image.Resampling.LANCZOS), quality=80),
        "other.jpg": photo(2),
        "<b>odd.jpg": photo(3),
        "broken.jpg": b"no picture",
    }
    for name, data in files.items():
        file = tmp_path / "photos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return tmp_path / "photos"


@pytest.mark.slow
def test_a_folder_needs_no_catalog_and_nothing_is_written(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("duplicates", "photos", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert [(row["group"], row["picture"], row["is_best"], row["changes"]) for row in rows] == [
        ("1", "photos/front.jpg", "true", ""),
        ("1", "photos/old/front.jpg", "false", "same file"),
        ("1", "photos/old/small.jpg", "false", "resized"),
        ("", "photos/broken.jpg", "", ""),
    ]
    assert rows[3]["error"].startswith("A photo should be one of JPEG")
    assert (ended.code, ended.err) == (0, "carcls: 1 groups of 3 pictures; 1 files could not be read\n")
    assert {path.name for path in tmp_path.iterdir()} == {"photos"}


def test_as_a_table_jsonl_and_html(run: Run, folder: Path, tmp_path: Path) -> None:
    assert [row[:3] for row in run("duplicates", "photos").cells][:2] == [
        ["1", "photos/front.jpg", "best"],
        ["1", "photos/old/front.jpg", "same file"],
    ]
    lines = run("duplicates", "photos", "--format", "jsonl").out.splitlines()
    assert json.loads(lines[2])["partner"] == "photos/front.jpg"
    (folder / "<b>twin.jpg").write_bytes(photo(3))
    run("duplicates", "photos", "--format", "html", "--output", "out/repeats.html")
    page = (tmp_path / "out/repeats.html").read_text()
    assert page.count("data:image/jpeg;base64,") == 5
    assert "<b>odd" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_catalogs_groups(night: Night, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("duplicates", "--catalog", "--format", "csv").out)))
    assert [(row["group"], row["picture"], row["is_best"]) for row in rows] == [
        ("1", night.photos["red"], "true"),
        ("1", night.photos["small_red"], "false"),
    ]
    assert "data:image/jpeg" in run("duplicates", "--catalog", "--format", "html").out


def test_wrong_use_is_told(run: Run, tmp_path: Path) -> None:
    assert run("duplicates").code == 2
    ended = run("duplicates", "missing")
    assert (ended.code, ended.err.startswith("carcls: A file or folder should be there. Received: missing")) == (
        1,
        True,
    )


@pytest.mark.slow
def test_audit_of_a_folder_and_of_the_catalog(run: Run, folder: Path, catalog: Catalog) -> None:
    for side in ("train", "test"):
        (folder / side / "interior").mkdir(parents=True)
    (folder / "front.jpg").rename(folder / "train/interior/front.jpg")
    (folder / "old/small.jpg").rename(folder / "test/interior/small.jpg")
    ended = run("curate", "audit", "photos", "--format", "csv")
    rows = {row["kind"]: row for row in csv.DictReader(io.StringIO(ended.out))}
    assert (ended.code, rows["same-picture"]["fault"]) == (1, "true")
    assert run("curate", "audit").code == 0
    see(catalog, 1, stand(catalog, "A", "train"))
    assign_splits(catalog)
    see(catalog, 2, stand(catalog, "B", "test"))
    link(catalog, 1, 2)
    assign_splits(catalog)
    ended = run("curate", "audit")
    assert (ended.code, ended.cells[0][1], ended.err) == (0, "left-out", "carcls: 1 left-out (no fault)\n")
    ended = run("curate", "explain", sha(2))
    assert "ties sides together" in ended.out
    assert "train: vehicle:ford/A" in ended.out
    assert "is in train" in run("curate", "explain", sha(1)).out


def test_curate_alone_still_curates(night: Night, run: Run) -> None:
    ended = run("curate")
    assert ["photos curated", "5"] in ended.cells
    assert ended.code == 0
