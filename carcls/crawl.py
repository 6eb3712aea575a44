"""Crawl one dealer: the spider in a process of its own, judged by the catalog's row and not by its exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Timer
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.sightings import finish_crawl, record_dealer, start_crawl
from carcls.catalog.tables import Crawl, now
from carcls.config import Settings
from carcls.dealers import DealerEntry, dealer_of_url
from carcls.leash import GRACE


@dataclass(frozen=True)
class CrawlResult:
    """What a crawl's row says. reason: why it failed, None: it finished; stats: as the spider wrote them."""

    dealer: str
    crawl_id: int
    reason: str | None
    stats: dict[str, Any]


def crawl_dealer(
    catalog: Catalog, settings: Settings, dealer: DealerEntry, on_line: Callable[[str], None]
) -> CrawlResult:
    """Crawl one dealer and wait for the end. A dead site, a crash or a crawl that takes too long is a result too.

    The spider reads the settings by itself: they must stand in the environment or in carcls.toml.

    Args:
        catalog: where the crawl's row stands.
        settings: `crawl_timeout` seconds is the longest a crawl may take.
        dealer: an entry of the dealers file, or `dealer_of_url`.
        on_line: called with each line of the spider's log.
    """
    with catalog.session() as session:
        dealer_id = record_dealer(session, dealer.name, dealer.url)
        _end_lost_crawls(session, dealer_id, settings.crawl_timeout)
        crawl_id = start_crawl(session, dealer_id)
    is_named_by_host = dealer == dealer_of_url(dealer.url)  # then it may stand in no file
    which = f"url={dealer.url}" if is_named_by_host else f"dealer={dealer.name}"
    ended = _run_spider(which, crawl_id, settings.crawl_timeout, on_line)
    with catalog.session() as session:
        finish_crawl(session, crawl_id, ended, {})
    with catalog.read() as session:
        crawl = session.get_one(Crawl, crawl_id)
        return CrawlResult(dealer.name, crawl_id, crawl.reason, crawl.stats)


def _run_spider(which: str, crawl_id: int, timeout: float, on_line: Callable[[str], None]) -> str:
    """Run the spider to its end; why its row, should it still be running, is a failure."""
    spider = subprocess.Popen(
        [sys.executable, "-m", "carcls.leash", "scrapy", "crawl", "dealer", "-a", which, "-a", f"crawl={crawl_id}"],
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "scrapers.settings"},
        stdin=subprocess.PIPE,  # the leash
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # a group of its own, so that its browsers end with it
    )
    assert spider.stdin is not None
    assert spider.stdout is not None
    too_long = Event()

    def stop() -> None:
        too_long.set()
        _end(spider)

    timer = Timer(timeout + GRACE, stop)  # the spider ends itself in time, and says what it has
    timer.daemon = True
    timer.start()
    last = "nothing"
    try:
        for line in spider.stdout:
            last = line.strip() or last
            on_line(line.rstrip())
        code = spider.wait()
    finally:  # an exception or Ctrl-C ends the spider too
        timer.cancel()
        _end(spider)
        spider.stdin.close()
        spider.stdout.close()
    if too_long.is_set():
        return f"A crawl should end within {timeout:g} s. Received: a longer one. Raise CARCLS_CRAWL_TIMEOUT."
    return (
        f"A spider should end its crawl itself. Received: exit code {code}, last line: {last}. "
        f"See it by hand: scrapy crawl dealer -a {which}."
    )


def _end(spider: subprocess.Popen[str]) -> None:
    """Ask, wait, insist. A spider that is asked writes its last rows."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if spider.poll() is None:
            os.killpg(spider.pid, number)
            with suppress(subprocess.TimeoutExpired):
                spider.wait(GRACE)


def _end_lost_crawls(session: Session, dealer_id: int, timeout: float) -> None:
    """Crawls that were killed together with who waited for them would stay `running` for ever."""
    before = now() - timedelta(seconds=timeout + 3 * GRACE)
    lost = select(Crawl.id).where(Crawl.dealer_id == dealer_id, Crawl.state == "running", Crawl.started_at < before)
    for crawl_id in session.scalars(lost).all():
        finish_crawl(session, crawl_id, "A crawl should be waited for. Received: its process is gone.", {})
