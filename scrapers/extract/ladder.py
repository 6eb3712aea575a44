"""The ladder: a platform's adapter, then the state in scripts, the gallery container, and what holds on any site."""

from __future__ import annotations

import logging
from dataclasses import replace

from scrapers import platforms
from scrapers.extract.document import Document
from scrapers.extract.html import extract_html
from scrapers.extract.json_page import extract_json
from scrapers.extract.sitemap import extract_sitemap, is_sitemap
from scrapers.page import ApiRequest, Page

logger = logging.getLogger("carcls.crawl")


def extract_page(body: bytes | str, url: str, *, adapters: bool = True, request: ApiRequest | None = None) -> Page:
    """What a page, a JSON document or a sitemap says. Bytes that are none of them are a page of type `other`.

    Args:
        body: as it came, or as text where the answer's headers told how to decode it.
        url: where it was found: relative addresses are relative to it, and it tells the page's own vehicle.
        adapters: False leaves the platforms' adapters out: what the generic rungs read alone.
        request: how it was asked for, where a page's `api_requests` said how.
    """
    raw = body if isinstance(body, bytes) else body[:4000].encode("utf-8", "replace")
    if is_sitemap(raw):
        return extract_sitemap(body if isinstance(body, bytes) else body.encode("utf-8", "replace"))
    document = Document.read(body, url, request)
    platform = platforms.detect(document) if adapters else None
    page = None
    if platform is not None:
        try:
            page = platform.read(document)
        except Exception:  # an adapter that meets what it never saw costs its rung, not the page
            logger.warning("%s: the adapter of %s failed", url, platform.name, exc_info=True)
    page = page or (extract_json(document) if document.data is not None else extract_html(document))
    return replace(page, platform=platform.name) if platform is not None else page
