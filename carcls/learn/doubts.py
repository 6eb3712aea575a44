"""Labels that are likely wrong, as a list for a person: confident learning on photos judged by others' photos.

Source: Northcutt, Jiang and Chuang, "Confident Learning", 2021, as the package cleanlab has it. What judges a photo
never saw its seller, so that one who labels all wheels wrongly is not believed by what learned from those wheels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from carcls.catalog import Catalog
from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import Sighting, Vehicle
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.errors import TrainingError
from carcls.learn.examples import check_trainable, targets
from carcls.learn.fit import TrainingProgress, ignore_progress
from carcls.learn.leave_out import FOLDS, cross_calibrated, leave_sellers_out
from carcls.learn.pixels import load_pixels
from carcls.learn.recipes import CNN, Recipe
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Doubt:
    """One label and how likely it is wrong.

    source: `human`, `imported` or `site`. suggested: the class that the photo seems to be of. quality: cleanlab's score
    of the label, its calibrated probability by a head that saw no photo of its seller; probability: that of what is
    suggested. suspect: confident learning holds the label to be wrong. page_url, photo_url: where the photo was first
    seen.
    """

    sha256: str
    label: str
    source: str
    suggested: str
    quality: float
    probability: float
    suspect: bool
    seller: str | None
    vehicle: str | None
    page_url: str | None
    photo_url: str | None


@dataclass(frozen=True)
class Doubts:
    """The most doubtful labels, the worst first, out of `labels`, of which `suspects` are held to be wrong.

    left_out: what each photo was judged without: its `seller`, or where these are too few its `vehicle` or `photo`.
    """

    rows: list[Doubt]
    labels: int
    suspects: int
    left_out: str


def doubtful_labels(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    recipe: Recipe,
    *,
    limit: int | None = None,
    progress: TrainingProgress = ignore_progress,
) -> Doubts:
    """Rank a snapshot's labels by how likely they are wrong. Nothing is changed.

    Args:
        recipe: of a frozen backbone; its features are computed once and kept.
        limit: how many labels come back; None: all.

    Raises:
        TrainingError: too few labels, a class without a photo, or a recipe without a backbone.
        DatasetError: the manifest cannot be read.
        StoreError: a photo of the dataset is not in the store.
    """
    if recipe.architecture == CNN:
        raise TrainingError(
            "Labels should be judged by a head on a trained backbone. Received: the architecture cnn. "
            "Set CARCLS_ARCHITECTURE to efficientnet-lite0 for this command."
        )
    classes = load_taxonomy(settings.taxonomy_file).classes
    frame = read_manifest(snapshot.path)
    check_trainable(frame.assign(split="train"), classes, settings.train_min_labels)
    units, left_out = _units(frame)
    judged = leave_sellers_out(
        frame,
        classes,
        partial(load_pixels, store, max_pixels=settings.max_photo_pixels),
        recipe,
        features_dir=settings.features_dir,
        units=units,
        progress=progress,
    )
    predicted, _thresholds = cross_calibrated(judged, classes)
    given = targets(frame, classes)
    quality, suspect = label_quality(given, predicted)
    worst = np.argsort(quality, kind="stable")[:limit]
    best = predicted.argmax(axis=1)
    pages = _pages(catalog, frame["sha256"].iloc[worst])
    rows = [
        Doubt(
            sha256=photo["sha256"],
            label=photo["label"],
            source=photo["source"],
            suggested=classes[best[row]],
            quality=round(float(quality[row]), 4),
            probability=round(float(predicted[row, best[row]]), 4),
            suspect=bool(suspect[row]),
            seller=photo["dealer"],
            vehicle=photo["vehicle"],
            page_url=pages.get(photo["sha256"], (None, None))[0],
            photo_url=pages.get(photo["sha256"], (None, None))[1],
        )
        for row, photo in zip(worst, frame.iloc[worst].to_dict("records"), strict=True)
    ]
    return Doubts(rows, len(frame), int(suspect.sum()), left_out)


def label_quality(
    given: NDArray[np.int64], predicted: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Each label's quality (n,), 0 to 1, and whether confident learning holds it to be wrong (n,).

    Args:
        given: the labels, (n,), positions among the classes, each class with a photo.
        predicted: out-of-sample probabilities, (n, classes).
    """
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    # One process: after Keras has started, this one must not fork.
    return get_label_quality_scores(given, predicted), find_label_issues(given, predicted, n_jobs=1)


def _units(frame: pd.DataFrame) -> tuple[NDArray[np.str_], str]:
    """What photos are left out with, (n,), and what that is: sellers, where there are enough of them for the folds."""
    sellers = frame["dealer"].fillna("unknown")
    vehicles = (sellers + " " + frame["vehicle"]).fillna(frame["sha256"])
    for units, name in ((sellers, "seller"), (vehicles, "vehicle")):
        if units.nunique() >= FOLDS:
            return units.to_numpy(str), name
    return frame["sha256"].to_numpy(str), "photo"


def _pages(catalog: Catalog, photos: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """(page, URL) of each photo's first sighting, by sha256."""
    other = aliased(Sighting)
    first = select(func.min(other.id)).where(other.photo_sha256 == Sighting.photo_sha256).scalar_subquery()
    seen = (
        select(Sighting.photo_sha256, Vehicle.page_url, Sighting.url)
        .outerjoin(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .where(Sighting.id == first)
    )
    with catalog.read() as session:
        return {photo: (page, url) for photo, page, url in rows_of(session, seen, Sighting.photo_sha256, photos)}
