"""The following page of a list."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from scrapers.extract.forms import submits
from scrapers.extract.links import absolute
from scrapers.extract.pager import Pager
from scrapers.urls import same_page, site_of

_OFFSET_PARAMETERS = ("start", "offset", "from")
_PAGE_PARAMETERS = ("page", "pg", "pn", "p", "pagenumber", "currentpage", "paged", *_OFFSET_PARAMETERS)
_PAGE_IN_PATH = re.compile(r"/(?:page|pagina|seite|pag|pg|p)[-/_]?(\d{1,4})(?=/|$)", re.IGNORECASE)
_SAYS_NEXT = ("data-next-url", "data-next-page-url")
_LOADED = (*_SAYS_NEXT, "data-next-page", "data-next", "hx-get")
_PAGE_NUMBER = re.compile(r"[?&/](?:page|pg|p|offset|start)[=/-]?\d", re.IGNORECASE)
_NEXT_WORDS = re.compile(
    r"^\W*(?:(?:go to )?next(?: page| \d+(?: (?:vehicles|cars|results))?)?|chevron_right|(?:keyboard_)?arrow_(?:right|"
    r"forward)|older|more vehicles|weiter|nächste(?: seite)?|(?:page )?suivante?|(?:p[áa]gina )?siguiente|"
    r"próxim[ao](?: página)?|(?:página )?seguinte|(?:pagina )?successiva|avanti|następna|volgende|n[eæ]ste|nästa|další|"
    r"ďalšia|seuraava|sonraki|sledeća|sljedeća|naslednja|naprej|nākam[āi]e?|kitas|следваща|напред|επόμεν[ηο]|"
    r"următoare(?:a)?|következő|далее|следующая|наступна|次へ|次の\d*件?|다음|下一页|下一頁|ถัดไป|tiếp(?: theo)?|"
    r"selanjutnya|berikutnya|التالي|הבא|›|»|>|→|>>)\W*$",
    re.I,
)
# Said of a list's next part, and at another address of any list.
_MORE_WORDS = re.compile(
    r"^\W*(?:(?:show|load) more(?: (?:cars|vehicles|results))?|mehr (?:anzeigen|laden)|voir plus|ver más|ver mais|"
    r"mostra altri|meer laden|visa fler)\W*$",
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


def next_link(root: HtmlElement, base_url: str, here: str) -> str | None:
    """The following page: rel=next, the number after this page's, a link that says so, else what scripts would load.

    Args:
        root: the page.
        base_url: what its addresses are relative to, which may be the list's first page on all of its pages.
        here: its own address.
    """
    pager = Pager(here)
    numbered: list[tuple[str, int, str]] = []
    said: str | None = None
    loaded: str | None = None
    page = _page_of(here)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "form":
            for button in submits(element, base_url, here):
                is_of_list = _without_page(button.url) == _without_page(here)
                if is_of_list and site_of(button.url) == site_of(here) and not same_page(button.url, here):
                    pager.look_at(button.said[:20], button.url)
                    if said is None and _NEXT_WORDS.match(button.said) and not _is_disabled(button.element):
                        said = button.url
        href = element.get("href") if element.tag in {"a", "link"} else _in_other(element)
        url = absolute(href, base_url)
        if url is None or site_of(url) != site_of(here) or same_page(url, here):
            continue
        if element.tag in {"a", "link"} and "next" in (element.get("rel") or "").lower().split():
            return url
        if element.tag == "link" or _is_disabled(element):
            continue
        if element.tag not in {"a", "option", "button"}:
            loaded = loaded or url
            continue
        pager.look_at(element.text_content()[:20], url)
        if said is None and _says_next(element, is_of_list=_without_page(url) == _without_page(here)):
            said = url
        other = _page_of(url)
        if other is None or other[0] != (page[0] if page else other[0]):
            continue
        if _without_page(url) == _without_page(here) and _asks_the_same(url, here):
            numbered.append((*other, url))
    return pager.following() or said or _after(page[1] if page else None, numbered) or loaded


def _in_other(element: HtmlElement) -> str | None:
    """Where an element that is no link leads: a button, an entry of a select, what a script loads at the list's end."""
    if element.tag == "option":
        value = element.get("value") or ""
        return value if value.startswith(("/", "?", "http")) else None
    if element.tag == "turbo-frame":
        return (
            element.get("src")
            if element.get("loading") == "lazy" and _PAGE_NUMBER.search(element.get("src") or "")
            else None
        )
    if element.tag == "button" and element.get("data-href"):
        return element.get("data-href")
    told = ((name, element.get(name) or "") for name in _LOADED)
    return next(
        (
            value
            for name, value in told
            if value.startswith(("/", "?", "http")) and (name in _SAYS_NEXT or _PAGE_NUMBER.search(value))
        ),
        None,
    )


def _asks_the_same(url: str, here: str) -> bool:
    """True where a URL asks for what this page asks for and for another page of it, and orders it no other way."""
    asks, asked = dict(parse_qsl(urlsplit(url).query)), dict(parse_qsl(urlsplit(here).query))
    more = {name for name in asks if name not in asked and name.lower() not in _PAGE_PARAMETERS}
    return not any(re.search(r"sort|order", name, re.IGNORECASE) for name in more)


def _is_disabled(link: HtmlElement) -> bool:
    parent = link.getparent()
    return link.get("disabled") is not None or any(
        re.search(r"(?:^|[\s_-])disabled(?:$|\s)", one.get("class") or "") or one.get("aria-disabled") == "true"
        for one in (link, parent)
        if one is not None
    )


def _says_next(link: HtmlElement, *, is_of_list: bool) -> bool:
    texts = (link.text_content()[:40], link.get("aria-label") or "", link.get("title") or "")
    lines = [" ".join(text.split()) for text in texts]
    if any(_NEXT_WORDS.match(line) or (is_of_list and _MORE_WORDS.match(line)) for line in lines):
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
