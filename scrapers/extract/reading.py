"""What stands on an HTML page, read once each: JSON-LD, state, cards, rails, photos, words. Who its vehicle is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from scrapers.extract.addresses import joined
from scrapers.extract.attributes import renditions_of
from scrapers.extract.cards import CardGroup, card_groups
from scrapers.extract.document import Document
from scrapers.extract.facts import Facts, read_facts
from scrapers.extract.gallery import Owner, folder_of, own_photos, own_tokens, title_words
from scrapers.extract.links import looks_like_vehicle_page
from scrapers.extract.paging import next_link
from scrapers.extract.photos import is_no_photo
from scrapers.extract.places import Place, places
from scrapers.extract.rails import left_out
from scrapers.extract.records import Found, Record, find_records
from scrapers.extract.structured import Described, described_vehicles
from scrapers.extract.texts import lines_of, text_of
from scrapers.extract.titles import page_title
from scrapers.extract.vin import is_vin, vin_in
from scrapers.urls import photo_identity, same_page, site_of

_VIN_VALUE = re.compile(
    r"vin\w{0,12}[\"'&;quot\\]*\s*[:=]\s*[\"'&;quot\\]*([A-HJ-NPR-Z0-9]{17})(?![A-Z0-9])", re.IGNORECASE
)
_GONE = re.compile(
    r"^\W*(?:error\s+)?404\b|not (?:be )?found|can\W?t be found|doesn\W?t exist|nicht gefunden|introuvable|"
    r"no encontrad|niet gevonden|non trovat|não encontrad",
    re.IGNORECASE,
)
_SHOWING = frozenset({"img", "source", "a", "div", "li"})  # what may show another vehicle
_GALLERY = 3  # og:images; one or two are often the site's own
LONGEST_SOURCE = 3_000_000  # characters
_LONGEST_TEXT = 200_000  # characters of a page that are searched for facts
_Vehicle = TypeVar("_Vehicle", Record, Described)


class Reading:
    """One page."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root, self.url, self.base_url = document.root, document.url, document.base_url

    @cached_property
    def described(self) -> list[Described]:
        """The vehicles of JSON-LD and microdata."""
        return described_vehicles(self.root, self.base_url)

    @cached_property
    def found(self) -> Found:
        """The vehicles and lists of photos in the JSON of scripts and attributes."""
        states = self.document.named_states
        found = [find_records(state.value, self.base_url, state.name) for state in states]
        return Found([one for each in found for one in each.records], [one for each in found for one in each.ownerless])

    @cached_property
    def groups(self) -> list[CardGroup]:
        """The lists of vehicles' cards."""
        return card_groups(self.root, self.base_url)

    @cached_property
    def others(self) -> frozenset:
        """Elements whose photos and words are not the page's vehicle's."""
        return frozenset(left_out(self.root, self.groups))

    @cached_property
    def own_text(self) -> str:
        """The page's words without rails and cards, a line an element."""
        lines, length = [], 0
        body = self.root.find("body")
        for line in lines_of(self.root if body is None else body, self.others):
            lines.append(line)
            length += len(line) + 1
            if length > _LONGEST_TEXT:
                break
        return "\n".join(lines)

    @cached_property
    def facts(self) -> Facts:
        """What the page's own words say."""
        return read_facts(self.own_text)

    @cached_property
    def next_url(self) -> str | None:
        """The following page of a list, as the page's markup leads to it."""
        return next_link(self.root, self.base_url, self.url)

    @cached_property
    def heading(self) -> str | None:
        """What the page calls its vehicle."""
        return page_title(self.root, self.url, self.others)

    @property
    def is_gone(self) -> bool:
        """True where the page's <title> or h1 says that there is no such page."""
        told = [self.root.findtext(".//title") or "", *(text_of(h1, 200) for h1 in islice(self.root.iter("h1"), 5))]
        return any(_GONE.search(text) for text in told)

    @cached_property
    def record(self) -> Record | None:
        """The vehicle of the state that the page is about."""
        alone = [one for one in self.found.records if not one.is_entry]
        return (
            self._named(self.found.records)
            or self._numbered(self.found.records)
            or self._about([one for one in alone if one.lists or one.identity.vin])
            or self._titled(alone)
            or _only_with_photos(alone)
        )

    @cached_property
    def told(self) -> Described | None:
        """The vehicle of JSON-LD that the page is about; else its only product."""
        alone = [one for one in self.described if not one.is_entry]
        vehicles = [one for one in alone if one.is_vehicle]
        entries = [one for one in self.described if one.is_entry]
        return self._about(vehicles) or self._named(entries) or (self._about(alone) if not vehicles else None)

    @cached_property
    def vin(self) -> str | None:
        """The vehicle's: of the page's address, JSON, words."""
        told = next(
            (one.identity.vin for one in (self.told, self.record) if one is not None and one.identity.vin), None
        )
        return vin_in(urlsplit(self.url).path) or told or self.facts.vin or self._only_vin()

    @property
    def stock_beside(self) -> str | None:
        """The stock number of what stands beside the vehicle's object in JSON and tells of it too."""
        if self.record is None or not self.record.path:
            return None
        around = self.record.path[:-1]
        beside = [one for one in self.found.records if one.path[:-1] == around and not one.is_entry]
        numbers = {one.identity.stock_number for one in beside if one.identity.vin in (None, self.vin)} - {None}
        return numbers.pop() if len(numbers) == 1 else None

    def _only_vin(self) -> str | None:
        """The one VIN under a name like `vin` anywhere in the page's source, where there is no other."""
        found = {number.upper() for number in _VIN_VALUE.findall(self.document.text[:LONGEST_SOURCE])}
        return found.pop() if len(found) == 1 and is_vin(next(iter(found))) else None

    @property
    def shared(self) -> tuple[str, ...]:
        """The pictures that the page gives to those who share it, where they are so many that they are its gallery."""
        told = [element.get("content") for element in self.root.iter("meta") if element.get("property") == "og:image"]
        urls = tuple(
            dict.fromkeys(url for text in told if (url := joined(self.base_url, text)) and not is_no_photo(url))
        )
        return urls if len(urls) >= _GALLERY else ()

    @property
    def is_named(self) -> bool:
        """True where the page's address is that of one vehicle for sure: by its VIN, or by JSON."""
        said = (
            self.record and self.record.identity.page_url,
            self.told and self.told.is_vehicle and self.told.identity.page_url,
        )
        return bool(vin_in(urlsplit(self.url).path)) or any(page and self._is_here(page) for page in said)

    @cached_property
    def gallery(self) -> list[Place]:
        """The vehicle's photos in the markup."""
        address = urlsplit(self.url)
        owner = Owner(
            self.vin,
            own_tokens([address.path, address.query, self.facts.stock]),
            title_words((self.told and self.told.identity.title) or self.heading or self.root.findtext(".//title")),
            folder_of(photo_identity(urljoin(self.base_url, "page.jpg"))) if address.path.count("/") > 1 else "",
        )
        return own_photos(places(self.root, self.base_url, set(self.others)), owner)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Identities of the photos in rails and cards that are not in the vehicle's gallery too."""
        found = set()
        inside = set(self.others)
        for element in self.root.iter():  # document order: an ancestor is known before what it holds
            if element not in inside and element.getparent() not in inside:
                continue
            inside.add(element)
            if element.tag in _SHOWING:
                found.update(photo_identity(rendition.url) for rendition in renditions_of(element, self.base_url))
        return frozenset(found - {identity for place in self.gallery for identity in place.identities})

    def _about(self, vehicles: Sequence[_Vehicle]) -> _Vehicle | None:
        """The one that the page is about: named by its address or words, else the only one without another address."""
        named = self._named(vehicles)
        if named is not None or vin_in(urlsplit(self.url).path):
            return named
        here = [
            one for one in vehicles if not one.identity.page_url or site_of(one.identity.page_url) != site_of(self.url)
        ]
        keys = {one.identity.vin or one.identity.stock_number or one.identity.title for one in here}
        return max(here, key=lambda one: bool(one.identity.vin)) if len(keys) == 1 else None

    def _named(self, vehicles: Sequence[_Vehicle]) -> _Vehicle | None:
        vin = vin_in(urlsplit(self.url).path) or self.facts.vin
        for one in vehicles:
            if (one.identity.page_url and self._is_here(one.identity.page_url)) or (
                vin and vin in (one.identity.vin, (one.identity.stock_number or "").upper())
            ):  # a VIN with a wrong check digit is kept as a stock number; the page's address may have the same
                return one
        return None

    def _numbered(self, records: Sequence[Record]) -> Record | None:
        """The only one whose number is in the page's address; the fullest of its copies."""
        address = urlsplit(self.url)
        tokens = own_tokens([address.path, address.query])
        known = [one for one in records if one.numbers & tokens]
        if not known or vin_in(address.path) or not frozenset.intersection(*(one.numbers & tokens for one in known)):
            return None
        return max(known, key=lambda one: len(one.photos))

    def _titled(self, records: Sequence[Record]) -> Record | None:
        """The only one whose title's words are all in the page's address."""
        address = title_words(re.sub(r"[\W_]+", " ", unquote(urlsplit(self.url).path)))
        titled = [one for one in records if len(words := title_words(one.identity.title)) > 1 and words <= address]
        return titled[0] if len({one.identity.vin or one.identity.stock_number for one in titled}) == 1 else None

    def _is_here(self, page: str) -> bool:
        """The page's own address, or the same with a query more where the path alone names a vehicle."""
        if same_page(page, self.url):
            return True
        here, there = urlsplit(self.url), urlsplit(page)
        return (
            same_page(here._replace(query="").geturl(), there._replace(query="").geturl())
            and not (here.query and there.query)
            and looks_like_vehicle_page(here._replace(query="").geturl()) >= 2
        )


def _only_with_photos(records: Sequence[Record]) -> Record | None:
    """The only one that has several photos, where others have one each: theirs are of cards."""
    several = [one for one in records if len(one.photos) > 2]
    return (
        several[0]
        if len(several) == 1 and all(len(one.photos) < 2 for one in records if one is not several[0])
        else None
    )
