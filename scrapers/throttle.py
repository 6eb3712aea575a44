"""AutoThrottle that only ever slows down: never below `crawl_delay` nor a host's Crawl-delay."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.core.downloader import Slot
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class FlooredThrottle(AutoThrottle):
    """Scrapy's own knows one least delay for all hosts, DOWNLOAD_DELAY; robots.txt may ask for more at one of them.

    The least delay of a host stands in the downloader's `per_slot_settings`, where RobotsMiddleware puts it.
    """

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if slot is not None:
            own = self.crawler.engine.downloader.per_slot_settings.get(host, {})
            slot.delay = max(slot.delay, self.mindelay, own.get("delay", 0.0))

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        # Scrapy lets only a 200 shorten a delay. Here a 304 is as good an answer: a night may have nothing else.
        super()._adjust_delay(slot, latency, response.replace(status=200) if response.status == 304 else response)
