"""What goes wrong is one clear line and a failed crawl, and the other dealers go on."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from carcls.catalog.sightings import record_dealer, start_crawl
from tests.pictures import photo
from tests.scrapers.crawling import catalog_in, crawl, last_crawl, rows, run_crawl, write_dealers
from tests.scrapers.site import Answer, Site, car, card, html, image, lazy, lot, oak, page_of_car

pytestmark = pytest.mark.slow


def small(gallery: str) -> Site:
    """A dealer with one car."""
    site = Site()
    site.answers |= {"/": html(card(1)), page_of_car(1): car(1, gallery)}
    return site


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Site], str]]:
    """One process, all dealers of the file: one is well, the others each fail in a way of their own."""
    folder = tmp_path_factory.mktemp("failures")
    sites = {
        "well": oak(),
        "forbidden": small(""),
        "broken": small(""),
        "empty": Site(),
        "bare": small(""),
        "lost": small(lazy("x")),
    }
    sites["forbidden"].answers["/robots.txt"] = Answer("User-agent: carcls\nDisallow: /\n")
    sites["broken"].answers["/robots.txt"] = Answer("busy", 503)
    sites["empty"].answers["/"] = html("<p>Nothing for sale.")
    with ExitStack() as stack:
        urls = {name: stack.enter_context(site).url for name, site in sites.items()}
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            write_dealers(folder, **urls, dead=f"http://127.0.0.1:{closed.getsockname()[1]}")
            yield folder, sites, crawl(folder)


@pytest.mark.parametrize(
    ("dealer", "says"),
    [
        ("dead", "A dealer's site should answer. Received: no page from http://127.0.0.1:"),
        ("forbidden", "A dealer's robots.txt should allow the crawl."),
        ("broken", "cannot be had: HTTP 503"),
        ("empty", "A dealer's site should show vehicles. Received: none on 1 pages"),
        ("bare", "Vehicles should have photos. Received: none on 1 vehicles of bare."),
        ("lost", "A dealer's photos should answer. Received: all 1 of lost failed (A photo should answer 200."),
    ],
)
def test_a_failed_crawl_says_why(night: tuple[Path, dict[str, Site], str], dealer: str, says: str) -> None:
    folder, _, log = night
    failed = last_crawl(folder, dealer)
    assert failed.state == "failed"
    assert says in (failed.reason or "")
    assert sum(f"{dealer}: crawl {failed.id} failed: {failed.reason}" in line for line in log.splitlines()) == 1


def test_the_others_go_on(night: tuple[Path, dict[str, Site], str]) -> None:
    folder, _, _ = night
    well = last_crawl(folder, "well")
    assert (well.state, well.stats["vehicles"]) == ("finished", 3)


@pytest.mark.parametrize("dealer", ["forbidden", "broken"])
def test_where_robots_txt_says_no_or_nothing_no_page_is_asked_for(
    night: tuple[Path, dict[str, Site], str], dealer: str
) -> None:
    assert {path for _, path, _ in night[1][dealer].asked()} == {"/robots.txt"}


BROKEN = """
import scrapers.following

class Break:
    def update_settings(self, settings):
        read = scrapers.following.extract_page

        def break_at(body, url, **more):
            if "/elm/" in url or "car-2" in url:
                raise RuntimeError("a bug")
            return read(body, url, **more)

        scrapers.following.extract_page = break_at
"""


def test_a_bug_that_breaks_every_page_fails_the_dealer_and_one_that_breaks_some_warns(tmp_path: Path) -> None:
    """Every page of elm breaks the spider, and one of oak's."""
    (tmp_path / "broken.py").write_text(BROKEN)
    with oak() as site:
        site.answers["/elm/"] = html(card(1))
        write_dealers(tmp_path, elm=f"{site.url}/elm/", oak=f"{site.url}/used/")
        ended = run_crawl(tmp_path, options=("-s", 'ADDONS={"broken.Break": 0}'), breaks=True)
    assert ended.returncode == 1
    failed, warned = last_crawl(tmp_path, "elm"), last_crawl(tmp_path, "oak")
    assert (failed.state, failed.stats["callback_errors"]) == ("failed", 1)
    assert failed.stats["alarms"][0].startswith("callbacks: The spider should understand a page. Received: an error on")
    assert "(RuntimeError: a bug at " in (failed.reason or "")
    assert (warned.state, warned.stats["callback_errors"], warned.stats["vehicles"]) == ("finished", 1, 2)
    assert warned.stats["alarms"][0].startswith("callbacks: ")


def test_an_unknown_dealer_fails_the_callers_crawl(tmp_path: Path) -> None:
    write_dealers(tmp_path, oak="http://127.0.0.1:1/")
    with catalog_in(tmp_path) as catalog, catalog.session() as session:
        crawl_id = start_crawl(session, record_dealer(session, "oka"))
    log = crawl(tmp_path, "dealer=oka", f"crawl={crawl_id}")
    failed = last_crawl(tmp_path)
    assert (failed.id, failed.state) == (crawl_id, "failed")
    assert failed.reason == (
        f"A dealer should stand in {tmp_path}/dealers.toml. Received: 'oka'; the file has oak. "
        'Add the line oka = { url = "https://…" }.'
    )
    (error,) = [line for line in log.splitlines() if "ERROR" in line]
    assert error.endswith(failed.reason)


def test_without_a_contact_only_this_machine_is_crawled(tmp_path: Path) -> None:
    log = crawl(tmp_path, "url=http://dealer.invalid/")
    (error,) = [line for line in log.splitlines() if "ERROR" in line]
    assert "Received: no contact, and a crawl of http://dealer.invalid/. Set CARCLS_CONTACT" in error
    assert rows(tmp_path, "SELECT count(*) FROM crawls") == [(0,)]


def test_a_locked_catalog_is_one_line(tmp_path: Path) -> None:
    with catalog_in(tmp_path) as catalog, catalog.engine.connect() as connection:
        connection.execute(sa.text("BEGIN IMMEDIATE"))
        log = crawl(tmp_path, "url=http://127.0.0.1:1/", CATALOG_LOCK_SECONDS="1")
    (error,) = [line for line in log.splitlines() if "ERROR" in line]
    assert "The catalog should be free within 1 s." in error


def test_a_catalog_that_is_locked_half_way_fails_the_crawl_and_loses_nothing(tmp_path: Path) -> None:
    locks: list[sqlite3.Connection] = []

    def lock_the_catalog(_before: int) -> Answer:
        if not locks:
            locks.append(sqlite3.connect(tmp_path / "var/catalog.db", isolation_level=None, check_same_thread=False))
            locks[0].execute("BEGIN IMMEDIATE")
            threading.Timer(3, locks[0].rollback).start()
        return image(photo(1))

    with small(lazy("x") + lazy("y")) as site:
        site.answers["/photos/x.jpg"] = lock_the_catalog
        site.answers["/photos/y.jpg"] = image(photo(2))
        log = crawl(tmp_path, f"url={site.url}/", CATALOG_LOCK_SECONDS="1")
        first = last_crawl(tmp_path)
        assert "What a crawl sees should be kept. Received: " in (first.reason or "")
        assert "The catalog should be free within 1 s." in log
        crawl(tmp_path, f"url={site.url}/")
        second = last_crawl(tmp_path)
    locks[0].close()
    assert (second.state, second.stats["photos_seen"], second.stats["photos_failed"]) == ("finished", 2, 0)
    assert rows(tmp_path, "SELECT count(*) FROM sightings WHERE photo_sha256 IS NULL") == [(0,)]


def test_a_crawl_that_takes_too_long_keeps_what_it_has(tmp_path: Path) -> None:
    with oak() as site:
        for name in ("stock", "lost-300x200"):
            answer = site.answers[f"/photos/{name}.jpg"]
            assert isinstance(answer, Answer)
            answer.seconds = 4
        crawl(tmp_path, f"url={site.url}/", CRAWL_TIMEOUT="2")
    ended = last_crawl(tmp_path)
    assert ended.state == "failed"
    assert "A crawl should end within 2 s." in (ended.reason or "")
    assert rows(tmp_path, "SELECT count(*) FROM photos WHERE state = 'ok'") >= [(3,)]


def test_an_argument_that_is_unknown_visits_nobody(tmp_path: Path) -> None:
    with oak() as site:
        write_dealers(tmp_path, oak=site.url)
        ended = run_crawl(tmp_path, "dealers=oak")
        assert (ended.returncode, site.log) == (1, [])
    assert "An argument of the spider should be dealer, url or crawl. Received: dealers." in ended.stderr


def test_a_crawl_whose_time_is_up_sends_nothing_of_what_still_queues(tmp_path: Path) -> None:
    """Some 64 pages wait for their turn by then, half a second each."""
    with lot(70) as site:
        assert run_crawl(tmp_path, f"url={site.url}/", CRAWL_TIMEOUT="3", CRAWL_DELAY="0.5").returncode == 1
        assert site.log[-1].seconds - site.log[0].seconds < 4
        assert len(site.log) < 10
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["pages_failed"]) == ("failed", 0)
    assert ended.stats["alarms"][0].startswith("unfinished: A crawl should end within 3 s. Received: ")
    assert ended.stats["is_cut_short"] is True


def test_a_crawl_that_is_asked_to_end_says_that_it_did_not_finish(tmp_path: Path) -> None:
    with lot(70) as site:
        env = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scrapers.settings", "CARCLS_CRAWL_DELAY": "0.5"}
        env |= {"CARCLS_DATA_DIR": str(tmp_path / "var"), "CARCLS_DEALERS_FILE": str(tmp_path / "dealers.toml")}
        command = [sys.executable, "-m", "scrapy", "crawl", "dealer", "-a", f"url={site.url}/"]
        with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.DEVNULL) as spider:
            while len(site.log) < 5:
                time.sleep(0.05)
            spider.terminate()
            assert spider.wait(60) == 1
        assert len(site.log) < 10
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["vehicles"] > 0) == ("failed", True)
    assert ended.stats["alarms"][0].startswith("unfinished: A crawl should run to its end. Received: shutdown at ")
