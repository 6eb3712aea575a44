"""Challenger against champion, on the same photos that neither was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from carcls.catalog import Catalog
from carcls.catalog.tables import Dataset
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.errors import NoChampion
from carcls.learn.evaluate import predict_photos
from carcls.learn.examples import held_back, targets, with_validation
from carcls.learn.pixels import load_pixels
from carcls.learn.registry import find_model, load_model, promote
from carcls.learn.shipped import champion_in_use
from carcls.photos.store import PhotoStore

SIGNIFICANCE = 0.05  # a challenger that is no better is promoted in one of twenty cases, at most
POWER = 0.8  # how often `photos_needed` photos would show a real difference


@dataclass(frozen=True)
class Comparison:
    """better: whether the challenger should be promoted. reason: the figures, for people."""

    better: bool
    reason: str


@dataclass(frozen=True)
class Promoted:
    """promoted: whether the challenger is the champion now. reason: why, or why not and what to do, for people."""

    promoted: bool
    reason: str


def promote_if_better(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    challenger: str,
    snapshot: DatasetSnapshot,
    *,
    even_if_worse: bool = False,
) -> Promoted:
    """Make a challenger the champion where it is better, or where that is asked for all the same.

    Returns:
        Whether it was promoted, and why or why not.

    Raises:
        ModelError, DatasetError: see `is_better`.
    """
    try:
        in_use: str | None = champion_in_use(catalog, settings).digest
    except NoChampion:
        in_use = None
    comparison = is_better(catalog, store, settings, challenger, in_use, snapshot)
    if not comparison.better and not even_if_worse:
        by_hand = f"It stays a candidate; to promote it all the same: carcls models promote {challenger[:12]}"
        return Promoted(False, f"{comparison.reason} {by_hand}")
    reason = comparison.reason if comparison.better else f"Promoted as asked. {comparison.reason}"
    promote(catalog, challenger, reason)
    return Promoted(True, reason)


def is_better(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    challenger: str,
    standing: str | None,
    snapshot: DatasetSnapshot,
) -> Comparison:
    """Whether a challenger beats the champion on the snapshot's held-back photos (test, or val where test is small).

    See `judge` for the rule. Against no champion a challenger always wins. Photos that the champion was trained on do
    not count: the snapshot may hold back what was not held back from an older model.

    Args:
        challenger: a model's digest.
        standing: the champion's digest; None: there is none.

    Raises:
        ModelError: there is no such model.
        DatasetError: the snapshot holds no photo back.
    """
    if standing is None:
        return Comparison(True, "The first model: there was no champion.")
    if standing == challenger:
        return Comparison(False, "The same model as the champion: nothing that decides its answers has changed.")
    frame, _note = with_validation(read_manifest(snapshot.path))
    split, side = held_back(frame[~frame["sha256"].isin(_trained_on(catalog, settings, standing))])
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    right = []
    for digest in (challenger, standing):
        model = load_model(catalog, settings, digest)
        predicted, truth = predict_photos(model, load, list(side["sha256"])), targets(side, model.classes)
        right.append(predicted.argmax(axis=1) == truth)
    return judge(right[0], right[1], split)


def judge(right: NDArray[np.bool_], champion_right: NDArray[np.bool_], split: str) -> Comparison:
    """The rule, on which photos of a side each of the two got right, (n,): McNemar's test decides, not one more hit.

    | challenger against champion | verdict |
    |---|---|
    | more right, and chance would do that in at most `SIGNIFICANCE` of cases | better |
    | more right, but too few photos to say so | a candidate; the reason says how many photos would tell |
    | as many right, whatever the losses | a candidate: probabilities can be calibrated, answers cannot |
    | fewer right | a candidate |

    With fewer than five photos that only the challenger got right no difference is certain enough, so a champion that
    is hardly ever wrong on few photos stays: nothing on them could show that another is better. More labels to learn
    from are no reason by themselves: what they are worth shows in the answers, and they bring more photos to hold back.
    """
    photos, p = len(right), mcnemar(right, champion_right)
    only, champion_only = int((right & ~champion_right).sum()), int((champion_right & ~right).sum())
    figures = (
        f"accuracy {right.mean():.4f} against {champion_right.mean():.4f}, {only} of {photos} photos of {split} right "
        f"that the champion has wrong, {champion_only} the other way "
        f"(McNemar's p = {p:.2g}, wanted {SIGNIFICANCE} or less)"
    )
    if p <= SIGNIFICANCE:
        return Comparison(True, f"Better than the champion: {figures}.")
    if only <= champion_only:
        return Comparison(False, f"No more photos right than the champion: {figures}.")
    needed = photos_needed(only / photos, champion_only / photos)
    return Comparison(
        False,
        f"Cannot be told apart from the champion: {figures}. Were the difference real, some {needed:,} held-back "
        "photos would show it.",
    )


def mcnemar(right: NDArray[np.bool_], other_right: NDArray[np.bool_]) -> float:
    """How often chance makes one of two equally good models win as clearly as the first does here.

    The exact one-sided p-value, by the photos that only one of them got right.

    Photos count as independent of each other. Those of one vehicle are not quite, so the true value is somewhat higher.
    Source: McNemar, "Note on the sampling error of the difference between correlated proportions", 1947.

    >>> mcnemar(np.array([True] * 6), np.array([False] * 6))
    0.015625
    """
    from scipy.special import bdtrc

    only, other_only = int((right & ~other_right).sum()), int((other_right & ~right).sum())
    return float(bdtrc(only - 1, only + other_only, 0.5)) if only else 1.0


def photos_needed(only: float, other_only: float) -> int:
    """Photos on which the test would find a difference in `POWER` of cases, to two digits.

    Args:
        only: part of all photos that only the better model gets right, 0 to 1.
        other_only: part that only the other gets right, below `only`.

    Source: Connor, "Sample size for testing differences in proportions for the paired-sample design", 1987.

    >>> photos_needed(0.03, 0.01)
    620
    """
    from scipy.special import ndtri

    differing, difference = only + other_only, only - other_only
    spread = ndtri(1 - SIGNIFICANCE) * sqrt(differing) + ndtri(POWER) * sqrt(differing - difference**2)
    photos = (spread / difference) ** 2
    step = 10 ** max(0, floor(log10(photos)) - 1)
    return int(ceil(photos / step) * step)


def _trained_on(catalog: Catalog, settings: Settings, digest: str) -> set[str]:
    """The photos that a model was trained on; none where its dataset is not known or its manifest is gone."""
    with catalog.read() as session:
        dataset = session.get(Dataset, find_model(catalog, digest).dataset_digest or "")
    manifest = settings.datasets_dir / dataset.path if dataset else None
    if manifest is None or not manifest.exists():
        return set()
    frame, _note = with_validation(read_manifest(manifest))
    return set(frame.loc[frame["split"] == "train", "sha256"])
