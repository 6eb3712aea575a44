"""`carcls extract`: one line of JSON from a saved page or an address, and one line of an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scrapers.extract.__main__ import address_of, main
from scrapers.extract.document import Document
from tests.pictures import photo
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


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nowhere.html", "Received: nowhere.html (No such file or directory)."),
        (".", "Received: . (Is a directory)."),
        ("empty.html", "Received: empty.html, an empty file."),
        ("blank.html", "Received: blank.html, an empty file."),
        ("photo.jpg", "Received: photo.jpg, a binary file."),
        ("broken.json", "Received: broken.json, JSON that is broken."),
        ("words.txt", "Received: words.txt, text without any markup."),
        ("http://127.0.0.1:1/used/", "Received: Failed to establish a new connection: [Errno 111] Connection refused"),
        ("http://", "Received: 'http://'"),
        ("http://[::1", "Received: 'http://[::1'"),
        ("ftp://oak.example/", "Received: 'ftp://oak.example/'"),
        ("https://dealer.invalid/", "Received: no contact, and a crawl of https://dealer.invalid/."),
        ("page.html --url oak.example", "Received: 'oak.example'."),
    ],
)
def test_what_is_no_page_is_one_line(
    source: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "empty.html": b"",
        "blank.html": b" \n",
        "photo.jpg": photo(1),
        "broken.json": b'{"a": ',
        "page.html": b"<p>",
    }
    for name, body in (files | {"words.txt": b"2019 Ford"}).items():
        (tmp_path / name).write_bytes(body)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, capsys, *source.split())
    out, error = capsys.readouterr()
    assert (ended.value.code, out, error.count("\n")) == (1, "", 1)
    assert error.startswith("carcls: ")
    assert says in error


def test_a_site_that_answers_badly_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gone, down, redirects without an end, and a redirect to a host whose robots.txt forbids it."""
    with Site() as site, Site() as other:
        other.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /")
        site.answers |= {
            "/down": Answer("", 500),
            "/round": Answer(status=302, headers={"Location": "/round"}),
            "/away": Answer(status=301, headers={"Location": f"{other.url}/x"}),
        }
        for path, says in (
            ("/gone", "Received: 404 "),
            ("/down", "Received: 500 "),
            ("/round", "redirects without an end"),
            ("/away", f"Received: {other.url}/x, which robots.txt forbids"),
        ):
            with pytest.raises(SystemExit):
                run(monkeypatch, capsys, f"{site.url}{path}")
            assert says in capsys.readouterr().err
        assert other.asked() == [("GET", "/robots.txt", 200)]


@pytest.mark.slow
def test_the_command_hands_on_the_line_and_the_exit_code(saved: tuple[str, list[str]]) -> None:
    command = [sys.executable, "-c", "from carcls.cli import main; main()", "extract"]
    done = subprocess.run([*command, "nowhere.html"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    done = subprocess.run([*command, saved[0], "--no-adapters"], capture_output=True, text=True, check=False)
    assert (done.returncode, len(json.loads(done.stdout)["photos"])) == (0, len(saved[1]))


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("<!-- saved from url=(0022)https://oak.example/a --><p>x", "https://oak.example/a"),
        ('<link rel="canonical" href="https://oak.example/b">', "https://oak.example/b"),
        ('<meta property="og:url" content="https://oak.example/c">', "https://oak.example/c"),
        ('<a href="https://oak.example/1"></a><a href="https://oak.example/2"></a><a href="https://elm.example/"></a>',
         "https://oak.example/"),
        (r'{"html": "<a href=\"https:\/\/oak.example\/1\">"}', "https://oak.example/"),
        ("<p>x", "https://page.invalid/"),
    ],
)  # fmt: skip
def test_where_a_saved_page_was_found(body: str, address: str) -> None:
    assert address_of(Document.read(body, "https://page.invalid/")) == address
