"""The way through by hand, on the command line: crawl, import, curate, train, label, export, report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from carcls.demo.painter import VIEWS, paint
from tests.cli.conftest import Run
from tests.pictures import encoded

pytestmark = pytest.mark.slow

EACH = 24  # drawings of a class
PAGE = "cars/2021-roadster-10001.html"
CAR = {
    "@context": "https://schema.org",
    "@type": "Car",
    "name": "Roadster",
    "vehicleIdentificationNumber": "1M8GDM9AXKP042788",
    "image": ["/photos/1.jpg", "/photos/2.jpg"],
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A dealer's site of one list, one vehicle and two photos: `/`, `PAGE`, `/photos/N.jpg`."""
    root = tmp_path / "site"
    for folder in ("cars", "photos"):
        (root / folder).mkdir(parents=True)
    (root / "index.html").write_text(f'<h1>Cars</h1><a href="/{PAGE}">Roadster</a>')
    structured = f'<script type="application/ld+json">{json.dumps(CAR)}</script>'
    photos = "".join(f'<img src="/photos/{number}.jpg" alt="Roadster">' for number in (1, 2))
    (root / PAGE).write_text(f'{structured}<h1>Roadster</h1><div class="gallery">{photos}</div>')
    for number, (label, view) in enumerate((("exterior", "side"), ("interior", "dashboard")), start=1):
        (root / "photos" / f"{number}.jpg").write_bytes(encoded(paint(label, view, 900 + number, (640, 480))))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=root))
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def draw_labelled(folder: Path) -> Path:
    """A folder of drawings with a labels file."""
    folder.mkdir()
    rows = []
    for label, views in VIEWS.items():
        for number in range(EACH):
            name = f"{label}-{number}.jpg"
            (folder / name).write_bytes(encoded(paint(label, views[number % len(views)], number, (320, 240))))
            rows.append({"path": name, "class": label})
    with (folder / "labels.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["path", "class"])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_from_pages_to_labels(site: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARCLS_CRAWL_DELAY", "0")
    crawled = run("crawl", "--url", site)
    # state, vehicles, seen, downloaded, unchanged, shared, new
    assert crawled.cells[0][1:8] == ["finished", "1", "2", "2", "0", "0", "2"], crawled
    folder = draw_labelled(tmp_path / "labelled")
    assert run("labels", "import", str(folder / "labels.csv")).cells[0] == ["labels", str(3 * EACH)]
    assert run("curate").cells[0] == ["photos curated", str(3 * EACH + 2)]
    trained = run("train")
    assert "Promoted." in trained.err, trained
    assert [row[7] for row in run("models", "list").cells] == ["yes"]
    evaluated = run("evaluate")
    assert evaluated.cells[0][0] == "split"
    page = Path(evaluated.err.split("mistakes: ")[1].strip())
    assert page.parent.parent.name == "models"
    assert "on held-back photos" in page.read_text(encoding="utf-8")
    assert run("label", "--new").cells[0] == ["labelled", str(3 * EACH + 2)]
    assert run("label", "--new").cells[0] == ["labelled", "0"]

    (tmp_path / "site" / "photos" / "empty.jpg").touch()
    given = run("label", str(tmp_path / "site"), f"{site}photos/1.jpg", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(given.out)))
    assert [row["label"] for row in rows] == ["exterior", "interior", "", "exterior"]
    assert list(rows[0]) == (
        ["path", "sha256", "label", "confidence", "p_interior", "p_exterior", "p_other", "abstained", "model", "error"]
    )
    assert rows[2]["error"].startswith("A photo should have bytes.")
    assert (given.code, given.err) == (0, "carcls: 1 of 4 pictures could not be read; the column `error` says why.\n")
    missing = run("label", "missing.jpg")
    assert (missing.code, len(missing.cells[0])) == (1, 10)

    exported = list(csv.DictReader(io.StringIO(run("export").out)))
    assert [row["label"] for row in exported if row["vin"]] == ["exterior", "interior"]
    assert run("check").cells[-1][:2] == ["champion", "ok"]


def test_a_dead_site_is_a_row_and_one_line(run: Run) -> None:
    ended = run("crawl", "--url", "http://127.0.0.1:9/")
    assert ended.code == 1
    assert ended.cells[0][1] == "failed"
    assert ended.err.startswith("carcls: Every dealer's crawl should finish. Received: 1 of 1 failed")
    assert ended.err.count("\n") == 1
