"""Whether it is time to train again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset, GroupMember, Label, Model, Photo, Split
from carcls.config import Settings
from carcls.curate.components import EXCLUDED
from carcls.errors import NoChampion
from carcls.learn.registry import champion
from carcls.learn.shipped import fits


@dataclass(frozen=True)
class TrainingDue:
    """due: whether to train. reason: why, or why not, for people."""

    due: bool
    reason: str


def training_due(catalog: Catalog, settings: Settings) -> TrainingDue:
    """Whether a night should train: enough labels for a first model, or enough new ones for the next."""
    labels = labels_since_training(catalog)
    wanted = settings.train_min_new_labels if _has_model(catalog, settings) else settings.train_min_labels
    return TrainingDue(
        labels >= wanted, f"{labels} labelled photos that no training has seen; {wanted} make a night train."
    )


def _has_model(catalog: Catalog, settings: Settings) -> bool:
    """Whether photos are labelled without a training: by a champion, or by the model that is shipped."""
    try:
        champion(catalog)
    except NoChampion:
        return fits(settings)
    return True


def labels_since_training(catalog: Catalog) -> int:
    """Photos, one a group, with a label that is newer than the dataset of the last training: new ones and corrected.

    The last training counts whether its model was promoted or not: one that was not better is not trained again every
    night on the same labels. Before the first one, all labels are new.
    """
    with catalog.read() as session:
        trained_on = select(Dataset.created_at).join(Model, Model.dataset_digest == Dataset.digest)
        last = session.scalars(trained_on.order_by(Model.created_at.desc()).limit(1)).first()
        labelled = (
            select(func.count(func.distinct(func.coalesce(GroupMember.group_id, Photo.sha256))))
            .select_from(Label)
            .join(Photo, Photo.sha256 == Label.photo_sha256)
            .join(Split, Split.photo_sha256 == Photo.sha256)
            .outerjoin(GroupMember, GroupMember.photo_sha256 == Photo.sha256)
            .where(Photo.state == "ok", Split.split != EXCLUDED)
        )
        if last is not None:
            # A label may be said long before its photo is seen: then the photo's side is what is new.
            labelled = labelled.where(or_(Label.created_at > last, Split.created_at > last))
        return session.execute(labelled).scalar_one()
