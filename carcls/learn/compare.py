"""Challenger against champion, on the same photos that neither was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import comb

import numpy as np
from numpy.typing import NDArray

from carcls.catalog import Catalog
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.errors import NoChampion
from carcls.learn.evaluate import losses, predict_photos
from carcls.learn.examples import held_back, targets, with_validation
from carcls.learn.pixels import load_pixels
from carcls.learn.registry import load_model, promote
from carcls.learn.shipped import champion_in_use
from carcls.photos.store import PhotoStore


@dataclass(frozen=True)
class Comparison:
    """better: whether the challenger should be promoted. reason: the figures, for people."""

    better: bool
    reason: str


@dataclass(frozen=True)
class Promoted:
    """promoted: whether the challenger is the champion now. reason: the figures of the comparison, for people."""

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
        Whether it was promoted, and the comparison's figures.

    Raises:
        ModelError, DatasetError: see `is_better`.
    """
    try:
        in_use: str | None = champion_in_use(catalog, settings).digest
    except NoChampion:
        in_use = None
    comparison = is_better(catalog, store, settings, challenger, in_use, snapshot)
    promoted = comparison.better or even_if_worse
    if promoted:
        promote(catalog, challenger, comparison.reason)
    return Promoted(promoted, comparison.reason)


def is_better(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    challenger: str,
    standing: str | None,
    snapshot: DatasetSnapshot,
) -> Comparison:
    """Whether a challenger beats the champion on the snapshot's held-back photos (test, or val where test is small).

    It does with a higher accuracy, or with the same accuracy and a lower loss. Against no champion it always does.

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
    split, side = held_back(frame)
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    right, loss = [], []
    for digest in (challenger, standing):
        model = load_model(catalog, settings, digest)
        predicted, truth = predict_photos(model, load, list(side["sha256"])), targets(side, model.classes)
        right.append(predicted.argmax(axis=1) == truth)
        loss.append(float(losses(predicted, truth).mean()))
    return judge(right[0], right[1], loss[0], loss[1], f"{len(side)} photos of {split}")


def judge(
    right: NDArray[np.bool_], champion_right: NDArray[np.bool_], loss: float, champion_loss: float, photos: str
) -> Comparison:
    """The rule, on which photos each of the two got right, (n,), and on their mean losses."""
    hits, champion_hits = int(right.sum()), int(champion_right.sum())
    better = hits > champion_hits or (hits == champion_hits and loss < champion_loss)
    return Comparison(
        better,
        f"{'Better' if better else 'Not better'} than the champion on {photos}: "
        f"accuracy {hits / len(right):.4f} against {champion_hits / len(right):.4f}, "
        f"loss {loss:.4f} against {champion_loss:.4f}, McNemar p = {mcnemar(right, champion_right):.2g}.",
    )


def mcnemar(right: NDArray[np.bool_], other_right: NDArray[np.bool_]) -> float:
    """The exact two-sided p-value that two models are equally good, by the photos that only one got right.

    >>> mcnemar(np.array([True] * 6), np.array([False] * 6))
    0.03125
    """
    only, other_only = int((right & ~other_right).sum()), int((other_right & ~right).sum())
    n = only + other_only
    tail: float = sum(comb(n, k) for k in range(min(only, other_only) + 1)) / 2**n
    return min(1.0, 2 * tail)
