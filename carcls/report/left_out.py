"""Photos that the night's splits left out, and what they tie together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog.tables import Split
from carcls.curate.audit import bridged
from carcls.curate.components import EXCLUDED
from carcls.curate.explain import ties_of

SHOWN = 24


@dataclass(frozen=True)
class LeftOut:
    """photos: (sha256, what it ties) of the first few; count: of all."""

    photos: list[tuple[str, str]]
    count: int


def left_out(session: Session, by: str, since: datetime) -> LeftOut:
    """What was left out since a moment. by: `vehicle` or `seller`: what the splits keep together."""
    is_out = (Split.split == EXCLUDED, Split.created_at >= since)
    first = session.scalars(select(Split.photo_sha256).where(*is_out).order_by(Split.photo_sha256).limit(SHOWN)).all()
    ties = ties_of(session, by, first)
    count = session.scalar(select(func.count()).select_from(Split).where(*is_out)) or 0
    return LeftOut([(photo, bridged(ties[photo])) for photo in first], count)
