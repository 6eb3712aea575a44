"""`carcls extract`: one line of JSON from a saved page or an address, and one line of an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scrapers.extract.__main__ import address_of, main
from scrapers.extract.document import Document
from tests.scrapers.extract.shapes import HOST, SHAPES, TITLE, URL, VIN
from tests.scrapers.site import Answer, Site, html

KEYS = ["platform", "page_type", "vehicle", "photo_urls", "photos", "detail_urls", "next", "total"]


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    monkeypatch.setattr(sys, "argv", ["extract", *arguments])
    main()
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def saved(tmp_path: Path) -> tuple[str, list[str]]:
    body, photos = SHAPES["woocommerce"]()
    (tmp_path / "page.html").write_text(body)
    return str(tmp_path / "page.html"), photos


def test_a_saved_page(
    saved: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = run(monkeypatch, capsys, saved[0], "--url", URL, "--no-adapters")
    assert list(seen) == KEYS
    assert (seen["platform"], seen["page_type"], seen["photo_urls"]) == (None, "detail", saved[1])
    assert seen["vehicle"] == {
        "vin": VIN, "stock": "48213", "title": TITLE, "page_url": URL,
        "price": 14995.0, "currency": "USD", "mileage": 61204, "mileage_unit": "mi",
    }  # fmt: skip
    assert seen["photos"][0] == {
        "url": saved[1][0], "identity": "elm.example/wp-content/uploads/2024/05/IMG_201", "position": 1, "tag": None,
        "alt": None, "flags": [],
    }  # fmt: skip


def test_saved_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    cars = [{"vin": VIN, "url": "/v/1"}, {"vin": "1M8GDM9AXKP042788", "url": "/v/2"}]
    (tmp_path / "page.json").write_text(json.dumps({"total": 40, "page": 1, "pages": 20, "vehicles": cars}))
    seen = run(monkeypatch, capsys, str(tmp_path / "page.json"), "--url", f"{HOST}/api/stock")
    assert (seen["page_type"], seen["vehicle"], seen["detail_urls"], seen["next"], seen["total"]) == (
        "listing", None, [f"{HOST}/v/1", f"{HOST}/v/2"], f"{HOST}/api/stock?page=2", 40,
    )  # fmt: skip


def test_an_address(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Site() as site:
        site.answers["/used/2016-honda-accord-48213"] = html(SHAPES["backgrounds"]()[0])
        seen = run(monkeypatch, capsys, f"{site.url}/used/2016-honda-accord-48213")
        assert len(seen["photo_urls"]) == 6
        assert [path for _, path, _ in site.asked()] == ["/robots.txt", "/used/2016-honda-accord-48213"]
        assert site.log[0].headers["User-Agent"].startswith("carcls/")


@pytest.mark.parametrize(
    "robots", [Answer("User-agent: *\nDisallow: /used/"), Answer("", status=503)], ids=["forbidden", "no answer"]
)
def test_an_address_that_robots_close(
    robots: Answer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Site() as site:
        site.answers["/robots.txt"] = robots
        with pytest.raises(SystemExit):
            run(monkeypatch, capsys, f"{site.url}/used/1")
        assert [path for _, path, _ in site.asked()] == ["/robots.txt"]
    assert "robots.txt forbids" in capsys.readouterr().err


@pytest.mark.slow
def test_a_file_that_is_not_there_is_one_line() -> None:
    done = subprocess.run([sys.executable, "-m", "scrapers.extract", "nowhere.html"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("carcls: A saved page should be a file that can be read. Received: nowhere.html")


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("<!-- saved from url=(0022)https://oak.example/a --><p>x", "https://oak.example/a"),
        ('<link rel="canonical" href="https://oak.example/b">', "https://oak.example/b"),
        ('<meta property="og:url" content="https://oak.example/c">', "https://oak.example/c"),
        ('<a href="https://oak.example/1"></a><a href="https://oak.example/2"></a><a href="https://elm.example/"></a>',
         "https://oak.example/"),
        ("<p>x", "https://page.invalid/"),
    ],
)  # fmt: skip
def test_where_a_saved_page_was_found(body: str, address: str) -> None:
    assert address_of(Document.read(body, "https://page.invalid/")) == address
