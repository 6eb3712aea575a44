"""Addresses as pages write them, made absolute; broken ones are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

# What follows an address; the next address may follow its comma without a space.
_DESCRIPTOR = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,3})?)(?P<unit>[wx]),?(?P<following>[^,\s]\S*)?")
_LONGEST_SRCSET = 20_000  # characters


def joined(base_url: str, text: object) -> str | None:
    """The absolute HTTP address of a text; None: it is none that could be asked for (`http://[`, `tel:`, port "
    "99999)."""
    return _joined(base_url, text.strip()) if isinstance(text, str) and text.strip() else None


@lru_cache(1024)  # a page is asked for each of its addresses several times
def _joined(base_url: str, text: str) -> str | None:
    try:
        url = urljoin(base_url, text)
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if is_good else None


def addresses_of_srcset(value: str) -> Iterator[tuple[str, int | None]]:
    """(address, width in pixels) of each of a srcset's renditions; None: it says none."""
    waiting: str | None = None
    for token in value[:_LONGEST_SRCSET].split():
        said = _DESCRIPTOR.fullmatch(token) if waiting else None
        if waiting and said:
            yield waiting, int(float(said["number"])) if said["unit"] == "w" else int(float(said["number"]) * 400)
            waiting = said["following"]
            continue
        if waiting:
            yield waiting, None
        waiting = token.rstrip(",") or None
        if waiting and token.endswith(","):
            yield waiting, None
            waiting = None
    if waiting:
        yield waiting, None
