"""Which lists of cards are of other vehicles than the page's own: similar ones, featured ones, those in its margins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from scrapers.extract.others import FEATURED, OTHERS, words_of
from scrapers.extract.texts import text_of

if TYPE_CHECKING:
    from scrapers.extract.cards import CardGroup

# Of OTHERS, what cannot be a part of the dealer's own stock, or a customer's praise.
_SIMILAR = re.compile(
    r"similar (?:cars|vehicles|listings|offers|stock|models)|you (?:may|might) (?:also )?(?:like|be interested)|"
    r"also (?:like|viewed|consider|bought)|recommended (?:for you|cars|vehicles)|(?:recently|last) viewed|ähnliche|"
    r"vergleichbare|das könnte|zuletzt (?:an)?gesehen|similaires|r[ée]cemment (?:vu|consult)|similares|"
    r"te puede interesar|vistos? recientemente|semelhantes|vistos recentemente|auto simili|vist[oi] di recente|podobne|"
    r"ostatnio ogl[ąa]dane|vergelijkbare|recent bekeken|naposledy prohl|mohlo by v[áa]s|legutóbb megtekint|"
    r"недавно просмотренные|вы смотрели|похожие|猜你喜欢|最近(?:チェック|見た)|閲覧履歴",
    re.IGNORECASE,
)
_SORT = re.compile(r"\W*(?:sort|order|trier|ordenar|ordina|сортир|並び)", re.IGNORECASE)  # by what is recommended
_MOST_CARDS = 200  # of one list that are looked at one by one
_NEAR = 8  # elements before, of which one may be the heading
_MARGIN = re.compile(
    r"(?:(?!content|has|with|no)[a-z]+[-_]{1,2})?(?:footer|side-?bar|aside)(?:[-_]{1,2}(?:\d|left|right|widgets?|inner|area|col\w*))*",
    re.IGNORECASE,
)


def parted(group: CardGroup) -> list[CardGroup]:
    """The list without those of its cards that are others', and these alone: both may be made in the same way."""
    beside = others_among([card.element for card in group.cards])
    if not beside:
        return [group]
    own = [card for card in group.cards if card.element not in beside]
    others = [card for card in group.cards if card.element in beside]
    return [replace(group, cards=own), replace(group, cards=others)]


def others_among(cards: Sequence[HtmlElement]) -> set[HtmlElement]:
    """The cards of a list, half of them at most, that a heading gives to similar vehicles or those seen before."""
    if len(cards) > _MOST_CARDS:
        return set()
    holders = {*cards, *(above for card in cards for above in card.iterancestors())}
    read: dict[HtmlElement, str] = {}
    beside = {card for card in cards if any(map(_SIMILAR.search, _headings(card, holders, read)))}
    return beside if 2 * sum(1 for card in cards if card in beside) <= len(cards) else set()


def mark_rails(groups: Sequence[CardGroup]) -> None:
    """Mark the lists of other vehicles than the page's own: those that say so, and small ones in the page's margins
    or under a heading like `featured`.
    """
    in_margin = [all(_is_in_margin(card.element) for card in group.cards) for group in groups]
    largest = max(
        (len(group.urls) for group, is_beside in zip(groups, in_margin, strict=True) if not is_beside), default=0
    )
    for group, is_beside in zip(groups, in_margin, strict=True):
        is_small = 2 * len(group.urls) <= largest
        first = group.cards[0].element
        group.is_rail = _is_under(first, OTHERS) or (is_small and (is_beside or _is_under(first, FEATURED)))


def is_of_others(element: HtmlElement) -> bool:
    """True for what stands where similar vehicles are shown, or those that a visitor saw before."""
    return _is_under(element, _SIMILAR)


def _is_in_margin(element: HtmlElement) -> bool:
    return any(
        one.tag in {"footer", "aside"}
        or any(map(_MARGIN.fullmatch, f"{one.get('class') or ''} {one.get('id') or ''}".split()))
        for one in element.iterancestors()
        if one.tag not in {"body", "html", "main"}
    )


def _is_under(element: HtmlElement, words: re.Pattern[str]) -> bool:
    """True where the heading or the class of what holds an element has such words."""
    return any(words.search(told) for told in _headings(element, frozenset(), {}))


def _headings(element: HtmlElement, cards: Collection[HtmlElement], read: dict[HtmlElement, str]) -> Iterator[str]:
    """What may say what an element is of, from it outwards: classes of what holds it, and what stands before that.

    cards: what holds the cards of its list, which is no heading. read: elements' texts, kept from card to card.
    """
    for ancestor in islice(element.iterancestors(), 5):
        if ancestor.tag in {"body", "html", "main"}:
            return
        yield words_of(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}")
        for before in islice(ancestor.itersiblings(preceding=True), _NEAR):
            if before in cards:
                break
            if before not in read:
                read[before] = text_of(before, 200) if isinstance(before.tag, str) else ""
            if told := read[before]:
                if len(told) < 120 and not _SORT.match(told):
                    yield told
                break
