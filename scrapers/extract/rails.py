"""What on a vehicle's page is not the vehicle's: rails of similar ones, navigation, furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from scrapers.extract.attributes import CODE
from scrapers.extract.cards import CardGroup
from scrapers.extract.others import OTHERS
from scrapers.extract.photos import MOST_PHOTOS
from scrapers.extract.places import calls_itself_gallery
from scrapers.extract.prices import PRICE
from scrapers.extract.texts import text_of
from scrapers.urls import looks_like_photo

_WORDS = frozenset(
    {"similar", "related", "recommended", "recommendation", "recommendations", "recommender", "recently",
     "suggested", "suggestion", "suggestions", "footer", "navbar", "breadcrumb", "breadcrumbs", "testimonial",
     "testimonials", "reviews", "staff", "team", "blog", "news", "cookie", "cookies", "logo", "logos", "social",
     "crosssell", "upsell", "upsells", "aehnliche", "advert", "advertisement", "sponsor", "sponsors", "awards",
     "accreditations", "lender", "lenders", "partners", "badges", "certifications", "avatar", "avatars", "megamenu",
     "mainmenu", "offcanvas", "salesperson", "salesman", "ansprechpartner"}
)  # fmt: skip
_OF_POSTS = frozenset({"blog", "news"})
_PHRASES = re.compile(
    r"also (?:like|view|consider|viewed)|you (?:may|might)|other (?:cars|vehicles|stock)|more (?:cars|vehicles|from)|"
    r"featured (?:cars|vehicles|inventory)|cross sell|main (?:menu|nav)|nav menu|site header|site footer|last viewed|"
    r"(?:dealer|seller|vendor|user|agent) (?:info|profile|details|logo|card|photo|image|picture)|"
    r"(?:enquiry|contact|sales|service) person|"
    r"comment (?:list|body|content|author|respond|thread)|"
    r"comments (?:area|list|section|thread)|^comment$",
)
# What stands below such a heading on a vehicle's page is not the vehicle's either.
_HEADING = re.compile(
    r"featured (?:cars|vehicles|inventory|listings|stock)|latest (?:cars|arrivals|stock|news)|new arrivals|"
    r"our (?:team|staff|locations)|meet the",
    re.IGNORECASE,
)
_CONTAINERS = ("div", "section", "aside", "ul", "ol", "header", "footer", "article", "li", "a", "nav")
_OUTSIDE = ("nav", "footer", "template", "select")
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def left_out(root: HtmlElement, groups: list[CardGroup]) -> set[HtmlElement]:
    """Containers whose photos and words are not the page's vehicle's. One that holds the page's h1 is none of them.

    Args:
        root: the page.
        groups: its lists of vehicles' cards: each card is another vehicle's.
    """
    found = {element for element in root.iter(*_OUTSIDE) if not calls_itself_gallery(element)}
    for element in root.iter(*_CONTAINERS):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(names) > 1 and _names_others(names) and not (element.tag == "nav" and calls_itself_gallery(element)):
            found.add(element)
    protected = set()
    for heading in root.iter("h1"):
        protected.update((heading, *heading.iterancestors()))
    found -= protected
    found -= _wrappers(root, found)
    found.update(set(_below_headings(root)) - protected)
    found.update(card.element for group in groups for card in group.cards)
    found.update(_siblings_of_others(root))
    return found


def _wrappers(root: HtmlElement, elements: set[HtmlElement]) -> set[HtmlElement]:
    """Those that hold most of the page's pictures, which mostly do not lead away: the page, whatever its class.

    A post of a blog may be a vehicle's page, and have fewer of them.
    """
    pictures = list(islice(root.iter("img", "picture"), MOST_PHOTOS))
    held: Counter[HtmlElement] = Counter()
    leading: Counter[HtmlElement] = Counter()
    for picture in pictures:
        above = [node for node in picture.iterancestors() if node in elements]
        held.update(above)
        if above and any(_is_page_link(node) for node in picture.iterancestors("a")):
            leading.update(above)
    return {
        element
        for element, count in held.items()
        if count > 2
        and (2 * count > len(pictures) or _is_post(element))
        and 2 * leading[element] < count
        and element.tag not in {"footer", "nav", "template"}
    }


def _is_post(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    tokens = [token.lower() for token in _TOKEN.findall(names)]
    said = _WORDS.intersection(tokens)
    return bool(said) and said <= _OF_POSTS and not _PHRASES.search(" ".join(tokens))


def _is_page_link(link: HtmlElement) -> bool:
    href = (link.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "?")) and not CODE.match(href) and not looks_like_photo(href)


def _siblings_of_others(root: HtmlElement) -> Iterator[HtmlElement]:
    """Cards and teasers: three and more siblings of one tag, each with one picture and a price of its own, or with
    words and a link of its own to another page.
    """
    seen: set[HtmlElement] = set()
    for parent in {picture.getparent() for picture in root.iter("img", "picture")} - {None}:
        for box in (parent, *islice(parent.iterancestors(), 3)):
            around = box.getparent()
            if around is None or around in seen or box.tag in {"body", "html", "main", "td", "picture", "a"}:
                break
            seen.add(around)
            siblings = [child for child in around if child.tag == box.tag]
            if len(siblings) > 2 and (all(map(_is_priced, siblings)) or all(map(_is_teaser, siblings))):
                yield from siblings
                break


def _is_priced(box: HtmlElement) -> bool:
    if not 1 <= sum(1 for _ in box.iter("img")) <= 2:
        return False
    text = text_of(box, 600)
    return len(text) < 600 and bool(PRICE.search(text))


def _is_teaser(box: HtmlElement) -> bool:
    if sum(1 for _ in box.iter("img")) != 1 or not any(_is_page_link(link) for link in box.iter("a")):
        return False
    return any(element.text_content().strip() for element in box.iter("h2", "h3", "h4", "h5", "h6", "p"))


def _names_others(names: str) -> bool:
    tokens = [token.lower() for token in _TOKEN.findall(names)]
    return any(token in _WORDS for token in tokens) or bool(_PHRASES.search(" ".join(tokens)))


def _below_headings(root: HtmlElement) -> Iterator[HtmlElement]:
    """What follows a heading that announces other vehicles, to the next heading of its rank."""
    for heading in root.iter("h2", "h3", "h4", "h5", "h6"):
        told = text_of(heading, 120)
        if not (OTHERS.search(told) or _HEADING.search(told)):
            continue
        node: HtmlElement | None = heading
        for _ in range(3):
            following = list(_until(node, heading.tag)) if node is not None else []
            if any(True for sibling in following for _ in sibling.iter("img", "picture", "a")):
                yield from following
                break
            node = node.getparent() if node is not None else None
            if node is None or node.tag in {"body", "main"}:
                break


def _until(node: HtmlElement, rank: str) -> Iterator[HtmlElement]:
    for sibling in node.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        if sibling.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and sibling.tag <= rank:
            return
        yield sibling
