"""Photo candidates of a page become one link a photo: renditions together, the most telling tag, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from scrapers.extract.same_photos import Candidate, same_photos
from scrapers.page import PhotoLink
from scrapers.urls import guessed_by, is_furniture, largest_first, photo_flags, photo_identity

_OTHER_HOSTS = re.compile(
    r"//(?:[\w.-]+\.)?(?:ytimg\.com|youtube\.com|vimeocdn\.com|gravatar\.com|doubleclick\.net|google-analytics\.com|facebook\.com|"
    r"googletagmanager\.com|bat\.bing\.com)/|maps\.google(?:apis)?\.com/|/staticmap\?",
    re.IGNORECASE,
)
_TELLS_NOTHING = re.compile(
    r"^(?:images?|photos?|pictures?|jpe?g|png|webp|image/\w+|all|default|main|gallery|slides?|true|false|none|null|"
    r"\W*\d*\W*|https?:.*)$",
    re.IGNORECASE,
)


MOST_PHOTOS = 2_000  # of one page, of one list


def is_no_photo(url: str) -> bool:
    """True for furniture, and for what video players, maps, avatars and counters show."""
    return is_furniture(url) or bool(_OTHER_HOSTS.search(url))


def telling(text: object) -> str | None:
    """A tag or caption in one line; None: it is none, or says nothing of the picture (`image`, `3`, a URL)."""
    if not isinstance(text, str):
        return None
    line = " ".join(text.split())[:200]
    return None if _TELLS_NOTHING.match(line) else line


def photo_links(candidates: Iterable[Candidate]) -> tuple[PhotoLink, ...]:
    """One link a photo, in the order of first appearance.

    A photo that stands under several tags (a tab of its own, and a tab with all photos) gets the tag of the fewest.
    """
    merged = same_photos(list(candidates))
    tagged = Counter(tag for places in merged for tag in {place.site_tag for place in places})
    links = []
    for position, places in enumerate(merged, start=1):
        renditions = [rendition for place in places for rendition in place.renditions]
        urls = largest_first(renditions)
        tags = [place.site_tag for place in places if place.site_tag]
        links.append(
            PhotoLink(
                urls,
                photo_identity(urls[0]),
                position,
                min(tags, key=lambda tag: tagged[tag]) if tags else None,
                next((place.alt_text for place in places if place.alt_text), None),
                photo_flags(urls[0]),
                guessed_by(urls[0], [rendition.url for rendition in renditions]),
            )
        )
    return tuple(links)
