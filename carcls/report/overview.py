"""The catalog as it stands, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog.tables import GroupMember, Label, Model, Photo, Prediction, Promotion, Vehicle


@dataclass(frozen=True)
class Champion:
    """The model in use. metrics: as its evaluation wrote them."""

    digest: str
    architecture: str
    metrics: dict[str, object]
    promoted_at: datetime
    reason: str


@dataclass(frozen=True)
class Overview:
    """Counts of distinct photos, but for vehicles and groups.

    rejected: bytes that are no photo; groups: pictures that came more than once; repeats: photos of groups beyond the
    best of each; said: photos with a label, by source; predicted: labelled by the champion; abstained: those of them
    that it is unsure of; unlabelled: those that it has not seen. Without a champion, none is predicted.
    """

    vehicles: int
    photos: int
    rejected: int
    groups: int
    repeats: int
    said: dict[str, int]
    champion: Champion | None
    predicted: int
    abstained: int

    @property
    def unlabelled(self) -> int:
        return self.photos - self.predicted


def current_champion(session: Session) -> Champion | None:
    """The model that was promoted last; None: none was."""
    row = session.execute(
        select(Model.digest, Model.architecture, Model.metrics, Promotion.created_at, Promotion.reason)
        .join(Promotion, Promotion.model_digest == Model.digest)
        .order_by(Promotion.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Champion(*row)


def overview(session: Session) -> Overview:
    """Count what the catalog holds."""
    champion = current_champion(session)
    states = dict(session.execute(select(Photo.state, func.count()).group_by(Photo.state)).tuples().all())
    said = select(Label.source, func.count(Label.photo_sha256.distinct())).group_by(Label.source)
    predictions = (
        select(Prediction.abstained, func.count())
        .where(Prediction.model_digest == (champion.digest if champion else None))
        .group_by(Prediction.abstained)
    )
    by_abstained = dict(session.execute(predictions).tuples().all())
    return Overview(
        vehicles=session.execute(select(func.count()).select_from(Vehicle)).scalar_one(),
        photos=states.get("ok", 0),
        rejected=states.get("rejected", 0),
        groups=session.execute(select(func.count(GroupMember.group_id.distinct()))).scalar_one(),
        repeats=session.execute(select(func.count()).where(GroupMember.is_best.is_(False))).scalar_one(),
        said=dict(session.execute(said).tuples().all()),
        champion=champion,
        predicted=sum(by_abstained.values()),
        abstained=by_abstained.get(True, 0),
    )
