"""Commands on a catalog after a small night."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import select

from carcls.catalog.tables import Label
from tests.cli.conftest import Run
from tests.night import MODEL, Night, drawing


def test_status_counts_the_catalog(night: Night, run: Run) -> None:
    assert run("status").cells[:10] == [
        ["vehicles", "3"],
        ["photos", "5"],
        ["repeats among them", "1"],
        ["rejected, not counted", "1"],
        ["labelled, source human", "1"],
        ["labelled, source imported", "1"],
        ["labelled, source site", "1"],
        ["labelled by the champion", "4"],
        ["of them unsure", "1"],
        ["still to label", "1"],
    ]


def test_status_names_the_champion_and_the_last_crawls(night: Night, run: Run) -> None:
    champion, *crawls = run("status").cells[10:]
    assert (champion[:2], champion[3]) == ([MODEL[:12], "cnn"], "the first model")
    assert [row[:1] + row[2:] for row in crawls] == [
        ["Ada Cars", "finished", "5", "4", ""],
        ["Bob & <Sons>", "failed", "2", "–", "The site answered 503 <b>always</b>."],
    ]


def test_dealers_list_joins_file_and_catalog(night: Night, run: Run) -> None:
    night.settings.dealers_file.write_text(
        '"Ada Cars" = { url = "https://ada.example/" }\nnew = { url = "http://n/" }\n'
    )
    rows = [[*row[:4], row[5]] for row in run("dealers", "list").cells]
    assert rows == [
        ["Ada Cars", "https://ada.example/", "2", "3", "finished"],
        ["new", "http://n/", "0", "0", "never crawled"],
        ["Bob & <Sons>", "not in the file", "1", "2", "failed"],
    ]


def test_models_list(night: Night, run: Run) -> None:
    assert [row[:6] + row[7:] for row in run("models", "list").cells] == [
        [MODEL[:12], "cnn", "0.9000", "–", "–", "–", "yes"]
    ]


def test_models_promote_takes_a_beginning(night: Night, run: Run) -> None:
    assert run("models", "promote", "cccc").err.startswith(f"{MODEL} is the champion.")


def test_labels_set_is_a_persons_word(night: Night, run: Run) -> None:
    green = night.photos["green"]
    assert run("labels", "set", green[:12].upper(), "other", "--view", "logo", "--author", "eve").code == 0
    with night.catalog.read() as session:
        label = session.scalars(select(Label).where(Label.photo_sha256 == green)).one()
    assert (label.label, label.view, label.source, label.author) == ("other", "logo", "human", "eve")


def test_labels_set_refuses_a_class_that_there_is_not(night: Night, run: Run) -> None:
    ended = run("labels", "set", night.photos["green"], "boat")
    assert ended.err.startswith("carcls: A class should be one of interior, exterior, other. Received: 'boat'")


def test_labels_import_tells_what_it_left_out(night: Night, run: Run, tmp_path: Path) -> None:
    (tmp_path / "pink.jpg").write_bytes(drawing("pink"))
    (tmp_path / "more.csv").write_text("path,class\npink.jpg,exterior\nmissing.jpg,interior\n")
    ended = run("labels", "import", "more.csv")
    assert ended.cells == [["labels", "1"], ["new photos", "1"], ["rows left out", "1"]]
    assert (ended.code, ended.err) == (0, "carcls: more.csv line 3: no such picture: missing.jpg\n")


def test_export_goes_to_stdout_alone(night: Night, run: Run) -> None:
    ended = run("export")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert (len(rows), ended.err) == (6, "6 rows\n")
    assert rows[0]["photo_url"] == "https://ada.example/red.jpg"


def test_export_takes_the_format_from_the_name(night: Night, run: Run, tmp_path: Path) -> None:
    run("export", "--output", "labels.jsonl")
    assert (tmp_path / "labels.jsonl").read_text().startswith('{"dealer": "Ada Cars"')


def test_report_prints_its_path(night: Night, run: Run) -> None:
    assert Path(run("report").out.strip()).is_file()


def test_check_says_what_to_do(night: Night, run: Run) -> None:
    night.settings.dealers_file.write_text('ada = { url = "https://ada.example/" }\n')
    ended = run("check")
    states = {row[0]: row[1] for row in ended.cells if row[0]}
    assert ended.code == 1
    assert states == {
        "settings": "ok",
        "catalog": "ok",
        "taxonomy": "ok",
        "dealers file": "ok",
        "contact": "failed",
        "photo store": "ok",
        "disk": "ok",
        "champion": "failed",  # its folder is not there
    }
    assert "Set CARCLS_CONTACT" in ended.out
    assert not any("writable" in file.name for file in Path(night.settings.store_url).iterdir())


def test_check_of_a_fresh_start_is_in_order(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "dealers.toml").write_text('ada = { url = "https://ada.example/" }\n')
    monkeypatch.setenv("CARCLS_CONTACT", "ada@example.org")
    ended = run("check")
    assert ended.code == 0
    assert {row[1] for row in ended.cells} == {"ok"}


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("CARCLS_CATALOG_URL", "sqlite:////proc/no/catalog.db", "catalog"),
        ("CARCLS_STORE_URL", "/proc/no/photos", "photo store"),
        ("CARCLS_TAXONOMY_FILE", "missing.toml", "taxonomy"),
        ("CARCLS_DEALERS_FILE", "missing.toml", "dealers file"),
        ("CARCLS_CRAWL_DELAY", "soon", "settings"),
    ],
)
def test_check_finds(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, what: str) -> None:
    monkeypatch.setenv(name, value)
    ended = run("check")
    assert ended.code == 1
    assert [row[1] for row in ended.cells if row[0] == what] == ["failed"]
    assert "Traceback" not in ended.err


def test_labels_conflicts_lists_words_that_contradict_each_other(night: Night, run: Run, tmp_path: Path) -> None:
    assert run("labels", "conflicts").cells == []
    for name, label in (("red", "interior"), ("small_red", "exterior")):
        run("labels", "set", night.photos[name], label, "--author", "ann")
    rows = run("labels", "conflicts").cells
    assert sorted(row[2] for row in rows) == ["exterior", "interior"]
    run("labels", "conflicts", "--output", str(tmp_path / "conflicts.csv"))
    with (tmp_path / "conflicts.csv").open(encoding="utf-8") as stream:
        assert {row["photo_sha256"] for row in csv.DictReader(stream)} == {
            night.photos["red"],
            night.photos["small_red"],
        }
