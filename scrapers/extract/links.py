"""Where a page leads within its site: pages of vehicles, and lists of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from scrapers.extract.addresses import joined
from scrapers.extract.other_pages import is_no_vehicle, names_no_vehicle, without_date
from scrapers.extract.side_lists import is_of_others
from scrapers.urls import looks_like_photo, page_key, same_page, site_of

_FEW_MORE = 30  # links beside a list's cards, of which each may stand in a rail
_YEAR = re.compile(r"(?<!\d)(?:19[2-9]\d|20[0-4]\d)(?!\d)")
_LONG_NUMBER = re.compile(r"\d{5,}|(?=[a-z]*\d)[A-HJ-NPR-Z0-9]{17}", re.IGNORECASE)
_VEHICLE_SEGMENT = re.compile(
    r"/(?:[\w-]*(?:vehicle|inventory|car|auto|stock|vdp|detail|listing|angebot|fahrzeug|voiture|coche)s?[\w-]*|new|used)/",
    re.IGNORECASE,
)
_SLUG = re.compile(r"/(?:[^\W_]|\.)+(?:[-_+]+(?:[^\W_]|\.)+){2,}/?$")
# A parameter that names one vehicle, not a make or a body.
_OF_ONE = re.compile(
    r"(?:(?:car|vehicle|veh|auto|stock|inv|ad|listing|item)_?-?)?(?:id|ref|no|nr|vin|vid)", re.IGNORECASE
)
_ID = re.compile(r"\d{3}|\d.*\d.*\d")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"/(?:[a-z]+-)*(?:page|seite|pagina|pag|pg|p)[-_/]?\d{1,4}/?$", re.IGNORECASE)
# Parameters whose words choose a page of a site that is one script.
_PAGE_NAMES = frozenset(
    {"page", "view", "task", "action", "act", "mod", "module", "do", "route", "section", "mode", "go"}
)
_LISTING = re.compile(
    r"/(?:[\w-]*(?:inventory|vehicles|cars|stock|showroom|gebrauchtwagen|fahrzeuge|listings?)[\w+-]*|used|new|for-sale)"
    r"(?:/(?:index\.\w+|used|new|all))?(?:\.\w{3,5})?/?$",
    re.IGNORECASE,
)


def looks_like_vehicle_page(url: str) -> int:
    """How many marks of a vehicle page a URL has, 0 to 4; two or more are enough.

    Of 1,400 real vehicle pages' URLs, 96 % have a model year, 95 % an inventory segment, 88 % a long number.
    """
    parts = urlsplit(url)
    path = _PAGE_NUMBER.sub("/", without_date(parts.path))
    if not path.strip("/") or names_no_vehicle(path) or looks_like_photo(url):
        return 0
    marks = (
        _YEAR.search(path),
        _VEHICLE_SEGMENT.search(path),
        _LONG_NUMBER.search(f"{path}?{parts.query}"),
        _SLUG.search(path),
    )
    return sum(1 for mark in marks if mark)


def vehicle_links(root: HtmlElement, base_url: str) -> list[str]:
    """Links of the same site that look like single vehicles' pages, by their address or by the card around them."""
    found: dict[str, str] = {}
    for link, url in _links(root, base_url):
        if is_facet(url, base_url) or is_no_vehicle(url):
            continue
        marks = looks_like_vehicle_page(url)
        if (marks >= 2 and names_one(url)) or (marks == 1 and _is_card(link) and names_one(url)):
            found.setdefault(page_key(url), url)
    return list(found.values())


def names_one(url: str) -> bool:
    """A year, a number or a VIN tells one vehicle from the next; words alone are a list's "
    "(/used-cars/7-seater-cars)."""
    parts = urlsplit(url)
    return bool(_YEAR.search(parts.path) or _LONG_NUMBER.search(f"{parts.path}?{parts.query}"))


def links_like(root: HtmlElement, base_url: str, urls: list[str]) -> list[str]:
    """Other links of the page whose addresses are made as these are: the same segments, numbers at the same places.

    Lists name some of their vehicles outside of cards (a footer's latest arrivals). Addresses without a number that
    tells them apart, or made in several ways, tell nothing of others.
    """
    skeletons = {_skeleton(url) for url in urls}
    if len(urls) < 3 or len(skeletons) != 1 or "#" not in "".join(skeletons):
        return []
    paths = [urlsplit(url).path.split("/") for url in urls]
    common = [column[0] if len(set(column)) == 1 else None for column in zip(*paths, strict=True)]
    if not any(common):
        return []
    numbered = [at for at, column in enumerate(zip(*paths, strict=True)) if not any(map(_YEAR.fullmatch, column))]
    found: dict[str, tuple[HtmlElement, str]] = {}
    for link, url in _links(root, base_url):
        if _skeleton(url) in skeletons and not is_facet(url, base_url) and not is_no_vehicle(url):
            path = urlsplit(url).path.split("/")
            fits = all(literal is None or part == literal for part, literal in zip(path, common, strict=True))
            is_year = any(_YEAR.fullmatch(path[at]) for at in numbered)  # /cars/2015 among /cars/4711: a facet
            if fits and not is_year:
                found.setdefault(page_key(url), (link, url))
    known = {page_key(url) for url in urls}
    more = {key: one for key, one in found.items() if key not in known}
    if len(more) <= _FEW_MORE:  # else they are a list of their own
        more = {key: (link, url) for key, (link, url) in more.items() if not is_of_others(link)}
    return [url for key, (_, url) in found.items() if key in known or key in more]


def is_made_like(url: str, urls: Collection[str]) -> bool:
    """True where a URL is made as most of these are: the same folder, and a number in the same place of its last
    segment."""
    skeleton, folder = _skeleton(url), urlsplit(url).path.rstrip("/").rpartition("/")[0]
    if "#" not in skeleton:
        return False
    alike = [
        other for other in urls if _skeleton(other) == skeleton and urlsplit(other).path.rpartition("/")[0] == folder
    ]
    return 2 * len(alike) > len(urls)


def _skeleton(url: str) -> str:
    """What stays of an address without its words: its slashes, its long numbers (#) and where they stand, its query's
    names."""
    parts = urlsplit(url)
    segments = (re.sub(r"[^/#]+", "w", re.sub(r"\d{4,}", "#", segment)) for segment in parts.path.split("/"))
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&"))
    return "/".join(segments) + "?" + "&".join(names) + ("#" if re.search(r"=\d+(?:&|$)", parts.query) else "")


def listing_links(root: HtmlElement, base_url: str) -> list[str]:
    """Links of the same site that look like lists of vehicles, without query (those are facets of them)."""
    found: dict[str, str] = {}
    for _link, url in _links(root, base_url):
        parts = urlsplit(url)
        if not parts.query and _LISTING.search(parts.path) and not same_page(url, base_url):
            found.setdefault(page_key(url), url)
    return list(found.values())


def _links(root: HtmlElement, base_url: str) -> Iterator[tuple[HtmlElement, str]]:
    for link in root.iter("a"):
        url = absolute(link.get("href"), base_url)
        if url and site_of(url) == site_of(base_url) and not looks_like_photo(url):
            yield link, url.partition("#")[0]


def absolute(href: str | None, base_url: str) -> str | None:
    """A link's URL; None: it leads nowhere, or not over HTTP."""
    if not href or href.strip().startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    return joined(base_url, href)


def is_facet(url: str, base_url: str) -> bool:
    """The same page with another query is a filter or a sort order; a vehicle only where one script serves all pages
    (index.php?page=detail&id=7 at index.php?page=stock), or the query has one's number.
    """
    here, there = urlsplit(base_url), urlsplit(url)
    if here.path.rstrip("/") != there.path.rstrip("/"):
        return False
    asked, asks = dict(parse_qsl(here.query)), dict(parse_qsl(there.query))
    page = here._replace(query="").geturl()
    is_vehicle = looks_like_vehicle_page(page) >= 2 and names_one(page) and not is_listing_address(page)
    if not is_vehicle and any(
        _OF_ONE.fullmatch(name) and asked.get(name) != value for name, value in asks.items() if _ID.search(value)
    ):
        return False  # /cars?id=4711 at /cars
    is_other_page = any(asks.get(name, word) != word for name, word in asked.items() if name.lower() in _PAGE_NAMES)
    return not (is_other_page and any(value.isdigit() for value in asks.values()))


def is_below(url: str, base_url: str) -> bool:
    """True for a page of one vehicle's own pages: /used/2019-ford-12345/photos/3 at /used/2019-ford-12345."""
    return looks_like_vehicle_page(base_url) >= 2 and urlsplit(url).path.startswith(
        urlsplit(base_url).path.rstrip("/") + "/"
    )


def is_listing_address(url: str) -> bool:
    """True where a URL's path ends like a list's: /used-cars/, /inventory, /for-sale."""
    path = urlsplit(url).path
    found = _LISTING.search(_PAGE_NUMBER.sub("/", path))
    # A number of five digits may be a postcode: /used-cars-90210.
    is_one = (found and re.search(r"\d{6}", found[0])) or (_YEAR.search(path) and re.search(r"\d{5}", path))
    return bool(found) and not _UUID.search(path) and not is_one


def _is_card(link: HtmlElement) -> bool:
    """A link around a photo, or beside one in a card of its own."""
    if next(link.iter("img", "picture"), None) is not None:
        return True
    for ancestor in islice(link.iterancestors(), 3):
        images = sum(1 for _ in ancestor.iter("img"))
        if images:
            return images <= 2 and ancestor.tag in {"div", "li", "article", "section", "td", "tr"}
    return False
