"""Groups of the same picture side by side, as one HTML file that holds its pictures itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import BinaryIO

from carcls.curate.leaks import short
from carcls.curate.repeats import Repeat
from carcls.report.page import environment

GROUPS_SHOWN = 400
MEMBERS_SHOWN = 8  # of a group: at some 5 kB each the file stays below 20 MB


def write_repeats_page(
    repeats: Iterable[Repeat],
    thumbnail: Callable[[str], str | None],
    stream: BinaryIO,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the page; how many rows there were.

    Names come from strangers: all text is escaped, and the page's own policy forbids scripts and anything from
    elsewhere.

    Args:
        repeats: group by group, see `carcls.curate.repeats`.
        thumbnail: a small picture as a `data:` URI, by `Repeat.picture`; None: there is none.
        stream: an open binary file.
        progress: called with the number of rows taken so far.
    """
    shown, groups, pictures, unreadable = [], 0, 0, 0
    for number, found in groupby(repeats, key=lambda repeat: repeat.group):
        members = list(found)
        progress(pictures + unreadable)
        if number is None:
            unreadable += len(members)
            continue
        groups, pictures = groups + 1, pictures + len(members)
        if groups <= GROUPS_SHOWN:
            shown.append(members)
    facts = {"groups": groups, "pictures": pictures, "unreadable": unreadable, "shown": shown, "most": MEMBERS_SHOWN}
    page = environment().get_template("repeats.html.j2").stream(**facts, thumbnail=thumbnail, name=short)
    for part in page:
        stream.write(part.encode("utf-8", "replace"))
    return pictures + unreadable
