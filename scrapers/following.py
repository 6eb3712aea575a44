"""From each answer of a dealer's site to the vehicles on it and to what is asked next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from carcls.errors import CarclsError
from scrapers.crawl import DealerCrawl
from scrapers.extract import extract_page
from scrapers.gate import NotAsked
from scrapers.inventory.feed import read_feed
from scrapers.inventory.posted import following_post
from scrapers.items import VehicleItem
from scrapers.kept_pages import KeptPages
from scrapers.middlewares.robots import RobotsUnreachable
from scrapers.middlewares.unchanged import UNCHANGED, headers_to_keep
from scrapers.page import ApiRequest, FoundVehicle, Page
from scrapers.pipelines.photos import one_line
from scrapers.robots_tags import page_declines
from scrapers.urls import site_of

logger = logging.getLogger("carcls.crawl")

Found = Iterator[Request | VehicleItem]

MOST_LISTS = 20  # lists of vehicles that a start page may lead to
MOST_SITEMAPS = 50  # of one document
# Priorities. Lists first, for what they say of the vehicles; and one to its end before others, its facets, begin.
DETAIL, SITEMAP, LIST, NEXT = 0, 5, 10, 15


@dataclass
class Follower:
    """The callbacks of the spider's requests. Each request names its dealer's crawl, and counts as pending in it.

    done: called once for each request that came to its end. sitemaps: those that robots.txt names, by site. pages:
    those of earlier crawls; None: the crawls have not begun.
    """

    done: Callable[[DealerCrawl], None]
    sitemaps: dict[str, list[str]]
    pages: KeptPages | None = None

    def first_request(self, crawl: DealerCrawl) -> Request:
        """What a dealer's crawl begins with."""
        if crawl.dealer.feed:
            return self._request(crawl, crawl.dealer.feed, LIST, self.parse_feed, {"feed": True, "dont_retry": True})
        return self._request(crawl, crawl.dealer.url, LIST, self.parse_start)

    def last_requests(self, crawl: DealerCrawl) -> list[Request]:
        """What is left to ask where nothing showed a vehicle: the usual sitemap, then a browser for scripts' pages."""
        if crawl.stats.vehicles or not crawl.stats.pages or crawl.asks_no_more or crawl.dealer.feed:
            return []
        if not crawl.has_tried_sitemap:
            crawl.has_tried_sitemap = True
            url = urljoin(crawl.dealer.url, "/sitemap.xml")
            return [self._request(crawl, url, SITEMAP, self.parse_list, list_url=url)]
        requests, crawl.shells = crawl.shells, []
        if crawl.no_browser:
            crawl.shells_left += len(requests)
            return []
        crawl.pending += len(requests)
        return requests

    def parse_start(self, response: Response, crawl: DealerCrawl) -> Found:
        """The dealer's first page: also its sitemaps, and the lists that it leads to."""
        crawl.sites.add(site_of(response.url))  # the site may have moved to a host of another name
        page = self._read(response, crawl)
        for url in self.sitemaps.get(site_of(response.url), [])[:MOST_SITEMAPS]:
            yield self._request(crawl, url, SITEMAP, self.parse_list, list_url=url)
        # A page with a next one is the list itself; what else its menu lists was not asked for.
        for url in () if page.next_url else page.listing_urls[:MOST_LISTS]:
            yield self._request(crawl, url, LIST, self.parse_list, list_url=url)
        yield from self._follow(page, response, crawl, response.url)
        yield from self._draw(page, response, crawl)
        self.done(crawl)

    def parse_list(self, response: Response, crawl: DealerCrawl, list_url: str) -> Found:
        """A list of vehicles, or a sitemap."""
        page = self._read(response, crawl)
        yield from self._follow(page, response, crawl, list_url)
        yield from self._draw(page, response, crawl)
        self.done(crawl)

    def parse_api(
        self, response: Response, crawl: DealerCrawl, list_url: str, api: ApiRequest, page_url: str | None = None
    ) -> Found:
        """A JSON document that a page reads. page_url: the page, where it is a single vehicle's."""
        page = self._read(response, crawl, api)
        if api.method == "POST" and not page.api_requests:
            entries = len(page.vehicles) + len(page.details)
            following = following_post(api, entries, page.total)
            page = replace(page, next_url=None, api_requests=(following,) if following else ())
        elif page.next_url:
            page = replace(page, next_url=None, api_requests=(replace(api, url=page.next_url),))
        yield from self._follow(page, response, crawl, list_url, page_url)
        self.done(crawl)

    def parse_detail(self, response: Response, crawl: DealerCrawl) -> Found:
        """A vehicle's page: the vehicle, or the JSON that it is in. Its links to other vehicles are not followed."""
        page = self._read(response, crawl)
        yield from self._vehicles(page, response, crawl)
        for api in () if page.vehicles else page.api_requests:
            yield self._ask_api(crawl, api, api.url, DETAIL, page_url=response.url)
        yield from self._draw(page, response, crawl)
        self.done(crawl)

    def parse_feed(self, response: Response, crawl: DealerCrawl) -> Found:
        """The dealer's inventory feed. Vehicles that it gives no photos of have their pages asked for."""
        crawl.stats.pages += 1
        stated = 0
        try:
            for vehicle in read_feed(Path(response.meta["feed_file"]), response.url):
                stated += 1
                url = vehicle.identity.page_url
                if not vehicle.photos and url and crawl.is_own(url):
                    crawl.lists.learn(Page(details={url: vehicle.identity}))
                    yield self._request(crawl, url, DETAIL, self.parse_detail)
                else:
                    yield self._item(crawl, vehicle)
        except CarclsError as error:
            crawl.broken_feed = str(error)
        crawl.lists.learn(Page(total=stated))
        self.done(crawl)

    def _follow(
        self, page: Page, response: Response, crawl: DealerCrawl, list_url: str, page_url: str | None = None
    ) -> Found:
        crawl.lists.learn(page)
        yield from self._vehicles(page, response, crawl, page_url)
        for url in page.detail_urls:
            if crawl.is_own(url):
                yield self._request(crawl, url, DETAIL, self.parse_detail)
        for url in page.sitemap_urls[:MOST_SITEMAPS]:
            yield self._request(crawl, url, SITEMAP, self.parse_list, list_url=url)
        is_api = "api" in response.cb_kwargs
        if (page.next_url or (is_api and page.api_requests)) and not crawl.lists.goes_on(list_url, page):
            return
        if page.next_url:
            yield self._request(crawl, page.next_url, NEXT, self.parse_list, list_url=list_url)
        for api in page.api_requests:
            if is_api:  # named by an API's own answer: the list goes on
                yield self._ask_api(crawl, api, list_url, NEXT)
            else:
                yield self._ask_api(crawl, api, f"{api.url} {api.body or ''}", LIST)

    def _ask_api(
        self, crawl: DealerCrawl, api: ApiRequest, list_url: str, priority: int, page_url: str | None = None
    ) -> Request:
        crawl.api_sites.add(site_of(api.url))
        request = self._request(crawl, api.url, priority, self.parse_api, list_url=list_url, api=api, page_url=page_url)
        return request.replace(method=api.method, body=api.body or "", headers=dict(api.headers))

    def _vehicles(
        self, page: Page, response: Response, crawl: DealerCrawl, page_url: str | None = None
    ) -> Iterator[VehicleItem]:
        declined = page_declines(response) if page.vehicles else None
        for vehicle in page.vehicles:
            identity = crawl.lists.complete(vehicle.identity, page_url or response.url)
            yield self._item(crawl, replace(vehicle, identity=identity), declined)

    def _item(self, crawl: DealerCrawl, vehicle: FoundVehicle, declined: str | None = None) -> VehicleItem:
        crawl.pending += 1
        return VehicleItem(crawl, vehicle, declined)

    def _read(self, response: Response, crawl: DealerCrawl, api: ApiRequest | None = None) -> Page:
        crawl.stats.pages += 1
        crawl.stats.pages_unchanged += UNCHANGED in response.flags
        crawl.progress()
        if not crawl.is_own(response.url):  # sent elsewhere: what is there is not the dealer's
            return Page()
        body = response.text if isinstance(response, TextResponse) else response.body
        page = extract_page(body, response.url, request=api)
        if page.platform:
            crawl.platforms[page.platform] += 1
        if page.page_type == "blocked":
            crawl.refusals.challenged(response.url, site_of(response.url), crawl.sites | crawl.api_sites)
        elif self.pages and "page_key" in response.meta and UNCHANGED not in response.flags:
            headers = headers_to_keep(response)
            if headers:
                self.pages.keep(response.meta["page_key"], headers, response.body)
        return page

    def _draw(self, page: Page, response: Response, crawl: DealerCrawl) -> Iterator[Request]:
        """Ask again, in a browser, for a page whose vehicles only its scripts show."""
        kind = response.request.callback.__name__
        if page.page_type != "shell":
            if "browser" in response.meta:
                crawl.drawn.add(kind)  # the others of its kind are asked for in the browser at once
            return
        again = response.request.replace(dont_filter=True, meta={"crawl": crawl, "browser": True})
        if page.api_requests and "browser" not in response.meta:
            crawl.shells.append(again)  # the JSON that it reads is asked first; it costs the site less
            return
        if "browser" in response.meta or crawl.no_browser:
            crawl.shells_left += 1
            return
        crawl.pending += 1
        yield again

    def _request(
        self,
        crawl: DealerCrawl,
        url: str,
        priority: int,
        callback: Callable[..., Found],
        meta: dict[str, Any] | None = None,
        **more: Any,
    ) -> Request:
        crawl.pending += 1
        drawn = {"browser": True} if callback.__name__ in crawl.drawn else {}
        return Request(
            url,
            callback,
            errback=self.page_failed,
            cb_kwargs={"crawl": crawl, **more},
            meta={"crawl": crawl, **drawn, **(meta or {})},
            priority=priority,
        )

    def page_failed(self, failure: Failure) -> None:
        """A page that did not come, or is forbidden: counted, and quoted if the whole crawl fails."""
        request: Request = failure.request
        crawl: DealerCrawl = request.cb_kwargs["crawl"]
        if not failure.check(NotAsked):
            crawl.stats.pages_failed += 1
            if failure.check(HttpError):
                crawl.note_error(f"HTTP {failure.value.response.status} from {request.url}")
            elif failure.check(IgnoreRequest):
                crawl.forbidden += not failure.check(RobotsUnreachable)
                crawl.note_error(str(failure.value))
            else:
                crawl.note_error(one_line(failure.value))
            logger.debug("%s: %s: %s", crawl.dealer.name, request.url, failure.value)
        self.done(crawl)
