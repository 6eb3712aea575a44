"""Robots directives beside robots.txt: the X-Robots-Tag header and `<meta name="robots">`, as far as pictures go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from scrapy.http import Response, TextResponse

OUR_NAME = "carcls"
# noai and noimageai ask the same of who trains models, which carcls does.
NO_PICTURES = frozenset({"noimageindex", "none", "noimageai", "noai"})
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_META = re.compile(r"<meta\b[^>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HEAD = 200_000  # characters in which a page's meta tags are looked for


def photo_declines(response: Response) -> str | None:
    """The directive by which a photo's answer asks not to take it, with where it stands; None: there is none."""
    header = directive_of(value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag"))
    return f"X-Robots-Tag: {header}" if header else None


def page_declines(response: Response) -> str | None:
    """The same of a page: it speaks of the pictures on it, in the header or in meta robots."""
    header = photo_declines(response)
    if header or not isinstance(response, TextResponse):
        return header
    meta = meta_directive(response.text[:_HEAD])
    return f"meta robots: {meta}" if meta else None


def directive_of(headers: Iterable[str]) -> str | None:
    """The first directive against taking pictures that is meant for every crawler or for this one.

    >>> directive_of(["noarchive, NoImageIndex"])
    'noimageindex'
    >>> directive_of(["otherbot: none", "unavailable_after: 25 Jun 2027 15:00:00 PST"])
    """
    for header in headers:
        is_ours = True  # a name is for all that follows it within its header
        for part in header.lower().split(","):
            name, colon, rest = part.partition(":")
            if colon and name.strip() not in _WITH_VALUE:
                is_ours, part = name.strip() == OUR_NAME, rest
            if is_ours and part.strip() in NO_PICTURES:
                return part.strip()
    return None


def meta_directive(html: str) -> str | None:
    """The same of a page's meta tags named robots or carcls."""
    for tag in _META.findall(html):
        attributes = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(tag)}
        if attributes.get("name", "").strip().lower() in {"robots", OUR_NAME}:
            said = {word.strip().lower() for word in unescape(attributes.get("content", "")).split(",")}
            if found := said & NO_PICTURES:
                return min(found)
    return None
