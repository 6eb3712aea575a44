"""Photos of a vehicle: asked for once, original bytes into the store, a sighting a URL.

Scrapy's ImagesPipeline re-encodes what it downloads; this one hands the bytes on as they came. A photo URL that was
fetched on an earlier night is not asked at all while its server said that the photo holds (see `scrapers.freshness`);
then it is asked with its validators, or by HEAD where the server gave none, and downloaded only if it changed.
"""

from __future__ import annotations

import asyncio
import http.client
import logging
from functools import partial
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from carcls.catalog.sightings import SeenPhoto
from carcls.catalog.tables import now
from carcls.errors import CarclsError
from scrapers.answers import PhotoAnswer
from scrapers.crawl import DealerCrawl
from scrapers.freshness import fresh_until
from scrapers.guesses import Guesses, is_due_again
from scrapers.items import VehicleItem
from scrapers.keeper import Arrived, KnownPhoto
from scrapers.page import PhotoLink
from scrapers.robots_tags import photo_declines

logger = logging.getLogger("carcls.crawl")

NEXT_TIME = "The next crawl asks for it again."
MISSING = {400, 401, 403, 404, 410}
BUSY = {429, 503}  # answers after which no other rendition is tried: the host wants fewer requests


class PhotoPipeline:
    """Fetches each photo URL of a crawl once, a few at a time a dealer, and records what was seen."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: VehicleItem) -> VehicleItem:
        crawl, keeper = item.crawl, self.crawler.spider.keeper
        try:
            vehicle_id = await keeper.run(keeper.vehicle, crawl.dealer_id, item.vehicle)
            photos = crawl.not_yet_seen(vehicle_id, item.vehicle.photos)
            if item.declined:
                seen = [self._decline(crawl, photo, item.declined) for photo in photos]
            else:
                known = await keeper.run(keeper.known, [url for photo in photos for url in photo.urls])
                arrived = await asyncio.gather(*(self._arrive(crawl, photo, known) for photo in photos))
                seen = [one for one in arrived if one is not None]
            await keeper.run(keeper.sightings, crawl.dealer_id, vehicle_id, crawl.crawl_id, seen)
        except CarclsError as error:
            crawl.note_not_kept(error)
            logger.error("%s: %s: %s", crawl.dealer.name, item.vehicle.identity.key, error)
            raise DropItem(str(error), log_level="DEBUG") from error
        finally:
            self.crawler.spider.done(crawl)
        return item

    def _decline(self, crawl: DealerCrawl, photo: PhotoLink, directive: str) -> Arrived:
        """A photo that is not asked for, because the vehicle's page asks to leave its pictures."""
        crawl.count_declined()
        return _arrived(photo, photo.urls[0], PhotoAnswer(error=_declined(directive), is_declined=True))

    async def _arrive(self, crawl: DealerCrawl, photo: PhotoLink, known: dict[str, KnownPhoto]) -> Arrived | None:
        """Ask for a photo: a rendition that came on an earlier night, else the largest, else the next one.

        None: the crawl is ending, it was not asked for.
        """
        is_missing = False
        async with crawl.lanes:
            urls = _in_order(photo, known, crawl.guesses)  # now, not before: others have found out meanwhile
            for url in urls:
                is_made = photo.guess is not None and url == photo.urls[0]
                fetch = partial(self._fetch, crawl, url, known.get(url), is_guess=url != urls[-1], is_made=is_made)
                answer, is_shared = await crawl.answers.ask(url, fetch)
                if answer is None:
                    return None
                if not answer.try_next:
                    break
                is_missing = is_missing or (answer.is_missing and is_made)
        if photo.guess and answer.sha256 is not None:
            if is_made:
                crawl.guesses.was_there(photo.guess)
            elif is_missing:
                crawl.guesses.was_missing(photo.guess, now().date())
        if answer.is_declined:
            crawl.count_declined()
        else:
            crawl.count_photo(answer.taken, answer.bytes, answer.error, is_shared)
        return _arrived(photo, url, answer)

    async def _fetch(
        self, crawl: DealerCrawl, url: str, known: KnownPhoto | None, *, is_guess: bool, is_made: bool
    ) -> PhotoAnswer | None:
        """Ask for a URL; what goes wrong is its answer. None: the crawl is ending, it was not asked for.

        is_guess: there are others to ask for. is_made: by a rule; then 200 with a page or a dot means that it is
        missing.
        """
        if crawl.asks_no_more or not self.crawler.crawling:
            return None
        if known and known.is_photo and (known.is_fresh or crawl.leaves_for_later(url)):
            return PhotoAnswer(known.sha256)
        ask = partial(self._ask, url, {"crawl": crawl, "is_guess": is_guess})
        was_missing = is_made and known is not None and not known.is_photo
        try:
            if known and not (known.etag or known.last_modified):
                response = await ask("HEAD", {})
                if _has_length(response, known) and not photo_declines(response):
                    return _unchanged(known, response, was_missing)
            response = await ask("GET", _validators(known))
            is_unchanged = response.status == 304 and known is not None
            if response.status != 200 and not is_unchanged:
                status = response.status
                return PhotoAnswer(error=_refused(status), try_next=status not in BUSY, is_missing=status in MISSING)
            directive = photo_declines(response)
            if directive:
                return PhotoAnswer(error=_declined(directive), is_declined=True)
            if is_unchanged:
                return _unchanged(known, response, was_missing)
            keeper, headers = self.crawler.spider.keeper, response.headers
            etag, modified = _text(headers.get("ETag")), _text(headers.get("Last-Modified"))
            body = response.body
            length = len(body)
            taking = keeper.take(url, body, etag, modified, fresh_until(headers, now()))
            del response, body  # the line lets go of the bytes once they are stored
            taken = await taking
            is_missing = is_made and taken.reason is not None
            return PhotoAnswer(taken.sha256, taken, length, try_next=is_missing, is_missing=is_missing)
        except IgnoreRequest as error:
            if crawl.asks_no_more:
                return None
            return PhotoAnswer(error=f"A photo's host should allow the crawl. Received: {error}. {NEXT_TIME}")
        except CarclsError as error:
            crawl.note_not_kept(error)
            logger.error("%s: %s: %s", crawl.dealer.name, url, error)
            return PhotoAnswer(error=str(error))
        except Exception as error:  # Scrapy's and Twisted's own kinds are many; none of them ends the crawl
            return PhotoAnswer(error=f"A photo should come. Received: {one_line(error)}. {NEXT_TIME}")

    async def _ask(self, url: str, meta: dict[str, object], method: str, headers: dict[str, str]) -> Response:
        request = Request(url, NO_CALLBACK, method, headers, meta=dict(meta))
        return await self.crawler.engine.download_async(request)


def one_line(error: Exception) -> str:
    """A download error's kind and text."""
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _in_order(photo: PhotoLink, known: dict[str, KnownPhoto], guesses: Guesses) -> list[str]:
    """A photo's URLs in the order to ask for them: those that came on an earlier night first, else the largest first.

    A rendition that only a rule says is not asked for where the rule is known to fail, nor again where a smaller one
    came instead, but on every thirtieth day.
    """
    came = {url: known[url].age for url in photo.urls if url in known and known[url].is_photo}
    urls = sorted(photo.urls, key=lambda url: url not in came)
    first = photo.urls[0]
    if photo.guess is None or first in came:
        return urls
    others = [url for url in urls if url != first]
    is_worth_it = guesses.is_worth_asking(photo.guess) and (not came or any(map(is_due_again, came.values())))
    return [first, *others] if is_worth_it else others


def _unchanged(known: KnownPhoto, response: Response, was_missing: bool) -> PhotoAnswer:
    until = fresh_until(response.headers, now())
    return PhotoAnswer(known.sha256, try_next=was_missing, is_missing=was_missing, fresh_until=until)


def _arrived(photo: PhotoLink, url: str, answer: PhotoAnswer) -> Arrived:
    seen = SeenPhoto(url, photo.identity, photo.position, photo.site_tag, photo.alt_text, answer.error, photo.flags)
    return Arrived(seen, answer.sha256, answer.fresh_until)


def _has_length(response: Response, known: KnownPhoto) -> bool:
    """Without validators: True where a HEAD answers the length that came before. Any doubt is a no."""
    return response.status == 200 and _text(response.headers.get("Content-Length")) == str(known.bytes)


def _refused(status: int) -> str:
    return f"A photo should answer 200. Received: {status} {http.client.responses.get(status, '')}. {NEXT_TIME}"


def _declined(directive: str) -> str:
    return f"A photo's site should allow it to be taken. Received: {directive}. Ask the dealer's leave."


def _validators(known: KnownPhoto | None) -> dict[str, str]:
    if known is None:
        return {}
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in given.items() if value}


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")
