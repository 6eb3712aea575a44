"""What the spider hands to its pipelines."""

from __future__ import annotations

from dataclasses import dataclass

from scrapers.crawl import DealerCrawl
from scrapers.page import FoundVehicle


@dataclass
class VehicleItem:
    """A vehicle found in one dealer's crawl. declined: the directive by which its page asks to leave its pictures."""

    crawl: DealerCrawl
    vehicle: FoundVehicle
    declined: str | None = None
