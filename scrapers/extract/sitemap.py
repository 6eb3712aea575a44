"""Sitemaps: further sitemaps, and the pages in them that look like vehicles."""

from __future__ import annotations

import gzip
import io
import re
import zlib

from lxml.etree import XMLSyntaxError
from scrapy.utils.sitemap import Sitemap

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.addresses import joined
from scrapers.extract.links import looks_like_vehicle_page, names_one
from scrapers.extract.vin import vin_in
from scrapers.page import Page

LARGEST = 60_000_000  # bytes unpacked; the protocol allows 50 MB


def is_sitemap(body: bytes) -> bool:
    """True for a sitemap or a sitemap index, packed or not."""
    return body[:2] == b"\x1f\x8b" or bool(re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", body[:2000]))


def extract_sitemap(body: bytes) -> Page:
    """Vehicle pages and further sitemaps. Of an index with inventory sitemaps, only those. Broken ones are empty.

    A year, a number or a VIN tells a vehicle's page from a list's; where no address has one, words must do.
    """
    try:
        if body[:2] == b"\x1f\x8b":
            body = gzip.GzipFile(fileobj=io.BytesIO(body)).read(LARGEST)
        sitemap = Sitemap(body)
        urls = [url for entry in sitemap if (url := joined("", entry.get("loc")))]
    except (OSError, EOFError, zlib.error, XMLSyntaxError, ValueError, AttributeError):
        return Page("sitemap")
    if sitemap.type == "sitemapindex":
        inventory = [url for url in urls if re.search(r"inventor|vehicle|car|stock|listing", url, re.IGNORECASE)]
        return Page("sitemap", sitemap_urls=tuple(inventory or urls))
    likely = [url for url in urls if vin_in(url) or looks_like_vehicle_page(url) >= 2]
    vehicles = [url for url in likely if names_one(url)] or likely
    return Page("sitemap", details=dict.fromkeys(vehicles, VehicleIdentity()))
