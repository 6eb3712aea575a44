"""Which photos in the markup are the page's own vehicle's.

Sets of photos compete: what one gallery container holds, and what lies in one folder. Ownership by strength: the VIN
in the path, the vehicle's own number or name in the path, a container that calls itself a gallery, the largest set.
The winner takes along what lies elsewhere on the page in its folders (a hero above, thumbnails, a phone's version).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from scrapers.extract.places import Place
from scrapers.extract.vin import vin_in

_SMALLEST_SIDE = 64  # pixels as declared: smaller ones are icons unless a larger rendition is named
_SHARD = re.compile(
    r"(?<=/)(?:\d{9,}-\w+|[0-9a-f]{1,2}|[0-9a-f-]{8,}|(?=[a-f]*\d)[0-9a-f]{4,}|\d+|[a-z]{1,8}\d{3,}|[a-z0-9]{1,12}[_-]\d{5,})(?=/|$)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9]+")
_LARGE = 300  # pixels as declared
_MAIN = re.compile(
    r"hero|main|primary|feature|vehicle|cars?(?![a-z])|auto|detail|product|listing|vdp|zoom|large", re.IGNORECASE
)
_COMMON_WORDS = frozenset(
    {"for", "sale", "used", "new", "car", "cars", "auto", "the", "in", "and", "at", "of", "with", "jpg", "jpeg",
     "png", "webp", "image", "images", "photo", "photos", "img", "pic", "pics", "com", "www", "upload", "uploads",
     "files", "media", "wp", "content", "assets", "cdn", "thumb", "large", "small", "medium", "vehicle", "vehicles",
     "inventory", "stock"}
)  # fmt: skip
_ENOUGH = 3  # photos that make a gallery
_SURE = 5  # photos that make a named one beyond doubt


@dataclass(frozen=True)
class Owner:
    """What is known of the vehicle whose photos are looked for.

    vin: photos with another one in their path are another vehicle's. tokens: numbers that stand for the vehicle (of its
    page's address, its stock number), see `own_tokens`. words: of its title. folder: of its page.
    """

    vin: str | None = None
    tokens: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    folder: str = ""


def own_photos(places: list[Place], owner: Owner) -> list[Place]:
    """The photos of the page's own vehicle, in the order of the page; rails of other vehicles are already left out."""
    places = [place for place in places if not _is_of_another(place, owner.vin) and not _is_small(place)]
    sets = [*_sets(places), *_below_its_number(places, owner)]
    if not sets:
        return []
    main = _without_strays(_alike(max(sets, key=lambda members: _score(members, owner)), owner), owner)
    if len({place.identity for place in main}) < _ENOUGH and not any(_is_promising(place, owner) for place in main):
        return []
    return _by_vin(_with_the_rest_of_its_folders(main, places, owner), owner.vin)


def _by_vin(places: list[Place], vin: str | None) -> list[Place]:
    """Where most photos have the vehicle's VIN in their path, those alone: the others are badges and banners."""
    own = [place for place in places if vin and any(vin.lower() in identity.lower() for identity in place.identities)]
    return own if len(own) > 1 and 2 * len(own) > len(places) else places


def own_tokens(texts: Iterable[str | None]) -> frozenset[str]:
    """The numbers in texts that may stand for one vehicle: four digits and more, but no model years; UUIDs."""
    found = set()
    for text in texts:
        for token in _TOKEN.findall(unquote(text or "")):
            digits = sum(letter.isdigit() for letter in token)
            if digits >= 3 and not re.fullmatch(r"(?:19|20)\d\d", token) and len(token) <= 40:
                found.add(token.lower())
    return frozenset(found)


def _sets(places: list[Place]) -> Iterable[list[Place]]:
    """Photos of one named gallery; of one folder; of folders of one shape."""
    by_gallery: dict[HtmlElement, list[Place]] = {}
    by_folder: dict[str, list[Place]] = {}
    by_shape: dict[str, list[Place]] = {}
    for place in places:
        if place.gallery is not None:
            by_gallery.setdefault(place.gallery, []).append(place)
        by_folder.setdefault(folder_of(place.identity), []).append(place)
        by_shape.setdefault(shape_of(place.identity), []).append(place)
    yield from by_gallery.values()
    yield from by_folder.values()
    for members in by_shape.values():  # only where each photo has folders of its own: else a folder is a vehicle
        sizes = Counter(folder_of(identity) for identity in {place.identity for place in members})
        if max(sizes.values()) < _ENOUGH:
            yield members


def _below_its_number(places: list[Place], owner: Owner) -> Iterable[list[Place]]:
    """Photos below one folder that is named by the vehicle's number: /4471/exterior/1.jpg and /4471/interior/1.jpg."""
    found: dict[str, list[Place]] = {}
    for place in places:
        if folder := _number_in(place, owner):
            found.setdefault(folder, []).append(place)
    return found.values()


def _number_in(place: Place, owner: Owner) -> str | None:
    """The path up to the folder that is named by the vehicle's number."""
    folders = folder_of(place.identity).split("/")
    at = next((at for at, folder in enumerate(folders) if at and folder.lower() in owner.tokens), None)
    return None if at is None else "/".join(folders[: at + 1])


def _score(members: list[Place], owner: Owner) -> float:
    """How likely a set is the vehicle's gallery: its photos, counted more where path, words or container say so."""
    photos = {place.identity: place for place in members}
    score = 0.0
    for place in photos.values():
        weight = 1.0 if _is_jpeg(place) else 0.5
        if len(place.candidate.renditions) > 1 or place.largest >= _LARGE:
            weight *= 1.3
        score += weight * _mark(place, owner)
    named = sum(1 for place in members if place.gallery is not None) / len(members)
    return score * (1 + named / 2) * (1.01 if len({place.gallery for place in members}) == 1 else 1)


def _mark(place: Place, owner: Owner) -> float:
    """By the strongest mark of the vehicle that a photo bears; 1: none."""
    path = place.identity.lower()
    if owner.vin and owner.vin.lower() in path:
        return 3
    if owner.tokens & own_tokens([path.partition("/")[2]]):
        return 2
    alt = place.candidate.alt_text or ""
    named = max((len(owner.words & title_words(text)) for text in (alt, path.partition("/")[2])), default=0)
    return 1.6 if named >= 2 else 1


def _is_promising(place: Place, owner: Owner) -> bool:
    """One or two pictures are a vehicle's only where something says so; without that they may be a site's banner."""
    return (
        place.gallery is not None
        or _mark(place, owner) > 1
        or bool(_MAIN.search(folder_of(place.identity).partition("/")[2]))
        or place.largest >= _LARGE
        or len(place.identities) > 1
        or bool(owner.folder and folder_of(place.identity) == owner.folder)
        or any(_MAIN.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in place.lineage[:4])
    )


def title_words(text: str | None) -> frozenset[str]:
    """The words of a vehicle's title that tell it from others: letters or a year, no words of every page."""
    letters = unicodedata.normalize("NFKD", text or "")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[^\W\d_]{2,}|(?:19|20)\d\d", plain.lower())
    return frozenset(words) - _COMMON_WORDS


def _alike(members: list[Place], owner: Owner) -> list[Place]:
    """Without what lies in folders of another kind than most: a banner among the slides, a play button. But a maker's
    photo that is captioned as the others are (2024 Fiat 500, photo 9 of 9) is one of them.
    """
    shapes = Counter(shape_of(identity) for identity in {place.identity for place in members})
    total = shapes.total()
    if total <= _ENOUGH:
        return members
    main = {shape for shape, count in shapes.items() if 5 * count >= total}
    if not main:  # each photo in folders of its own kind
        return members
    hosts = {shape.partition("/")[0] for shape in main}
    captions = Counter(_caption_shape(place) for place in members)
    return [
        place
        for place in members
        if any(shape_of(identity) in main for identity in place.identities)
        or _number_in(place, owner) is not None
        or (place.identity.partition("/")[0] in hosts and len(place.candidate.renditions) > 1)
        or ((caption := _caption_shape(place)) and 2 * captions[caption] > len(members))
    ]


def _caption_shape(place: Place) -> str:
    """What a photo is called, without its numbers; empty: nothing that tells it from a badge."""
    return re.sub(r"\d+", "#", place.candidate.alt_text or "").strip()


def _without_strays(members: list[Place], owner: Owner) -> list[Place]:
    """Of a folder's pictures those in one named gallery, where it has most of them and is one beyond doubt; else those
    in galleries and those that bear a mark of the vehicle, where some are and do both, and few are left out.
    """
    held = Counter(place.gallery for place in members if place.gallery is not None)
    gallery = max(held, key=lambda one: held[one], default=None)
    inside = [place for place in members if place.gallery is gallery]
    photos, all_photos = ({place.identity for place in some} for some in (inside, members))
    if gallery is not None and len(photos) >= max(_SURE, len(all_photos) / 2):
        return inside
    marked = {id(place) for place in members if _mark(place, owner) > 1}
    kept = [place for place in members if place.gallery is not None or id(place) in marked]
    is_told = any(place.gallery is not None and id(place) in marked for place in members)
    return kept if is_told and 2 * len({place.identity for place in kept}) >= len(all_photos) else members


def _with_the_rest_of_its_folders(main: list[Place], places: list[Place], owner: Owner) -> list[Place]:
    """The set, and the page's other photos in its folders, where those hold little else.

    A site may keep all its pictures in one folder: beside a gallery that is one beyond doubt, a picture elsewhere has
    to be named or captioned as those within are, or to bear a mark of the vehicle.
    """
    chosen = {identity for place in main for identity in place.identities}
    kept = {id(place) for place in main}
    folders = Counter(folder_of(place.identity) for place in main)
    everywhere = Counter(folder_of(place.identity) for place in places)
    own = {folder for folder, count in folders.items() if 2 * count >= everywhere[folder]}
    jpeg = all(_is_jpeg(place) for place in main)
    galleries = {place.gallery for place in main}
    is_sure = None not in galleries and len({place.identity for place in main}) >= _SURE
    held = Counter(place.gallery for place in places)
    names = {_name_shape(place) for place in main}
    captions = {_caption_shape(place) for place in main} - {""}
    # Where each photo has a folder of its own: what one in another container is named like those within.
    is_apart = len(folders) == len({place.identity for place in main})
    shapes = {(shape_of(place.identity), name) for place in main if is_apart and "#" in (name := _name_shape(place))}
    for place in places:
        is_own = folder_of(place.identity) in own and (_is_jpeg(place) or not jpeg)
        if place.gallery is not None and held[place.gallery] < _ENOUGH and place.largest >= _LARGE:
            is_own = is_own or (shape_of(place.identity), _name_shape(place)) in shapes
        if is_sure and place.gallery not in galleries and (place.gallery is None or held[place.gallery] < _ENOUGH):
            is_own = is_own and (
                _name_shape(place) in names or _caption_shape(place) in captions or _mark(place, owner) > 1
            )
        if is_own or any(identity in chosen for identity in place.identities):
            kept.add(id(place))
    return [place for place in places if id(place) in kept]


def _name_shape(place: Place) -> str:
    """A photo's name without what numbers it: IMG_0412 and IMG_0413, two digests of one length."""
    name = place.identity.partition("?")[0].rpartition("/")[2].lower()
    name = re.sub(r"(?<![a-z0-9])(?=[a-z]*\d)[0-9a-z]{6,}(?![a-z0-9])", lambda digest: f"*{len(digest[0])}", name)
    return re.sub(r"(?<!\*)\d+", "#", name) if "*" not in name else name


def folder_of(identity: str) -> str:
    """Host and folders of a photo."""
    return identity.partition("?")[0].rpartition("/")[0]


def shape_of(identity: str) -> str:
    """Host and folders of a photo, with a star for what numbers and shards them; without digits in the host."""
    host, slash, path = folder_of(identity).partition("/")
    return re.sub(r"\d+", "", host) + _SHARD.sub("*", slash + path)


def _is_jpeg(place: Place) -> bool:
    return not re.search(r"\.(?:gif|png|svg)$", urlsplit(place.candidate.renditions[0].url).path, re.IGNORECASE)


def _is_small(place: Place) -> bool:
    """All that the page has of it was declared as small as an icon."""
    return len(place.candidate.renditions) == 1 and 0 < place.largest < _SMALLEST_SIDE


def _is_of_another(place: Place, vin: str | None) -> bool:
    found = vin_in(place.candidate.renditions[0].url)
    return vin is not None and found is not None and found != vin
