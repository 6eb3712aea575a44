"""The photos of a page's own vehicle from all that the page has: markup, lists in its JSON, JSON-LD.

Markup often shows the first few of a carousel whose state has them all: a list in JSON that shares photos with the
gallery belongs to it. A list that shares them with other vehicles' cards does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers.extract.gallery import shape_of
from scrapers.extract.others import words_of
from scrapers.extract.photo_lists import Path
from scrapers.extract.places import Place
from scrapers.extract.records import PhotoList
from scrapers.extract.same_photos import Candidate, names_of_photos
from scrapers.urls import Rendition, looks_like_photo, photo_identity

_SIDE = re.compile(
    r"(?:ext(?:eri[eo]u?r)?|int(?:eri[eo]u?r)?|outside|inside|innen|au(?:ß|ss)en|esterni|interni|"
    r"imperfections?|damages?|defects?|wear|flaws?|blemish(?:es)?|details?|engine|boot|trunk|wheels?)(?:images|photos)?\b",
    re.IGNORECASE,
)
_MANY = 5  # images of one vehicle in JSON-LD that are no mistake
_FEW = 2  # photos: as few prove nothing by themselves


@dataclass(frozen=True)
class _Source:
    """A list of photos in JSON. names: of its photos, as `names_of_photos` says. is_own: the vehicle's own object's.
    place: where it stands.
    """

    photos: tuple[Candidate, ...]
    names: frozenset[str] = frozenset()
    is_own: bool = False
    place: Path = ()

    @property
    def is_of_a_side(self) -> bool:
        """True where its key says outside, inside, or a part of the vehicle."""
        return bool(self.place) and isinstance(self.place[-1], str) and bool(_SIDE.match(words_of(self.place[-1])))

    @property
    def shapes(self) -> set[str]:
        return {shape_of(identity) for identity in _identities(self.photos)}


def choose_photos(
    gallery: Sequence[Place],
    own_lists: Sequence[PhotoList],
    other_lists: Sequence[PhotoList],
    foreign: frozenset[str],
    described: Sequence[str],
) -> list[Candidate]:
    """The vehicle's photos, in the order of the longest source.

    Args:
        gallery: its photos in the markup.
        own_lists: lists of photos of the vehicle's own object in JSON.
        other_lists: lists of photos that are nobody's, or of a vehicle that is not known to be this one.
        foreign: identities of photos in other vehicles' cards and in furniture.
        described: the images of its JSON-LD: trusted where others show them too, or where there is nothing else.
    """
    listed = [photo for one in (*own_lists, *other_lists) for photo in one.photos]
    written = [identity for place in gallery for identity in place.identities]
    written += [photo_identity(rendition.url) for photo in listed for rendition in photo.renditions]
    known_as = names_of_photos(list(dict.fromkeys(written)))

    def named(identities: Iterable[str]) -> frozenset[str]:
        return frozenset(known_as.get(identity, identity) for identity in identities)

    def sources_of(lists: Sequence[PhotoList], *, is_own: bool) -> list[_Source]:
        return [_Source(one.photos, named(_identities(one.photos)), is_own, one.path) for one in lists]

    shown = named(identity for place in gallery for identity in place.identities)
    own, others = sources_of(own_lists, is_own=True), sources_of(other_lists, is_own=False)
    sources = _trusted(own, others, shown, named(foreign))
    main = max(sources, key=lambda one: (bool(one.names & shown), _count(one.photos)), default=_Source(()))
    state = list(main.photos)
    for one in sources:
        if one is not main and (one.names & main.names or one.shapes <= main.shapes):
            state += one.photos
    markup = [place.candidate for place in gallery]
    together = bool(main.names & shown) or not {shape_of(place.identity) for place in gallery}.isdisjoint(main.shapes)
    if _is_whole(main, shown):
        beside = {place.gallery for place in gallery if named(place.identities) & main.names} - {None}
        chosen = state + [
            place.candidate for place in gallery if place.gallery in beside or named(place.identities) & main.names
        ]
    elif state and (together or _count(state) >= len({place.identity for place in gallery})):
        chosen = state + (markup if together else [])
    else:
        chosen = markup
    return _with_described(chosen, described)


def _trusted(
    own: Sequence[_Source], others: Sequence[_Source], shown: frozenset[str], foreign: frozenset[str]
) -> list[_Source]:
    """The lists that are the vehicle's: its own object's, and those that share its photos more than others'."""
    trusted = [one for one in own if len(one.names & foreign) <= len(one.names & shown)]
    for one in others:
        shared = len(one.names & shown)
        proves = shared > _FEW or (
            shared and (shared == len(one.names) or len(shown) <= 2 * _FEW or 2 * shared >= len(shown))
        )
        if proves and shared >= len(one.names & foreign):
            trusted.append(one)
    # {"exteriorImages": […], "interiorImages": […]}, of which the page shows the former.
    beside = {one.place[:-1] for one in trusted if one.is_of_a_side}
    trusted += [
        one
        for one in others
        if one.place[:-1] in beside and one.is_of_a_side and not one.names & foreign and one not in trusted
    ]
    if not trusted and not shown:
        free = [one for one in others if len(one.names) > _FEW and not one.names & foreign]
        return sorted(free, key=lambda one: -len(one.names))[:1]
    return trusted


def _is_whole(main: _Source, shown: frozenset[str]) -> bool:
    """True where the vehicle's own list has so much of what markup shows, and more, that what it lacks and stands apart
    is no photo.
    """
    return main.is_own and len(main.names) >= max(_MANY, len(shown)) and 2 * len(main.names & shown) >= len(shown)


def _with_described(chosen: list[Candidate], images: Sequence[str]) -> list[Candidate]:
    """JSON-LD's images where there is nothing else; more of them where one of its images is a photo found elsewhere."""
    candidates = [Candidate((Rendition(image),)) for image in images if looks_like_photo(image)]
    if not chosen:
        return candidates
    known = _identities(chosen)
    shared = _identities(candidates) & known
    if shared and len(candidates) > len(known):
        return chosen + candidates
    if shared:  # in another rendition, perhaps the largest
        return chosen + [one for one in candidates if photo_identity(one.renditions[0].url) in known]
    # Many images of which none is shown otherwise: a carousel that scripts make, and a few banners beside it.
    return candidates if _count(candidates) >= max(_MANY, 3 * _count(chosen)) else chosen


def _count(photos: Iterable[Candidate]) -> int:
    return len({photo_identity(photo.renditions[0].url) for photo in photos})


def _identities(photos: Iterable[Candidate]) -> set[str]:
    return {photo_identity(rendition.url) for photo in photos for rendition in photo.renditions}
