"""Addresses as pages write them, made absolute; broken ones are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit


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
    for part in re.finditer(r"(\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)", value):
        width = None
        if part[2]:
            width = int(float(part[2])) if part[3] == "w" else int(float(part[2]) * 400)
        yield part[1], width
