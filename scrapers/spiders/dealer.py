"""`scrapy crawl dealer`: from a dealer's list of vehicles, sitemap, inventory API or feed to the vehicles' photos.

scrapy crawl dealer                              all dealers of the dealers file
scrapy crawl dealer -a dealer=NAME               one of them
scrapy crawl dealer -a url=https://…             a site that stands in no file; its name is its host
scrapy crawl dealer -a dealer=NAME -a crawl=ID   into a crawl row that the caller made

The exit code is 1 where a dealer's crawl failed: see scrapers.alarms.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from carcls.catalog.tables import now
from carcls.config import Settings, load_settings
from carcls.dealers import DealerEntry
from carcls.errors import CarclsError, SettingsError
from scrapers.browser import why_no_browser
from scrapers.chosen import chosen_dealers
from scrapers.crawl import DealerCrawl
from scrapers.following import Follower
from scrapers.guesses import Guesses
from scrapers.keeper import Keeper
from scrapers.kept_pages import KeptPages
from scrapers.pipelines.photos import one_line
from scrapers.urls import site_of

logger = logging.getLogger("carcls.crawl")

QUIET = ("scrapy.addons", "scrapy.core.engine", "scrapy.crawler", "scrapy.middleware", "alembic")
# A traceback a dead host or a page that the browser cannot load; we say it in one line.
SILENT = ("scrapy.downloadermiddlewares.robotstxt", "scrapy-playwright")


class DealerSpider(scrapy.Spider):
    """Begins and ends the crawls. `scrapers.following` follows pages, `scrapers.pipelines.photos` fetches photos."""

    name = "dealer"

    def __init__(self, dealer: str = "", url: str = "", crawl: str = "", **unknown: Any) -> None:
        super().__init__()
        self.unknown = unknown
        self.arguments = (dealer, url, crawl)
        self.callers_crawl = crawl
        self.keeper: Keeper | None = None
        self.crawls: list[DealerCrawl] = []
        self.follower = Follower(self.done, {})
        self.has_failed = False

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        # Here, because Scrapy resets the levels of its loggers after it has read the settings.
        for name in QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        for name in SILENT:
            logging.getLogger(name).setLevel(logging.CRITICAL)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> DealerSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(spider.request_dropped, signals.request_dropped)
        crawler.signals.connect(spider.callback_failed, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request a dealer. What is wrong with the arguments is one line in the log, and in the caller's crawl."""
        try:
            settings = load_settings()
            if self.unknown:  # to leave them out would visit every dealer
                raise SettingsError(
                    f"An argument of the spider should be dealer, url or crawl. Received: {', '.join(self.unknown)}. "
                    "One dealer: -a dealer=NAME; one site: -a url=https://…; all dealers: neither."
                )
            self.keeper = Keeper(settings)
            self.follower.pages = KeptPages(settings.pages_dir, settings.max_pages_bytes)
            dealers = chosen_dealers(settings, *self.arguments)
        except CarclsError as error:
            self._refuse(error)
            return
        for dealer in dealers:
            try:
                crawl = self._open(settings, dealer)
            except CarclsError as error:
                self._refuse(error)
                continue
            self.crawls.append(crawl)
            logger.info("%s: crawl %d of %s", dealer.name, crawl.crawl_id, dealer.feed or dealer.url)
            yield self.follower.first_request(crawl)

    def _open(self, settings: Settings, dealer: DealerEntry) -> DealerCrawl:
        assert self.keeper is not None
        opened = self.keeper.open_crawl(dealer, int(self.callers_crawl) if self.callers_crawl else None)
        # Beside the requests in flight, three times as many photos may be on their way into the store and catalog.
        lanes = asyncio.Semaphore(4 * self.crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        return DealerCrawl(
            dealer,
            opened.dealer_id,
            opened.crawl_id,
            monotonic() + settings.crawl_timeout,
            lanes,
            opened.platform,
            opened.medians,
            guesses=Guesses.of_earlier(opened.missing_renditions, now().date()),
            is_in_rotation=opened.was_cut_short,
            no_browser=why_no_browser(settings),
        )

    def _refuse(self, error: CarclsError) -> None:
        """Nothing is crawled: say why, and mark the caller's crawl failed where it is there."""
        logger.error("%s", error)
        self.has_failed = True
        if self.keeper and self.callers_crawl.isdigit():
            try:
                self.keeper.close_crawl(int(self.callers_crawl), str(error), {})
            except CarclsError as second:
                logger.error("%s", second)

    def callback_failed(self, failure: Failure, response: Response) -> None:
        """A page on which the spider itself failed; Scrapy has logged the traceback."""
        crawl: DealerCrawl = response.cb_kwargs["crawl"]
        crawl.stats.callback_errors += 1
        crawl.note_error(f"{one_line(failure.value)} at {response.url}")
        self.done(crawl)

    def request_dropped(self, request: Request) -> None:
        """A page that was asked for before."""
        if "crawl" in request.cb_kwargs:
            self.done(request.cb_kwargs["crawl"])

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Keep the sitemaps that a robots.txt names."""
        self.follower.sitemaps.setdefault(site_of(request.url), list(robotparser.rp.sitemaps))

    def done(self, crawl: DealerCrawl) -> None:
        """One page or vehicle less to do; with the last one the dealer's crawl ends, while others go on."""
        crawl.pending -= 1
        crawl.progress()
        if crawl.pending or not self.keeper:
            return
        for request in self.follower.last_requests(crawl):
            self.crawler.engine.crawl(request)
        if not crawl.pending:
            crawl.has_ended = True
            self.keeper.run_later(self._end, crawl, "finished" if self.crawler.crawling else "shutdown")

    def closed(self, reason: str) -> None:
        """Judge the crawls that did not come to their end."""
        if self.keeper:
            self.keeper.finish_lane()
            for crawl in self.crawls:
                if not crawl.has_ended:
                    self._end(crawl, reason)
            self.keeper.catalog.close()
        if self.follower.pages:
            self.follower.pages.prune()

    def _end(self, crawl: DealerCrawl, reason: str) -> None:
        assert self.keeper is not None
        name, number = crawl.dealer.name, crawl.crawl_id
        alarms = crawl.judge(reason, self.settings.getfloat("CLOSESPIDER_TIMEOUT"))
        logger.info("%s: crawl %d: %s in %.1f s", name, number, crawl.stats.summary(), crawl.stats.seconds)
        for alarm in alarms:
            logger.log(
                logging.ERROR if alarm.fails else logging.WARNING,
                "%s: crawl %d %s: %s",
                name,
                number,
                "failed" if alarm.fails else f"alarm {alarm.name}",
                alarm.text,
            )
        failure = next((alarm.text for alarm in alarms if alarm.fails), None)
        self.has_failed = self.has_failed or failure is not None
        try:
            self.keeper.close_crawl(number, failure, crawl.stats_to_keep())
        except (CarclsError, OSError) as error:
            self.has_failed = True
            logger.error("%s: crawl %d cannot be ended: %s", name, number, error)
        crawl.forget()
