"""The words that a reader sees in a part of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

_UNSEEN = {"script", "style", "noscript", "template", "select", "head", "svg", "iframe", "del", "s", "strike"}
_PROSE = 90  # characters: longer lines are running text
# What a vehicle cost before, by a class of what it stands in; not of the box that has such a price in it.
_STRUCK = re.compile(
    r"(?!has-|no-|with-|show-)(?:[a-z\d]+[-_]{1,2}){0,4}(?:(?:old|was|before|previous|original|struck|strike\w*|crossed)"
    r"[-_]{0,2}price|price[-_]{1,2}(?:old|was|before|previous|original|struck|strike\w*|crossed))|line-through",
    re.IGNORECASE,
)


def lines_of(root: HtmlElement, left_out: set[HtmlElement]) -> Iterator[str]:
    """The text that a reader sees, a line an element; without what stands in some elements."""
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_done = stack.pop()
        if is_done:
            if element.tail and (tail := element.tail.strip()):
                yield tail
            continue
        if element is not root:
            stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or element in left_out:
            continue
        if any(map(_STRUCK.fullmatch, (element.get("class") or "").split())):
            continue
        if element.text and (text := element.text.strip()):
            yield text
        stack.extend((child, False) for child in reversed(element))


def text_of(element: HtmlElement, most: int) -> str:
    """The text in an element, in one line, of so many characters at most."""
    parts, length = [], 0
    for line in lines_of(element, set()):
        parts.append(line)
        length += len(line) + 1
        if length > most:
            break
    return " ".join(" ".join(parts).split())[:most]


def is_prose(text: str, start: int, end: int) -> bool:
    """True where the line around a place is running text: it tells of many amounts."""
    before = text.rfind("\n", max(0, start - _PROSE), start) + 1 or max(0, start - _PROSE)
    after = text.find("\n", end, end + _PROSE)
    return (min(len(text), end + _PROSE) if after < 0 else after) - before > _PROSE
