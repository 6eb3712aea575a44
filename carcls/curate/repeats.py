"""Groups of the same picture as rows: of the catalog, or of folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog.tables import GroupMember, Photo
from carcls.curate.folder import FileRead, Folder
from carcls.curate.groups import Member

ROWS_AT_ONCE = 5_000
SAME_BYTES = "same file"  # beside the changes of `carcls.curate.groups`


@dataclass(frozen=True)
class Repeat:
    """A picture of a group, or a file that could not be read.

    group: a number, 1 for the first; None: it could not be read. picture: its path, or its sha256 in the catalog.
    is_best: it stands for the group; None: unreadable. changes: how it differs from `partner`, joined by ", "; None for
    the best. correlation: of fine detail with the partner. scale: its pixels a pixel of the partner's. width, height:
    pixels, upright. bytes: of the file. error: why it could not be read.
    """

    group: int | None
    picture: str
    is_best: bool | None = None
    changes: str | None = None
    partner: str | None = None
    correlation: float | None = None
    scale: float | None = None
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    error: str | None = None


def repeats_in_folder(folder: Folder) -> Iterator[Repeat]:
    """Group by group, the best first; repeats of the same bytes follow their first file. Then what is unreadable."""
    files = {file.path: file for file in folder.read}
    same: dict[str, list[FileRead]] = defaultdict(list)
    for file in folder.read:
        same[file.sha256].append(file)
    told = {member.name for group in folder.groups for member in group.members}
    # A file that is repeated byte for byte, and is like no other picture, is a group too.
    lone = [copies[0].path for copies in same.values() if len(copies) > 1 and copies[0].path not in told]
    wholes = [*(group.members for group in folder.groups)]
    wholes += [(Member(path, True, None, (), None, None, None),) for path in lone]
    for number, members in enumerate(sorted(wholes, key=lambda found: found[0].name), start=1):
        for member in members:
            file = files[member.name]
            size = file.width, file.height, file.bytes
            changes = ", ".join(member.changes) or None
            why = member.is_best, changes, member.partner, member.correlation, member.scale
            yield Repeat(number, file.path, *why, *size)
            for copy in same[file.sha256][1:]:
                yield Repeat(number, copy.path, False, SAME_BYTES, file.path, 1.0, 1.0, *size)
    for path, reason in folder.bad:
        yield Repeat(None, path, error=reason)


def repeats_in_catalog(session: Session) -> Iterator[Repeat]:
    """Group by group, the best first, as rows come."""
    statement = (
        select(GroupMember, Photo.width, Photo.height, Photo.bytes)
        .join(Photo, Photo.sha256 == GroupMember.photo_sha256)
        .order_by(GroupMember.group_id, GroupMember.is_best.desc(), GroupMember.photo_sha256)
    )
    number, group = 0, None
    rows = session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}).tuples()
    for member, width, height, size in rows:
        number += member.group_id != group
        group = member.group_id
        yield Repeat(
            number,
            member.photo_sha256,
            member.is_best,
            member.changes,
            member.partner_sha256,
            member.correlation,
            member.scale,
            width,
            height,
            size,
        )
