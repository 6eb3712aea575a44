"""A dealer's inventory feed, CSV, XML or JSON, as vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scrapers.extract import extract_page
from scrapers.inventory.columns import vehicle_of
from scrapers.inventory.csv_rows import csv_rows
from scrapers.inventory.unpacked import unpacked
from scrapers.inventory.xml_rows import xml_rows
from scrapers.page import FoundVehicle

PEEK = 4096  # bytes by which a feed's kind is told
LARGEST_JSON = 100_000_000  # bytes; JSON is read whole


def read_feed(file: Path, url: str) -> Iterator[FoundVehicle]:
    """The vehicles of a feed, one after the other: a large feed is never in memory whole.

    Args:
        file: as it was downloaded; gzip or zip is unpacked.
        url: where it was found.

    Raises:
        CrawlError: while it is read: it is damaged, too large, or neither CSV nor XML nor JSON.
    """
    with unpacked(file) as stream:
        start = stream.peek(PEEK)[:PEEK]
        begins = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1]
        if begins in (b"{", b"["):
            yield from extract_page(stream.read(LARGEST_JSON), url).vehicles
            return
        for row in xml_rows(stream) if begins == b"<" else csv_rows(stream, start):
            vehicle = vehicle_of(row, url)
            if vehicle:
                yield vehicle
