"""The following page of a list."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from scrapers.extract.links import absolute
from scrapers.urls import same_page, site_of

_OFFSET_PARAMETERS = ("start", "offset", "from")
_PAGE_PARAMETERS = ("page", "pg", "pn", "p", "pagenumber", "currentpage", "paged", *_OFFSET_PARAMETERS)
_PAGE_IN_PATH = re.compile(r"/(?:page|pagina|seite|pag|pg|p)[-/_]?(\d{1,4})(?=/|$)", re.IGNORECASE)
# Parameters whose small numbers are a facet's: doors=2, doors=3, doors=4.
_FACETS = re.compile(
    r"door|seat|t(?:ü|ue|u)r|sitz|port|puert|plaza|place|deur|dørr|dør|dvere|drzwi|owner|gear|cyl|star|rating|key",
    re.IGNORECASE,
)
_NEXT_WORDS = re.compile(
    r"^\W*(?:next|next page|older|more vehicles|weiter|nächste(?: seite)?|(?:page )?suivante?|(?:p[áa]gina )?siguiente|"
    r"próxim[ao](?: página)?|(?:página )?seguinte|(?:pagina )?successiva|avanti|następna|volgende|n[eæ]ste|nästa|další|"
    r"ďalšia|seuraava|sonraki|sledeća|sljedeća|naslednja|nākam[āi]e?|kitas|следваща|напред|επόμενη|următoare(?:a)?|"
    r"következő|далее|следующая|次へ|次の\d*件?|›|»|>|→|>>)\W*$",
    re.I,
)


_COUNT = r"(?<![\d.,£$€-])(?<!\d )(\d{1,3}(?:[.,]\d{3})+|\d{1,5})(?![\d.,]*\d)"
_THINGS = (
    r"(?:(?:used|new|matching|total|available|pre-?owned|certified|great|quality|gebrauchte|neue)\s+)*"
    r"(?:(?:vehicles?|cars?|results?|listings?|matches|ads|offers|fahrzeuge?|angebote|treffer|inserate|v[ée]hicules?|"
    r"annonces|r[ée]sultats|coches|veh[íi]culos|anuncios|resultados|annunci|veicoli|auto(?:s|'s)?|oferty|og[łl]osze[ńn]|"
    r"объявлени\w*|автомобил\w*|voertuigen|advertenties|bilar|biler|annonser|viaturas|carros)\b|台|件)"
)
_RANGE = re.compile(
    r"(?<!\d)\d+\s*(?:-|–|—|to|bis|à|al?)\s*\d+\s+(?:out of|of|von|de|sur|di|van|z|av)\s+(?:over\s+)?" + _COUNT,
    re.IGNORECASE,
)
# At the start of what an element says: `Fiat 500 cars` in a menu is no total, nor is what follows a telephone number.
_TOTALS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*(?:page \d+ of \d+\W+|we (?:have|found)|there are|showing(?: all)?|found|search|view|browse|see|all|"
        rf"of)?\W*"
        rf"{_COUNT}\s*{_THINGS}",
        rf"^\W*(?:results|matches|treffer|liczba og[łl]osze[ńn]|total(?: vehicles| cars| results)?|found|"
        rf"(?:vehicles|cars) found|vehicles|inventory)\s*[:(]\s*{_COUNT}",
    )
]


def stated_total(text: str, at_least: int = 0) -> int | None:
    """How many vehicles a list says that there are: `1-24 of 312`, `312 cars found`; None: it does not say.

    Args:
        text: the page's words, a line an element.
        at_least: the vehicles that the page itself shows: a smaller number counts something else.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    for found in _RANGE.finditer(" ".join(lines)):
        if (number := int(re.sub(r"\D", "", found[1]))) >= max(1, at_least):
            return number
    for pattern in _TOTALS:
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            found = pattern.search(f"{line} {following}"[:300])
            if found and found.start() <= len(line):
                number = int(re.sub(r"\D", "", found[1]))
                if number >= max(1, at_least):
                    return number
    return None


def next_link(root: HtmlElement, base_url: str) -> str | None:
    """The following page: rel=next, a link that says so, else the page number after this one's."""
    told = _NumberedLinks(base_url)
    numbered: list[tuple[str, int, str]] = []
    page = _page_of(base_url)
    for element in root.iter("link", "a"):
        url = absolute(element.get("href"), base_url)
        if url is None or site_of(url) != site_of(base_url) or same_page(url, base_url):
            continue
        if "next" in (element.get("rel") or "").lower().split():
            return url
        if element.tag == "a" and _says_next(element):
            return url
        if element.tag == "a":
            told.look_at(element, url)
        other = _page_of(url)
        if other is None or other[0] != (page[0] if page else other[0]):
            continue
        if _without_page(url) == _without_page(base_url):
            numbered.append((*other, url))
    return _after(page[1] if page else None, numbered) or told.following()


class _NumberedLinks:
    """Links to this page that differ in one parameter, whose value is what the link says: 2, 3, 4. Pages, whatever the
    parameter's name.
    """

    def __init__(self, base_url: str) -> None:
        self._path, self._asked = _without_page(base_url), dict(parse_qsl(urlsplit(base_url).query))
        self._links: dict[str, list[tuple[str, int, str]]] = {}

    def look_at(self, link: HtmlElement, url: str) -> None:
        said = link.text_content()[:20].strip()
        if not (said.isdecimal() and said.isascii() and _without_page(url) == self._path):
            return
        asks = dict(parse_qsl(urlsplit(url).query))
        for name in asks:
            others = (asks.keys() | self._asked.keys()) - {name}
            if asks[name] == said and all(asks.get(one) == self._asked.get(one) for one in others):
                self._links.setdefault(name, []).append((name, int(said), url))

    def following(self) -> str | None:
        """The page after this one; None where no second page says the same."""
        for name, links in self._links.items():
            here = self._asked.get(name, "1")
            if len({number for _, number, _ in links}) > 1 and here.isdecimal() and not _FACETS.search(name):
                return _after(int(here), links)
        return None


def _says_next(link: HtmlElement) -> bool:
    texts = (link.text_content()[:40], link.get("aria-label") or "", link.get("title") or "")
    if any(_NEXT_WORDS.match(" ".join(text.split())) for text in texts):
        return True
    return bool(re.search(r"(?:^|[\s_-])(?:next|pagination-next|next-page)(?:$|[\s_-])", link.get("class") or "")) and (
        _page_of(link.get("href") or "") is not None
    )


def _page_of(url: str) -> tuple[str, int] | None:
    """The page parameter of a URL and its number; of one in its path (/page/2, /seite-3, /p4), the word `path`."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in _PAGE_PARAMETERS and value.isdigit():
            return name.lower(), int(value)
    found = _PAGE_IN_PATH.search(urlsplit(url).path)
    return ("path", int(found[1])) if found else None


def _without_page(url: str) -> str:
    """A URL's path without a page's number: the same for all pages of one list."""
    return _PAGE_IN_PATH.sub("", urlsplit(url).path).rstrip("/")


def _after(here: int | None, numbered: list[tuple[str, int, str]]) -> str | None:
    """Of numbered links, the one right after this page: page numbers go on by one, offsets by their own step.

    Args:
        here: this page's number or offset; None: its URL has none, so it is the first.
        numbered: parameter's name, number and URL of each link.
    """
    if not numbered:
        return None
    if numbered[0][0] in _OFFSET_PARAMETERS:
        numbers = sorted({number for _, number, _ in numbered} | {here or 0})
        following = (here or 0) + min((b - a for a, b in pairwise(numbers)), default=0)
    else:
        following = (1 if here is None else here) + 1
    return next((url for _, number, url in numbered if number == following), None)
