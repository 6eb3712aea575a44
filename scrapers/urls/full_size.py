"""Where the largest rendition of a photo stands, and in which order to ask for renditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from scrapers.urls.proxies import unwrapped
from scrapers.urls.query import NEEDED, SIZE, is_signed, value, without
from scrapers.urls.services import SERVICES, Service

CACHED = 32_768  # URLs: more than a page has, or each would be worked out again each time it is asked for
MOST_RENDITIONS = 3  # URLs tried for one photo
_MOST_STEPS = 20  # a rule may make room for another; real URLs need two
_IMAGE_PATH = re.compile(
    r"\.(jpe?g|jfif|png|webp|avif|gif|bmp)(?:-\d{2,4}x\d{2,4}|\.ximg\.\w{1,20}\.\w{3,4}/\d+)?$", re.IGNORECASE
)
_MADE_FOR_BROWSERS = re.compile(r"\.(?:webp|avif)$", re.IGNORECASE)  # of the same size, what was uploaded is better
_WIDTH = re.compile(
    r"(?:[?&](?:w|width|imwidth|wid|maxwidth|max-w)=|rule=[a-z]+-|/w_?|[,/]w_|s-l)(\d{2,4})\b|(?<!\d)(\d{2,4})x\d{0,4}(?!\d)|"
    r"/(\d{3,4})(?=w/|\.\w{3,4}(?:\?|$))|[?&]\w{1,20}=[A-Za-z]?(\d{2,4})[xX,*]\d{2,4}(?=&|$)"
)
_WIDTH_OF_WORD = (
    # /public: the one rendition that every account of Cloudflare Images has, as large as was uploaded by default.
    (re.compile(r"(?<![a-z])(?:orig|full|ful(?![a-z])|zoom|max|hires|hrs|xx+l)|/public(?=\s|$)", re.IGNORECASE), 3000),
    (re.compile(r"(?<![a-z])(?:xl|xlarge|big|hd)(?![a-z])", re.IGNORECASE), 1600),
    (re.compile(r"(?<![a-z])(?:large|lg)(?![a-z])|/(?:gro(?:ss|ot)|grandes?|du[zż]e)/", re.IGNORECASE), 1200),
    (
        re.compile(
            r"thumb|miniat|(?<![a-z])(?:tn|thb|mini|small|sm|preview|icon)(?![a-z])|"
            r"/(?:klein|petites?|peque[nñ]as?|piccol[ae]|ma[lł]e)/",
            re.IGNORECASE,
        ),
        80,
    ),
    (
        re.compile(
            r"(?<![a-z])(?:medium|md)(?![a-z])|/(?:mitt?el|middel|moyennes?|medianas?|[sś]rednie)/", re.IGNORECASE
        ),
        450,
    ),
)
_UNSAID = 500  # less than what a page calls large, more than a thumbnail


@dataclass(frozen=True)
class Rendition:
    """One URL of a photo. width: what the page says of it in pixels; None: nothing."""

    url: str
    width: int | None = None


def looks_like_photo(url: str) -> bool:
    """True where the path ends like a photo's file (drawings and icons as SVG or ICO are none)."""
    return bool(_IMAGE_PATH.search(urlsplit(url).path))


def full_size(url: str) -> str:
    """The URL where the largest rendition should stand; the URL itself where no rule says another, or it is signed.

    >>> full_size("https://oak.example/photos/a1-300x200.jpg?width=300&id=7")
    'https://oak.example/photos/a1.jpg?id=7'
    """
    rewritten, _ = rewrite(url)
    return urlunsplit(urlsplit(url)._replace(fragment="")) if _is_signed(url) else rewritten


@lru_cache(CACHED)  # a gallery asks for each of its URLs several times
def rewrite(url: str) -> tuple[str, tuple[str, ...]]:
    """As `full_size`, signed or not, with the names of the services whose rules changed something."""
    names: dict[str, None] = {}
    for _ in range(_MOST_STEPS):
        before, url = url, _step(url, names)
        if url == before:
            break
    return url, tuple(names)


def services_of(url: str) -> tuple[Service, ...]:
    """The services whose rules hold for a URL."""
    return _services_at(urlsplit(url).netloc.rpartition("@")[2].partition(":")[0].lower())


def largest_first(renditions: Iterable[Rendition]) -> tuple[str, ...]:
    """The URLs to ask for, in order: where the original should stand, then the renditions that the page has."""
    seen = sorted(
        renditions,
        key=lambda one: (
            -(one.width or _width_of(one.url)),
            -_width_of(one.url),  # of two that attributes call large
            bool(_MADE_FOR_BROWSERS.search(urlsplit(one.url).path)),
        ),
    )
    return tuple(dict.fromkeys([full_size(seen[0].url), *(rendition.url for rendition in seen)]))[:MOST_RENDITIONS]


def guessed_by(url: str, shown: Collection[str]) -> str | None:
    """The host and the rules by which the first of `largest_first` was made; None: the page itself shows it."""
    made = {} if url in shown else {full_size(one): rewrite(one)[1] for one in shown}
    return f"{urlsplit(url).netloc}: {', '.join(made[url])}" if made.get(url) else None


@lru_cache(256)
def _services_at(host: str) -> tuple[Service, ...]:
    return tuple(service for service in SERVICES if service.holds_at(host))


def _step(url: str, names: dict[str, None]) -> str:
    inner = unwrapped(url)
    if inner != url:
        names["proxy"] = None
        return inner
    parts = urlsplit(url)
    path, query = (
        parts.path.replace("%7B", "{").replace("%7D", "}"),
        without(parts.query, SIZE - NEEDED, keep_large=True),
    )
    if query != parts.query:
        names["size parameters"] = None
    for service in services_of(url):
        changed = service.full_path(path)
        if changed != path or ((service.drops_query or service.asks) and parts.query != service.asks):
            names[service.name] = None
        path, query = changed, service.asks if service.drops_query or service.asks else query
    return urlunsplit(parts._replace(path=path, query=query, fragment=""))


def _is_signed(url: str) -> bool:
    parts = urlsplit(url)
    return is_signed(parts.query) or "/s--" in parts.path  # Cloudinary's signature is in the path


def _width_of(url: str) -> int:
    """The width that a URL itself says, in a number or a word."""
    if found := _WIDTH.search(url):
        return int(next(filter(None, found.groups())))
    parts = urlsplit(url)
    words = f"{parts.path} {value(parts.query, *NEEDED) or ''}"
    return next((width for pattern, width in _WIDTH_OF_WORD if pattern.search(words)), _UNSAID)
