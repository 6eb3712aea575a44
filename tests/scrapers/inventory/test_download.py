"""Feeds as they are fetched, asserted on the server's own log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests

from carcls.errors import CrawlError
from scrapers.inventory.download import download_feed
from tests.scrapers.site import Answer, Site

pytestmark = pytest.mark.slow
WHO = "carcls/test"


def test_a_feed_that_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/feed.csv"] = Answer("vin\nV1\n", headers={"ETag": '"one"'})
        first = download_feed(f"{site.url}/feed.csv", tmp_path, WHO)
        again = download_feed(f"{site.url}/feed.csv", tmp_path, WHO)
        site.answers["/feed.csv"] = Answer("vin\nV2\n", headers={"ETag": '"two"'})
        changed = download_feed(f"{site.url}/feed.csv", tmp_path, WHO)
        assert [asked.status for asked in site.log] == [200, 304, 200]
        assert [asked.headers.get("If-None-Match") for asked in site.log] == [None, '"one"', '"one"']
        assert {asked.headers["User-Agent"] for asked in site.log} == {WHO}
    assert (first.status, again.status, changed.status) == (200, 304, 200)
    assert first.file == again.file == changed.file
    assert changed.file.read_text() == "vin\nV2\n"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path, form: str) -> None:
    in_two_seconds = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)  # whole ones: it may be 1
    busy = Answer("busy", 503, {"Retry-After": "1" if form == "seconds" else in_two_seconds})
    with Site() as site:
        site.answers["/feed.csv"] = lambda before: Answer("vin\n") if before else busy
        assert download_feed(f"{site.url}/feed.csv", tmp_path, WHO).status == 200
        first, second = [asked.seconds for asked in site.log]
        assert second - first >= 0.8


def test_a_server_that_wants_hours_is_left_alone(tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/feed.csv"] = Answer("busy", 429, {"Retry-After": "3600"})
        with pytest.raises(CrawlError, match="Retry-After 3600 s"):
            download_feed(f"{site.url}/feed.csv", tmp_path, WHO)
        assert len(site.log) == 1


def test_a_feed_without_an_end_is_cut_off_and_the_last_one_stays(tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/feed.csv"] = Answer("vin\nV1\n")
        kept = download_feed(f"{site.url}/feed.csv", tmp_path, WHO).file
        site.answers["/feed.csv"] = Answer(bytes(500_000))
        with pytest.raises(CrawlError, match="at most 100000 bytes"):
            download_feed(f"{site.url}/feed.csv", tmp_path, WHO, largest=100_000)
    assert kept.read_text() == "vin\nV1\n"
    assert [file.suffix for file in tmp_path.iterdir()] == [".feed"]


def test_what_is_not_there(tmp_path: Path) -> None:
    with Site() as site:
        assert download_feed(f"{site.url}/gone.csv", tmp_path, WHO).status == 404
    with pytest.raises(requests.ConnectionError):
        download_feed("http://127.0.0.1:1/feed.csv", tmp_path, WHO)
