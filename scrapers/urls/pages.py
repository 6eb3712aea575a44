"""URLs of pages: one page under several spellings, and what belongs to one site."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit


def same_page(url: str, other: str) -> bool:
    """True where two URLs are one page, apart from scheme, `www.`, a closing slash and the fragment."""
    return page_key(url) == page_key(other)


def page_key(url: str) -> str:
    """The same text for every spelling of one page's URL."""
    parts = urlsplit(url)
    return site_of(url) + unquote(parts.path).rstrip("/") + (f"?{parts.query}" if parts.query else "")


def site_of(url: str) -> str:
    """A URL's host with its port, without `www.`: what stays the same within one site."""
    return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")
