"""The vehicles of an XML feed as rows, whatever its element names: read piece by piece, nothing outside it opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from carcls.errors import CrawlError
from scrapers.inventory.csv_rows import Row

# What feeds call a vehicle: HomeNet and vAuto, Meta (listing), Google in RSS (item) and Atom (entry), …
RECORDS = frozenset({"vehicle", "listing", "item", "entry", "car", "unit", "ad", "advert", "offer", "auto", "record",
                     "row", "inventoryitem", "inventory_item", "vehicleinfo", "fahrzeug"})  # fmt: skip
MOST_ELEMENTS = 20_000  # of one vehicle


def xml_rows(stream: BinaryIO) -> Iterator[Row]:
    """(name, value) pairs of each vehicle: its elements and attributes, those inside others with both names.

    `<image><url>…</url></image>` is ("imageurl", …); a namespace is left out.

    Raises:
        CrawlError: the file is not well-formed.
    """
    try:
        events = etree.iterparse(
            stream, ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        depth_of_record: int | None = None
        depth = elements = 0
        for event, element in events:
            if event == "start":
                depth += 1
                elements = 0 if depth_of_record is None else elements + 1
                if elements > MOST_ELEMENTS:
                    raise CrawlError(
                        f"A vehicle in a feed should have at most {MOST_ELEMENTS} elements. Received: more, at line "
                        f"{element.sourceline}. Open the feed's address in a browser and look."
                    )
                if depth_of_record is None and depth > 1 and _name(element) in RECORDS:
                    depth_of_record = depth
                continue
            if depth == depth_of_record:
                row = list(_fields(element))
                if row:
                    yield row
                depth_of_record = None
            if depth_of_record is None:  # done with it: let go of its memory, and of that of its elder siblings
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            depth -= 1
    except etree.XMLSyntaxError as error:
        raise CrawlError(
            f"A feed should be CSV or XML. Received: {error}. Open the feed's address in a browser and look."
        ) from error


def _fields(element: etree._Element, above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if value.strip():
            yield f"{above}{etree.QName(name).localname}".lower(), value.strip()
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = f"{above}{_name(child)}"
        if child.text and child.text.strip():
            yield name, child.text.strip()
        if len(child) or child.attrib:
            yield from _fields(child, name)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
