"""What all platforms share: an adapter declares where its pages have what, and this reads it.

An adapter takes what it declares from the page; what is missing of a vehicle or a list, the generic rungs add.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urljoin

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.document import Document
from scrapers.extract.html import extract_html
from scrapers.extract.links import absolute
from scrapers.extract.vin import vin_in
from scrapers.page import ApiRequest, FoundVehicle, Page, PhotoLink
from scrapers.platforms.json_rules import JsonVehicle, Paths, own_vehicle
from scrapers.platforms.markup_rules import Cards, Facts, Gallery, texts
from scrapers.platforms.paging import Paging
from scrapers.platforms.paths import first
from scrapers.platforms.values import as_number
from scrapers.urls import page_key, same_page

_FEW = 3  # photos: there may be more on the page than the platform's own gallery shows


@dataclass(frozen=True, kw_only=True)
class JsonList:
    """A list of vehicles in JSON.

    vehicles: its entries. total, pages: paths to how many vehicles and pages the site says it has. paging: how to ask
    for the next. is_whole: entries have all their photos, so that the vehicles' own pages need not be asked for.
    """

    vehicles: JsonVehicle
    total: Paths = ()
    pages: Paths = ()
    paging: Paging | None = None
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A dealer platform.

    name: as the catalog has it. marks: texts, in lower case, of which one in a page proves the platform; a tuple in
    them: all of its texts together. hints: texts that only make it likely (photo hosts that others link to, too).
    key: what a vehicle page's URL has of the vehicle, as group 1. vehicles, listings: rules for JSON. galleries, facts,
    cards: rules for markup. next: XPaths of the following page's address; pages: of texts that end with the number of
    pages, of which the highest counts. total: patterns of the stated number of vehicles in the page's text, as group 1.
    apis: what a list is drawn from; asked for where its markup has no next page. sitemaps: where the platform keeps its
    inventory's sitemap; asked for where a page leads to no vehicle.
    """

    name: str
    marks: tuple[str | tuple[str, ...], ...]
    hints: tuple[str, ...] = ()
    key: str | None = None
    vehicles: tuple[JsonVehicle, ...] = ()
    listings: tuple[JsonList, ...] = ()
    galleries: tuple[Gallery, ...] = ()
    facts: Facts = field(default_factory=Facts)
    cards: Cards | None = None
    next: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    paging: Paging | None = None
    apis: Callable[[Document], Iterable[ApiRequest]] | None = None
    sitemaps: tuple[str, ...] = ()

    def is_marked(self, text: str) -> bool:
        """True where a page's text, in lower case, proves the platform."""
        return any(mark in text if isinstance(mark, str) else all(one in text for one in mark) for mark in self.marks)

    def is_hinted(self, text: str) -> bool:
        """True where a page's text, in lower case, makes the platform likely."""
        return any(hint in text for hint in self.hints)

    def read(self, document: Document) -> Page | None:
        """What a page or JSON document of the platform says; None: nothing that this adapter knows."""
        if document.data is not None:
            return self._document_detail(document) or self._document_list(document)
        page = self._detail(document) or self._list(document) or self._leads(document)
        generic = _generic(document) if page is not None and page.page_type == "listing" else None
        if generic is not None and generic.page_type == "detail" and generic.vehicles[0].photos:
            return generic  # its gallery stands otherwise than declared, and the cards are a rail of similar ones
        return page

    def _document_detail(self, document: Document) -> Page | None:
        for rule in self.vehicles:
            found = rule.read(document.data, document.url)
            if any(one.photos for one in found):
                return Page("detail", tuple(found))
        return None

    def _document_list(self, document: Document) -> Page | None:
        for rule in self.listings:
            entries, page = _json_list(rule, document, document.data)
            if page is None or rule.paging is None:
                if page is not None:
                    return page
                continue
            counted = (entries, page.total, _count(first(document.data, rule.pages)))
            if document.request is not None and document.request.method == "POST":
                following = rule.paging.next_request(document.request, *counted)
                return replace(page, api_requests=(following,) if following else ())
            return replace(page, next_url=rule.paging.next_url(document.url, *counted))
        return None

    def _detail(self, document: Document) -> Page | None:
        found = [
            one
            for rule in self.vehicles
            for state in document.states
            if (one := own_vehicle(rule.read(state, document.base_url), document.url))
        ]
        own = max(found, key=lambda one: len(one.photos), default=None)
        is_of_markup = own is None or not own.photos
        if is_of_markup:
            key = self._key(document.url) or next(texts(document.root, self.facts.vin), None)
            photos = next((photos for rule in self.galleries if (photos := _photos(rule, document, key))), ())
            own = _both(FoundVehicle(VehicleIdentity(vin_in(key)), photos), own)
        if not own.photos:
            return None
        for other in (*found, self.facts.read(document)):
            own = _both(own, other)
        return Page("detail", (self._completed(own, document, is_of_markup),))

    def _key(self, url: str) -> str | None:
        found = re.search(self.key, unquote(url), re.IGNORECASE) if self.key else None
        return (vin_in(found[1]) or found[1]) if found else None

    def _completed(self, own: FoundVehicle, document: Document, is_of_markup: bool) -> FoundVehicle:
        """The vehicle with what the generic rungs know beside, and without photos that have another's VIN.

        is_of_markup: its photos are of a gallery, which may show the first few of those that the page has.
        """
        known = own.identity
        if len(own.photos) < _FEW or is_of_markup:
            generic = _generic(document).vehicles
            shown = {photo.identity for one in generic for photo in one.photos}
            if len(generic) == 1 and shown > {photo.identity for photo in own.photos}:
                own = replace(own, photos=generic[0].photos)  # the page has more in a form that is not declared
        if not (known.vin and known.stock_number and known.title and own.price and own.mileage):
            generic = _generic(document).vehicles
            if len(generic) == 1 and (known.vin is None or generic[0].identity.vin in (None, known.vin)):
                own = _both(own, generic[0])
        heading = next(texts(document.root, ("//h1", "//title")), None)
        identity = replace(own.identity, title=own.identity.title or heading, page_url=document.url)
        vin = identity.vin
        photos = [one for one in own.photos if vin is None or vin_in(one.urls[0]) in (None, vin)]
        numbered = tuple(replace(one, position=place) for place, one in enumerate(photos, start=1))
        return replace(own, identity=identity, photos=numbered)

    def _list(self, document: Document) -> Page | None:
        entries, page, pages = 0, None, None
        states = (*document.states, *linked_data(document)) if self.listings else ()
        for rule, state in ((rule, state) for rule in self.listings for state in states):
            entries, page = _json_list(rule, document, state)
            if page is not None:
                pages = _count(first(state, rule.pages))
                break
        if page is None and self.cards:
            details = self.cards.read(document)
            entries, page = len(details), Page("listing", details=details) if details else None
        if page is None:
            return None
        total = page.total or self._total(document)
        following = self._next(document, entries, total, pages or self._pages(document))
        generic = None if following and total else _generic(document)
        asks = self.apis is not None and not following and is_first_page(document.url)
        return replace(
            page,
            next_url=following or (generic.next_url if generic else None),
            total=total or (generic.total if generic else None),
            api_requests=tuple(self.apis(document)) if self.apis and asks else (),
        )

    def _total(self, document: Document) -> int | None:
        for pattern in self.total:
            for found in re.finditer(pattern, document.text[:5_000_000], re.IGNORECASE):
                if number := as_number(found[1]):
                    return int(number)
        return None

    def _pages(self, document: Document) -> int | None:
        said = [int(number[0]) for text in texts(document.root, self.pages) if (number := re.search(r"\d+$", text))]
        return max(said, default=None)

    def _next(self, document: Document, entries: int, total: int | None, pages: int | None) -> str | None:
        for text in texts(document.root, self.next):
            url = absolute(text, document.base_url)
            if url and not same_page(url, document.url):
                return url
        return self.paging.next_url(document.url, entries, total, pages) if self.paging else None

    def _leads(self, document: Document) -> Page | None:
        """A page without vehicles of its own: what draws it, and the platform's sitemap."""
        apis = tuple(self.apis(document)) if self.apis else ()
        if not apis and not self.sitemaps:
            return None
        generic = _generic(document)
        if generic.vehicles or generic.details:
            return replace(generic, api_requests=apis or generic.api_requests)
        sitemaps = tuple(urljoin(document.url, path) for path in self.sitemaps)
        return replace(generic, api_requests=apis or generic.api_requests, sitemap_urls=sitemaps)


@lru_cache(1)  # of one document the parts of an adapter ask several times
def _generic(document: Document) -> Page:
    """What the rungs that need no adapter say of a page."""
    return extract_html(document)


def _photos(rule: Gallery, document: Document, key: str | None) -> tuple[PhotoLink, ...]:
    """The photos by a rule; where it says no container, those that the generic rungs find, at the platform's hosts."""
    if rule.is_told:
        return rule.read(document, key)
    found = _generic(document).vehicles
    photos = found[0].photos if len(found) == 1 else ()
    return tuple(one for one in photos if re.search(rule.photo, one.urls[0], re.IGNORECASE))


def _json_list(rule: JsonList, document: Document, data: object) -> tuple[int, Page | None]:
    """The entries of a list in JSON, and the page of them; None: there is none."""
    total = _count(first(data, rule.total))
    details: dict[str, tuple[str, VehicleIdentity]] = {}
    whole = []
    found = rule.vehicles.read(data, document.base_url)
    for entry in found:
        target = entry.identity.page_url
        if entry.photos and (rule.is_whole or not target):
            whole.append(entry)
        elif target and not same_page(target, document.url):
            details.setdefault(page_key(target), (target, entry.identity))
    page = Page("listing", tuple(whole), dict(details.values()), total=total)
    return len(found), page if whole or details else None


def _count(value: object) -> int | None:
    number = as_number(value)
    return int(number) if number else None


def is_first_page(url: str) -> bool:
    """False where a URL says that it is a later page of a list."""
    return not re.search(r"[?&](?:page|pg|p|pt|start|page_?no|pageNumber)=[1-9]|/page/?\d", url, re.IGNORECASE)


def linked_data(document: Document) -> list[Any]:
    """The page's JSON-LD, as it is written."""
    found = []
    for script in document.root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                found.append(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    return found


def _both(one: FoundVehicle, other: FoundVehicle | None) -> FoundVehicle:
    """A vehicle with what only the other knows of it."""
    if other is None:
        return one
    mine, theirs = one.identity, other.identity
    identity = VehicleIdentity(
        mine.vin or theirs.vin,
        mine.stock_number or theirs.stock_number,
        mine.title or theirs.title,
        mine.page_url or theirs.page_url,
    )
    price, mileage = (one if one.price else other), (one if one.mileage else other)
    return FoundVehicle(
        identity,
        one.photos or other.photos,
        price.price,
        price.currency,
        mileage.mileage,
        mileage.mileage_unit,
        None if identity.vin else one.serial or other.serial,
    )
