"""robots.txt as RFC 9309 has it: where it cannot be had, stay out; kept for a day at most; and its Crawl-delay."""

from __future__ import annotations

from time import monotonic

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

STAY_OUT = b"User-agent: *\nDisallow: /\n"


class RobotsUnreachable(IgnoreRequest):
    """robots.txt cannot be had, so nothing is asked of the host."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, but a server error or no answer means complete disallow (RFC 9309, 2.3.1.4)."""

    def __init__(self, crawler: object) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}
        self._read_at: dict[str, float] = {}  # monotonic seconds
        self._longest_use = self.crawler.settings.getfloat("ROBOTSTXT_LONGEST_USE")

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc = urlparse_cached(request).netloc
        if monotonic() - self._read_at.get(netloc, monotonic()) > self._longest_use:
            del self._read_at[netloc], self._parsers[netloc]
            self._unreachable.pop(netloc, None)
        while True:
            await super().robot_parser(request)
            # Not what was awaited: of all that wait for one Deferred only the first gets its result, the others None.
            parser = self._parsers[netloc]
            if not isinstance(parser, Deferred):
                return parser

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        netloc = urlparse_cached(request).netloc
        if netloc in self._unreachable:
            raise RobotsUnreachable(f"robots.txt of {netloc} cannot be had: {self._unreachable[netloc]}")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise IgnoreRequest(f"robots.txt of {netloc} forbids {urlparse_cached(request).path}") from None

    def allows(self, url: str) -> bool:
        """False where a robots.txt that was read forbids a URL; one that was not read yet is not asked for."""
        request = Request(url)
        parser = self._parsers.get(urlparse_cached(request).netloc)
        if not isinstance(parser, RobotParser):
            return urlparse_cached(request).netloc not in self._unreachable
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest:
            return False
        return True

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self._read_at[netloc] = monotonic()
        if response.status >= 500 or response.status == 429:
            self._unreachable[netloc] = f"HTTP {response.status}"
            response = TextResponse(response.url, body=STAY_OUT, status=response.status)
        elif response.status >= 400:  # there is none: everything is allowed
            response = TextResponse(response.url, body=b"", status=response.status)
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        assert isinstance(parser, RobotParser)
        self._keep_delay(parser, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._read_at[netloc] = monotonic()
        self._unreachable[netloc] = " ".join(f"{type(exc).__name__}: {exc}".split())[:300]
        super()._robots_error(exc, netloc)

    def _keep_delay(self, parser: RobotParser, request: Request) -> None:
        """Crawl-delay is in no RFC, but sites mean it: it is kept however long, and may make a crawl take too long."""
        asked = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        downloader = self.crawler.engine.downloader
        host = urlparse_cached(request).hostname or ""
        kept = downloader.per_slot_settings.get(host, {}).get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if not asked or asked <= kept:
            return
        # The slot that the request for robots.txt made, and those that are made after it was idle.
        downloader.per_slot_settings[host] = {"delay": asked, "concurrency": 1}
        if host in downloader.slots:
            downloader.slots[host].delay, downloader.slots[host].concurrency = asked, 1
