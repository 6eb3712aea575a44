"""The spider's one way into carcls: photos into the store, sightings into the catalog, off the reactor's thread."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.sightings import (
    SeenPhoto,
    VehicleOffer,
    finish_crawl,
    record_dealer,
    record_sightings,
    record_vehicle,
    renew_fetches,
    start_crawl,
)
from carcls.catalog.tables import Crawl, Dealer, Fetch, Photo, now
from carcls.config import Settings
from carcls.dealers import DealerEntry
from carcls.errors import CrawlError
from carcls.photos.decoders import Decoders
from carcls.photos.intake import PhotoIntake, Taken
from carcls.photos.store import PhotoStore
from scrapers.intake_line import DECODERS, IntakeLine
from scrapers.page import FoundVehicle

T = TypeVar("T")
EARLIER_CRAWLS = 5  # with whose photos a vehicle this one's are compared


@dataclass(frozen=True)
class KnownPhoto:
    """What a photo URL answered on an earlier night. bytes: the length of what came. is_photo: it was taken for one.
    age: since it came. is_fresh: its server said then that it need not be asked for yet.
    """

    sha256: str
    etag: str | None
    last_modified: str | None
    bytes: int
    is_photo: bool = True
    age: timedelta = timedelta()
    is_fresh: bool = False


@dataclass(frozen=True)
class OpenCrawl:
    """A crawl's row, and what earlier crawls of the dealer left. medians: photos of a vehicle, the last crawl first.
    missing_renditions: as the last crawl that came to its end kept it. was_cut_short: one of the last few did not.
    """

    dealer_id: int
    crawl_id: int
    platform: str | None
    medians: tuple[float, ...]
    missing_renditions: dict[str, str]
    was_cut_short: bool


@dataclass(frozen=True)
class Arrived:
    """A photo, or a failure, to be recorded as seen. fresh_until: of a photo that has not changed."""

    seen: SeenPhoto
    photo_sha256: str | None
    fresh_until: datetime | None = None


class Keeper:
    """One lane, a single thread that writes the catalog, so that it has one writer of this process; photos come to it
    by a line of their own.
    """

    def __init__(self, settings: Settings) -> None:
        """Open catalog and store.

        Raises:
            CatalogError, StoreError: they cannot be opened.
        """
        self.settings = settings
        self.catalog = Catalog.from_settings(settings)
        self._lane = ThreadPoolExecutor(1, "keeper")
        sides, pixels = settings.proxy_short_side, settings.max_photo_pixels
        self._decoders = Decoders(DECODERS, proxy_short_side=sides, max_pixels=pixels)
        intake = PhotoIntake(self.catalog, PhotoStore.from_settings(settings), settings, self._decoders.check)
        self._line = IntakeLine(self.catalog, intake, self._lane)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a method of this class in the lane."""
        return await asyncio.get_running_loop().run_in_executor(self._lane, function, *arguments)

    def run_later(self, function: Callable[..., None], *arguments: Any) -> None:
        """Call a function in the lane and do not wait for it."""
        self._lane.submit(function, *arguments)

    def finish_lane(self) -> None:
        """Wait until the lane has done all it was given."""
        self._line.finish()
        self._decoders.close()
        self._lane.shutdown()

    def open_crawl(self, dealer: DealerEntry, crawl_id: int | None) -> OpenCrawl:
        """A new crawl, or the one that the caller made.

        Raises:
            CrawlError: the caller's crawl is not there, or has ended.
        """
        with self.catalog.session() as session:
            dealer_id = record_dealer(session, dealer.name, dealer.url)
            if crawl_id is None:
                crawl_id = start_crawl(session, dealer_id)
            crawl = session.get(Crawl, crawl_id)
            if crawl is None or crawl.state != "running":
                raise CrawlError(
                    f"A crawl should be running in the catalog before the spider joins it. Received: {crawl_id} is "
                    f"{crawl.state if crawl else 'not there'}. Leave out -a crawl=… to start a new one."
                )
            found = session.scalars(
                select(Crawl.stats)
                .where(Crawl.dealer_id == crawl.dealer_id, Crawl.id < crawl_id)
                .order_by(Crawl.id.desc())
                .limit(EARLIER_CRAWLS)
            )
            stats = list(found)
            medians = tuple(float(each["photos_median"]) for each in stats if each.get("photos_median"))
            missing = next((each["missing_renditions"] for each in stats if "missing_renditions" in each), {})
            was_cut_short = any(each.get("is_cut_short") for each in stats)
            platform = session.get_one(Dealer, crawl.dealer_id).platform
            return OpenCrawl(crawl.dealer_id, crawl_id, platform, medians, missing, was_cut_short)

    def close_crawl(self, crawl_id: int, reason: str | None, stats: Mapping[str, Any]) -> None:
        """End a crawl in the catalog, with the platform that it met, and keep its stats as JSON."""
        folder = self.settings.crawls_dir
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"crawl": crawl_id, "reason": reason, **stats}, indent=2)
        (folder / f"{crawl_id}.json").write_text(text + "\n", encoding="utf-8")
        with self.catalog.session() as session:
            if stats.get("platform") or stats.get("vehicles"):  # else nothing was seen that could say it
                dealer_id = session.get_one(Crawl, crawl_id).dealer_id
                session.get_one(Dealer, dealer_id).platform = stats["platform"]
            finish_crawl(session, crawl_id, reason, stats)

    def vehicle(self, dealer_id: int, vehicle: FoundVehicle) -> int:
        """The vehicle's id in the catalog, with what its page says of it written there."""
        offer = VehicleOffer(vehicle.price, vehicle.currency, vehicle.mileage, vehicle.mileage_unit)
        with self.catalog.session() as session:
            return record_vehicle(session, dealer_id, vehicle.identity, offer)

    def known(self, urls: Iterable[str]) -> dict[str, KnownPhoto]:
        """What is known of photo URLs, without those that were never fetched."""
        rows = (
            select(
                Fetch.url,
                Fetch.photo_sha256,
                Fetch.etag,
                Fetch.last_modified,
                Photo.bytes,
                Photo.state,
                Fetch.fetched_at,
                Fetch.fresh_until,
            )
            .join(Photo, Photo.sha256 == Fetch.photo_sha256)
            .where(Fetch.url.in_(list(urls)))
        )
        found, moment = {}, now()
        with self.catalog.look() as connection:
            for url, sha256, etag, modified, length, state, fetched_at, fresh_until in connection.execute(rows):
                is_photo = state == "ok"
                is_fresh = is_photo and fresh_until is not None and fetched_at <= moment < fresh_until
                found[url] = KnownPhoto(sha256, etag, modified, length, is_photo, moment - fetched_at, is_fresh)
        return found

    async def take(
        self, url: str, data: bytes, etag: str | None, last_modified: str | None, fresh_until: datetime | None
    ) -> Taken:
        """Take a photo in. A rejected one too is asked for again with its validators: it comes once it is mended."""
        return await self._line.take(url, data, etag, last_modified, fresh_until)

    def sightings(self, dealer_id: int, vehicle_id: int, crawl_id: int, arrived: Sequence[Arrived]) -> None:
        """Record what was seen on one vehicle."""
        with self.catalog.session() as session:
            record_sightings(
                session,
                dealer_id=dealer_id,
                vehicle_id=vehicle_id,
                crawl_id=crawl_id,
                arrived=[(one.seen, one.photo_sha256) for one in arrived],
            )
            renew_fetches(session, {one.seen.url: one.fresh_until for one in arrived if one.fresh_until})
