"""What a page calls its vehicle: the heading, or the part of <title>, that the page's address and <title> bear out.

A first h1 may be the dealer's name, or the heading of a form (`Leave a message`): such ones are no titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from scrapers.extract.gallery import title_words
from scrapers.extract.texts import text_of
from scrapers.urls import site_of

_PARTED = re.compile(r"\s+[|–—·•:»>~-]+\s+|\s*\|\s*|\s*»\s*|\s*::\s*")
_YEAR = re.compile(r"(?<!\d)(?:19[2-9]\d|20[0-4]\d)(?!\d)")
_OF_THE_SITE = re.compile(
    r"^\W*(?:(?:leave|send|write) (?:us )?|contact|call|e-?mail|message|enquir|inquir|request|book |get |ask |apply|"
    r"log ?in|sign|welcome|home\b|menu|search|(?:vehicle |car )?(?:details?|information|description|overview|features|"
    r"specifications?|specs|"
    r"photos?|gallery|images?|highlights|options|price)\W*$|financ|about|opening|share|print|similar|related|"
    r"recommend|thank|our |your |trade|"
    r"(?:vehicles?|cars?|inventory)\W*$|used (?:cars|vehicles)\W*$|kontakt|contac|nachricht|anfrage|beschreibung|"
    r"fahrzeugdetails|ausstattung|"
    r"d[ée]tails du|caract|equip|[ée]quipement|omschrijving|sold\W*$)",
    re.IGNORECASE,
)
_FOR_SALE = re.compile(r"\s+(?:for sale(?: in .*)?|zu verkaufen|à vendre|en venta|te koop)\W*$", re.IGNORECASE)
_RANKS = {"h1": 3.0, "h2": 1.0, "h3": 0.5}
_NAMES_SITE = 3.0  # counted against a text with the site's name in it: a maker's site has it in its titles, too
_MOST_HEADINGS = 60
_SHORTEST, _LONGEST = 3, 160  # characters


def page_title(root: HtmlElement, url: str, left_out: frozenset[HtmlElement]) -> str | None:
    """The vehicle's title in a page's headings or <title>; None: what stands there is the site's.

    Args:
        root: the page.
        url: its address: words of it bear a title out.
        left_out: elements that are other vehicles'.
    """
    whole = " ".join((root.findtext(".//title") or "").split())
    site = _letters(_site_name(root)), _letters(site_of(url).partition(":")[0])
    label = _letters(site_of(url).split(".")[-2] if "." in site_of(url) else "")
    parts = [_FOR_SALE.sub("", part) for part in _PARTED.split(whole) if part]
    named = [part for part in parts if _is_site(part, *site) or (len(label) > 5 and label in _letters(part))]
    known = title_words(" ".join(part for part in parts if part not in named))
    address = title_words(re.sub(r"[\W_]+", " ", unquote(urlsplit(url).path)))
    best, best_score = None, 0.0
    told = [(part, 0.5, False) for part in parts]
    for text, bonus, is_heading in [*_headings(root, left_out), *told]:
        if not _SHORTEST <= len(text) <= _LONGEST or _is_site(text, *site) or _OF_THE_SITE.search(text):
            continue
        words = title_words(text)
        if not words:
            continue
        score = bonus + 2 * len(words & address) + 3 * bool(_YEAR.search(text)) + is_heading * len(words & known)
        score -= _NAMES_SITE * (len(label) > 5 and label in _letters(text))
        if score > best_score:
            best, best_score = text, score
    return best


def _headings(root: HtmlElement, left_out: frozenset[HtmlElement]) -> Iterator[tuple[str, float, bool]]:
    """(text, what its rank counts, True) of each heading."""
    for element in islice(root.iter(*_RANKS), _MOST_HEADINGS):
        if element.tag != "h1" and any(node in left_out for node in (element, *element.iterancestors())):
            continue
        yield text_of(element, _LONGEST + 1), _RANKS[element.tag], True


def _site_name(root: HtmlElement) -> str:
    for element in root.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() in {"og:site_name", "application-name"}:
            return element.get("content") or ""
    return ""


def _is_site(text: str, name: str, host: str) -> bool:
    """True for a text that is the site's name: as the page says it, or as the letters of its host are."""
    letters = _letters(text)
    return bool(letters) and (letters == name or (len(letters) >= 5 and letters in host))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
