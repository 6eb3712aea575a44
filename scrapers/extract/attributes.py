"""Photo URLs in the attributes of one element: src, srcset, their lazy kinds, lightbox links, backgrounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scrapers.extract.addresses import addresses_of_srcset, joined
from scrapers.extract.photos import is_no_photo
from scrapers.urls import Rendition, looks_like_photo

CODE = re.compile(r"\s*javascript:", re.IGNORECASE)  # a link that runs something
_BOUND = (":", "v-bind:", "x-bind:", "[")  # attributes of Vue, Alpine and Angular whose values are code
_LARGE_ATTRIBUTE = re.compile(r"full|large|big|zoom|orig|hires|high|max|href", re.IGNORECASE)
_SMALL_ATTRIBUTE = re.compile(r"thumb|small|mini|preview", re.IGNORECASE)
_QUOTED_PHOTO = re.compile(r"""['"]([^'"\s]+\.(?:jpe?g|png|webp)(?:\?[^'"]*)?)['"]""", re.IGNORECASE)
_SERVLET = re.compile(r"\.(?:aspx?|ashx|axd|php|jsp|do|cfm|cgi)$", re.IGNORECASE)
_WIDE = 4000  # pixels: what a click shows is larger than what stands there
_FILE = re.compile(r"\.(?:jpe?g|jfif|png|webp|avif|gif|bmp)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\.(?:jpe?g|png|webp)\s*[,;|\n]\s*\S", re.IGNORECASE)
_INTERCHANGE = re.compile(r"\[([^\s,\[\]]+),\s*([^\]]*)\]")
_LITERAL = re.compile(r"""([\w-]+)["']?\s*:\s*["']([^"'\s]*/[^"'\s]+)["']""")
# An attribute that holds a photo's address, whatever that looks like: data-full, data-zoom-image, data-thumb.
_TELLING = re.compile(r"data-(?:full|zoom|large|big|hi-?res|thumb|photo)(?:[-_]?(?:src|url|image|img))?")
_LAZY = re.compile(r"src|lazy|original")
_LIGHTBOX = re.compile(r"fancybox|lightbox|colorbox|photoswipe|magnific|swipebox|prettyphoto|venobox", re.IGNORECASE)
_LIGHTBOX_ATTRIBUTES = ("data-fancybox", "data-lightbox", "data-pswp", "data-glightbox")
_OPENS_OTHERS = re.compile(r"iframe|inline|ajax|video|html", re.IGNORECASE)  # a form, a map, a film
_BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]+)")


def renditions_of(element: HtmlElement, base_url: str) -> Iterator[Rendition]:
    """The photo URLs in any of an element's own attributes, with the widths that they say."""
    for name, value in element.attrib.items():
        if not value or len(value) > 20_000 or name in {"alt", "title", "class", "id"}:
            continue
        if name == "style":
            background = _BACKGROUND.search(value)
            texts = [(background[1], None)] if background else []
        elif "srcset" in name or name == "data-bgset":
            texts = list(addresses_of_srcset(value))
        elif name == "data-interchange":  # Foundation: [/a/small.jpg, small], [/a/large.jpg, large]
            texts = [(one[1], _width(one[2], element)) for one in _INTERCHANGE.finditer(value)]
        elif value.lstrip().startswith("{") and "[" not in value:
            # jQZoom and others: {smallimage: '/a/1_t.jpg', largeimage: '/a/1.jpg'}
            texts = [(one[2], _width(one[1], element)) for one in _LITERAL.finditer(value)]
        elif name.startswith(_BOUND):  # :src="photos[0]", and :src="'/photos/1.jpg'"
            texts = [(one, None) for one in _QUOTED_PHOTO.findall(value)[:1]]
        elif name.startswith("on") or CODE.match(
            value
        ):  # show('/photos/1.jpg'): one photo in code is what a click shows
            shown = set(_QUOTED_PHOTO.findall(value))
            texts = [(shown.pop(), _WIDE)] if len(shown) == 1 else []
        else:
            texts = [(value, _width(name, element))]
        trusted = (
            "background" in name
            or name in {"style", "data-bg"}
            or (element.tag in {"img", "source", "amp-img"} and _LAZY.search(name))
            or _is_told(name, value)
            or (name == "href" and not value.startswith(("?", "#")) and _opens_its_picture(element))
        )
        for text, width in texts:
            url = _photo_url(text, base_url, trusted)
            if url:
                yield Rendition(url, width)


def _is_told(name: str, value: str) -> bool:
    return bool(_TELLING.fullmatch(name)) and value.startswith(("http", "/"))


def _opens_its_picture(link: HtmlElement) -> bool:
    """True for a link around a picture that a lightbox opens in place, by the marks of the common ones; and for one
    that a slider makes pictures of, by the addresses of others that it has.
    """
    if link.tag == "a" and any(_is_told(name, value) for name, value in link.attrib.items()):
        return True
    if link.tag != "a" or next(link.iter("img", "picture"), None) is None:
        return False
    names = f"{link.get('class') or ''} {link.get('rel') or ''}"
    if _OPENS_OTHERS.search(f"{names} {link.get('data-type') or ''} {link.get('data-fancybox-type') or ''}"):
        return False
    return (
        bool(_LIGHTBOX.search(names))
        or any(
            name.startswith(("data-fancybox", "data-lightbox", "data-pswp", "data-glightbox")) for name in link.attrib
        )
        or bool(re.fullmatch(r"\d{2,5}x\d{2,5}", link.get("data-size") or ""))
        or link.get("itemprop") == "contentUrl"
    )


def _width(name: str, element: HtmlElement) -> int | None:
    if _SMALL_ATTRIBUTE.search(name):
        return 80
    if _LARGE_ATTRIBUTE.search(name):
        return 5000
    declared = element.get("width") or ""
    return int(declared) if name == "src" and re.fullmatch(r"\d{1,4}", declared) else None


def _photo_url(text: str, base_url: str, trusted: bool) -> str | None:
    """The absolute URL where a text is a photo's; `trusted`: its attribute says so, no file extension is needed."""
    text = text.strip()
    if not text or text.startswith(("data:", "blob:", "#", "{", "[")):
        return None
    if _SEVERAL.search(text) or not (trusted or _FILE.search(text)):
        return None
    url = joined(base_url, text.replace(" ", "%20"))
    if url is None or is_no_photo(url):
        return None
    if looks_like_photo(url):
        return url
    parts = urlsplit(url)
    has_suffix = "." in parts.path.rpartition("/")[2] and not (parts.query and _SERVLET.search(parts.path))
    return url if trusted and not has_suffix else None
