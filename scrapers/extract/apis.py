"""The JSON documents that a page reads: what a page drawn by scripts has instead of vehicles."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scrapers.extract.links import absolute
from scrapers.urls import site_of

_API_URL = re.compile(r"""["'`]((?:https?:)?(?:\\?/){1,2}[^"'`\s<>{}\\]*(?:\\/[^"'`\s<>{}\\]*)*)["'`]""")
_API_WORDS = re.compile(
    r"(?=.*(?:api|json|ajax|feed|graphql|wp-json|ws-inv))(?=.*(?:inventor|vehicle|stock|cars|listing))", re.I
)
MOST_APIS = 5  # addresses of JSON taken from one page


def api_links(root: HtmlElement, base_url: str) -> list[str]:
    """JSON documents of the same site that the page reads: alternates, and addresses in attributes and scripts."""
    found: dict[str, None] = {}
    for link in root.iter("link"):
        if "alternate" in (link.get("rel") or "") and (link.get("type") or "").lower() == "application/json":
            found[absolute(link.get("href"), base_url) or ""] = None
    texts = [script.text or "" for script in root.iter("script")]
    texts += [
        f'"{value}"' for element in root.iter() for name, value in element.attrib.items() if name.startswith("data-")
    ]
    for text in texts:
        for match in _API_URL.finditer(text[:2_000_000]):
            address = match[1].replace("\\/", "/")
            if _API_WORDS.match(urlsplit(address).path if "//" not in address[2:] else address):
                found[absolute(address, base_url) or ""] = None
    same_site = [url for url in found if url and site_of(url) == site_of(base_url)]
    return [url for url in same_site if not re.search(r"\.(?:js|css|svg|png|jpe?g|html?)$", urlsplit(url).path)][
        :MOST_APIS
    ]
