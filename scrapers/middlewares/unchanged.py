"""Pages are asked for with the validators that they came with; where the site says 304, the kept page is the answer."""

from __future__ import annotations

import logging
import zlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from scrapers.kept_pages import KEPT_HEADERS, VALIDATORS, KeptPage, KeptPages

logger = logging.getLogger("carcls.crawl")

UNCHANGED = "unchanged"  # the flag of a response that is the kept page


class UnchangedMiddleware:
    """Acts on requests of the spider's own callbacks; photos and feeds have conditional requests of their own.

    It leaves a page's key in `meta["page_key"]`, by which the spider keeps the page once it has understood it: so no
    challenge and no page of somebody else's is ever kept.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _pages(self) -> KeptPages | None:
        return self.crawler.spider.follower.pages

    def process_request(self, request: Request) -> None:
        for name in ("page_key", "kept_page"):  # those of a page that redirected here, or of a first attempt
            request.meta.pop(name, None)
        if self._pages is None or not _is_page(request):
            return
        for name in VALIDATORS.values():
            request.headers.pop(name, None)
        key = request.meta["page_key"] = self.crawler.request_fingerprinter.fingerprint(request).hex()
        kept = self._pages.find(key)
        if kept is not None:
            request.headers.update(kept.validators)
            request.meta["kept_page"] = kept

    def process_response(self, request: Request, response: Response) -> Request | Response:
        kept: KeptPage | None = request.meta.pop("kept_page", None)
        if kept is None or self._pages is None or response.status != 304:
            return response
        headers = Headers(kept.headers)
        for name in KEPT_HEADERS:  # a 304 may bring newer ones (RFC 9111, 3.2): X-Robots-Tag for one
            if name in response.headers and name != "Content-Type":
                headers.setlist(name, response.headers.getlist(name))
        try:
            body = zlib.decompress(kept.packed)
        except zlib.error:
            logger.debug("%s: the kept page is damaged", request.url)
            self._pages.forget(request.meta["page_key"])
            return request.replace(dont_filter=True)
        self._pages.touch(request.meta["page_key"])
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(request.url, headers=headers, body=body, request=request, flags=[UNCHANGED])


def headers_to_keep(response: Response) -> dict[str, list[str]]:
    """What is kept of an answer's headers; empty: the page cannot be asked for conditionally, or must not be kept."""
    if b"no-store" in (response.headers.get("Cache-Control") or b"").lower():
        return {}
    found = {name: [value.decode("latin-1") for value in response.headers.getlist(name)] for name in KEPT_HEADERS}
    return {name: values for name, values in found.items() if values} if any(map(found.get, VALIDATORS)) else {}


def _is_page(request: Request) -> bool:
    meta = request.meta
    return request.method == "GET" and "crawl" in request.cb_kwargs and not (meta.get("feed") or meta.get("browser"))
