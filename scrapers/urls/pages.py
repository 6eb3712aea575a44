"""URLs of pages: one page under several spellings, and what belongs to one site."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote, urlsplit

from tldextract import TLDExtract


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


def same_owner(url: str, other: str) -> bool:
    """True where two URLs are of one registered name: www.oak.example and used.oak.example, not a.co.uk and b.co.uk."""
    site, other_site = site_of(url), site_of(other)
    if site == other_site:
        return True
    if site.split(".")[-2:] != other_site.split(".")[-2:]:
        return False
    return _registered(site) is not None and _registered(site) == _registered(other_site)


@lru_cache(4096)
def _registered(site: str) -> str | None:
    found = _suffixes().extract_str(site)
    if found.suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or None
    labels = site.partition(":")[0].split(".")  # a top domain that the list does not have is a public suffix as it is
    return ".".join(labels[-2:]) if len(labels) > 1 else None


@lru_cache(1)
def _suffixes() -> TLDExtract:
    """The Public Suffix List as the package brings it: nothing is fetched, no cache is written."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
