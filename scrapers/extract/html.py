"""An HTML page: its vehicle with its photos, or the pages that it leads to; by the rungs that need no adapter."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.addresses import joined
from scrapers.extract.apis import api_links
from scrapers.extract.challenge import is_challenge
from scrapers.extract.document import Document
from scrapers.extract.gallery import title_words
from scrapers.extract.kind import Evidence, is_detail
from scrapers.extract.links import (
    is_listing_address,
    is_made_like,
    links_like,
    listing_links,
    looks_like_vehicle_page,
    vehicle_links,
)
from scrapers.extract.other_pages import is_dated, is_elsewhere, is_no_vehicle
from scrapers.extract.own import choose_photos
from scrapers.extract.paging import stated_total
from scrapers.extract.photo_lists import Path
from scrapers.extract.photos import photo_links
from scrapers.extract.reading import LONGEST_SOURCE, Reading
from scrapers.extract.records import Record
from scrapers.extract.same_photos import Candidate
from scrapers.page import ApiRequest, FoundVehicle, Page
from scrapers.urls import looks_like_photo, page_key, photo_identity, same_owner, same_page

_QUOTE = r"(?:\"|&quot;)"
_NEXT_ADDRESS = rf"{_QUOTE}(?P<url>(?:https?:|\\?/|\?)(?:(?!&quot;)[^\"\s<>]){{1,500}}){_QUOTE}"
_NEXT = re.compile(
    rf"{_QUOTE}(?:(?:next_page_url|nextPageUrl|next_url|nextUrl){_QUOTE}|"
    # Laravel's links: {"prev": null, "next": "…"}
    rf"prev{_QUOTE}\s*:\s*(?:null|{_QUOTE}(?:(?!&quot;)[^\"\s<>]){{1,500}}{_QUOTE})\s*,\s*{_QUOTE}next{_QUOTE})"
    rf"\s*:\s*{_NEXT_ADDRESS}"
)
_FEW = 6  # vehicles that a page of another kind may lead to
_SHELL_TEXT = 1_500  # characters that a reader sees; a page with more was not left to scripts
_FROM = re.compile(r"\b(?:starting (?:at|from|msrp)|starts at|msrp from)\W{0,5}[$£€]\s?\d", re.IGNORECASE)
# A number that no dealer gave.
_OF_A_DATABASE = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]{24,}", re.IGNORECASE)
_RATE = 1_000  # a price below that JSON has and the page does not show may be a monthly rate


def extract_html(document: Document) -> Page:
    """What a page says."""
    if is_challenge(document):
        return Page("blocked")
    reading = Reading(document)
    details = _details(reading)
    if is_elsewhere(reading.url) and (len(details) <= _FEW or _only_teases(reading)):
        details = {}  # what an article or a form recommends
    if is_detail(_evidence(reading, details)):
        return _detail(reading)
    apis = tuple(ApiRequest(api) for api in api_links(reading.root, reading.base_url))
    return Page(
        "listing" if details else "shell" if _is_shell(reading) else "other",
        details=details,
        next_url=(reading.next_url or _next_of_state(reading)) if details else None,
        listing_urls=tuple(listing_links(reading.root, reading.base_url)),
        api_requests=apis,
        total=stated_total(reading.own_text, len(details)) if details else None,
    )


def _only_teases(reading: Reading) -> bool:
    """True where no card has a price, a mileage or a number: on a page of another kind those are posts' teasers."""
    telling = (group.share(kind) for group in reading.groups for kind in ("price", "mileage", "number"))
    return not reading.found.records and not any(telling)


def _details(reading: Reading) -> dict[str, VehicleIdentity]:
    """Pages of other vehicles, with what is known of each: entries of lists in JSON, cards, else links."""
    found: dict[str, tuple[str, VehicleIdentity]] = {}
    own = [group for group in reading.groups if not group.is_rail]
    groups = own or reading.groups
    rails = {page_key(url) for group in reading.groups if own and group.is_rail for url in group.urls}
    linked = {page_key(url) for group in groups for url in group.urls}
    records = _main_records(reading.found.records, rails - linked)
    entries = [one.identity for one in reading.described if one.is_entry or one.is_vehicle]
    entries += [one.identity for one in records]
    for identity in entries:
        page = identity.page_url
        is_other = page and same_owner(page, reading.base_url) and not same_page(page, reading.base_url)
        if page and is_other and not looks_like_photo(page):
            found.setdefault(page_key(page), (page, identity))
    if len(linked) > 2 and not linked & found.keys():  # addresses of JSON that no card has
        found = _below_linked(records, [url for group in groups for url in group.urls])
    for group in groups:
        others = (url for url in links_like(reading.root, reading.base_url, group.urls) if page_key(url) not in rails)
        for url in (*group.urls, *others):
            found.setdefault(page_key(url), (url, VehicleIdentity()))
    if not found:
        for link in vehicle_links(reading.root, reading.base_url):
            found.setdefault(page_key(link), (link, VehicleIdentity()))
    return dict(found.values())


def _main_records(records: Sequence[Record], rails: Collection[str]) -> list[Record]:
    """The entries of lists in JSON, without other vehicles.

    rails: keys of the pages that only rails of other vehicles lead to; a list of these alone is one of them.
    """
    entries = [one for one in records if one.is_entry]
    lists: dict[Path, list[Record]] = {}
    for one in entries:
        lists.setdefault(one.path[:-1], []).append(one)
    entries = [
        one
        for several in lists.values()
        if not all(page_key(one.identity.page_url or "") in rails for one in several)
        for one in several
    ]
    own = [one for one in entries if not one.is_of_others]
    return own if own or any(not one.is_entry for one in records) else entries


def _below_linked(records: Sequence[Record], urls: Sequence[str]) -> dict[str, tuple[str, VehicleIdentity]]:
    """Entries whose addresses are relative to what stands before them in a card's: "d/audi-a4-7" in /used/d/audi-a4-7.

    None where no card has any of them: they are of an API.
    """
    addressed = [(record.address.lstrip("/"), record) for record in records if record.address]
    known = {address.rstrip("/") for address, _ in addressed} - {""}
    bases: set[str] = set()
    for url in urls:
        whole = url.rstrip("/")
        ends = [found.end() for found in re.finditer("/", whole)]
        bases.update(whole[:end] for end in ends if whole[end:] in known)
    if len(bases) != 1:
        return {}
    (base,) = bases
    placed = ((base + address, record) for address, record in addressed)
    return {page_key(url): (url, replace(record.identity, page_url=url)) for url, record in placed}


def _next_of_state(reading: Reading) -> str | None:
    """The following page that a list's JSON names."""
    found = _NEXT.search(reading.document.text[:LONGEST_SOURCE])
    url = joined(reading.base_url, html.unescape(found["url"]).replace("\\/", "/")) if found else None
    return url if url and same_owner(url, reading.base_url) and not same_page(url, reading.base_url) else None


def _evidence(reading: Reading, details: dict[str, VehicleIdentity]) -> Evidence:
    facts = reading.facts
    known = (facts.vin or facts.serial, facts.stock, facts.price, facts.mileage)
    told = reading.told
    has_range = told is not None and told.is_model and facts.price in (None, told.price)
    is_numbered = any(one is not None for one in (*known[:2], facts.mileage))
    is_of_model = not is_numbered and (has_range or bool(_FROM.search(reading.own_text)))
    return Evidence(
        is_named=reading.is_named,
        is_described=reading.told is not None and reading.told.is_vehicle and not (has_range and is_of_model),
        is_product=reading.told is not None,
        is_in_state=reading.record is not None,
        address_marks=looks_like_vehicle_page(reading.url),
        photos=max(len({place.identity for place in reading.gallery}), _listed_photos(reading)),
        facts=sum(1 for fact in known if fact is not None),
        has_vehicle_heading=bool(re.search(r"\b(?:19[2-9]\d|20[0-4]\d)\b", reading.heading or "")),
        is_like_cards=any(is_made_like(reading.url, urls) for urls in (details, *(one.urls for one in reading.groups))),
        cards=len(details) if any(not group.is_rail for group in reading.groups) or not reading.groups else 0,
        is_list_address=is_listing_address(reading.url),
        has_next=reading.next_url is not None,
        has_total=stated_total(reading.own_text, max(2, len(details))) is not None,
        is_other_address=is_no_vehicle(reading.url),
        is_dated=is_dated(reading.url),
        is_gone=reading.is_gone,
        is_of_model=is_of_model,
    )


def _listed_photos(reading: Reading) -> int:
    """How many photos the longest list in scripts has that is nobody's, on a page whose scripts list no vehicles."""
    if any(record.is_entry for record in reading.found.records):
        return 0
    foreign = reading.foreign
    lists = [{photo_identity(photo.renditions[0].url) for photo in one.photos} for one in reading.found.ownerless]
    return max((len(names) for names in lists if not names & foreign), default=0)


def _detail(reading: Reading) -> Page:
    facts, record, told = reading.facts, reading.record, reading.told
    known = [one.identity for one in (told, record) if one is not None]
    stocks = [one.stock_number for one in known if one.stock_number]
    printed = facts.stock or reading.stock_beside
    stock = next((one for one in stocks if not (printed and _OF_A_DATABASE.fullmatch(one))), printed)
    title = next((one.title for one in known if one.title), None) or reading.heading
    serial = None if reading.vin else facts.serial or (told.serial if told else None)
    identity = VehicleIdentity(
        reading.vin,
        stock or serial,
        " ".join(title.split())[:300] if title else None,
        reading.url,
    )
    price, currency = _price(reading)
    sources = [one for one in (told, record, facts) if one is not None and one.mileage is not None]
    if sources and facts.mileage and facts.mileage == 1000 * (sources[0].mileage or 0):
        sources = [facts]  # `168` in JSON of a site that counts in thousands
    mileage, unit = (sources[0].mileage, sources[0].mileage_unit) if sources else (None, None)
    photos = photo_links(_photos(reading))
    vehicle = FoundVehicle(identity, photos, price, currency, mileage, unit, serial)
    if photos:
        return Page("detail", (vehicle,))
    apis = tuple(ApiRequest(api) for api in api_links(reading.root, reading.base_url))
    heading = reading.heading or ""  # of a page that shows it: <title> alone may outlive the vehicle
    says = heading in reading.own_text and title_words(heading) & title_words(urlsplit(reading.url).path)
    if not (known or any(fact is not None for fact in vars(facts).values()) or says or apis):
        return Page("shell" if _is_shell(reading) else "other")  # `no longer here` at a vehicle's address
    is_known = bool(known) or reading.facts.price is not None or not _is_shell(reading)
    return Page("detail", (vehicle,)) if is_known and not apis else Page("shell", api_requests=apis)


def _price(reading: Reading) -> tuple[float | None, str | None]:
    """What JSON says where the page's words confirm it; else the words; else JSON alone."""
    facts = reading.facts
    said = [(one.price, one.currency) for one in (reading.told, reading.record) if one is not None and one.price]
    shown = set(re.findall(r"\d+", re.sub(r"(?<=\d)(?:[.,'’]|[^\S\n])(?=\d{3})", "", reading.own_text)))
    for price, currency in said:
        if price and f"{price:.0f}" in shown:
            return price, currency or facts.currency
    if facts.price:
        return facts.price, facts.currency or next((currency for _, currency in said if currency), None)
    return next(((price, currency) for price, currency in said if price and price >= _RATE), (None, None))


def _photos(reading: Reading) -> list[Candidate]:
    mine = list(reading.record.lists) if reading.record else []
    others = list(reading.found.ownerless)
    for one in reading.found.records:
        if one is not reading.record:
            is_same = (reading.vin and one.identity.vin == reading.vin) or (
                reading.facts.stock and one.identity.stock_number == reading.facts.stock
            )
            (mine if is_same else others).extend(one.lists)
    images = (reading.told.images if reading.told else ()) or reading.shared
    return choose_photos(reading.gallery, mine, others, reading.foreign, images)


def _is_shell(reading: Reading) -> bool:
    """Scripts, and next to no words for a reader."""
    scripts = sum(1 for script in reading.root.iter("script"))
    return scripts > 0 and len(reading.own_text) < _SHELL_TEXT and not reading.gallery
