"""Dealers' sites written from the documented shape of each platform, with invented cars.

A shop has two cars; the first page of its list has car 1 and leads to the second page with car 2. Each car has two
photos of its own, and its page shows what is not to be taken: a photo of the other car in a rail, a logo. Photos stand
below a folder that is named after the platform's photo host, so that one local server can be all hosts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

TITLE = "2019 Ford Focus Titanium"


def vin(number: int) -> str:
    """A car's VIN."""
    return f"WVWZZZAUZKW90{number:04}"


def price(number: int) -> int:
    """A car's price."""
    return 12_000 + number


@dataclass
class Shop:
    """A dealer's site.

    start: the path of its list. pages: what paths answer. posts: what paths answer to posted JSON. photos: by car, the
    URLs to be asked for. details: the cars' pages. next: the second page of the list, as the first names it; an API
    names none. total: what the site states. stocks, vins, prices: what its pages say. tags: of the photos of each car.
    """

    platform: str
    start: str
    pages: dict[str, str]
    photos: dict[int, list[str]]
    details: list[str]
    next: str | None = None
    total: int | None = None
    posts: dict[str, Callable[[dict[str, object]], dict[str, object]]] = field(default_factory=dict)
    stocks: dict[int, str | None] = field(default_factory=dict)
    vins: bool = True
    prices: bool = True
    tags: list[str | None] = field(default_factory=lambda: [None, None])

    def key(self, number: int, site: str) -> str:
        """What the catalog knows a car by."""
        return vin(number) if self.vins else self.stocks.get(number) or f"{site}{self.details[number - 1]}"


def html(body: str, head: str = "") -> str:
    """A page."""
    return f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"


def script(assignment: str, data: object) -> str:
    """A script that assigns JSON."""
    return f"<script>{assignment} = {json.dumps(data)};</script>"


def other(number: int) -> int:
    """The number of the other car."""
    return 3 - number


def both(photo: Callable[[int, int], str], count: int = 2) -> dict[int, list[str]]:
    """The photos of both cars."""
    return {number: [photo(number, place) for place in range(1, count + 1)] for number in (1, 2)}


def rail(link: str, photo: str, name: str = "similar") -> str:
    """What a page shows of another car."""
    return f'<div class="{name}"><a href="{link}"><img src="{photo}"></a></div>'
