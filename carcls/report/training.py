"""Models that were trained in the night, with the plots that training left in their folders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog.tables import Model, Promotion
from carcls.report.pictures import data_uri

MODELS_SHOWN = 3
PLOT_BYTES = 400_000  # larger ones are left out: a report should stay mailable


@dataclass(frozen=True)
class TrainedInNight:
    """One model. metrics: its numbers; plots: (name, `data:` URI); promoted: why it became the champion, or None."""

    digest: str
    architecture: str
    created_at: datetime
    metrics: dict[str, float]
    plots: list[tuple[str, str]]
    promoted: str | None


def trained_since(session: Session, since: datetime, models_dir: Path) -> list[TrainedInNight]:
    """The newest models that were trained since a moment, the last one first."""
    models = session.scalars(select(Model).where(Model.created_at >= since).order_by(Model.created_at.desc()))
    promotions = dict(
        session.execute(select(Promotion.model_digest, Promotion.reason).order_by(Promotion.id)).tuples().all()
    )
    return [
        TrainedInNight(
            model.digest,
            model.architecture,
            model.created_at,
            numbers(model.metrics),
            _plots(models_dir / model.digest),
            promotions.get(model.digest),
        )
        for model in models.fetchmany(MODELS_SHOWN)
    ]


def numbers(metrics: dict[str, Any]) -> dict[str, float]:
    """The metrics that are one number each."""
    return {
        name: float(value)
        for name, value in metrics.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _plots(folder: Path) -> list[tuple[str, str]]:
    files = sorted(folder.glob("*.png"))
    return [
        (file.stem.replace("_", " ").replace("-", " "), data_uri(file.read_bytes(), "image/png"))
        for file in files
        if file.stat().st_size <= PLOT_BYTES
    ]
