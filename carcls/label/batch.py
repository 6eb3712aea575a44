"""Label the catalog's photos: choose what has no prediction, judge it, write a chunk at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo, Prediction, now
from carcls.catalog.upsert import upsert
from carcls.config import Settings
from carcls.errors import CarclsError, NoChampion
from carcls.label.engine import Engine
from carcls.learn.shipped import champion_in_use
from carcls.photos.store import PhotoStore


@dataclass(frozen=True)
class LabelResult:
    """labelled: photos that got a prediction; abstained: those of them of which the model is not sure; failed: a
    line each for photos that could not be read. They have no prediction, and the next run tries them again.
    """

    labelled: int
    abstained: int
    failed: list[str]

    def __add__(self, other: LabelResult) -> LabelResult:
        return LabelResult(self.labelled + other.labelled, self.abstained + other.abstained, self.failed + other.failed)


def unlabelled(catalog: Catalog, model_digest: str, limit: int | None = None) -> list[str]:
    """Photos that this model has not labelled, the oldest first; limit: at most so many, None: all."""
    with catalog.read() as session:
        waiting = (
            select(Photo.sha256)
            .outerjoin(
                Prediction,
                and_(Prediction.photo_sha256 == Photo.sha256, Prediction.model_digest == model_digest),
            )
            .where(Photo.state == "ok", Prediction.photo_sha256.is_(None))
            .order_by(Photo.created_at, Photo.sha256)
            .limit(limit)
        )
        return list(session.scalars(waiting))


def champions_work(catalog: Catalog, settings: Settings, limit: int | None = None) -> tuple[str | None, list[str]]:
    """The champion's digest and the photos that it has not labelled; (None, []) where there is neither yet.

    Where nothing was promoted, the shipped model becomes the champion.

    Raises:
        NoChampion: photos wait, nothing was promoted that could label them, and the shipped model may not be used.
    """
    try:
        digest = champion_in_use(catalog, settings).digest
    except NoChampion:
        if unlabelled(catalog, "", limit=1):
            raise
        return None, []  # a new house: no photo was lost, and nobody has to be called
    return digest, unlabelled(catalog, digest, limit)


def label_photos(
    catalog: Catalog, store: PhotoStore, settings: Settings, engine: Engine, sha256s: Sequence[str]
) -> LabelResult:
    """Predict some photos and write the predictions in one transaction.

    A photo that has a prediction of this model keeps it: labelling twice is a no-op.

    Raises:
        CatalogError: the predictions could not be written; the chunk can be run again.
    """
    rows, failed = [], []
    for judged in engine.judge(sha256s, store.proxy, settings.max_photo_pixels):
        if isinstance(judged.result, CarclsError):
            failed.append(f"{judged.name}: {judged.result}")
            continue
        verdict = judged.result
        rows.append(
            {
                "photo_sha256": judged.name,
                "model_digest": engine.digest,
                "label": verdict.label,
                "confidence": verdict.confidence,
                "probabilities": verdict.probabilities,
                "abstained": verdict.abstained,
                "created_at": now(),
            }
        )
    with catalog.session() as session:
        upsert(session, Prediction, rows, key=["photo_sha256", "model_digest"])
    return LabelResult(len(rows), sum(bool(row["abstained"]) for row in rows), failed)
