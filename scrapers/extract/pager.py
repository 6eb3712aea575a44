"""Links that say 1, 2, 3 and whose addresses differ in one number alone: pages of a list, whatever they are called.

The number may be the page's (?page=2, /used-2.html), count from nought (?page=1 for 2) or be an offset (?rcs=15).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

_NUMBER = re.compile(r"\d{1,7}")
_HIGHEST_PAGE = 10_000
_MOST_NUMBERS = 8  # of one address
_MOST_LINKS = 2_000  # of one page
# Parameters whose small numbers are a facet's: doors=2, doors=3, doors=4.
_FACETS = re.compile(
    r"door|seat|t(?:ü|ue|u)r|sitz|port|puert|plaza|place|deur|dørr|dør|dvere|drzwi|owner|gear|cyl|star(?!t)|rating|key",
    re.IGNORECASE,
)


class _Link(NamedTuple):
    page: int  # as it says
    value: int  # of the number in its address
    url: str


class Pager:
    """The numbered links of one list."""

    def __init__(self, base_url: str) -> None:
        self._here = base_url
        self._links: dict[tuple[str, str], list[_Link]] = {}  # by what stands before and after the number
        self._seen = 0

    def look_at(self, said: str, url: str) -> None:
        """Note a link and what it says."""
        said = said.strip()
        if not (said.isdecimal() and said.isascii() and 0 < int(said[:6]) < _HIGHEST_PAGE) or self._seen > _MOST_LINKS:
            return
        self._seen += 1
        start = len(url) - len(urlsplit(url)._replace(scheme="", netloc="").geturl())
        for number, _ in zip(_NUMBER.finditer(url, start), range(_MOST_NUMBERS), strict=False):
            template = url[: number.start()], url[number.end() :]
            self._links.setdefault(template, []).append(_Link(int(said), int(number[0]), url))

    def following(self) -> str | None:
        """The page after this one; None where no two links count as pages do, or none is the next."""
        for template, links in sorted(self._links.items(), key=lambda item: -len(item[1])):
            if (line := _line(links)) and (page := self._page(template, *line)):
                following = next((link.url for link in links if link.page == page + 1), None)
                if following:
                    return following
        return None

    def _page(self, template: tuple[str, str], first: int, step: int) -> int | None:
        """Which page this one is; None: the links are not of its list."""
        before, after = template
        here = re.fullmatch(rf"{re.escape(_bare(before))}(\d{{1,7}}){re.escape(after)}", _bare(self._here))
        if here:
            page, rest = divmod(int(here[1]) - first, step)
            return page + 1 if not rest and page >= 0 else None
        return 1 if self._is_of_first_page(before, after) else None

    def _is_of_first_page(self, before: str, after: str) -> bool:
        """True where a template's addresses are this page's with a number more: below it, or with a parameter more."""
        here, there = urlsplit(self._here), urlsplit(f"{before}0{after}")
        asked, asks = dict(parse_qsl(here.query)), dict(parse_qsl(there.query))
        if any(asks.get(name) != value for name, value in asked.items()):
            return False
        if "?" in before:
            name = before.rpartition("?")[2].rpartition("&")[2].partition("=")[0]
            return there.path.rstrip("/") == here.path.rstrip("/") and not _FACETS.search(name)
        folder = re.sub(r"\.\w{2,5}$", "", here.path).rstrip("/")
        return re.sub(r"/index$", "", folder) == "" or there.path.startswith(re.sub(r"/index$", "", folder))


def _line(links: Iterable[_Link]) -> tuple[int, int] | None:
    """(number of the first page, step) where the numbers go by the pages; None: they do not, or there is one link."""
    numbers = {link.page: link.value for link in links}
    if len(numbers) <= 1:
        return None
    (page, value), (other, other_value), *_ = sorted(numbers.items())
    step, rest = divmod(other_value - value, other - page)
    first = value - (page - 1) * step
    fits = all(value == first + (page - 1) * step for page, value in numbers.items())
    return (first, step) if step > 0 and not rest and fits and first >= 0 else None


def _bare(url: str) -> str:
    """A URL without its scheme and `www.`."""
    return re.sub(r"^https?://(?:www\.)?", "", url, flags=re.IGNORECASE)
