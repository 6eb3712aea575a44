"""How good a model is on photos that were held back: figures, tables, plots, and what the catalog keeps of them."""

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
from carcls.learn.answers import Answers
from carcls.learn.examples import held_back, with_validation
from carcls.learn.features import CHUNK
from carcls.learn.measure import measure
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


def evaluate(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    digest: str | None = None,
) -> dict[str, Any]:
    """Evaluate a model (None: the champion) on a snapshot's held-back photos; see `measure` for what comes back.

    Its metrics.json, tables, plots and catalog row are renewed.

    Raises:
        ModelError: no such model.
        DatasetError: the snapshot holds no photo back.
    """
    import pandas as pd

    model = load_model(catalog, settings, digest)
    folder = model_folder(settings, find_model(catalog, model.digest))
    frame, _note = with_validation(read_manifest(snapshot.path))
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    split, answers = answer_held_back(model, load, frame)
    metrics = {"dataset": snapshot.digest, "split": split, **measure(answers)}
    write_metrics(folder, metrics, answers, pd.read_csv(folder / HISTORY_FILE))
    with catalog.session() as session:
        session.get_one(Model, model.digest).metrics = metrics
    return metrics


def answer_held_back(model: TrainedModel, load: PixelLoader, frame: pd.DataFrame) -> tuple[str, Answers]:
    """The side of a manifest that is held back (`test` or `val`), and what a model says of its photos.

    Raises:
        DatasetError: no photo is held back.
    """
    split, side = held_back(frame)
    predicted = predict_photos(model, load, list(side["sha256"]))
    return split, Answers.to(side, model.classes, predicted, model.abstain_below)


def predict_photos(model: TrainedModel, load: PixelLoader, sha256s: list[str]) -> NDArray[np.float32]:
    """Calibrated probabilities of stored photos, (n, classes), with the pixels of a chunk in memory at once."""
    return np.concatenate([model.predict(images) for images in _chunks(model, load, sha256s)])


def logits_of_photos(model: TrainedModel, load: PixelLoader, sha256s: list[str]) -> NDArray[np.float32]:
    """Uncalibrated logits of stored photos, (n, classes)."""
    return np.concatenate([model.logits(images) for images in _chunks(model, load, sha256s)])


def write_metrics(folder: Path, metrics: dict[str, Any], answers: Answers, history: pd.DataFrame | None = None) -> None:
    """An evaluation's files but its page: metrics.json, tables as CSV, plots.

    Args:
        folder: made where it is missing.
        metrics: of `measure`, with `split`.
        answers: what they are of.
        history: epoch, loss, accuracy, val_loss, val_accuracy of the training; None: there is none of one model.
    """
    with whole_file(folder / METRICS_FILE) as stream:
        stream.write((json.dumps(metrics, indent=2) + "\n").encode())
    for name, table in tables(metrics, answers).items():
        table.to_csv(folder / f"{name}.csv", index=False)
    if history is not None:
        history.to_csv(folder / HISTORY_FILE, index=False)
    draw_plots(folder, metrics, history)


def tables(metrics: dict[str, Any], answers: Answers) -> dict[str, pd.DataFrame]:
    """The tables of an evaluation by name: classes (with the row of the confusion matrix), sellers, views, photos."""
    import pandas as pd

    classes = pd.DataFrame(
        {
            "class": name,
            **figures,
            **{f"said_{said}": count for said, count in zip(metrics["classes"], row, strict=True)},
        }
        for (name, figures), row in zip(metrics["classes"].items(), metrics["confusion"], strict=True)
    )
    return {
        "classes": classes,
        "sellers": pd.DataFrame(metrics["sellers"]),
        "views": pd.DataFrame(metrics["views"]),
        "photos": answers.table(),
    }


def _chunks(model: TrainedModel, load: PixelLoader, sha256s: list[str]) -> Iterator[Pixels]:
    return (load(sha256s[start : start + CHUNK], model.input_size) for start in range(0, len(sha256s), CHUNK))
