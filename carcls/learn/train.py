"""Train a model on a dataset: fit, calibrate, evaluate, register. It is not promoted here."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from carcls.catalog import Catalog
from carcls.catalog.tables import now
from carcls.config import Settings
from carcls.curate.dataset import DatasetSnapshot, read_manifest
from carcls.errors import TrainingError
from carcls.learn.calibration import calibrate
from carcls.learn.card import model_card
from carcls.learn.descent import LOGS, Taught
from carcls.learn.evaluate import answer_held_back, logits_of_photos, write_metrics
from carcls.learn.examples import check_trainable, targets, with_validation
from carcls.learn.fit import TrainingProgress, fit_network, ignore_progress
from carcls.learn.keras_backend import device, import_keras
from carcls.learn.litert import CALIBRATION_PHOTOS, litert_logits, to_litert
from carcls.learn.measure import measure
from carcls.learn.pixels import PixelLoader, load_pixels
from carcls.learn.recipe_files import chosen_recipe
from carcls.learn.recipes import CNN, Recipe
from carcls.learn.registry import register
from carcls.learn.teach import taught_by, with_unlabelled
from carcls.learn.trained_model import TrainedModel
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy

if TYPE_CHECKING:
    import pandas as pd

COMPARED_PHOTOS = 1_000  # of val, on which integers are compared with floats
LEAST_SAME = 0.998  # part of them that should get the same class


@dataclass(frozen=True)
class TrainingResult:
    """A model in the registry. metrics: see `carcls.learn.measure.measure`; device: that it was trained on."""

    digest: str
    architecture: str
    metrics: dict[str, Any]
    device: str
    path: Path


def train_model(
    catalog: Catalog,
    store: PhotoStore,
    settings: Settings,
    snapshot: DatasetSnapshot,
    *,
    architecture: str | None = None,
    recipe_file: Path | None = None,
    seed: int = 0,
    fine_tune: bool | None = None,
    teachers: Sequence[str] = (),
    unlabelled: int = 0,
    progress: TrainingProgress = ignore_progress,
) -> TrainingResult:
    """Train a model on a snapshot's train side, calibrate it on val, evaluate it on test, and register it.

    Args:
        architecture: a key of `RECIPES`; None: what the settings say.
        recipe_file: a recipe to train by, before the architecture; see `carcls.learn.recipe_files`.
        seed: the same one gives the same model on the same machine.
        fine_tune: train every layer of the backbone, not only its head; minutes on a GPU, long on a CPU. None: what
            the recipe's file says, else not.
        teachers: digests of models whose probabilities the photos of train are taught with, beside their labels; only
            where all layers are trained.
        unlabelled: so many photos without a label are learned from the teachers alone.
        progress: see `TrainingProgress`.

    A training of all layers that was killed goes on where it was when it is asked for again.

    Raises:
        TrainingError: too few labels, a class without a photo to train on, no such architecture or recipe.
        DatasetError: the manifest cannot be read.
        StoreError: a photo of the dataset is not in the store.
    """
    recipe, fine_tune = chosen_recipe(settings, architecture, recipe_file, fine_tune)
    classes = load_taxonomy(settings.taxonomy_file).classes
    frame, note = with_validation(read_manifest(snapshot.path))
    check_trainable(frame, classes, settings.train_min_labels)
    load = partial(load_pixels, store, max_pixels=settings.max_photo_pixels)
    learned, taught = _with_teachers(catalog, settings, frame, classes, load, recipe, fine_tune, teachers, unlabelled)
    kept = settings.trainings_dir / _name_of(snapshot.digest, recipe, classes, seed, fine_tune, teachers, unlabelled)
    network, history = fit_network(
        learned,
        classes,
        load,
        recipe,
        features_dir=settings.features_dir,
        fine_tune=fine_tune,
        seed=seed,
        taught=taught,
        kept=kept,
        progress=progress,
    )
    keras = import_keras()
    details = {
        "dataset": snapshot.digest,
        "seed": seed,
        "fine_tune": fine_tune,
        "teachers": list(teachers),
        "unlabelled": len(learned) - len(frame),
        "recipe": asdict(recipe),
        "created_at": now().isoformat(timespec="seconds"),
        "device": device(),
        "backend": keras.backend.backend(),
        "keras": keras.__version__,
        "notes": [note] if note else [],
    }
    model = TrainedModel(network, recipe.architecture, classes, recipe.input_size, details=details)
    val = frame[frame["split"] == "val"]
    calibration = calibrate(logits_of_photos(model, load, list(val["sha256"])), targets(val, classes))
    model = replace(model, temperature=calibration.temperature, abstain_below=calibration.abstain_below)
    split, answers = answer_held_back(model, load, frame)
    metrics = {"dataset": snapshot.digest, "split": split, **measure(answers)}

    def write_papers(folder: Path) -> None:
        write_metrics(folder, metrics, answers, history)
        (folder / "card.md").write_text(model_card(model, metrics, frame), encoding="utf-8")
        if (kept / LOGS).is_dir():
            shutil.copytree(kept / LOGS, folder / LOGS)

    is_descended = fine_tune or recipe.architecture == CNN
    litert = _litert(model, load, frame, is_descended)
    path = register(catalog, settings, model, metrics, write_papers, litert)
    shutil.rmtree(kept, ignore_errors=True)
    return TrainingResult(model.digest, model.architecture, metrics, str(details["device"]), path)


def _with_teachers(
    catalog: Catalog,
    settings: Settings,
    frame: pd.DataFrame,
    classes: tuple[str, ...],
    load: PixelLoader,
    recipe: Recipe,
    fine_tune: bool,
    teachers: Sequence[str],
    unlabelled: int,
) -> tuple[pd.DataFrame, Taught]:
    """The manifest with the photos that only teachers speak of, and what they say of train."""
    if not teachers:
        if unlabelled:
            raise TrainingError(
                f"Photos without a label should have a teacher. Received: {unlabelled} photos, no teacher. "
                "Name one (--teacher DIGEST)."
            )
        return frame, {}
    if recipe.architecture != CNN and not fine_tune:
        raise TrainingError(
            "A teacher should teach a net all of whose layers are trained. Received: a head alone. Add --fine-tune."
        )
    learned = with_unlabelled(catalog, frame, unlabelled) if unlabelled else frame
    photos = list(learned.loc[learned["split"] == "train", "sha256"])
    return learned, taught_by(catalog, settings, teachers, classes, load, photos)


def _name_of(dataset: str, *what: object) -> str:
    """A folder's name for a training: the same only where all that decides its outcome is."""
    return f"{dataset[:12]}-{sha256(repr(what).encode()).hexdigest()[:12]}"


def _litert(model: TrainedModel, load: PixelLoader, frame: pd.DataFrame, is_descended: bool) -> bytes | None:
    """The model as a LiteRT file: int8 where that says the same, else floats; None: Keras runs on another backend.

    A head on frozen features is not asked: integers turn ImageNet's features by some degrees (cosine .987), and it has
    learned nothing that would bear it. On 186 photos of a seller left out .995 right became .984.
    """
    if import_keras().backend.backend() != "tensorflow":
        return None
    if is_descended:
        photos = {side: list(frame.loc[frame["split"] == side, "sha256"]) for side in ("train", "val")}
        some = np.random.default_rng(0).permutation(photos["train"])[:CALIBRATION_PHOTOS]
        int8 = to_litert(model.network, load(list(some), model.input_size))
        watched = load(photos["val"][:COMPARED_PHOTOS], model.input_size)
        same = litert_logits(int8, watched).argmax(axis=1) == model.logits(watched).argmax(axis=1)
        if same.mean() >= LEAST_SAME:
            return int8
    return to_litert(model.network, None)
