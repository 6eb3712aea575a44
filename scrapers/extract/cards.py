"""Vehicles' cards: the repeated boxes of a list, each with a link to one page and what is said of one vehicle.

Found by structure, not by class names: links at the same path of tags, each in a box of its own (the highest ancestor
without another one's link), and in those boxes two kinds of evidence at least: a photo, a price, a model year, a
mileage, a VIN or stock number, an address like a vehicle page's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scrapers.extract.card_evidence import evidence_in, evidence_of, has_picture
from scrapers.extract.links import (
    absolute,
    is_below,
    is_facet,
    is_listing_address,
    is_made_like,
)
from scrapers.extract.other_pages import is_dated, is_no_vehicle
from scrapers.extract.side_lists import mark_rails, parted
from scrapers.extract.texts import text_of
from scrapers.urls import looks_like_photo, page_key, same_owner

_QUOTED_PAGE = re.compile(r"""['"]((?:https?://|/|[\w-]+\.(?:html?|php|aspx?)\b)[^'"\s]*)['"]""", re.IGNORECASE)
_NUMBER_ASKED = re.compile(r"(?:^|&)(?!dealer|make|model|brand|year|price|page)[\w-]+=[\w-]*\d", re.IGNORECASE)
_LEADS = re.compile(r"data-(?:[\w-]*-)?(?:url|href|link)(?:-\w+)?")
_YEAR_ALONE = re.compile(r"\W*(?:19|20)\d\d(?:\s*\(\d+\))?\W*$")  # a link of these words is a facet
_MOST = 0.5  # of a list's cards
_MOST_WAYS = 3  # that the links of one card lead; more are folders of single vehicles
MOST_LINKS = 4000  # of one page


@dataclass
class Card:
    """One vehicle's box. kinds: the evidence in it."""

    element: HtmlElement
    url: str
    link: HtmlElement
    kinds: frozenset[str]


@dataclass
class CardGroup:
    """Cards of one list. is_rail: it is of other vehicles than the page's own, see `side_lists`."""

    cards: list[Card] = field(default_factory=list)
    is_rail: bool = False

    @property
    def urls(self) -> list[str]:
        """The cards' pages, each once, in the order of the page."""
        return list({page_key(card.url): card.url for card in self.cards}.values())

    def share(self, kind: str) -> float:
        """How many of the cards have a kind of evidence, 0 to 1."""
        return sum(1 for card in self.cards if kind in card.kinds) / max(1, len(self.cards))


def card_groups(root: HtmlElement, base_url: str) -> list[CardGroup]:
    """The lists of vehicles on a page, in its order."""
    by_path: dict[tuple[str, str], list[tuple[HtmlElement, str, str]]] = {}
    paths: dict[HtmlElement, str] = {}
    links = list(_links(root, base_url))
    numbered = {urlsplit(url).path.rstrip("/") for _, url in links if re.search(r"\d{3}[^/]*/?$", urlsplit(url).path)}
    for link, url in links:
        if urlsplit(url).path.rstrip("/").rpartition("/")[0] in numbered:
            continue  # /used/4711/enquire beside /used/4711
        path = (_path(link, paths), re.sub(r"[\d\s]+", " ", link.get("class") or "").strip())
        by_path.setdefault(path, []).append((link, url, page_key(url)))
    evidence: dict[HtmlElement, frozenset[str]] = {}
    groups = []
    for members in (part for path in by_path.values() for part in _parted(path)):
        group = _group(members, base_url, evidence)
        if not _is_of_vehicles(group):  # a menu at the same path of tags: what leads where most links lead, alone
            group = _group(max(_by_shape(members), key=len), base_url, evidence)
        if _is_of_vehicles(group):
            groups.append(_without_strangers(group))
    best = [part for group in _without_posts(_one_link_a_card(groups)) for part in parted(group)]
    mark_rails(best)
    return best


def _links(root: HtmlElement, base_url: str) -> Iterator[tuple[HtmlElement, str]]:
    count = 0
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        href = element.get("href") if element.tag == "a" else _in_data(element)
        if "-" in element.tag:  # a component of the site's own: <car-card url="/used/…">
            href = href or element.get("url") or element.get("href") or element.get("link")
        if element.tag != "a" and not href and (code := element.get("onclick")):
            told = set(_QUOTED_PAGE.findall(code))  # location='/used/1'; openInNewTab('/detail/?id=1')
            href = told.pop() if len(told) == 1 else None
        url = absolute(href, base_url)
        if url is None or not same_owner(url, base_url) or looks_like_photo(url):
            continue
        url = url.partition("#")[0]
        if is_facet(url, base_url) or is_no_vehicle(url) or is_below(url, base_url) or _is_list(url):
            continue
        if _YEAR_ALONE.match(text_of(element, 30)):
            continue
        count += 1
        if count > MOST_LINKS:
            return
        yield element, url


def _in_data(element: HtmlElement) -> str | None:
    """Where an element that is no link leads by what its data say: data-href, data-url, data-detail-url."""
    told = (value for name, value in element.attrib.items() if _LEADS.fullmatch(name))
    return next((value for value in told if value.startswith(("/", "http://", "https://"))), None)


def _group(
    members: list[tuple[HtmlElement, str, str]], base_url: str, evidence: dict[HtmlElement, frozenset[str]]
) -> CardGroup:
    """Cards of links at one path of tags; none of a single page. evidence: of boxes, as far as it is known."""
    group = CardGroup()
    if len({key for _, _, key in members}) < 2:
        return group
    for element, link, url in _boxes(members):
        if element not in evidence:
            evidence[element] = evidence_in(element)
        group.cards.append(Card(element, url, link, evidence[element] | evidence_of(url, base_url)))
    return group


def _without_strangers(group: CardGroup) -> CardGroup:
    """Without cards that have nothing of what most have, pictures apart, and lead elsewhere: a menu's link in a row of
    its own.
    """
    common = {kind for kind in ("price", "year", "mileage", "number", "address") if group.share(kind) > _MOST}
    urls = group.urls
    return CardGroup(
        [card for card in group.cards if not common or card.kinds & common or is_made_like(card.url, urls)]
    )


def _without_posts(groups: list[CardGroup]) -> list[CardGroup]:
    """Without a blog's teasers beside a list of vehicles: dated addresses, and no price, mileage or number."""
    facts = ("price", "mileage", "number")
    if not any(group.share(kind) > _MOST for group in groups for kind in facts):
        return groups
    return [
        group
        for group in groups
        if not all(is_dated(url) for url in group.urls) or any(group.share(kind) for kind in facts)
    ]


def _parted(members: list[tuple[HtmlElement, str, str]]) -> list[list[tuple[HtmlElement, str, str]]]:
    """Links at one path of tags, apart where half of them and more go elsewhere than the others: `Contact us` beside
    `Details` in each card.
    """
    parts = _by_shape(members)
    largest = max(map(len, parts))
    return parts if 1 < len(parts) <= _MOST_WAYS and all(2 * len(part) >= largest for part in parts) else [members]


def _by_shape(members: list[tuple[HtmlElement, str, str]]) -> list[list[tuple[HtmlElement, str, str]]]:
    """Links by the first folder and the query's names of their addresses."""
    by_shape: dict[tuple[str, str], list[tuple[HtmlElement, str, str]]] = {}
    for member in members:
        parts = urlsplit(member[1])
        first, *rest = parts.path.strip("/").split("/")
        names = "&".join(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))
        # A folder, or a script's name; one with a number is the vehicle's own.
        is_told = rest or (names and not re.search(r"\d", first))
        by_shape.setdefault((re.sub(r"\d+", "#", first) if is_told else "", names), []).append(member)
    return list(by_shape.values())


def _is_list(url: str) -> bool:
    """True for a list's address with no number that could be a vehicle's: /new-inventory?trim=SE."""
    return is_listing_address(url) and not _NUMBER_ASKED.search(urlsplit(url).query)


def _path(element: HtmlElement, known: dict[HtmlElement, str]) -> str:
    """The tags from the root to an element."""
    chain = []
    node: HtmlElement | None = element
    while node is not None and node not in known:
        chain.append(node)
        node = node.getparent()
    path = known[node] if node is not None else ""
    for node in reversed(chain):
        path = f"{path}/{node.tag}"
        known[node] = path
    return path


def _boxes(links: list[tuple[HtmlElement, str, str]]) -> list[tuple[HtmlElement, HtmlElement, str]]:
    """(box, link, URL) of each link: the highest ancestor that holds no other one's link.

    The last of a row that it has for itself would take the row: so all boxes stand at the commonest depth.
    """
    keys: dict[HtmlElement, set[str]] = {}
    for link, _, key in links:
        for ancestor in (link, *link.iterancestors()):
            keys.setdefault(ancestor, set()).add(key)
    found = []
    for link, url, _ in links:
        lineage = [link]
        for ancestor in link.iterancestors():
            if len(keys[ancestor]) > 1 or ancestor.tag in {"body", "html"}:
                break
            lineage.append(ancestor)
        found.append((lineage, link, url))
    height = Counter(len(lineage) for lineage, _, _ in found).most_common(1)[0][0]
    return [(lineage[min(height, len(lineage)) - 1], link, url) for lineage, link, url in found]


def _is_of_vehicles(group: CardGroup) -> bool:
    """Two kinds of evidence in most cards, and one of them more than what every teaser has (a picture, an address)."""
    if not group.cards:
        return False
    kinds = [card.kinds for card in group.cards if "from" not in card.kinds or card.kinds & {"mileage", "number"}]
    if 2 * len(kinds) < len(group.cards):
        return False  # models, from so much
    enough = sum(1 for one in kinds if len(one) >= 2 and one & {"price", "year", "mileage", "number", "address"})
    telling = sum(1 for one in kinds if one & {"price", "mileage", "number", "year"})
    return 2 * enough > len(kinds) and 3 * telling > len(kinds)


def _one_link_a_card(groups: list[CardGroup]) -> list[CardGroup]:
    """Of groups in the same boxes (photo, title, `Details`, `Enquire`), the one whose links are the vehicles' pages."""
    chosen: list[CardGroup] = []
    for group in sorted(groups, key=_quality, reverse=True):
        boxes = {card.element for card in group.cards}
        taken = {element for other in chosen for card in other.cards for element in (card.element,)}
        inside = sum(1 for box in boxes if box in taken or any(ancestor in taken for ancestor in box.iterancestors()))
        around = sum(1 for element in taken if any(ancestor in boxes for ancestor in element.iterancestors()))
        if inside * 2 < len(boxes) and around * 2 < len(boxes):
            chosen.append(group)
    order = {id(group): place for place, group in enumerate(groups)}
    return sorted(chosen, key=lambda group: order[id(group)])


def _quality(group: CardGroup) -> tuple[float, ...]:
    links = [card.link for card in group.cards]
    own = sum(1 for link in links if has_picture(link) or _in_heading(link)) / len(links)
    return (
        round(group.share("address") + own + min(1.0, len(group.urls) / len(group.cards)), 1),
        len(group.urls),
        sum(len(card.kinds) for card in group.cards) / len(group.cards),
    )


def _in_heading(link: HtmlElement) -> bool:
    near = (link, *islice(link.iterancestors(), 2))
    return any(element.tag in {"h1", "h2", "h3", "h4", "h5"} for element in near) or any(
        True for _ in link.iter("h2", "h3", "h4", "h5")
    )
