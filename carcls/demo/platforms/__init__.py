"""How a dealer's site shows its cars: one file a platform. `carcls.demo.site` documents every URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from carcls.demo.plan import Car, ServedPhoto
from carcls.demo.renditions import RenditionCache

PER_PAGE = 6

Size = tuple[int, int | None]  # pixels; no height: the photo keeps its shape


@dataclass(frozen=True)
class Document:
    """A page, or JSON."""

    text: str
    content_type: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Showroom:
    """What a page is made of: the cars on offer that night, their photos' files, and the site's own address."""

    cars: Sequence[Car]
    files: RenditionCache
    base_url: str


class Platform(Protocol):
    """One platform's pages and addresses."""

    sizes: Sequence[Size]  # the renditions that there are of each photo

    def photo_path(self, photo: ServedPhoto, size: Size | None = None) -> str:
        """The address of a photo's rendition; None: of the full-size file."""

    def page(self, path: str, query: dict[str, str], showroom: Showroom) -> Document | None:
        """The page at a path; None: there is none."""


def html_page(title: str, body: str, head: str = "") -> Document:
    """A page with what every page of a dealer has: the logo, links, a footer."""
    return Document(
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title>{head}</head>\n<body>\n'
        '<header><a href="/"><img src="/assets/logo.png" alt="logo"></a></header>\n'
        f"<main>\n{body}\n</main>\n"
        '<footer><a href="/private/prices">Trade prices</a></footer>\n</body>\n</html>\n'
    )


def page_number(query: dict[str, str], name: str, default: int) -> int:
    """A number of the query; what is no number counts as the default, as lenient sites have it."""
    value = query.get(name, "")
    return int(value) if value.isdecimal() else default


def similar(car: Car, cars: Sequence[Car], count: int = 3) -> list[Car]:
    """Other cars with photos, for the rail below a vehicle."""
    after = [*cars[cars.index(car) + 1 :], *cars[: cars.index(car)]]
    return [other for other in after if other.gallery][:count]
