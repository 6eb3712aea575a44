from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from carcls.config import Settings
from carcls.label.files import label_files
from carcls.label.inputs import pictures_of
from carcls.photos.check import digest
from tests.label.engines import BrightnessEngine
from tests.pictures import encoded

DARK = encoded(Image.new("RGB", (64, 64), (10, 10, 10)), "PNG")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pictures = tmp_path / "pictures"
    (pictures / "sub").mkdir(parents=True)
    (pictures / "b.png").write_bytes(DARK)
    (pictures / "sub/a.JPG").write_bytes(b"<html>")
    (pictures / "notes.txt").write_text("no picture")
    return pictures


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_folder_is_walked_and_a_bad_picture_is_a_row(folder: Path, settings: Settings) -> None:
    good, bad = label_files(BrightnessEngine(), pictures_of([str(folder)]), settings)
    assert good == {
        "path": str(folder / "b.png"),
        "sha256": digest(DARK),
        "label": "interior",
        "confidence": pytest.approx(1 - 10 / 255, abs=1e-6),
        "p_interior": pytest.approx(1 - 10 / 255, abs=1e-6),
        "p_exterior": pytest.approx(10 / 255, abs=1e-6),
        "p_other": 0.0,
        "abstained": False,
        "model": BrightnessEngine.digest,
        "error": None,
    }
    assert list(bad) == list(good)
    assert (bad["path"], bad["sha256"], bad["label"]) == (str(folder / "sub/a.JPG"), digest(b"<html>"), None)
    assert "an HTML page" in bad["error"]


def test_urls_are_read_and_what_fails_is_a_row(site: str, settings: Settings) -> None:
    inputs = [f"{site}/b.png", f"{site}/missing.png", "http://127.0.0.1:1/x.jpg", "/nowhere/x.jpg"]
    rows = list(label_files(BrightnessEngine(), pictures_of(inputs), settings))
    assert [row["path"] for row in rows] == inputs
    assert [row["label"] for row in rows] == ["interior", None, None, None]
    assert "404" in rows[1]["error"]
    assert "A URL should answer with a picture" in rows[2]["error"]
    assert "A path should be a picture, a folder or an http(s) URL" in rows[3]["error"]


def test_what_is_too_large_is_not_read(site: str, folder: Path, settings: Settings) -> None:
    small = settings.model_copy(update={"max_photo_bytes": 50})
    given = pictures_of([str(folder / "b.png"), f"{site}/b.png"])
    rows = list(label_files(BrightnessEngine(), given, small))
    assert ["CARCLS_MAX_PHOTO_BYTES" in row["error"] for row in rows] == [True, True]
