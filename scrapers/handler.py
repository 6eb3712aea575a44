"""How requests go out: pages and photos by aiohttp, a feed by `requests`, a page drawn by scripts in a browser.

All of them pass the same middlewares and wait in the same queue of their host, so that manners hold for all.
"""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from carcls.config import load_settings
from scrapers.browser import NEEDED, browser_meta
from scrapers.gate import Gate, NotAsked
from scrapers.inventory.download import download_feed
from scrapers.middlewares.robots import RobotsMiddleware
from scrapers.turns import Turns

LONGEST_HEADER = 65_536  # bytes; a site's Content-Security-Policy may well be longer than aiohttp's 8 190
_gates: WeakKeyDictionary[Crawler, Gate] = WeakKeyDictionary()  # one for http and https: a host may have both


class _Session:
    """aiohttp's session as a crawl needs it: long headers may come, and a request without a body has none, where
    Scrapy's handler would send an empty one.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.close = session.close
        self._request = session.request

    def request(self, method: str, url: str, *, data: bytes, **options: Any) -> Any:
        limits = {"max_line_size": LONGEST_HEADER, "max_field_size": LONGEST_HEADER}
        return self._request(method, url, data=data or None, **limits, **options)


class Handler(AiohttpDownloadHandler):
    """Requests say with `meta["feed"]` and `meta["browser"]` how they go out. The browser starts when it is needed."""

    experimental = False  # of Scrapy's handlers it costs least, and the tests of manners and failures hold with it

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = _Session(self._session)
        self._gate = _gates.setdefault(crawler, Gate(Turns(load_settings().hosts_dir)))
        self._browser: asyncio.Task[Any] | None = None

    async def download_request(self, request: Request) -> Response:
        slot = self.crawler.engine.downloader.slots[request.meta["download_slot"]]
        try:
            if not self.crawler.crawling:
                raise NotAsked("the crawl was ended")
            async with self._gate.passage(request, slot.delay) as turn:
                response = await self._send(request)
                self._gate.note(request, response, turn)
                return response
        except NotAsked:
            # After what was not sent nobody need wait: else a crawl that ends would wait for all that still queues.
            slot.lastseen = 0.0
            slot.close()
            raise

    async def _send(self, request: Request) -> Response:
        if request.meta.get("feed"):
            return await self._download_feed(request)
        if request.meta.get("browser"):
            if self._browser is None:
                self._browser = asyncio.ensure_future(self._start_browser())
            browser = await self._browser
            request.meta.update(browser_meta(self.crawler.settings["USER_AGENT"]))
            return await browser.download_request(request)
        request.meta["verbatim_url"] = True  # as the site wrote it: to decode a %2F may break a signature
        try:
            return await super().download_request(request)
        finally:
            del request.meta["verbatim_url"]

    async def close(self) -> None:
        if self._browser is not None and not self._browser.cancelled() and self._browser.exception() is None:
            await self._browser.result().close()
        await super().close()

    async def _download_feed(self, request: Request) -> Response:
        user_agent = self.crawler.settings["USER_AGENT"]
        feed = await asyncio.to_thread(download_feed, request.url, load_settings().feeds_dir, user_agent)
        request.meta["feed_file"] = str(feed.file)
        return Response(feed.url, 200 if feed.status == 304 else feed.status, request=request)  # the file is there

    async def _start_browser(self) -> Any:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        handler = ScrapyPlaywrightDownloadHandler(self.crawler)
        handler.abort_request = self._is_unwanted
        await handler._launch()  # by itself it does so at the engine's start, which is long past
        return handler

    def _is_unwanted(self, request: Any) -> bool:
        """True for what a page loads that its vehicles do not need, or that robots.txt forbids."""
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        return request.resource_type not in NEEDED or not (robots is None or robots.allows(request.url))
