"""The gate through which every request leaves, the moment before it is sent: turns, pauses, hosts that want no more.

It is no middleware, because dozens of requests may queue for a host behind the middlewares; here none of them slips
out that the answer before it forbids.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.utils.httpobj import urlparse_cached

from carcls.retry_after import BUSY
from scrapers.crawl import DealerCrawl
from scrapers.extract.challenge import is_challenge
from scrapers.extract.document import Document
from scrapers.refusals import REFUSED
from scrapers.retry_after import Pauses
from scrapers.turns import Turn, Turns
from scrapers.urls import site_of


class NotAsked(IgnoreRequest):
    """The crawl stopped before this request was sent."""


class Gate:
    """Requests name their dealer's crawl in `meta["crawl"]`; one without is for a robots.txt.

    A 403 to a request with `meta["is_guess"]` is not counted: some stores answer it where a rendition is missing.
    """

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._pauses = Pauses()

    @asynccontextmanager
    async def passage(self, request: Request, delay: float) -> AsyncIterator[Turn | None]:
        """Wait until the request may be sent; the block sends it.

        Args:
            request: to be sent.
            delay: seconds from one request of the host to the next, whichever crawl of this machine sends them. 0: this
                crawl was told not to wait, and takes no turns.

        Raises:
            NotAsked: the dealer's site, or the host, wants no more of this crawl, or its time is up.
            IgnoreRequest: the host wants to be left alone for longer than a crawl waits.
        """
        host = urlparse_cached(request).netloc
        await self._admit(request)
        if not delay:
            yield None
            return
        async with self._turns.take(host, delay, lambda: self._check(request)) as turn:
            self._pauses.keep(host, turn.pause)  # what another crawl was told
            await self._admit(request)
            turn.begin()
            yield turn

    def note(self, request: Request, response: Response, turn: Turn | None) -> None:
        """Draw the consequences of an answer, before the next request of its host is sent."""
        host, crawl = urlparse_cached(request).netloc, _crawl_of(request)
        if response.status in BUSY and "Retry-After" in response.headers:
            seconds = self._pauses.note(host, response.headers["Retry-After"].decode("latin-1"))
            if turn is not None and seconds:
                turn.leave_alone(seconds)
        if crawl is not None:
            self._count(crawl, request, response)
        if self._pauses.why_closed(host) or (crawl and crawl.refusals.why_closed(site_of(request.url))):
            request.meta["dont_retry"] = True

    async def _admit(self, request: Request) -> None:
        host = urlparse_cached(request).netloc
        self._check(request)
        await self._pauses.wait(host)
        self._check(request)
        why = self._pauses.why_closed(host)
        if why:
            raise IgnoreRequest(why)

    def _check(self, request: Request) -> None:
        crawl = _crawl_of(request)
        why = crawl.refusals.why_closed(site_of(request.url)) if crawl else None
        if why:
            raise NotAsked(why)
        if crawl and crawl.is_overdue:
            raise NotAsked("the crawl's time is up")

    def _count(self, crawl: DealerCrawl, request: Request, response: Response) -> None:
        host = site_of(request.url)
        if response.status in REFUSED | BUSY and _is_challenge(response):
            crawl.refusals.challenged(request.url, host, crawl.sites)
        elif response.status not in REFUSED:
            crawl.refusals.answered(host)
        elif response.status == 429 or not request.meta.get("is_guess"):
            crawl.refusals.refused(host, response.status, crawl.sites)


def _crawl_of(request: Request) -> DealerCrawl | None:
    crawl = request.meta.get("crawl")
    return crawl if isinstance(crawl, DealerCrawl) else None


def _is_challenge(response: Response) -> bool:
    return isinstance(response, TextResponse) and is_challenge(Document.read(response.text, response.url))
