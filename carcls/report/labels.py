"""What the champion said in the night: by dealer and class, with examples, and what it was unsure of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog.tables import Dealer, Prediction, Sighting

SHEET, UNSURE_SHOWN, DEALERS_SHOWN = 24, 36, 60
UNSURE = "unsure"


@dataclass(frozen=True)
class Said:
    """One prediction. confidence: calibrated probability of the label, 0 to 1."""

    sha256: str
    label: str
    confidence: float


@dataclass(frozen=True)
class NewLabels:
    """Predictions of one model since a moment. Lists hold the first few; the counts are of all.

    counts: photos by class, the sure ones; unsure_count: the others. by_dealer: the same for each dealer (None: seen
    at none), with the key `unsure`; a photo that two dealers show counts at both. sheets: examples by class, drawn by
    sha256, which is as good as by lot; unsure: the least sure first.
    """

    counts: dict[str, int]
    unsure_count: int
    by_dealer: dict[str | None, dict[str, int]]
    dealers_count: int
    sheets: dict[str, list[Said]]
    unsure: list[Said]


def new_labels(session: Session, model_digest: str, since: datetime, classes: tuple[str, ...]) -> NewLabels:
    """What a model said since a moment."""
    new = (Prediction.model_digest == model_digest) & (Prediction.created_at >= since)
    said = select(Prediction.photo_sha256, Prediction.label, Prediction.confidence).where(new)
    sure = said.where(Prediction.abstained.is_(False)).order_by(Prediction.photo_sha256).limit(SHEET)
    unsure = said.where(Prediction.abstained).order_by(Prediction.confidence, Prediction.photo_sha256)
    totals = select(Prediction.label, Prediction.abstained, func.count()).where(new)
    counts = dict.fromkeys(classes, 0)
    unsure_count = 0
    for label, abstained, count in session.execute(totals.group_by(Prediction.label, Prediction.abstained)).tuples():
        if abstained:
            unsure_count += count
        else:
            counts[label] = counts.get(label, 0) + count
    by_dealer = _by_dealer(session, new)
    largest = sorted(by_dealer.items(), key=lambda item: (-sum(item[1].values()), item[0] or ""))[:DEALERS_SHOWN]
    return NewLabels(
        counts=counts,
        unsure_count=unsure_count,
        by_dealer=dict(largest),
        dealers_count=len(by_dealer),
        sheets={
            name: [Said(*row) for row in session.execute(sure.where(Prediction.label == name)).tuples()]
            for name in counts
        },
        unsure=[Said(*row) for row in session.execute(unsure.limit(UNSURE_SHOWN)).tuples()],
    )


def _by_dealer(session: Session, new: object) -> dict[str | None, dict[str, int]]:
    rows = session.execute(
        select(Dealer.name, Prediction.label, Prediction.abstained, func.count(Prediction.photo_sha256.distinct()))
        .select_from(Prediction)
        .outerjoin(Sighting, Sighting.photo_sha256 == Prediction.photo_sha256)
        .outerjoin(Dealer, Dealer.id == Sighting.dealer_id)
        .where(new)  # type: ignore[arg-type]
        .group_by(Dealer.name, Prediction.label, Prediction.abstained)
    ).tuples()
    counts: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for dealer, label, abstained, count in rows:
        counts[dealer][UNSURE if abstained else label] += count
    return {dealer: dict(by_class) for dealer, by_class in counts.items()}
