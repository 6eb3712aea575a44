"""The photos of a page's own vehicle from all that the page has: markup, lists in its JSON, JSON-LD.

Markup often shows the first few of a carousel whose state has them all: a list in JSON that shares photos with the
gallery belongs to it. A list that shares them with other vehicles' cards does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from scrapers.extract.gallery import shape_of
from scrapers.extract.places import Place
from scrapers.extract.records import PhotoList
from scrapers.extract.same_photos import Candidate, names_of_photos
from scrapers.urls import Rendition, looks_like_photo, photo_identity

_MANY = 5  # images of one vehicle in JSON-LD that are no mistake
_FEW = 2  # photos: as few prove nothing by themselves


def choose_photos(
    gallery: Sequence[Place],
    own_lists: Sequence[PhotoList],
    other_lists: Sequence[PhotoList],
    foreign: AbstractSet[str],
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
    lists = [*own_lists, *other_lists]
    written = [identity for place in gallery for identity in place.identities]
    written += [
        photo_identity(rendition.url) for one in lists for photo in one.photos for rendition in photo.renditions
    ]
    known_as = names_of_photos(list(dict.fromkeys(written)))

    def named(identities: Iterable[str]) -> set[str]:
        return {known_as.get(identity, identity) for identity in identities}

    def source(one: PhotoList) -> tuple[list[Candidate], set[str]]:
        return list(one.photos), named(_identities(one.photos))

    shown = named(identity for place in gallery for identity in place.identities)
    foreign = named(foreign)
    sources = [source(one) for one in own_lists]
    sources = [one for one in sources if len(one[1] & foreign) <= len(one[1] & shown) or not one[1] & foreign]
    for photos, names in map(source, other_lists):
        shared = len(names & shown)
        proves = shared > _FEW or (
            shared and (shared == len(names) or len(shown) <= 2 * _FEW or 2 * shared >= len(shown))
        )
        if proves and shared >= len(names & foreign):
            sources.append((photos, names))
    if not sources and not shown:
        free = [one for one in map(source, other_lists) if len(one[1]) > _FEW and not one[1] & foreign]
        sources = sorted(free, key=lambda one: -len(one[1]))[:1]
    main = max(sources, key=lambda one: (len(one[1] & shown) > 0, _count(one[0])), default=([], set()))
    state = list(main[0])
    shapes = _shapes(main[0])
    for photos, names in sources:
        if photos is not main[0] and (names & main[1] or _shapes(photos) <= shapes):
            state += photos
    markup = [place.candidate for place in gallery]
    together = bool(main[1] & shown) or not {shape_of(place.identity) for place in gallery}.isdisjoint(shapes)
    if _is_whole(main[1], shown, main[0] in [list(one.photos) for one in own_lists]):
        chosen = state + [one for one in markup if named(_identities([one])) & main[1]]
    elif state and (together or _count(state) >= len({place.identity for place in gallery})):
        chosen = state + (markup if together else [])
    else:
        chosen = markup
    return _with_described(chosen, described)


def _is_whole(listed: set[str], shown: set[str], is_own: bool) -> bool:
    """True where the vehicle's own list is so much of what markup shows, and more, that what it lacks is no photo."""
    return is_own and len(listed) >= max(_MANY, len(shown)) and 2 * len(listed & shown) >= len(shown)


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


def _shapes(photos: Iterable[Candidate]) -> set[str]:
    return {shape_of(identity) for identity in _identities(photos)}


def _identities(photos: Iterable[Candidate]) -> set[str]:
    return {photo_identity(rendition.url) for photo in photos for rendition in photo.renditions}
