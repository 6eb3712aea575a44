"""Rules of platforms whose vehicles are in the markup: the container of a vehicle's photos, the cards of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from lxml.html import HtmlElement

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.attributes import renditions_of
from scrapers.extract.document import Document
from scrapers.extract.links import absolute
from scrapers.extract.photos import photo_links, telling
from scrapers.extract.same_photos import Candidate
from scrapers.extract.side_lists import others_among
from scrapers.extract.vin import vin_in
from scrapers.page import FoundVehicle, MileageUnit, PhotoLink
from scrapers.platforms.json_rules import LARGEST, photo_url
from scrapers.platforms.values import as_currency, as_number, as_text
from scrapers.urls import Rendition, looks_like_photo, page_key, same_page, site_of

_MOST_CARDS = 10_000
_TAGS = ("data-category", "data-tag", "data-tab", "data-group", "data-section", "data-label")


@dataclass(frozen=True, kw_only=True)
class Gallery:
    """The photos of a page's own vehicle.

    where: XPaths of the containers; the first that has photos counts; none: the generic rungs look for it. not_in: what
    neither a container's class nor that of anything around it has. lists:
    XPaths of texts with the photos' URLs between commas. `$key` in these is what the page's own URL says of the
    vehicle, as `{key}` is in photo: what a photo's URL has. Where no photo has the key, the containers alone decide,
    unless it is_strict: then a page without a key has none. largest: attributes with the largest rendition. enlarge:
    from a rendition's URL to the largest's.
    """

    where: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    photo: str = ""
    is_strict: bool = False
    largest: tuple[str, ...] = ()
    enlarge: tuple[tuple[str, str], ...] = ()

    @property
    def is_told(self) -> bool:
        """True where the rules say which containers the photos are in."""
        return bool(self.where or self.lists)

    def read(self, document: Document, key: str | None) -> tuple[PhotoLink, ...]:
        """The photos in the containers, in the order of the page."""
        for xpath in self.lists:
            listed = [text for text in document.root.xpath(xpath, key=key or "") if isinstance(text, str)]
            parts = [part for text in listed for part in re.split(r",(?=\s*(?:https?:)?//|/)", text)]
            urls = [url for part in parts if (url := photo_url(part, document.base_url))]
            if links := self._links([Candidate((Rendition(url),)) for url in urls], key):
                return links
        for xpath in self.where:
            found = [
                one
                for container in _outermost(document.root.xpath(xpath, key=key or ""), self.not_in)
                for one in _candidates(container, document, self.largest)
            ]
            if links := self._links(found, key):
                return links
        return ()

    def _links(self, candidates: list[Candidate], key: str | None) -> tuple[PhotoLink, ...]:
        if self.is_strict and not key:
            return ()
        if self.photo:
            mine = re.compile(self.photo.replace("{key}", re.escape(key) if key else r"[^/]+"), re.IGNORECASE)
            own = _matching(candidates, mine)
            if not own and key and "{key}" in self.photo and not self.is_strict:
                own = _matching(candidates, re.compile(self.photo.replace("{key}", r"[^/]+"), re.IGNORECASE))
            candidates = own
        return photo_links([self._enlarged(candidate) for candidate in candidates])

    def _enlarged(self, candidate: Candidate) -> Candidate:
        larger = []
        for rendition in candidate.renditions:
            url = rendition.url
            for pattern, replacement in self.enlarge:
                url = re.sub(pattern, replacement, url)
            if url != rendition.url:
                larger.append(Rendition(url, LARGEST))
        return Candidate((*larger, *candidate.renditions), candidate.site_tag, candidate.alt_text)


@dataclass(frozen=True, kw_only=True)
class Cards:
    """The vehicles of a list. XPaths of the cards and, from a card, of the first text that is there.

    link: to the vehicle's page. page: what its URL has. vin may stand in a longer text.
    """

    where: str
    link: tuple[str, ...] = (".//a/@href",)
    page: str = ""
    vin: tuple[str, ...] = ("@data-vin", ".//@data-vin")
    stock: tuple[str, ...] = ()
    title: tuple[str, ...] = ()

    def read(self, document: Document) -> dict[str, VehicleIdentity]:
        """The vehicles' pages, with what their cards say of them; not those that the page shows beside its list."""
        found: dict[str, tuple[str, VehicleIdentity]] = {}
        cards = document.root.xpath(self.where)[:_MOST_CARDS]
        beside = others_among(cards)
        for card in (card for card in cards if card not in beside):
            url = self._page(card, document)
            if url is None:
                continue
            vin = next(
                (vin for text in texts(card, self.vin) if (vin := vin_in(re.sub(r"[-_]", " ", unquote(text))))), None
            )
            stock, title = next(texts(card, self.stock), None), next(texts(card, self.title), None)
            found.setdefault(page_key(url), (url, VehicleIdentity(vin, stock, title, url)))
        return dict(found.values())

    def _page(self, card: HtmlElement, document: Document) -> str | None:
        for text in texts(card, self.link):
            url = absolute(text, document.base_url)
            if url is None or site_of(url) != site_of(document.base_url) or looks_like_photo(url):
                continue
            if re.search(self.page, unquote(url)) and not same_page(url, document.url):
                return url.partition("#")[0]
        return None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a detail page's markup says of its vehicle: XPaths of which the first text that is there counts."""

    vin: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    price: tuple[str, ...] = ()
    currency: str | None = None
    mileage: tuple[str, ...] = ()
    mileage_unit: MileageUnit | None = None

    def read(self, document: Document) -> FoundVehicle:
        """The vehicle, without photos; it has only what these rules find."""
        root = document.root
        vin = next((vin for text in texts(root, self.vin) if (vin := vin_in(text))), None)
        stock, title = next(texts(root, self.stock), None), next(texts(root, self.title), None)
        printed = next((text for text in texts(root, self.price) if as_number(text)), None)
        distance = next((number for text in texts(root, self.mileage) if (number := as_number(text))), None)
        return FoundVehicle(
            VehicleIdentity(vin, stock, title),
            price=as_number(printed),
            currency=(as_currency(printed) or self.currency) if printed else None,
            mileage=int(distance) if distance else None,
            mileage_unit=self.mileage_unit if distance else None,
        )


def texts(node: HtmlElement, xpaths: tuple[str, ...]) -> Iterator[str]:
    """The texts at some XPaths: attributes, text nodes, the text of elements, results of string()."""
    for xpath in xpaths:
        found: Any = node.xpath(xpath)
        for one in found if isinstance(found, list) else [found]:
            text = as_text(one if isinstance(one, str) else one.text_content())
            if text:
                yield text


def _matching(candidates: list[Candidate], pattern: re.Pattern[str]) -> list[Candidate]:
    """The candidates with a rendition that matches, without the renditions that do not."""
    kept = []
    for one in candidates:
        renditions = tuple(rendition for rendition in one.renditions if pattern.search(unquote(rendition.url)))
        if renditions:
            kept.append(Candidate(renditions, one.site_tag, one.alt_text))
    return kept


def _outermost(elements: list[HtmlElement], not_in: tuple[str, ...]) -> Iterator[HtmlElement]:
    """Those of some elements, in the order of the page, that are in no other of them."""
    inside: set[HtmlElement] = set()
    for element in elements:
        if element in inside:
            continue
        inside.update(element.iter())
        around = (node.get("class") for node in (element, *element.iterancestors()) if node.tag != "body")
        if not not_in or not any(name in said for said in around if said for name in not_in):
            yield element


def _candidates(container: HtmlElement, document: Document, largest: tuple[str, ...]) -> Iterator[Candidate]:
    """One candidate a place: a link to a photo with what it shows, a picture with its sources, else an element."""
    taken: set[HtmlElement] = set()
    for element in container.iter():
        if not isinstance(element.tag, str) or element in taken or element.tag in {"script", "noscript", "template"}:
            continue
        renditions = list(renditions_of(element, document.base_url))
        if renditions or element.tag == "picture":
            inner = [child for child in element.iter("img", "source", "picture") if child is not element]
            if element.tag == "picture" or sum(1 for child in inner if child.tag == "img") <= 1:
                taken.update(inner)
                renditions += [one for child in inner for one in renditions_of(child, document.base_url)]
        if renditions:
            said = {node.get(name) for node in (element, *element.iter("img")) for name in largest}
            best = {url for text in said if text and (url := photo_url(text, document.base_url))}
            renditions = [Rendition(one.url, LARGEST) if one.url in best else one for one in renditions]
            yield Candidate(tuple(dict.fromkeys(renditions)), _tag(element, container), _alt(element))


def _tag(element: HtmlElement, container: HtmlElement) -> str | None:
    for node in (element, *element.iterancestors()):
        if told := next((told for name in _TAGS if (told := telling(node.get(name)))), None):
            return told
        if node is container:
            return None
    return None


def _alt(element: HtmlElement) -> str | None:
    said = (node.get(name) for node in (element, *element.iter("img")) for name in ("alt", "title"))
    return next((told for text in said if (told := telling(text))), None)
