"""Label the catalog's photos: claim a chunk, judge it, write its predictions; until none is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from carcls.catalog import Catalog
from carcls.catalog.tables import now
from carcls.config import Settings
from carcls.errors import CarclsError, NoChampion
from carcls.label.claims import Claim, Claims, any_new
from carcls.label.engine import Engine
from carcls.learn.shipped import champion_in_use
from carcls.photos.store import PhotoStore

RENEWALS = 3  # times that a claim is renewed before it would run out
PATIENCE = 0.5  # seconds between two looks at what others have claimed


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

    @property
    def photos(self) -> int:
        """All that were tried."""
        return self.labelled + len(self.failed)


def model_to_label(catalog: Catalog, settings: Settings) -> str | None:
    """The champion's digest; None where there is neither a champion nor a photo.

    Where nothing was promoted, the shipped model becomes the champion.

    Raises:
        NoChampion: photos wait, nothing was promoted that could label them, and the shipped model may not be used.
    """
    try:
        return champion_in_use(catalog, settings).digest
    except NoChampion:
        if any_new(catalog):
            raise
        return None  # a new house: no photo was lost, and nobody has to be called


def label_waiting(
    claims: Claims, store: PhotoStore, settings: Settings, engine: Callable[[], Engine], most: int | None = None
) -> Iterator[LabelResult]:
    """Label what waits, a chunk at a time; the result of each when it is in the catalog.

    It ends when nothing waits, neither free nor claimed by others: a worker that dies is made good by those that go on.

    Args:
        engine: opens the model, called when there is a photo: loading one costs up to 10 s.
        most: at most so many photos; None: all.

    Raises:
        CatalogError: predictions could not be written; their photos wait for the next run, as after any exception.
    """
    tried = 0
    while most is None or tried < most:
        size = settings.label_chunk
        claim = claims.take(size if most is None else min(size, most - tried))
        if claim is None:
            if not claims.others_work():
                return
            time.sleep(PATIENCE)
            continue
        try:
            result = label_claim(claims, claim, store, settings, engine())
        except BaseException:  # a signal too: what comes next need not wait until the claim runs out
            claims.finish(claim, [])
            raise
        tried += result.photos
        yield result


def label_claim(claims: Claims, claim: Claim, store: PhotoStore, settings: Settings, engine: Engine) -> LabelResult:
    """Predict a claim's photos and write the predictions in one transaction.

    Raises:
        CatalogError: the predictions could not be written.
    """
    rows, failed = [], []
    renewed = time.monotonic()
    for judged in engine.judge(claim.sha256s, store.proxy, settings.max_photo_pixels):
        if time.monotonic() - renewed > claims.seconds / RENEWALS:
            claims.renew(claim)
            renewed = time.monotonic()
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
    claims.finish(claim, rows)
    return LabelResult(len(rows), sum(bool(row["abstained"]) for row in rows), failed)
