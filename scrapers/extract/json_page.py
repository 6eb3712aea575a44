"""A JSON document: an inventory API's page of vehicles, or one vehicle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.addresses import joined
from scrapers.extract.document import Document
from scrapers.extract.html import extract_html
from scrapers.extract.own import choose_photos
from scrapers.extract.photo_lists import fold_keys
from scrapers.extract.photos import photo_links
from scrapers.extract.records import PhotoList, Record, find_records
from scrapers.page import FoundVehicle, Page
from scrapers.urls import page_key, same_page

_NEXT_KEYS = ("next", "nexturl", "nextpage", "nextlink", "nextpageurl")
_PAGE_KEYS = ("page", "pagenumber", "currentpage", "pageno")
_PAGES_KEYS = ("pages", "totalpages", "pagecount", "lastpage", "numpages")
_TOTAL_KEYS = ("total", "totalcount", "totalresults", "totalitems", "totalrecords", "totalvehicles", "totalhits",
               "nbhits", "numfound", "numberofresults", "totalresultcount", "resultcount", "recordcount",
               "count")  # fmt: skip
_NEARLY = 0.8  # of the photos that an API states
_FEW = 4  # photos of a vehicle in a list
_OFFSET_NAMES = ("start", "offset", "from", "skip")


def extract_json(document: Document) -> Page:
    """The vehicles of a JSON document, the pages of those whose photos are elsewhere, and the following document.

    A document without vehicles may carry a piece of HTML that has them: what `load more` buttons fetch.
    """
    (state,), url = document.named_states, document.url
    data = state.value
    found = find_records(data, url)
    entries = [record for record in found.records if record.is_entry]
    alone = [record for record in found.records if not record.is_entry]
    if not entries and not alone and (markup := _markup_in(data)):
        page = extract_html(Document(url, markup))
        total = page.total if page.total is not None else _total(data)
        kind = "other" if page.page_type == "shell" else page.page_type
        return replace(
            page, page_type=kind, total=total, next_url=page.next_url or _next_url(data, url, len(page.details))
        )
    if alone and any(record.lists for record in alone):
        return Page("detail", tuple(_vehicle(record, ()) for record in alone if record.lists))
    if not entries:
        ownerless = found.ownerless if len(alone) == 1 else ()
        return Page("detail" if alone else "other", tuple(_vehicle(record, ownerless) for record in alone))
    # The same few of each: its page has more.
    are_previews = len(entries) > 2 and {len(record.photos) for record in entries} <= set(range(_FEW + 1))
    details: dict[str, VehicleIdentity] = {}
    vehicles = []
    targets = [record.api_url or record.identity.page_url for record in entries]
    leading = Counter(page_key(target) for target in targets if target)
    for record, target in zip(entries, targets, strict=True):
        has_page = target and not same_page(target, url) and leading[page_key(target)] == 1
        stated = record.photos_stated
        count = len(record.photos)  # of 21 stated, one may be a video
        has_all = count >= _NEARLY * stated if stated else count > 1 and not are_previews
        if record.photos and (has_all or not has_page):
            vehicles.append(_vehicle(record, ()))
        elif target and not same_page(target, url):
            details[target] = record.identity
    return Page("listing", tuple(vehicles), details, _next_url(data, url, len(entries)), total=_total(data))


def _vehicle(record: Record, ownerless: Iterable[PhotoList]) -> FoundVehicle:
    photos = photo_links(choose_photos((), record.lists, list(ownerless), frozenset(), ()))
    return FoundVehicle(record.identity, photos, record.price, record.currency, record.mileage, record.mileage_unit)


def _markup_in(data: Any) -> str | None:
    """The longest text with tags and links in a document; None: it has none."""
    texts = [data] if isinstance(data, str) else []
    for node in [data, *(data.values() if isinstance(data, dict) else ())]:
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        texts += [child for child in children if isinstance(child, str)]
    pieces = [text for text in texts if re.search(r"<(?:a|div|li|article|tr|section)\b[^>]*>", text) and "href" in text]
    return "\n".join(pieces) or None


def _total(data: Any) -> int | None:
    """How many vehicles the document says that there are."""
    return next((total for node in _shallow(data) if (total := _number(node, _TOTAL_KEYS)) is not None), None)


def _next_url(data: Any, url: str, entries: int) -> str | None:
    """The following document: named by this one, else counted from its page or offset and its totals."""
    for node in _shallow(data):
        said = next((node[key] for key in _NEXT_KEYS if node.get(key)), None)
        if isinstance(said, dict):
            said = said.get("href") or said.get("url")
        if isinstance(said, str) and ("/" in said or "?" in said):
            return joined(url, said)
        page, pages = _number(node, _PAGE_KEYS), _number(node, _PAGES_KEYS)
        if page is not None and pages is not None:
            return _with(url, _name_of(url, _PAGE_KEYS) or "page", page + 1) if page < pages else None
    query = dict(parse_qsl(urlsplit(url).query))
    for node in _shallow(data):
        total = _number(node, _TOTAL_KEYS)
        offset_name = next((name for name in query if name.lower() in _OFFSET_NAMES), None)
        if total is not None and offset_name and query[offset_name].isdigit():
            following = int(query[offset_name]) + entries
            return _with(url, offset_name, following) if following < total else None
        page_name = _name_of(url, _PAGE_KEYS)
        if total is not None and page_name and query[page_name].isdigit():
            here = int(query[page_name])
            return _with(url, page_name, here + 1) if here * entries < total else None
        if total is not None and total > entries and not offset_name:
            started = _number(node, ("start", "offset"))
            if started is not None:
                return (
                    _with(url, "start" if "start" in node else "offset", started + entries)
                    if started + entries < total
                    else None
                )
            return _with(url, "page", (_number(node, _PAGE_KEYS) or 1) + 1)
    return None


def _shallow(data: Any) -> list[dict[str, Any]]:
    """The document's own object and those right below it: totals stand there, not among the vehicles."""
    if not isinstance(data, dict):
        return []
    return [fold_keys(data), *(fold_keys(value) for value in data.values() if isinstance(value, dict))]


def _number(node: dict[str, Any], keys: tuple[str, ...]) -> int | None:
    for key in keys:
        value = node.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.isdigit():
            return int(value)
    return None


def _name_of(url: str, keys: tuple[str, ...]) -> str | None:
    return next((name for name, _ in parse_qsl(urlsplit(url).query) if name.lower() in keys), None)


def _with(url: str, name: str, value: int) -> str:
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, str(value))])))
