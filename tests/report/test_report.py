"""The report of a small night, read as a browser would."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from carcls.catalog import Catalog
from carcls.catalog.tables import Split, SplitUnit
from carcls.config import Settings
from carcls.photos.store import PhotoStore
from carcls.report import labels, write_report
from carcls.report.page import safe_link
from tests.night import MODEL, Night, make_night


@pytest.fixture
def night(settings: Settings, any_catalog: Catalog, store: PhotoStore) -> Night:
    return make_night(settings, any_catalog, store)


def page(night: Night, since: datetime | None = None) -> str:
    return write_report(night.catalog, night.store, night.settings, since).read_text(encoding="utf-8")


def section(html: str, name: str) -> str:
    """The text of one section, in one line."""
    inside = html.split(f'<section id="{name}"')[1].split("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inside.split(">", 1)[1])).split())


def test_file_is_named_by_its_moment_and_copied_as_latest(night: Night) -> None:
    file = write_report(night.catalog, night.store, night.settings)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.html", file.name)
    assert sorted(each.name for each in night.settings.reports_dir.iterdir()) == [file.name, "latest.html"]
    assert (night.settings.reports_dir / "latest.html").read_bytes() == file.read_bytes()


def test_tiles(night: Night) -> None:
    tiles = page(night).split('<section class="tiles">')[1].split("</section>")[0]
    text = re.sub(r"<small>.*?</small>", "", tiles)
    assert re.findall(r"<b>(\d+)</b>([^<]+)<", text) == [
        ("5", "new photos"),
        ("1", "of them repeats"),
        ("3", "labelled"),
        ("1", "unsure"),
        ("2", "not taken"),
        ("1", "crawls failed"),
    ]


def test_photos_that_tie_two_sides_are_listed(night: Night) -> None:
    assert 'id="left-out"' not in page(night)
    red = night.photos["red"]
    with night.catalog.session() as session:
        session.add(Split(photo_sha256=red, split="excluded", component=f"photo:{red}"))
        session.add(Split(photo_sha256=night.photos["small_red"], split="test", component="vehicle:x"))
        session.add(SplitUnit(unit="vin:VIN1", component="vin:VIN1", split="train"))
    text = section(page(night), "left-out")
    assert f"{red[:12]} ties two sides: seen on vin:VIN1 in train; same picture as" in text


def test_crawls_with_their_reason_failed_ones_first(night: Night) -> None:
    text = section(page(night), "came")
    assert "Bob & <Sons> failed 1 2" in text
    assert "The site answered 503 <b>always</b>." in text
    assert text.index("Bob") < text.index("Ada Cars finished 2 5")


def test_repeats_stand_side_by_side(night: Night) -> None:
    html = page(night)
    assert "new pairs of one picture 1 " in section(html, "repeats")
    assert html.count('<figure class="pair">') == 1
    pair = html.split('<figure class="pair">')[1].split("</figure>")[0]
    assert pair.count("data:image/jpeg;base64,") == 2
    assert {size for size in ("96×64", "48×32") if size in pair} == {"96×64", "48×32"}


def test_labels_by_dealer_and_class(night: Night) -> None:
    text = section(page(night), "labels")
    assert "Ada Cars 0 2 0 1 3" in text  # interior, exterior, other, unsure, all
    assert "Bob & <Sons> 0 1 0 0 1" in text


def test_contact_sheets_hold_the_sure_and_unsure_the_others(night: Night) -> None:
    html = page(night)
    assert section(html, "sheets").startswith("Contact sheets exterior 3")
    assert night.photos["green"][:12] not in section(html, "sheets")
    assert "41 % other Ada Cars " + night.photos["green"][:12] in section(html, "unsure")


def test_bad_ones_with_reasons(night: Night) -> None:
    text = section(page(night), "bad")
    assert "Received: an HTML page of 21 bytes" in text
    assert "javascript:alert(1) HTTP 404 <script>" in text


def test_hostile_text_is_text(night: Night) -> None:
    html = page(night)
    assert "<script" not in html
    assert "<Sons>" not in html
    assert "<b>Roadster" not in html
    assert 'href="javascript:' not in html
    assert "default-src 'none'" in html


def test_nothing_comes_from_elsewhere(night: Night) -> None:
    assert re.findall(r'src="(?!data:)[^"]*"', page(night)) == []


def test_training_plots_of_the_night(night: Night) -> None:
    folder = night.settings.models_dir / MODEL
    folder.mkdir(parents=True)
    (folder / "confusion_matrix.png").write_bytes(b"a plot")
    html = page(night, datetime.now(UTC) - timedelta(minutes=5))
    assert 'src="data:image/png;base64,YSBwbG90" alt="confusion matrix"' in html
    assert "Champion: cnn cccccccccccc" in section(html, "model")


def test_a_night_with_nothing_new_says_so(night: Night) -> None:
    html = page(night, datetime.now(UTC) + timedelta(seconds=1))
    assert "No dealer was crawled." in section(html, "came")
    assert section(html, "labels") == "Labels by dealer and class Nothing new to label."
    assert section(html, "unsure") == "Unsure None."
    assert section(html, "bad") == "Not taken Everything that was seen was taken."
    assert "photos 5" in section(html, "stands")


def test_sheets_are_bounded_and_say_how_many_more(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "SHEET", 1)
    html = page(night)
    assert "and 2 more in the catalog" in section(html, "sheets")


def test_a_lost_proxy_is_a_blank(night: Night) -> None:
    proxies = Path(night.settings.store_url) / "proxies"
    for proxy in proxies.rglob("*.jpg"):
        proxy.unlink()
    assert page(night).count("no picture in the store") == 6  # two of the pair, three labelled, one unsure


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("file:///photos/x.jpg", "file:///photos/x.jpg"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_that_may_be_followed_become_links(url: str | None, expected: str | None) -> None:
    assert safe_link(url) == expected
