"""What trained models say of photos, for another one to learn from: distillation, and photos that nobody labelled.

Source: Hinton et al., "Distilling the Knowledge in a Neural Network", 2015; Xie et al., "Self-training with Noisy
Student", 2020. A student sees each photo augmented; its teachers saw it as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo, Split
from carcls.config import Settings
from carcls.curate.labels import effective_labels_query
from carcls.errors import TrainingError
from carcls.learn.descent import Taught
from carcls.learn.evaluate import predict_photos
from carcls.learn.pixels import PixelLoader
from carcls.learn.registry import load_model

if TYPE_CHECKING:
    import pandas as pd


def with_unlabelled(catalog: Catalog, frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """A manifest with photos that nobody labelled, as rows of train without a label.

    Only photos whose side is train: those held back stay so, with all that belongs to them.

    Args:
        most: photos to add, those with the smallest hashes, which is as good as chance.
    """
    import pandas as pd

    said = effective_labels_query().subquery()
    with catalog.read() as session:
        found = session.scalars(
            select(Photo.sha256)
            .join(Split, Split.photo_sha256 == Photo.sha256)
            .outerjoin(said, said.c.photo_sha256 == Photo.sha256)
            .where(Photo.state == "ok", Split.split == "train", said.c.label.is_(None))
            .order_by(Photo.sha256)
            .limit(most)
        ).all()
    new = [sha256 for sha256 in found if sha256 not in set(frame["sha256"])]
    rows = pd.DataFrame({"sha256": new}, columns=frame.columns, dtype=object).assign(split="train")
    return pd.concat([frame, rows.where(rows.notna(), None)], ignore_index=True)


def taught_by(
    catalog: Catalog,
    settings: Settings,
    teachers: Sequence[str],
    classes: tuple[str, ...],
    load: PixelLoader,
    sha256s: list[str],
) -> Taught:
    """The mean of some models' calibrated probabilities, (classes,) by photo.

    Args:
        teachers: digests or their beginnings.
        classes: of the student.

    Raises:
        TrainingError: a teacher tells other classes apart.
        ModelError: no such model.
    """
    total = None
    for digest in teachers:
        model = load_model(catalog, settings, digest)
        if model.classes != classes:
            raise TrainingError(
                f"A teacher should tell {', '.join(classes)} apart. Received: {model.digest[:12]}, which tells "
                f"{', '.join(model.classes)}. Name another one: carcls models list."
            )
        said = predict_photos(model, load, sha256s) / len(teachers)
        total = said if total is None else total + said
    return {} if total is None else dict(zip(sha256s, total, strict=True))
