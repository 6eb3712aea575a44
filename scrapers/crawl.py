"""One dealer's crawl while it runs: its bounds, what it counts, and what it has met so far."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from statistics import median
from time import monotonic
from typing import Any

from scrapy import Request

from carcls.catalog.tables import now
from carcls.dealers import DealerEntry
from carcls.errors import CarclsError
from carcls.photos.intake import Taken
from scrapers.alarms import Alarm, Facts, find_alarms
from scrapers.answers import PhotoAnswers
from scrapers.freshness import has_its_turn
from scrapers.guesses import Guesses
from scrapers.lists import Lists
from scrapers.page import PhotoLink
from scrapers.refusals import Refusals
from scrapers.stats import CrawlStats
from scrapers.urls import same_owner, site_of

logger = logging.getLogger("carcls.crawl")

PROGRESS_EVERY = 10.0  # seconds between two progress lines


@dataclass
class DealerCrawl:
    """A dealer's crawl in this process."""

    dealer: DealerEntry
    dealer_id: int
    crawl_id: int
    deadline: float  # monotonic seconds
    lanes: asyncio.Semaphore  # photos between request and store: bounds the memory
    known_platform: str | None = None  # of earlier crawls
    earlier_medians: tuple[float, ...] = ()  # photos of a vehicle in earlier crawls
    stats: CrawlStats = field(default_factory=CrawlStats)
    lists: Lists = field(default_factory=Lists)
    refusals: Refusals = field(default_factory=Refusals)
    answers: PhotoAnswers = field(default_factory=PhotoAnswers)
    guesses: Guesses = field(default_factory=Guesses)
    is_in_rotation: bool = False  # the time does not suffice: only a part of the known photos is asked for
    sites: set[str] = field(default_factory=set)  # hosts that are the dealer's own
    api_sites: set[str] = field(default_factory=set)  # hosts of JSON that the dealer's pages read
    platforms: Counter[str] = field(default_factory=Counter)  # pages, by what made them
    photos_of: dict[int, int] = field(default_factory=dict)  # photos seen, by the catalog's id of the vehicle
    shells: list[Request] = field(default_factory=list)  # pages to be asked for in a browser, if all else fails
    shells_left: int = 0  # those that no browser showed
    no_browser: str | None = None  # why there is none
    drawn: set[str] = field(default_factory=set)  # kinds of pages that only a browser shows
    has_tried_sitemap: bool = False
    broken_feed: str | None = None  # why its feed was not read to the end
    forbidden: int = 0  # pages that a robots.txt forbids
    pending: int = 0  # pages asked for and vehicles found that are still in work
    has_ended: bool = False
    first_error: str | None = None
    started: float = field(default_factory=monotonic)
    last_active: float = field(default_factory=monotonic)
    _sighted: set[int] = field(default_factory=set)  # of (vehicle, photo identity)
    _told: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self.sites.add(site_of(self.dealer.url))

    @property
    def is_overdue(self) -> bool:
        return monotonic() > self.deadline

    @property
    def asks_no_more(self) -> bool:
        """True once the time is up or the site does not want the crawl."""
        return self.is_overdue or self.refusals.site_closed is not None

    def leaves_for_later(self, photo_url: str) -> bool:
        """True for a photo of an earlier night that is not asked for tonight, so that new ones get the time."""
        return self.is_in_rotation and not has_its_turn(photo_url, now().date())

    def is_own(self, url: str) -> bool:
        """True for a page of the dealer's own site or a sister of it (www. and used.), and for JSON from where its
        pages read it.
        """
        if not url.startswith(("http://", "https://")):
            return False
        return site_of(url) in self.api_sites or any(same_owner(url, f"//{site}") for site in self.sites)

    def not_yet_seen(self, vehicle_id: int, photos: Iterable[PhotoLink]) -> list[PhotoLink]:
        """The photos of a vehicle that no other page of it had; the vehicle and they are counted as seen."""
        fresh = []
        for photo in photos:
            key = hash((vehicle_id, photo.identity))
            if key not in self._sighted:
                self._sighted.add(key)
                fresh.append(photo)
        self.photos_of[vehicle_id] = self.photos_of.get(vehicle_id, 0) + len(fresh)
        self.stats.vehicles = len(self.photos_of)
        return fresh

    def note_error(self, error: str) -> None:
        """Keep the first error: the reason of a failed crawl quotes it."""
        self.first_error = self.first_error or error

    def note_not_kept(self, error: CarclsError) -> None:
        """Count what was seen but could not be written: the crawl has failed, however much else it kept."""
        self.stats.not_kept += 1
        self.note_error(str(error))

    def count_declined(self) -> None:
        """Count a photo that the site asks not to take."""
        self.stats.photos_seen += 1
        self.stats.photos_declined += 1

    def count_photo(self, taken: Taken | None, length: int, error: str | None, is_shared: bool) -> None:
        """Count one photo of one vehicle: what came of it, and whether another vehicle had asked for it."""
        stats = self.stats
        stats.photos_seen += 1
        if error is not None:
            stats.photos_failed += 1
            self.note_error(error)
        elif is_shared:
            stats.photos_shared += 1
        elif taken is None:
            stats.photos_unchanged += 1
        else:
            stats.bytes_downloaded += length
            if taken.reason is None:
                stats.photos_downloaded += 1
                stats.photos_new += taken.is_new
            else:
                stats.photos_rejected += 1
        self.progress()

    def progress(self) -> None:
        """Tell how far the crawl is, every now and then."""
        self.last_active = monotonic()
        if self.last_active - self._told >= PROGRESS_EVERY:
            self._told = self.last_active
            logger.info("%s: %s", self.dealer.name, self.stats.summary())

    def judge(self, closed_because: str, timeout: float) -> list[Alarm]:
        """The alarms of the crawl, which are also kept in its stats.

        Args:
            closed_because: Scrapy's reason for closing the spider.
            timeout: seconds that a crawl may take.
        """
        stats = self.stats
        stats.vehicles_stated = self.lists.stated
        stats.platform = self.platforms.most_common(1)[0][0] if self.platforms else None
        stats.photos_median = float(median(self.photos_of.values())) if self.photos_of else None
        stats.missing_renditions = self.guesses.missing
        stats.is_cut_short = self.is_overdue or closed_because == "closespider_timeout"
        stats.seconds = round(self.last_active - self.started, 3)
        alarms = find_alarms(
            Facts(
                self.dealer.name,
                self.dealer.feed or self.dealer.url,
                stats,
                closed_because=closed_because,
                timeout=timeout,
                forbidden=self.forbidden,
                blocked=self.refusals.site_closed,
                refused_hosts=self.refusals.hosts_closed,
                broken_feed=self.broken_feed,
                shells=self.shells_left,
                no_browser=self.no_browser,
                first_error=self.first_error,
                known_platform=None if self.dealer.feed else self.known_platform,
                earlier_medians=self.earlier_medians,
            )
        )
        stats.alarms = [str(alarm) for alarm in alarms]
        return alarms

    def stats_to_keep(self) -> dict[str, Any]:
        """The stats as they are kept."""
        return asdict(self.stats)

    def forget(self) -> None:
        """Let go of what an ended crawl does not need, while other dealers go on."""
        self.answers, self.lists = PhotoAnswers(), Lists()
        self.photos_of, self._sighted = {}, set()
