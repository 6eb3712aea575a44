"""Where photos stand in a page's markup: <img>, <picture>, lightbox links, backgrounds, with all of their "
"renditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from scrapers.extract.addresses import joined
from scrapers.extract.attributes import CODE, renditions_of
from scrapers.extract.links import is_below
from scrapers.extract.photos import MOST_PHOTOS, telling
from scrapers.extract.same_photos import Candidate
from scrapers.urls import looks_like_photo, photo_identity, same_page

_GALLERY = re.compile(
    r"galler|carousel|slide|swiper|slick|splide|glide|fotorama|flexslider|lightbox|fancybox|photo|image|picture|thumb|viewer|"
    r"\bmedia|foto|bild|owl",
    re.IGNORECASE,
)
_GALLERY_NAV = re.compile(r"galler|carousel|slide|thumb", re.IGNORECASE)
_PHOTO_ELEMENTS = (
    "a",
    "picture",
    "img",
    "amp-img",
    "div",
    "li",
    "span",
    "figure",
    "button",
    "section",
    "source",
    "input",
    "p",
    "td",
    "article",
    "label",
    "dd",
)
_TAG_ATTRIBUTES = ("data-category", "data-tag", "data-tab", "data-group", "data-section", "data-label", "data-filter",
                   "data-album", "data-view", "data-type", "data-caption")  # fmt: skip
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "legend", "figcaption")
_OF_POSTS = re.compile(r"has-post-thumbnail", re.IGNORECASE)  # WordPress' class of a whole page, which is no gallery
_SAVED = re.compile(r"_files/[^/]+$")
_POPUP = re.compile(r"window\.open\(", re.IGNORECASE)
_VIDEO = re.compile(
    r"(?:https?:)?//\S*(?:youtu\.?be|vimeo\.com|wistia|dailymotion)\S*|\S+\.(?:mp4|m3u8)(?:\?\S*)?", re.IGNORECASE
)
_FEW = 3  # pictures that may be one
_NEAR = 50  # children of a container among which its heading stands
_MOST_TITLES = 2
_HIGHEST = 60  # ancestors of a photo that are looked at
_STOPS = {"body", "html", "main", "form"}


@dataclass(frozen=True)
class Place:
    """A candidate where it stands.

    identities: of its renditions. lineage: its element and the nearest ancestors of that. gallery: the outermost
    one that calls itself a gallery; None: none does. largest: the width in pixels that is declared for it, 0: none is.
    """

    candidate: Candidate
    identities: tuple[str, ...]
    lineage: tuple[HtmlElement, ...]
    gallery: HtmlElement | None
    largest: int

    @property
    def identity(self) -> str:
        """The identity of its first rendition."""
        return self.identities[0]


def places(root: HtmlElement, base_url: str, left_out: set[HtmlElement]) -> list[Place]:
    """The page's photos in its order, without those in some containers and those that lead to another page."""
    found = []
    skip: set[HtmlElement] = set()
    gone = set(left_out)
    titles = list(islice(root.iter("h1"), _MOST_TITLES + 1))  # of more, each slide may have its own
    titled = {above for title in titles for above in title.iterancestors()} if len(titles) <= _MOST_TITLES else set()
    for element in root.iter():  # document order: an ancestor is known before what it holds
        parent = element.getparent()
        if parent is not None and parent in gone:
            gone.add(element)
        if element in gone or element in skip or not _may_show(element):
            continue
        if element.tag == "source" and parent is not None and parent.tag == "picture":
            continue
        renditions = list(renditions_of(element, base_url))
        if element.tag == "picture" or (renditions and (element.tag == "a" or _is_wrapper(element, base_url))):
            for child in element.iter("picture", "img", "source", "amp-img"):
                if child is not element:
                    skip.add(child)
                    renditions += renditions_of(child, base_url)
        # What a browser saved beside the page stands for what the page had; a word processor's folder stands alone.
        renditions = [one for one in renditions if not _SAVED.search(one.url)] or renditions
        if not renditions:
            continue
        lineage = (element, *islice(element.iterancestors(), _HIGHEST))
        names = {_stem(rendition.url) for rendition in renditions}
        if any(node.tag == "a" and _leads_away(node, base_url, names) for node in lineage):
            continue
        if any(map(_opens_video, lineage[:2])):
            continue
        gallery = _gallery_of(lineage, titled)
        candidate = Candidate(tuple(dict.fromkeys(renditions)), _tag(lineage, gallery, root), _alt(element))
        identities = tuple(dict.fromkeys(photo_identity(rendition.url) for rendition in candidate.renditions))
        if len(found) == MOST_PHOTOS:
            break
        found.append(Place(candidate, identities, lineage, gallery, _declared(candidate, element)))
    return found


def _may_show(element: HtmlElement) -> bool:
    """True for elements that show photos, and for components of the site's own (<photo-slide>)."""
    return isinstance(element.tag, str) and (element.tag in _PHOTO_ELEMENTS or "-" in element.tag)


def _is_wrapper(element: HtmlElement, base_url: str) -> bool:
    """An element with a photo in its own attributes around one picture at most: a slide, not a gallery.

    One picture may stand there twice: blurred behind itself, or for those without scripts.
    """
    if element.tag in {"img", "amp-img"}:
        return False
    inner = list(islice(element.iter("img"), _FEW + 1))
    if len(inner) <= 1:
        return True
    shown = (photo_identity(one.url) for image in inner for one in renditions_of(image, base_url))
    return len(inner) <= _FEW and len(set(shown)) == 1


def _leads_away(link: HtmlElement, base_url: str, names: set[str]) -> bool:
    """True for a link to another page: what it shows is that page's. A photo's own viewing page is none (DSC1.html)."""
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "data:", "about:")) or CODE.match(href):
        return False
    url = joined(base_url, href)
    if url is None:
        return True
    here, there = urlsplit(base_url), urlsplit(url)
    if looks_like_photo(url) or same_page(url.partition("#")[0], base_url) or is_below(url, base_url):
        return False
    if there.path == here.path and there.query.startswith(here.query):
        return False  # the same page with a mark more: ?photo=3
    if re.search(r"=[^&]+\.(?:jpe?g|png|webp)(?:&|$)", unquote(there.query), re.IGNORECASE):
        return False  # a viewer: show.php?image=/photos/3.jpg
    if _POPUP.search(link.get("onclick") or "") and _folder(there.path) == _folder(here.path):
        return False  # a window that shows the photo: window3.htm beside the vehicle's own page
    return _stem(url) not in names


def _opens_video(element: HtmlElement) -> bool:
    """True for a link or button of a video, whose still is no photo; a link to the video's own page leads away."""
    if element.tag not in {"a", "button"} or len(list(islice(element.iter("img"), 2))) > 1:
        return False
    if any(name != "data-poster" and looks_like_photo(value) for name, value in element.attrib.items()):
        return False  # the link itself has a photo
    is_told = (element.get("data-video") or "0").lower() not in {"", "0", "false", "no", "none"}
    return is_told or any(
        name.startswith("data-") and _VIDEO.fullmatch(value) for name, value in element.attrib.items()
    )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _stem(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2].partition(".")[0].lower()


def _gallery_of(lineage: tuple[HtmlElement, ...], titled: set[HtmlElement]) -> HtmlElement | None:
    """The outermost ancestor that calls itself a gallery; the page as a whole is none, nor what has its title in it."""
    found = None
    for ancestor in lineage[1:]:
        if ancestor.tag in _STOPS or ancestor in titled:
            break
        if calls_itself_gallery(ancestor):
            found = ancestor
    return found


def calls_itself_gallery(element: HtmlElement) -> bool:
    """True where an element's class or id says gallery, carousel, photos and the like; of a <nav>, the first few."""
    pattern = _GALLERY_NAV if element.tag == "nav" else _GALLERY
    return bool(pattern.search(f"{_OF_POSTS.sub('', element.get('class') or '')} {element.get('id') or ''}"))


def _tag(lineage: tuple[HtmlElement, ...], gallery: HtmlElement | None, root: HtmlElement) -> str | None:
    """The site's own word: an attribute, a tab's name or the heading above, from the photo outwards to the gallery."""
    for ancestor in lineage:
        for name in _TAG_ATTRIBUTES:
            if told := telling(ancestor.get(name)):
                return told
        labelled = ancestor.get("aria-labelledby")
        if labelled and ancestor.get("role") == "tabpanel":
            label = root.get_element_by_id(labelled, None)
            if label is not None and (told := telling(label.text_content())):
                return told
        if gallery is not None and ancestor is not lineage[0]:
            heading = next((child for child in islice(ancestor, _NEAR) if child.tag in _HEADINGS), None)
            if heading is not None and (told := telling(heading.text_content())):
                return told
        if ancestor is gallery or ancestor.tag == "body":
            return None
    return None


def _alt(element: HtmlElement) -> str | None:
    for node in (element, *element.iter("img", "amp-img")):
        for name in ("alt", "data-alt", "title", "aria-label"):
            if told := telling(node.get(name)):
                return told
    return None


def _declared(candidate: Candidate, element: HtmlElement) -> int:
    widths = [rendition.width or 0 for rendition in candidate.renditions]
    for node in (element, *element.iter("img", "amp-img")):
        declared = re.match(r"\d+", node.get("width") or "")
        widths.append(int(declared[0][:5]) if declared else 0)
    return max(widths)


def iter_containers(place: Place) -> Iterator[HtmlElement]:
    """The ancestors that may be a gallery, innermost first."""
    for ancestor in place.lineage[1:]:
        if ancestor.tag in _STOPS:
            return
        yield ancestor
