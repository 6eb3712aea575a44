"""A crawl in a process of its own, against sites that misbehave."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest

from carcls.catalog import Catalog
from carcls.catalog.sightings import record_dealer, start_crawl
from carcls.catalog.tables import Crawl, now
from carcls.config import Settings
from carcls.crawl import CrawlResult, crawl_dealer
from carcls.dealers import DealerEntry

pytestmark = pytest.mark.slow
CrawlUrl = Callable[..., tuple[CrawlResult, list[str]]]


@pytest.fixture
def silent_site() -> Iterator[str]:
    """A server that takes connections and never answers."""
    done = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        connections = []

        def take() -> None:
            while not done.is_set():
                try:
                    connections.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = Thread(target=take)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        done.set()
        thread.join()
        for connection in connections:
            connection.close()


@pytest.fixture
def crawl(settings: Settings, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> CrawlUrl:
    """Crawl a URL as the dealer `somebody`; the result and the spider's lines."""
    monkeypatch.setenv("CARCLS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("CARCLS_DEALERS_FILE", str(settings.dealers_file))

    def run(url: str, timeout: float = 60) -> tuple[CrawlResult, list[str]]:
        settings.dealers_file.write_text(f'somebody = {{ url = "{url}" }}\n')
        lines: list[str] = []
        changed = settings.model_copy(update={"crawl_timeout": timeout})
        return crawl_dealer(catalog, changed, DealerEntry("somebody", url), lines.append), lines

    return run


def test_a_dead_site_is_a_failed_crawl_with_a_reason(crawl: CrawlUrl, catalog: Catalog) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    result, lines = crawl(url)
    assert result.dealer == "somebody"
    assert result.reason is not None
    assert "\n" not in result.reason
    assert lines
    with catalog.read() as session:
        row = session.get_one(Crawl, result.crawl_id)
    assert (row.state, row.reason) == ("failed", result.reason)
    assert row.finished_at is not None


def test_a_crawl_that_takes_too_long_is_ended(
    crawl: CrawlUrl, silent_site: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carcls.crawl.GRACE", 2.0)
    result, _ = crawl(silent_site, timeout=4)
    assert result.reason is not None
    with catalog.read() as session:
        assert session.get_one(Crawl, result.crawl_id).state == "failed"


def test_a_spider_that_cannot_start_leaves_no_crawl_running(crawl: CrawlUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARCLS_CRAWL_DELAY", "soon")
    result, lines = crawl("http://127.0.0.1:9/")
    assert result.reason is not None
    assert result.reason.startswith("A spider should end its crawl itself. Received: exit code ")
    assert "scrapy crawl dealer -a dealer=somebody" in result.reason
    assert any("crawl_delay" in line for line in lines)


def test_a_crawl_whose_process_is_long_gone_is_ended_by_the_next(
    crawl: CrawlUrl, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARCLS_CRAWL_DELAY", "soon")  # this one need not crawl
    with catalog.session() as session:
        lost = start_crawl(session, record_dealer(session, "somebody"))
        session.get_one(Crawl, lost).started_at = now() - timedelta(hours=1)
    crawl("http://127.0.0.1:9/")
    with catalog.read() as session:
        row = session.get_one(Crawl, lost)
    assert (row.state, row.reason) == ("failed", "A crawl should be waited for. Received: its process is gone.")
