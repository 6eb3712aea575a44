"""Which photo URLs are renditions of one photo."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from scrapers.urls.full_size import CACHED, looks_like_photo, rewrite, services_of
from scrapers.urls.proxies import asked_of_handler
from scrapers.urls.query import CACHE, CACHE_OF_FILES, SIZE, is_signed, without, without_signature, without_sizes

_EXTENSION = re.compile(r"\.(?:jpe?g|jfif|png|webp|avif|gif|bmp)$", re.IGNORECASE)
_TIME = re.compile(r"\d{9,}$")  # ?1502982692: a file's time, as Rails writes it
_NUMBER = re.compile(r"\d+$")  # ?640 behind a file: a width
# One store behind several host names: img1. and img2., a1. and a2., cf and dmg of CDK.
_SHARD = re.compile(
    r"^(?:www\.|(?:\d{1,2}-)?(?P<word>img|images?|photos?|pics?|pictures?|media|static|cdn|assets?|content|[aimps])-?\d{1,2}(?=\.))"
)
_CDK = re.compile(r"^(inventory|media)-(?:cf|dmg)(?=\.assets-cdk\.com$)")
_IMGIX = re.compile(r"-\d{1,2}(?=\.imgix\.net$)")


@lru_cache(CACHED)
def photo_identity(url: str) -> str:
    """The same text for every rendition of one photo, whatever its size, encoding, host's number or signature.

    >>> photo_identity("http://oak.example/large/a1.jpg") == photo_identity("https://oak.example/thumbs/a1-80x60.webp")
    True
    """
    full, _ = rewrite(url)
    parts = urlsplit(full)
    services = services_of(full)
    path, before = asked_of_handler(parts.path), ""
    while path != before:  # one rule may uncover what another is about; each of them shortens the path
        before = path
        for service in services:
            path = service.same_path(path)
    is_file = looks_like_photo(full)
    signed = is_signed(urlsplit(url).query)
    query = without_signature(parts.query) if signed else parts.query
    query = without(query, SIZE | (CACHE_OF_FILES if is_file else CACHE))
    query = without_sizes(query) if is_file else query
    if (_NUMBER if is_file else _TIME).match(query):
        query = ""
    return unquote(_host(parts.netloc) + _EXTENSION.sub("", path)) + (f"?{query}" if query else "")


def _host(netloc: str) -> str:
    host = netloc.rpartition("@")[2].lower()
    host = _SHARD.sub(lambda found: found["word"] or "", host)
    return _IMGIX.sub("", _CDK.sub(r"\1", host))
