"""What the demo's nights did, and how right the labels are: the JSON object that the demo ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from carcls.catalog import Catalog
from carcls.catalog.tables import GroupMember, Photo, Prediction, Sighting
from carcls.demo.dealership import Dealership, Truth
from carcls.demo.plan import UNSEEN_DEALER
from carcls.errors import NoChampion
from carcls.learn.registry import champion

JUDGED_CLASSES = ("interior", "exterior")


@dataclass(frozen=True)
class NightNumbers:
    """What one night did, all dealers together.

    night: 1, 2 or 3. photos_seen: distinct photo URLs on the pages. downloads: requests that were answered with a photo
    (`Access.is_photo`). labelled: photos that got a prediction of that night's champion.
    """

    night: int
    photos_seen: int
    downloads: int
    labelled: int


def summarize(
    catalog: Catalog, dealership: Dealership, nights: Sequence[NightNumbers], seconds: Mapping[str, float]
) -> dict[str, Any]:
    """The demo's summary. Its keys, in this order:

    photos                       "drawn" or "real"
    photos_seen                  distinct photo URLs of all nights = unique + duplicates + rejected + failed
    unique                       distinct pictures: photos, less those that are another one resized, re-encoded, …
    duplicates                   URLs with a picture that another URL has too
    rejected                     URLs whose bytes are no photo
    failed                       URLs that gave nothing
    downloads_night_N            see `NightNumbers`
    labelled_night_N
    new_photos_night_N           what the plan says should be labelled as new on that night
    model                        digest of the champion at the end; None: there is none, nor any of the following
    judged                       photos with a prediction and a truth
    abstained                    those that the model left to a person
    accuracy                     of all judged, abstained included, all classes
    unseen_dealer                its name: no label of its photos was given for training, and it shares none
    unseen_judged                its photos whose truth is interior or exterior
    unseen_accuracy              of these, abstained included: the most likely class is the truth
    unseen_coverage              share of these on which the model did not abstain
    unseen_accuracy_not_abstained  of that share
    seconds                      by stage, as they were given, and their `total`

    Accuracies and coverage are 0 to 1, rounded to four digits; None where there is nothing to judge.
    """
    summary: dict[str, Any] = {"photos": "drawn" if dealership.is_drawn else "real", **_counts(catalog)}
    for numbers in nights:
        summary[f"downloads_night_{numbers.night}"] = numbers.downloads
        summary[f"labelled_night_{numbers.night}"] = numbers.labelled
        summary[f"new_photos_night_{numbers.night}"] = dealership.expected(numbers.night).new_photos
    summary |= _accuracies(catalog, dealership.truth)
    stages = {stage: round(spent, 1) for stage, spent in seconds.items()}
    return {**summary, "seconds": {**stages, "total": round(sum(seconds.values()), 1)}}


def _counts(catalog: Catalog) -> dict[str, int]:
    with catalog.read() as session:
        shown = session.execute(
            select(Sighting.url, func.max(Sighting.photo_sha256), func.max(Photo.state))
            .outerjoin(Photo, Photo.sha256 == Sighting.photo_sha256)
            .group_by(Sighting.url)
        ).all()
        groups = dict(session.execute(select(GroupMember.photo_sha256, GroupMember.group_id)).tuples().all())
    pictures = [groups.get(sha256, sha256) for _, sha256, state in shown if state == "ok"]
    return {
        "photos_seen": len(shown),
        "unique": len(set(pictures)),
        "duplicates": len(pictures) - len(set(pictures)),
        "rejected": sum(state == "rejected" for *_, state in shown),
        "failed": sum(sha256 is None for _, sha256, _ in shown),
    }


def _accuracies(catalog: Catalog, truth: Mapping[str, Truth]) -> dict[str, Any]:
    try:
        model = champion(catalog).digest
    except NoChampion:
        model = None  # no night came that far: the summary says so
    with catalog.read() as session:
        predictions = session.execute(
            select(Prediction.photo_sha256, Prediction.label, Prediction.abstained).where(
                Prediction.model_digest == model
            )
        ).tuples()
        judged = [(truth[sha256], label, abstained) for sha256, label, abstained in predictions if sha256 in truth]
    unseen = [
        (row, label, abstained)
        for row, label, abstained in judged
        if row.dealers == (UNSEEN_DEALER,) and row.label in JUDGED_CLASSES
    ]
    answered = [(row, label, abstained) for row, label, abstained in unseen if not abstained]
    return {
        "model": model,
        "judged": len(judged),
        "abstained": sum(abstained for *_, abstained in judged),
        "accuracy": _share([label == row.label for row, label, _ in judged]),
        "unseen_dealer": UNSEEN_DEALER,
        "unseen_judged": len(unseen),
        "unseen_accuracy": _share([label == row.label for row, label, _ in unseen]),
        "unseen_coverage": _share([not abstained for *_, abstained in unseen]),
        "unseen_accuracy_not_abstained": _share([label == row.label for row, label, _ in answered]),
    }


def _share(outcomes: Sequence[bool]) -> float | None:
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else None
