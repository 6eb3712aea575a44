"""Which places of a page show one photo: by its identity, by what stands together, by folders and letters that are
sizes, by how the page's addresses are made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scrapers.extract.same_names import by_own_names
from scrapers.urls import Rendition, photo_identity

_SIZE_FOLDER = re.compile(r"[a-z]{0,2}_?\d{2,4}[a-z]?", re.IGNORECASE)
_SIZE_AT_END = re.compile(r"(?<=\d)(?:[-_]?[bhlmst]|[-_](?:[4-9]\d|[1-9]\d{2,3}))$", re.IGNORECASE)
_MOST_SIZES = 4  # of one photo
_FEWEST_PHOTOS = 3  # that show that a folder or a letter is a size
_SHORTEST_NAME = 6  # characters: /100/1 and /700/1 may be two photos


@dataclass(frozen=True)
class Candidate:
    """A place on a page that shows one photo, in one rendition or several."""

    renditions: tuple[Rendition, ...]
    site_tag: str | None = None
    alt_text: str | None = None


def same_photos(candidates: list[Candidate]) -> list[list[Candidate]]:
    """The candidates of each photo: those that have an identity in common, directly or by way of others."""
    candidates = _without_fillers(candidates)
    names = dict.fromkeys(photo_identity(one.url) for candidate in candidates for one in candidate.renditions)
    known_as = names_of_photos(list(names))
    group_of: dict[str, int] = {}
    groups: dict[int, list[Candidate]] = {}
    for place, candidate in enumerate(candidates):
        identities = {photo_identity(rendition.url) for rendition in candidate.renditions}
        identities = {known_as.get(identity, identity) for identity in identities}
        first, *others = sorted({group_of[identity] for identity in identities if identity in group_of} or {place})
        groups.setdefault(first, []).append(candidate)
        for other in others:  # this one shows that what was taken for two photos is one
            groups[first] += groups.pop(other)
            group_of |= {identity: first for identity, group in group_of.items() if group == other}
        group_of |= dict.fromkeys(identities, first)
    return [groups[group] for group in sorted(groups)]


def names_of_photos(identities: Sequence[str]) -> dict[str, str]:
    """For identities that are one photo by how the page's addresses are made, the name that they have in common.

    Args:
        identities: of all renditions of a page, each once, in its order.
    """
    known_as = _without_sizes(identities)
    return known_as | by_own_names([name for name in identities if name not in known_as])


def _without_sizes(identities: Iterable[str]) -> dict[str, str]:
    """Identities by what they share with their like: /100/a7731.jpg and /700/a7731.jpg, if others are in both; so
    a7731_01S.jpg and a7731_01L.jpg, a7731-1-136.jpg and a7731-1-1024.jpg.
    """
    by_rest: dict[tuple[int, str], dict[str, str]] = {}
    for identity in identities:
        parts = identity.split("/")
        if size := _SIZE_AT_END.search(parts[-1]):
            by_rest.setdefault((-1, f"{identity[: -len(size[0])]}*"), {})[size[0]] = identity
        if len(parts[-1]) < _SHORTEST_NAME:
            continue
        for at in range(1, len(parts) - 1):
            if _SIZE_FOLDER.fullmatch(parts[at]):
                rest = "/".join([*parts[:at], "*", *parts[at + 1 :]])
                by_rest.setdefault((at, rest), {})[parts[at]] = identity
    found: dict[str, str] = {}
    for at in {at for at, _ in by_rest}:
        several = [(rest, sizes) for (place, rest), sizes in by_rest.items() if place == at and len(sizes) > 1]
        if len(several) >= _FEWEST_PHOTOS and len({size for _, sizes in several for size in sizes}) <= _MOST_SIZES:
            found |= {identity: rest for rest, sizes in several for identity in sizes.values()}
    return found


def _without_fillers(candidates: list[Candidate]) -> list[Candidate]:
    """Without what several photos show until they are loaded: it would make them one.

    It stands beside addresses in several places that have none of these in common; or it is a photo that has a place of
    its own, beside two addresses of another file's name.
    """
    partners: dict[str, list[set[str]]] = {}
    identities = [[photo_identity(rendition.url) for rendition in candidate.renditions] for candidate in candidates]
    for names in identities:
        for name in names:
            others = {other for other in names if other != name}
            apart = partners.setdefault(name, [])
            if others and len(apart) < _FEWEST_PHOTOS and all(others.isdisjoint(known) for known in apart):
                apart.append(others)
    fillers = {name for name, apart in partners.items() if len(apart) >= _FEWEST_PHOTOS}
    at_home = {names[0] for names in identities if len(names) > 1 and len(set(map(_file_of, names))) == 1}
    kept = []
    for candidate, names in zip(candidates, identities, strict=True):
        files = Counter(map(_file_of, set(names)))
        strangers = {name for name in at_home.intersection(names) if files[_file_of(name)] == 1 < max(files.values())}
        own = tuple(
            rendition
            for rendition, name in zip(candidate.renditions, names, strict=True)
            if name not in fillers | strangers
        )
        kept.append(replace(candidate, renditions=own) if own else candidate)
    return kept


def _file_of(identity: str) -> str:
    return identity.rpartition("/")[2]
