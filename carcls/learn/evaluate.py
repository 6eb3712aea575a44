"""How good a model is on photos that were held back: figures, plots, and what the catalog keeps of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from carcls.catalog import Catalog
from carcls.catalog.tables import Model
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.learn.calibration import expected_calibration_error, reliability
from carcls.learn.examples import held_back, targets, with_validation
from carcls.learn.features import CHUNK
from carcls.learn.pixels import PixelLoader, Pixels, load_pixels
from carcls.learn.plots import draw_plots
from carcls.learn.registry import find_model, load_model, model_folder
from carcls.learn.trained_model import TrainedModel
from carcls.photos.store import PhotoStore
from carcls.whole_file import whole_file

if TYPE_CHECKING:
    import pandas as pd

METRICS_FILE = "metrics.json"
HISTORY_FILE = "history.csv"
LEAST_LIKELIHOOD = 1e-7  # what a loss counts at most for one photo: 16 nats


def evaluate(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    digest: str | None = None,
) -> dict[str, Any]:
    """Evaluate a model (None: the champion) on a snapshot's held-back photos; see `measure` for what comes back.

    Its metrics.json, plots and catalog row are renewed.

    Raises:
        ModelError: no such model.
        DatasetError: the snapshot holds no photo back.
    """
    import pandas as pd

    model = load_model(catalog, settings, digest)
    folder = model_folder(settings, find_model(catalog, model.digest))
    frame, _note = with_validation(read_manifest(snapshot.path))
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    metrics = {"dataset": snapshot.digest, **measure_model(model, load, frame)}
    write_metrics(folder, metrics, pd.read_csv(folder / HISTORY_FILE))
    with catalog.session() as session:
        session.get_one(Model, model.digest).metrics = metrics
    return metrics


def measure_model(model: TrainedModel, load: PixelLoader, frame: pd.DataFrame) -> dict[str, Any]:
    """Measure a model on the held-back photos of a manifest; `split` names the side that they are of.

    Raises:
        DatasetError: no photo is held back.
    """
    split, side = held_back(frame)
    predicted = predict_photos(model, load, list(side["sha256"]))
    sellers = side["dealer"].fillna("unknown").to_numpy(str)
    truth = targets(side, model.classes)
    return {"split": split, **measure(predicted, truth, model.classes, model.abstain_below, sellers)}


def predict_photos(model: TrainedModel, load: PixelLoader, sha256s: list[str]) -> NDArray[np.float32]:
    """Calibrated probabilities of stored photos, (n, classes), with the pixels of a chunk in memory at once."""
    return np.concatenate([model.predict(images) for images in _chunks(model, load, sha256s)])


def logits_of_photos(model: TrainedModel, load: PixelLoader, sha256s: list[str]) -> NDArray[np.float32]:
    """Uncalibrated logits of stored photos, (n, classes)."""
    return np.concatenate([model.logits(images) for images in _chunks(model, load, sha256s)])


def measure(
    predicted: NDArray[np.float32],
    truth: NDArray[np.int64],
    classes: tuple[str, ...],
    abstain_below: float,
    sellers: NDArray[np.str_],
) -> dict[str, Any]:
    """What predictions are worth.

    Args:
        predicted: calibrated probabilities, (n, classes), n at least 1.
        truth: (n,), positions among the classes; -1: a class that the model does not know, so it is wrong.
        abstain_below: the model's threshold.
        sellers: (n,), names.

    Returns:
        photos; accuracy and interior_exterior_accuracy (on photos of these two classes; None: there are none); loss
        (nats a photo); ece (0 to 1); reliability (see `calibration.reliability`); abstain_below, abstained (part of
        the photos) and accuracy_of_kept (None: none kept); classes {name: precision, recall, f1, photos};
        confusion (rows are the truth, columns the prediction, in the order of classes); sellers [{seller, photos,
        accuracy}], the largest first.
    """
    best = predicted.argmax(axis=1)
    right = best == truth
    kept = predicted.max(axis=1) >= abstain_below
    known = truth >= 0
    confusion = np.zeros((len(classes), len(classes)), int)
    np.add.at(confusion, (truth[known], best[known]), 1)
    cabin_or_body = np.isin(truth, [index for index, name in enumerate(classes) if name in ("interior", "exterior")])
    bins = reliability(predicted, truth)
    return {
        "photos": len(truth),
        "accuracy": _mean(right),
        "interior_exterior_accuracy": _mean(right[cabin_or_body]),
        "loss": round(float(losses(predicted, truth).mean()), 4),
        "ece": expected_calibration_error(bins),
        "reliability": bins,
        "abstain_below": abstain_below,
        "abstained": _mean(~kept),
        "accuracy_of_kept": _mean(right[kept]),
        "classes": {name: _class_figures(confusion, best, index) for index, name in enumerate(classes)},
        "confusion": confusion.tolist(),
        "sellers": sorted(
            (
                {"seller": str(name), "photos": int((sellers == name).sum()), "accuracy": _mean(right[sellers == name])}
                for name in np.unique(sellers)
            ),
            key=lambda row: (-row["photos"], row["seller"]),
        ),
    }


def losses(predicted: NDArray[np.float32], truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Negative log-likelihood of each photo, (n,), in nats. truth: -1 is a class that the model does not know."""
    likelihoods = np.where(truth >= 0, predicted[np.arange(len(truth)), truth], 0.0)
    return np.asarray(-np.log(np.maximum(likelihoods, LEAST_LIKELIHOOD)), np.float64)


def write_metrics(folder: Path, metrics: dict[str, Any], history: pd.DataFrame) -> None:
    """metrics.json, history.csv and the plots into a model's folder."""
    with whole_file(folder / METRICS_FILE) as stream:
        stream.write((json.dumps(metrics, indent=2) + "\n").encode())
    history.to_csv(folder / HISTORY_FILE, index=False)
    draw_plots(folder, metrics, history)


def _chunks(model: TrainedModel, load: PixelLoader, sha256s: list[str]) -> Iterator[Pixels]:
    return (load(sha256s[start : start + CHUNK], model.input_size) for start in range(0, len(sha256s), CHUNK))


def _mean(values: NDArray[np.bool_]) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None


def _class_figures(confusion: NDArray[np.int64], best: NDArray[np.int64], index: int) -> dict[str, float | int | None]:
    hits, photos, named = int(confusion[index, index]), int(confusion[index].sum()), int((best == index).sum())
    precision = hits / named if named else None
    recall = hits / photos if photos else None
    return {
        "precision": None if precision is None else round(precision, 4),
        "recall": None if recall is None else round(recall, 4),
        "f1": round(2 * hits / (named + photos), 4) if named + photos else None,
        "photos": photos,
    }
