"""Photos' names and paths in a page's JSON made addresses: their host stands elsewhere on the page."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from scrapers.extract.photo_lists import PHOTO_KEY

_BARE_NAME = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{10,64}(?:\.(?:jpe?g|png|webp))?")
_RELATIVE = re.compile(r"(?!//)/?(?:[\w.@~%-]{1,80}/){0,12}[\w.@~%-]{1,120}\.(?:jpe?g|png|webp|avif)", re.IGNORECASE)
_BEFORE = re.compile(r"(?:https?:)?//[^\s\"'<>()\\]{3,200}/$")  # a photo's name
_LONGEST_FOLDER = 220  # characters
_MOST_NAMES = 5  # of a list that are looked for
_MOST_PLACES = 20
_BASE = re.compile(
    r"(?:\"|&quot;|[{,\s])(?:cdn|(?:image|img|photo|picture|media|asset)s?)[-_]?(?:base|root|host|server|domain|prefix|cdn)?"
    r"[-_]?(?:ur[li]|host|path|domain|prefix)(?:\"|&quot;)?\s{0,5}:\s{0,5}(?:\"|'|&quot;)(https?://[^\s\"'<>&?]{4,200})"
    r"(?<!\.jpg)(?<!\.png)(?<!\.svg)(?<!\.webp)(?<!jpeg)(?=\"|'|&quot;)",
    re.IGNORECASE,
)
_DEEPEST_SIZES = 3  # of the objects in a photo's: {"attributes": {"formats": {"large": {"url": "/uploads/…"}}}}
_MOST_SEARCHES = 500  # of one page's source: pages are hostile, too
_DEEPEST = 40


class PhotoAddresses:
    """Where one page's photos are."""

    def __init__(self, text: str) -> None:
        """text: the page's source."""
        # As JSON writes slashes, and as addresses are written that an image proxy is asked for.
        self._text = re.sub(r"%3A(?=%2F%2F)", ":", text.replace("\\/", "/"), flags=re.IGNORECASE)
        self._text = re.sub("%2F", "/", self._text, flags=re.IGNORECASE)
        self._left = _MOST_SEARCHES

    def complete(self, value: Any, depth: int = 0) -> Any:
        """The value with lists of photos' names and paths made addresses, where the page shows one of them in full, or
        names in its state the one place where pictures are.

        {"images": ["3uagz5xuc6ik", "q1ctz4ybj74o"]} on a page with <img src="https://cdn.example/3uagz5xuc6ik">.
        """
        if depth > _DEEPEST:
            return value
        children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in children:
            if isinstance(child, list) and len(child) > 1:
                is_told = isinstance(key, str) and bool(PHOTO_KEY.search(key))
                names = [_name_in(one, is_told) for one in child]
                if all(names) and (folder := self._folder_of([name for name in names if name])):
                    value[key] = [_placed(one, folder, "/" in (names[0] or "")) for one in child]
                    continue
            if isinstance(child, dict | list):
                self.complete(child, depth + 1)
        return value

    def _folder_of(self, names: list[str]) -> str | None:
        """What stands before one of these names in the source; else the one address under a name like imageBaseUrl."""
        for name in names[:_MOST_NAMES]:
            place = self._next(bare := name.lstrip("/"), 0)
            for _ in range(_MOST_PLACES):
                if place < 0:
                    break
                if found := _BEFORE.search(self._text[max(0, place - _LONGEST_FOLDER) : place]):
                    return found[0]
                place = self._next(bare, place + 1)
        return self._base if all("/" in name for name in names) else None

    def _next(self, name: str, start: int) -> int:
        self._left -= 1
        return self._text.find(name, start) if self._left >= 0 else -1

    @cached_property
    def _base(self) -> str | None:
        bases = set(_BASE.findall(self._text))
        return f"{bases.pop().rstrip('/')}/" if len(bases) == 1 else None


def _name_in(photo: Any, is_told: bool, depth: int = 0) -> str | None:
    """A photo's bare name or relative path, of a text or an object. is_told: what holds it says that it is a photo;
    else an object's own key has to, or it is a path.
    """
    if isinstance(photo, dict):
        for key, one in photo.items():
            is_path = isinstance(one, str) and "/" in one
            if (is_path or (depth == 0 and (is_told or PHOTO_KEY.search(key)))) and _is_relative(one):
                return str(one)
        inner = (one for one in photo.values() if isinstance(one, dict) and depth < _DEEPEST_SIZES)
        return next((name for one in inner if (name := _name_in(one, is_told, depth + 1))), None)
    is_name = is_told and isinstance(photo, str) and (_BARE_NAME.fullmatch(photo) or _RELATIVE.fullmatch(photo))
    return photo if is_name else None


def _placed(photo: Any, folder: str, is_path: bool) -> Any:
    """is_path: paths alone are placed, at any depth, not the names of files that stand beside them."""
    if isinstance(photo, dict):
        placed = dict(photo)
        for key, one in photo.items():
            if (isinstance(one, dict) and is_path) or (_is_relative(one) and ("/" in one or not is_path)):
                placed[key] = _placed(one, folder, is_path)
        return placed
    return folder + photo.lstrip("/") if isinstance(photo, str) else photo


def _is_relative(text: Any) -> bool:
    return isinstance(text, str) and bool(_RELATIVE.fullmatch(text))
