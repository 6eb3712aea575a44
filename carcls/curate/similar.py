"""Photos that look alike: a relation for the split alone. Nothing is dropped, and no label copied, because of it.

A copy that was edited beyond what verification recognises, or the next frame of one series, should not be tested on
where its like was trained on. So photos whose three fingerprints are all near stay on one side. Any fixed distance
would in the end join everything: the number of chance pairs grows with the square of the photos, and the cars of one
photo booth look alike without being one car. Three bounds keep components small:

- all three hashes must be near, which chance seldom brings: see benchmarks/splits.py for the rate;
- a look that more than `MAX_LIKENESSES` other vehicles share is a booth, a stock picture or a blank card:
  it says nothing about belonging together, and links nothing;
- components that look alike are joined only up to `splits.MAX_JOINED_BY_LOOKS` photos.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import DuplicateLink, Photo, SimilarLink
from carcls.catalog.upsert import upsert
from carcls.curate.units import MAX_UNITS_TIED, units_of_photos

# Bits by which fingerprints may differ. Between photos of different sellers none of 1.5 M pairs of real car photos is
# as near; extrapolated from looser distances, 1 to 2 pairs in 100 M are.
DHASH64, DHASH256, PHASH = 8, 48, 8
MAX_LIKENESSES = MAX_UNITS_TIED

Fingerprints = tuple[str | None, str | None, str | None]  # dhash64, dhash256, phash as the catalog has them


def look_alike(one: Fingerprints, other: Fingerprints) -> int | None:
    """The distance of two photos' dhash256 in bits; None: they do not look alike.

    >>> look_alike(("00", "0f", "01"), ("01", "00", "00")), look_alike(("00", "00", "00"), ("ffff", "00", "00"))
    (4, None)
    """
    distances = []
    for bound, a, b in zip((DHASH64, DHASH256, PHASH), one, other, strict=True):
        if a is None or b is None or (bits := (int(a, 16) ^ int(b, 16)).bit_count()) > bound:
            return None
        distances.append(bits)
    return distances[1]


def link_similar(session: Session, candidates: Iterable[tuple[str, str]]) -> int:
    """Link the photos of candidate pairs that look alike; the number of links written.

    Args:
        session: an open `Catalog.session`.
        candidates: pairs of sha256s whose dhash64 are near, at least all that differ by `DHASH64` bits or less. Pairs
            that are linked as the same picture are left out.
    """
    pairs = {(min(pair), max(pair)) for pair in candidates}
    photos = {photo for pair in pairs for photo in pair}
    prints: dict[str, Fingerprints] = {
        row[0]: (row[1], row[2], row[3])
        for row in rows_of(
            session, select(Photo.sha256, Photo.dhash64, Photo.dhash256, Photo.phash), Photo.sha256, photos
        )
    }
    same = {
        (a, b)
        for a, b in rows_of(
            session, select(DuplicateLink.photo_a, DuplicateLink.photo_b), DuplicateLink.photo_a, photos
        )
    }
    near = {
        pair: distance
        for pair in pairs - same
        if (distance := look_alike(prints[pair[0]], prints[pair[1]])) is not None
    }
    crowded = _crowded(session, near)
    rows = [
        {"photo_a": a, "photo_b": b, "distance": distance}
        for (a, b), distance in sorted(near.items())
        if a not in crowded and b not in crowded
    ]
    upsert(session, SimilarLink, rows, key=["photo_a", "photo_b"])
    return len(rows)


def neighbours(session: Session, photos: Iterable[str]) -> list[tuple[int, str, str]]:
    """(distance, photo_a, photo_b) of the links that one of the photos has, the nearest first."""
    found: set[tuple[int, str, str]] = set()
    for end in (SimilarLink.photo_a, SimilarLink.photo_b):
        statement = select(SimilarLink.distance, SimilarLink.photo_a, SimilarLink.photo_b)
        found.update((distance, a, b) for distance, a, b in rows_of(session, statement, end, photos))
    return sorted(found)


def crowded_of(pairs: Iterable[tuple[str, str]], units: dict[str, list[str]]) -> set[str]:
    """The photos whose look more than `MAX_LIKENESSES` units share, their own left out.

    Args:
        pairs: pairs of photos that look alike.
        units: the units of the photos; one without is a unit itself.
    """
    like: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for photo, other in (pair, pair[::-1]):
            like[photo].update(set(units.get(other, [other])) - set(units.get(photo, [photo])))
    return {photo for photo, shared in like.items() if len(shared) > MAX_LIKENESSES}


def _crowded(session: Session, near: Iterable[tuple[str, str]]) -> set[str]:
    pairs = set(near)
    pairs |= {(a, b) for _, a, b in neighbours(session, {photo for pair in pairs for photo in pair})}
    return crowded_of(pairs, units_of_photos(session, "vehicle", {photo for pair in pairs for photo in pair}))
