"""Labels within groups: copies of one picture share the strongest word, and words that contradict are flagged."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from carcls.catalog.tables import GroupMember, Label
from carcls.curate.labels import SOURCES


@dataclass(frozen=True)
class Conflict:
    """One of the words that contradict each other about one picture.

    picture: the group's id, or the photo's sha256 where one photo has them all. label: the class. author: the person,
    the file or the dealer.
    """

    picture: str
    photo_sha256: str
    label: str
    view: str | None
    source: str
    author: str
    created_at: datetime

    def values(self) -> list[Any]:
        """In the order of `CONFLICT_COLUMNS`."""
        return list(asdict(self).values())


CONFLICT_COLUMNS = tuple(field.name for field in fields(Conflict))


def shared_within_groups(effective: Select[Any]) -> Select[Any]:
    """The labels that count when copies share them: a stronger word on another photo of the group counts.

    Where the strongest words of a group contradict each other, nothing is shared: each photo keeps its own.

    Args:
        effective: a query of each photo's own label that counts: photo_sha256, label, view, source.

    Returns:
        A query with the same columns; a photo that gets its label from its group has a row too.
    """
    own = effective.subquery()
    strength = case({source: place for place, source in enumerate(SOURCES)}, value=own.c.source)
    said = (
        select(GroupMember.group_id, own.c.label, own.c.view, own.c.source, strength.label("strength"))
        .join(own, own.c.photo_sha256 == GroupMember.photo_sha256)
        .subquery()
    )
    strongest = (
        select(said.c.group_id, func.min(said.c.strength).label("strength")).group_by(said.c.group_id).subquery()
    )
    shared = (
        select(
            said.c.group_id,
            func.min(said.c.label).label("label"),
            func.min(said.c.view).label("view"),
            func.min(said.c.source).label("source"),
            func.min(said.c.strength).label("strength"),
        )
        .join(strongest, (strongest.c.group_id == said.c.group_id) & (strongest.c.strength == said.c.strength))
        .group_by(said.c.group_id)
        .having(func.count(said.c.label.distinct()) == 1)
        .subquery()
    )
    kept = (
        select(own.c.photo_sha256, own.c.label, own.c.view, own.c.source)
        .outerjoin(GroupMember, GroupMember.photo_sha256 == own.c.photo_sha256)
        .outerjoin(shared, shared.c.group_id == GroupMember.group_id)
        .where(or_(shared.c.strength.is_(null()), strength <= shared.c.strength))
    )
    taken = (
        select(GroupMember.photo_sha256, shared.c.label, shared.c.view, shared.c.source)
        .join(shared, shared.c.group_id == GroupMember.group_id)
        .outerjoin(own, own.c.photo_sha256 == GroupMember.photo_sha256)
        .where(or_(own.c.photo_sha256.is_(null()), strength > shared.c.strength))
    )
    together = union_all(kept, taken).subquery()
    return select(together)


def conflicts(session: Session) -> list[Conflict]:
    """The words of the strongest source of a picture (a photo, or a group) where they are of more than one class.

    Who is right is for a person to say: `carcls labels set`. By picture, then by photo, source and author.
    """
    strength = case({source: place for place, source in enumerate(SOURCES)}, value=Label.source)
    picture = func.coalesce(GroupMember.group_id, Label.photo_sha256)
    words = (
        select(picture.label("picture"), Label.id, Label.label.label("label"), strength.label("strength"))
        .select_from(Label)
        .outerjoin(GroupMember, GroupMember.photo_sha256 == Label.photo_sha256)
        .subquery()
    )
    strongest = (
        select(words.c.picture, func.min(words.c.strength).label("strength")).group_by(words.c.picture).subquery()
    )
    on_top = (words.c.picture == strongest.c.picture) & (words.c.strength == strongest.c.strength)
    disputed = (
        select(words.c.picture, words.c.strength)
        .join(strongest, on_top)
        .group_by(words.c.picture, words.c.strength)
        .having(func.count(words.c.label.distinct()) > 1)
        .subquery()
    )
    rows = (
        select(
            words.c.picture, Label.photo_sha256, Label.label, Label.view, Label.source, Label.author, Label.created_at
        )
        .join(words, words.c.id == Label.id)
        .join(disputed, (disputed.c.picture == words.c.picture) & (disputed.c.strength == words.c.strength))
        .order_by(words.c.picture, Label.photo_sha256, Label.source, Label.author)
    )
    return [Conflict(*row) for row in session.execute(rows).tuples()]
