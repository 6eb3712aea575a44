"""Groups of photos that are the same picture: what links say, who is best, and why each photo is in its group.

Nothing here touches a catalog, a file or a pixel: links go in, groups come out, whatever their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carcls.curate.match import Match

ABOUT_EQUAL = 0.9  # of the most pixels: photos above it are of one size, and the least edited one is the best
WHOLE_SHARE = 0.97  # of a side: what shows less of the other's picture is cropped
SAME_SCALE = 0.02
DIMMED = 0.06  # of the contrast, or of the brightness range


@dataclass(frozen=True)
class Size:
    """A picture's original size: pixels across and down, and the bytes of its file."""

    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class Link:
    """Two pictures, by name, that were verified to be the same. one < other."""

    one: str
    other: str
    match: Match


@dataclass(frozen=True)
class Member:
    """Why a picture is in its group.

    name: the picture. is_best: it is the group's picture. partner: the picture it is compared with, the best one where
    the two were linked directly; None for the best itself. changes: how it differs from its partner, of `CHANGES`; at
    least one, and none for the best. correlation: of fine detail with the partner. scale: its pixels a pixel of the
    partner's. box: the part of the partner that it shows, as shares: left, top, right, bottom.
    """

    name: str
    is_best: bool
    partner: str | None
    changes: tuple[str, ...]
    correlation: float | None
    scale: float | None
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Group:
    """Pictures that are the same. best: the largest and least edited one's name. members: the best first, then by
    name."""

    best: str
    members: tuple[Member, ...]


CHANGES = (
    "identical pixels",
    "re-encoded",
    "resized",
    "cropped",
    "bordered",
    "watermarked",
    "brightness",
    "mirrored",
    "rotated 90",
    "rotated 180",
    "rotated 270",
)


def changes_of(name: str, link: Link, sizes: Mapping[str, Size]) -> tuple[str, ...]:
    """How one end of a link differs from its other end, in the order of `CHANGES`.

    `rotated 90` is counter-clockwise. What cannot be told is said of both ends: a brightness, a turn.
    """
    partner = link.other if name == link.one else link.one
    match = link.match if name == link.other else link.match.reversed()  # from the partner to `name`
    if match.is_identical and (sizes[name].width, sizes[name].height) == (sizes[partner].width, sizes[partner].height):
        return ("identical pixels",)
    found = []
    if abs(scale_of(name, link, sizes) - 1) > SAME_SCALE:
        found.append("resized")
    if _shortest(match.box) < WHOLE_SHARE and not match.border_removed:
        found.append("cropped")
    if match.border_added:
        found.append("bordered")
    if match.overlay_on == "other":
        found.append("watermarked")
    if abs(match.gain - 1) > DIMMED or abs(match.offset) > DIMMED:
        found.append("brightness")
    if match.turn:
        found.append(match.turn)
    return tuple(sorted(found, key=CHANGES.index)) or ("re-encoded",)


def scale_of(name: str, link: Link, sizes: Mapping[str, Size]) -> float:
    """Pixels of a picture a pixel of the link's other end, where both show the same."""
    partner = link.other if name == link.one else link.one
    match = link.match if name == link.other else link.match.reversed()
    width, height = sizes[partner].width, sizes[partner].height
    if match.turn in ("rotated 90", "rotated 270"):
        width, height = height, width
    left, top, right, bottom = match.turned_box
    other_left, other_top, other_right, other_bottom = match.other_box
    across = (other_right - other_left) * sizes[name].width / max(1e-6, (right - left) * width)
    down = (other_bottom - other_top) * sizes[name].height / max(1e-6, (bottom - top) * height)
    return float((across * down) ** 0.5)


def group(links: Iterable[Link], sizes: Mapping[str, Size]) -> list[Group]:
    """Connected components of the links, by the name of their best picture. The order of the links does not matter.

    Args:
        links: verified links.
        sizes: the size of every picture that a link names.
    """
    near: dict[str, dict[str, Link]] = defaultdict(dict)
    for link in links:
        near[link.one][link.other] = near[link.other][link.one] = link
    groups, seen = [], set()
    for start in sorted(near):
        if start in seen:
            continue
        names, waiting = {start}, [start]
        while waiting:
            fresh = set(near[waiting.pop()]) - names
            names |= fresh
            waiting.extend(fresh)
        seen |= names
        groups.append(_described(names, near, sizes))
    return sorted(groups, key=lambda found: found.best)


def _described(names: set[str], near: Mapping[str, Mapping[str, Link]], sizes: Mapping[str, Size]) -> Group:
    edits = {name: _edits(name, near[name], sizes) for name in names}
    pixels = {name: sizes[name].width * sizes[name].height * _own_share(name, near[name]) for name in names}
    most = max(pixels.values())
    best = min(
        (name for name in names if pixels[name] >= ABOUT_EQUAL * most),
        key=lambda name: (edits[name], -pixels[name], -sizes[name].bytes, name),
    )
    # The partner of each: the best itself, else the strongest neighbour that is a step nearer to it.
    partners: dict[str, str | None] = {best: None}
    ring = [best]
    while ring:
        following: dict[str, list[str]] = defaultdict(list)
        for name in ring:
            for other in near[name]:
                if other not in partners:
                    following[other].append(name)
        for name, choices in following.items():
            partners[name] = max(choices, key=lambda choice: (near[name][choice].match.correlation, choice))
        ring = sorted(following)
    members = []
    for name in sorted(names, key=lambda name: (name != best, name)):
        partner = partners[name]
        if partner is None:
            members.append(Member(name, True, None, (), None, None, None))
            continue
        link = near[name][partner]
        match = link.match if name == link.other else link.match.reversed()
        changes = changes_of(name, link, sizes)
        scale = scale_of(name, link, sizes)
        members.append(Member(name, False, partner, changes, match.correlation, scale, match.box))
    return Group(best, tuple(members))


def _edits(name: str, links: Mapping[str, Link], sizes: Mapping[str, Size]) -> int:
    """How many kinds of damage a picture has beside those it is linked to."""
    found = {change for link in links.values() for change in changes_of(name, link, sizes)}
    return len(found & {"cropped", "bordered", "watermarked"})


def _own_share(name: str, links: Mapping[str, Link]) -> float:
    """The share of a picture that is not a border around another one."""
    shares = [1.0]
    for link in links.values():
        match = link.match if name == link.other else link.match.reversed()
        if match.border_added:
            left, top, right, bottom = match.other_box
            shares.append((right - left) * (bottom - top))
    return min(shares)


def _shortest(box: tuple[float, float, float, float]) -> float:
    left, top, right, bottom = box
    return min(right - left, bottom - top)
