"""What a page says: the values that extractors return and the spider acts on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from carcls.catalog.sightings import VehicleIdentity

PageType = Literal["detail", "listing", "sitemap", "blocked", "shell", "other"]
MileageUnit = Literal["mi", "km"]


@dataclass(frozen=True)
class PhotoLink:
    """A photo of a vehicle as its page has it.

    urls: renditions to ask for, largest first. identity: the same text for all of them. site_tag: the site's own word
    for what is on it (gallery tab, category, caption). position: 1 is the first of the gallery. flags: `stock` for a
    maker's picture of the model, `placeholder` for one that stands where photos are to come. guess: the host and rules
    by which the first URL was made; None: the page itself shows it.
    """

    urls: tuple[str, ...]
    identity: str
    position: int
    site_tag: str | None = None
    alt_text: str | None = None
    flags: tuple[str, ...] = ()
    guess: str | None = None


@dataclass(frozen=True)
class FoundVehicle:
    """A vehicle with the photos that belong to it, and to no other vehicle on the page.

    price: what is asked for it, not a monthly rate; None: the page does not say. currency: its ISO 4217 code.
    mileage: what it has run, in `mileage_unit`. serial: the number that the page calls its VIN or chassis number where
    that is none of 17 places (cars before 1981, Japanese ones); no other site's vehicle is known by it.
    """

    identity: VehicleIdentity
    photos: tuple[PhotoLink, ...] = ()
    price: float | None = None
    currency: str | None = None
    mileage: int | None = None
    mileage_unit: MileageUnit | None = None
    serial: str | None = None


@dataclass(frozen=True)
class ApiRequest:
    """A JSON document that a page reads, and how it asks for it. body: what a POST sends; None: nothing."""

    url: str
    method: str = "GET"
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """What one page, JSON document or sitemap says.

    page_type: `blocked` is a challenge instead of the page; `shell` is a page whose vehicles only a browser shows.
    platform: the name of the dealer platform that made it, also where its adapter read nothing; None: unknown.
    vehicles: those whose photos are here. details: pages of single vehicles, by URL, with what this page already knows
    of each. next_url: the following page of this list. total: the vehicles that the site says it has. listing_urls:
    pages that may list vehicles. api_requests: JSON documents that the page reads. sitemap_urls: further sitemaps.
    """

    page_type: PageType = "other"
    vehicles: tuple[FoundVehicle, ...] = ()
    details: Mapping[str, VehicleIdentity] = field(default_factory=dict)
    next_url: str | None = None
    listing_urls: tuple[str, ...] = ()
    api_requests: tuple[ApiRequest, ...] = ()
    sitemap_urls: tuple[str, ...] = ()
    platform: str | None = None
    total: int | None = None

    @property
    def detail_urls(self) -> tuple[str, ...]:
        """Pages of single vehicles, in the order of the page."""
        return tuple(self.details)
