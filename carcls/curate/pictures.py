"""Groups of the same picture among any pictures: no catalog, no photo store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from carcls.curate.groups import Group, Link, Size, group
from carcls.curate.trace import make_trace
from carcls.curate.traces import Traces
from carcls.curate.verify import same_picture

PICTURES_AT_ONCE = 512


@dataclass(frozen=True)
class Picture:
    """A picture to look for repeats of.

    name: what groups call it, a sha256 or a path; unique. width, height: of the original, upright. file_bytes: of its
    file. proxy: a JPEG of it with a short side of some 256 pixels, as `check_photo` makes it.
    """

    name: str
    width: int
    height: int
    file_bytes: int
    proxy: bytes


def group_pictures(pictures: Iterable[Picture], progress: Callable[[int], None] = lambda done: None) -> list[Group]:
    """Group pictures that are the same, whatever their order. A picture that is like no other is in no group.

    Args:
        pictures: as they come; they are not kept.
        progress: called with the number of pictures done so far.
    """
    sizes: dict[str, Size] = {}
    links: list[Link] = []
    with TemporaryDirectory(prefix="carcls-") as folder, Traces(Path(folder)) as traces:
        waiting: list[Picture] = []

        def work() -> None:
            traces.add([(picture.name, make_trace(picture.proxy)) for picture in waiting])
            links.extend(find_links(traces, [picture.name for picture in waiting]))
            waiting.clear()
            progress(len(sizes))

        for picture in pictures:
            sizes[picture.name] = Size(picture.width, picture.height, picture.file_bytes)
            waiting.append(picture)
            if len(waiting) == PICTURES_AT_ONCE:
                work()
        work()
    return group(links, sizes)


def find_links(traces: Traces, names: Sequence[str]) -> list[Link]:
    """The verified links between the named pictures, whose traces are kept, and all whose traces are kept."""
    links = []
    numbers = traces.numbers(names)
    # The pairs of one newcomer follow each other, so that its trace is read once.
    for (one, other), hints in sorted(traces.candidates(list(numbers.values())).items(), key=lambda pair: max(pair[0])):
        match = same_picture(traces.trace(one), traces.trace(other), hints)
        if match is not None:
            links.append(Link(traces.name(one), traces.name(other), match))
    return links
