"""Lists of photos in JSON of any shape: photo URLs, or objects that hold one photo's renditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapers.extract.addresses import addresses_of_srcset, joined
from scrapers.extract.photos import MOST_PHOTOS, is_no_photo, telling
from scrapers.extract.same_photos import Candidate
from scrapers.urls import Rendition, full_size, looks_like_photo, photo_identity

Path = tuple[str | int, ...]

TAG_KEYS = (
    "category",
    "tag",
    "tags",
    "classification",
    "view",
    "section",
    "group",
    "imagetype",
    "label",
    "type",
    "angle",
)
ALT_KEYS = ("alt", "alttext", "caption", "description", "title", "name")
_FILE_AT_END = re.compile(r"\.(?:jpe?g|png|webp)$", re.IGNORECASE)
_HOST_FIRST = re.compile(r"(?:[a-z0-9-]+\.)+(?:com|net|org|io|cloud|co|us|ca|uk|de|fr|es|it|nl|eu)/", re.IGNORECASE)
PHOTO_KEY = re.compile(r"photo|image|img|picture|pics|media|gallery|bild|foto|slides", re.IGNORECASE)
_ADDRESS_KEY = re.compile(
    r"ur[il]|src|href|link|^(?:x*[sml]|x*large|small|medium|big|base|full|orig(?:inal)?|thumb\w*|main|zoom|hd)$",
    re.IGNORECASE,
)
_WIDTH_OF_KEY = [
    (re.compile(r"orig|full|max|raw|zoom|template|reference", re.IGNORECASE), 9000),
    (re.compile(r"xxl", re.IGNORECASE), 5000),
    (re.compile(r"xl|huge|big|hires|hd", re.IGNORECASE), 4000),
    (re.compile(r"large|lg|gro(?:ss|ot)|grande|du[zż]e", re.IGNORECASE), 2000),
    # Less than an address of which nothing is said: {"url": …, "url_md": …, "thumb": …}.
    (re.compile(r"medium|md|mid|mitt?el|moyen|median", re.IGNORECASE), 480),
    (re.compile(r"thumb|tiny|icon|preview", re.IGNORECASE), 80),
    (re.compile(r"small|sm\b|mini|klein|petite|peque|piccol|ma[lł]e", re.IGNORECASE), 300),
]


def photo_list(node: list[Any], path: Path, base_url: str) -> list[Candidate]:
    """The photos of a list; empty where it is no list of photos."""
    keys = [step for step in path if isinstance(step, str)]
    named = bool(keys) and any(PHOTO_KEY.search(key) for key in keys[-2:])
    last = keys[-1] if keys else ""
    tag = telling(last) if named and not PHOTO_KEY.search(last) else None
    node = node[:MOST_PHOTOS]
    photos = [photo for entry in node if (photo := _photo(entry, tag, base_url, named))]
    return photos if 2 * len(photos) > len(node) else []


def _photo(entry: Any, tag: str | None, base_url: str, named: bool) -> Candidate | None:
    if isinstance(entry, str):
        url = _photo_url(entry, base_url, named)
        return Candidate((Rendition(url),), tag) if url else None
    if not isinstance(entry, dict):
        return None
    renditions = tuple(_without_bare_names(list(_renditions(entry, base_url, named)), base_url))
    if not renditions or _holds_several(entry, base_url, named):
        return None
    folded = fold_keys(entry)
    own_tag = next((told for key in TAG_KEYS if (told := _told(folded.get(key)))), None)
    alt = next((told for key in ALT_KEYS if (told := telling(folded.get(key)))), None)
    return Candidate(renditions, own_tag or tag, alt)


def _without_bare_names(renditions: list[Rendition], base_url: str) -> list[Rendition]:
    """Without what is a file's name in its store (`7/771/1.jpg`) and no address below the page's own, where others are
    addresses of another host.
    """
    below = urljoin(base_url, ".")
    elsewhere = [one for one in renditions if not one.url.startswith(below)]
    hosts = {urlsplit(one.url).netloc for one in elsewhere}
    return elsewhere if hosts - {urlsplit(base_url).netloc} else renditions


def _holds_several(entry: dict[str, Any], base_url: str, named: bool, depth: int = 0) -> bool:
    """True for an object around a list of photos: a group of them, not one photo in its sizes."""
    for value in entry.values():
        if isinstance(value, dict) and depth < 3 and _holds_several(value, base_url, named, depth + 1):
            return True
        if isinstance(value, list) and len(value) > 1 and all(isinstance(one, dict | str) for one in value):
            photos = [one for one in value if any(_renditions(one, base_url, named))]
            sizes = {_size_of(one) for one in photos if isinstance(one, dict)}
            if len(photos) > 1 and (len(sizes) < len(photos) or None in sizes):
                names = {photo_identity(found.url) for one in photos for found in _renditions(one, base_url, named)}
                if len(names) > 1:
                    return True
    return False


def _size_of(photo: dict[str, Any]) -> str | None:
    folded = fold_keys(photo)
    said = next(
        (folded[key] for key in ("width", "size", "height", "rendition", "format", "rel") if key in folded), None
    )
    return None if said is None else str(said)


def _told(value: Any) -> str | None:
    if isinstance(value, list):
        return telling(", ".join(part for part in value if isinstance(part, str)))
    if isinstance(value, dict):
        return next((told for part in value.values() if (told := telling(part))), None)
    return telling(value)


def _renditions(node: Any, base_url: str, named: bool, key: str = "", depth: int = 0) -> Iterator[Rendition]:
    if isinstance(node, str) and re.search("srcset", key, re.IGNORECASE):
        for text, width in addresses_of_srcset(node):
            if url := _photo_url(text, base_url, named):
                yield Rendition(url, width)
    elif isinstance(node, str):
        url = _photo_url(node, base_url, named and (depth == 0 or _ADDRESS_KEY.search(key)))
        if url:
            yield Rendition(url, next((width for pattern, width in _WIDTH_OF_KEY if pattern.search(key)), None))
    elif isinstance(node, dict) and depth < 4:
        width = fold_keys(node).get("width")
        for name, value in node.items():
            for found in _renditions(
                value, base_url, named, name if isinstance(value, str) else f"{key} {name}", depth + 1
            ):
                yield Rendition(found.url, found.width or (width if isinstance(width, int) else None))
    elif isinstance(node, list) and depth < 4:
        for value in node:
            yield from _renditions(value, base_url, named, key, depth + 1)


def _photo_url(text: str, base_url: str, trusted: object) -> str | None:
    """The absolute URL where a text is a photo's; `trusted`: its key says so, no file extension is needed."""
    text = text.strip()
    if (
        len(text) > 2000
        or not re.match(r"https?://|//|/|[\w.-]+/", text)
        or (" " in text and not _FILE_AT_END.search(text))
    ):
        return None
    text = text.replace(" ", "%20")
    if _HOST_FIRST.match(text):
        text = f"https://{text}"
    url = joined(base_url, text)
    if url is None or is_no_photo(url):
        return None
    is_named = trusted and re.match(r"https?://|/", text) and "." not in urlsplit(url).path.rpartition("/")[2]
    if not (looks_like_photo(url) or is_named):
        return None
    return full_size(url) if "{" in url else url  # a template is no URL until its size is filled in


def fold_keys(node: Mapping[str, Any]) -> dict[str, Any]:
    """The object by lower-case keys without separators: stockNumber, stock_number and Stock-Number are one."""
    return {fold(key): value for key, value in node.items()}


def fold(key: str) -> str:
    """A key as `fold_keys` has it."""
    return re.sub(r"[\W_]", "", key).lower()
