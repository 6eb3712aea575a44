"""Which addresses are one photo in several sizes, by how a page's addresses are made: no word of a site's is known.

A strip of thumbnails apart from the large photos has each photo's own number (a digest, a file's name) in as many
addresses as there are sizes, and the rest of them differs as sizes do, the same way for all photos. A file's name that
is drawn at random is one photo's in whichever folder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_TOKEN = re.compile(r"[/_.?&=!,;:()~-]+")
_LETTER = re.compile(r"(?<=\d{5})(?=[smltbf]$)")  # 540967649f and 540967649s
_SIZE = re.compile(
    r"[wh]?(?:[4-9]\d|[1-9]\d{2,3})[wh]?|\d+x\d*|x\d{1,2}|[smltbfno]|xs|xl|sm|md|lg|th|tn|hd|"
    r"\w*(?:thu?mb|vignette|miniat|small|large|full|orig|zoom|mini|medium|big|grande|klein|gross|groß|peq|maly|velk|crop|fill|"
    r"width|height|lowres|highres|hires|conversions|preview)\w*|low|high|min|max|list|main|gallery|detail|res|slider|slide|carousel|"
    r"hero|card|teaser|lightbox|cover",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"(?=(?:[a-z-]*\d){3})(?=[\d-]*[a-f])[0-9a-f-]{12,}", re.IGNORECASE)  # a UUID, uniqid()
_SIZES = (2, 3, 4)  # of one photo
_FEWEST = 3  # photos that show how addresses are made
_FEWEST_IN_RUNS = 4  # whose thumbnails stand together, after or before the large ones
_SHORTEST = 5  # characters that tell a photo from others

Rest = tuple[str, ...]


def by_own_names(identities: Sequence[str]) -> dict[str, str]:
    """Identities of photos that stand in several sizes, each with one name for all of its sizes.

    Args:
        identities: of all renditions of a page, each once, in its order.
    """
    found = _by_drawn_files(identities)
    identities = [name for name in identities if name not in found]
    tokens = {name: _TOKEN.split(_LETTER.sub("/", name.partition("/")[2])) for name in identities}
    counts = Counter(token for some in tokens.values() for token in set(some))
    for sizes in _SIZES:
        photos: dict[Rest, dict[Rest, str]] = {}
        for identity, some in tokens.items():
            own = tuple(token for token in some if counts[token] == sizes and re.search(r"\d", token))
            if sum(map(len, own)) >= _SHORTEST:
                rest = tuple("*" if counts[token] <= sizes else token for token in some)
                photos.setdefault(own, {}).setdefault(rest, identity)
        several = {own: rests for own, rests in photos.items() if len(rests) == sizes}
        kinds = {rest for rests in several.values() for rest in rests}
        if len(several) < _FEWEST or len(kinds) != sizes:
            continue
        if _differ_as_sizes(kinds) or _stand_in_runs(list(several.values()), list(identities)):
            found |= {name: f"*/{'/'.join(own)}" for own, rests in several.items() for name in rests.values()}
    return found


def _by_drawn_files(identities: Sequence[str]) -> dict[str, str]:
    """Identities of one file in several folders, where its name is drawn at random."""
    folders: dict[str, list[str]] = {}
    for identity in identities:
        file = identity.rpartition("/")[2]
        if _DRAWN.fullmatch(file):
            folders.setdefault(file, []).append(identity)
    several = {file: names for file, names in folders.items() if len(names) in _SIZES}
    return {name: f"*/{file}" for file, names in several.items() for name in names} if len(several) >= _FEWEST else {}


def _differ_as_sizes(kinds: set[Rest]) -> bool:
    common = set.intersection(*map(set, kinds))
    return all(_SIZE.fullmatch(token) for kind in kinds for token in kind if token not in common)


def _stand_in_runs(photos: list[dict[Rest, str]], order: list[str]) -> bool:
    """True where all addresses of one kind come before all of the next."""
    places = {identity: place for place, identity in enumerate(order)}
    runs = sorted([places[rests[kind]] for rests in photos] for kind in photos[0])
    return len(photos) >= _FEWEST_IN_RUNS and all(max(one) < min(following) for one, following in pairwise(runs))
