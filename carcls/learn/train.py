"""Train a model on a dataset: fit, calibrate, evaluate, register. It is not promoted here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from carcls.catalog import Catalog
from carcls.catalog.tables import now
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.learn.calibration import calibrate
from carcls.learn.card import model_card
from carcls.learn.evaluate import answer_held_back, logits_of_photos, write_metrics
from carcls.learn.examples import check_trainable, targets, with_validation
from carcls.learn.fit import TrainingProgress, fit_network, ignore_progress
from carcls.learn.keras_backend import device, import_keras
from carcls.learn.measure import measure
from carcls.learn.pixels import load_pixels
from carcls.learn.recipes import recipe_of
from carcls.learn.registry import register
from carcls.learn.trained_model import TrainedModel
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy


@dataclass(frozen=True)
class TrainingResult:
    """A model in the registry. metrics: see `carcls.learn.measure.measure`; device: that it was trained on."""

    digest: str
    metrics: dict[str, Any]
    device: str
    path: Path


def train_model(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    *,
    architecture: str,
    seed: int = 0,
    fine_tune: bool = False,
    progress: TrainingProgress = ignore_progress,
) -> TrainingResult:
    """Train a model on a snapshot's train side, calibrate it on val, evaluate it on test, and register it.

    Args:
        architecture: a key of `RECIPES`.
        seed: the same one gives the same model on the same machine.
        fine_tune: train every layer of the backbone, not only its head; minutes on a GPU, long on a CPU.
        progress: see `TrainingProgress`.

    Raises:
        TrainingError: too few labels, a class without a photo to train on, or no such architecture.
        DatasetError: the manifest cannot be read.
        StoreError: a photo of the dataset is not in the store.
    """
    recipe = recipe_of(architecture, fine_tune)
    classes = load_taxonomy(settings.taxonomy_file).classes
    frame, note = with_validation(read_manifest(snapshot.path))
    check_trainable(frame, classes, settings.train_min_labels)
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    network, history = fit_network(
        frame,
        classes,
        load,
        recipe,
        features_dir=settings.features_dir,
        fine_tune=fine_tune,
        seed=seed,
        progress=progress,
    )
    keras = import_keras()
    details = {
        "dataset": snapshot.digest,
        "seed": seed,
        "fine_tune": fine_tune,
        "created_at": now().isoformat(timespec="seconds"),
        "device": device(),
        "backend": keras.backend.backend(),
        "keras": keras.__version__,
        "notes": [note] if note else [],
    }
    model = TrainedModel(network, architecture, classes, recipe.input_size, details=details)
    val = frame[frame["split"] == "val"]
    calibration = calibrate(logits_of_photos(model, load, list(val["sha256"])), targets(val, classes))
    model = replace(model, temperature=calibration.temperature, abstain_below=calibration.abstain_below)
    split, answers = answer_held_back(model, load, frame)
    metrics = {"dataset": snapshot.digest, "split": split, **measure(answers)}

    def write_papers(folder: Path) -> None:
        write_metrics(folder, metrics, answers, history)
        (folder / "card.md").write_text(model_card(model, metrics, frame), encoding="utf-8")

    path = register(catalog, settings, model, metrics, write_papers)
    return TrainingResult(model.digest, metrics, str(details["device"]), path)
