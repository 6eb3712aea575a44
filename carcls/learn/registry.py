"""The registry: models in folders named by their digest, and which of them is the champion.

`MODELS_DIR/DIGEST/` holds model.keras, model.tflite, model.json, card.md, metrics.json, history.csv and plots. The
catalog knows a model by its digest and a folder name relative to the models' folder, so that a registry can be moved.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import Model, Promotion
from carcls.catalog.upsert import upsert
from carcls.config import Settings
from carcls.errors import ModelError, NoChampion
from carcls.learn.keras_backend import import_keras
from carcls.learn.litert import network_from_litert
from carcls.learn.trained_model import TrainedModel

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TrainedModel",
    "champion",
    "find_model",
    "list_models",
    "load_model",
    "model_folder",
    "promote",
    "register",
    "rollback",
]

NETWORK_FILE = "model.keras"
LITERT_FILE = "model.tflite"
MODEL_FILE = "model.json"


def register(
    catalog: Catalog,
    settings: Settings,
    model: TrainedModel,
    metrics: dict[str, Any],
    write_papers: Callable[[Path], None],
    litert: bytes | None = None,
) -> Path:
    """Put a model into the registry: its folder at once or not at all, then its row. Twice is the same as once.

    Args:
        metrics: what the catalog keeps of its evaluation.
        write_papers: writes the card, metrics, history and plots into the folder it is given.
        litert: the model as an int8 LiteRT file, which CPUs label with; None: they take Keras.

    Returns:
        The model's folder.

    Raises:
        ModelError: the folder cannot be written.
    """

    def fill(folder: Path) -> None:
        write_model(folder, model, litert)
        write_papers(folder)

    return _enter(catalog, settings, model.digest, model.architecture, model.details.get("dataset"), metrics, fill)


def register_folder(catalog: Catalog, settings: Settings, source: Path, metrics: dict[str, Any]) -> str:
    """Put a copy of a model's folder from elsewhere into the registry. Returns its digest.

    Raises:
        ModelError: the folder is not whole, or the registry cannot be written.
    """
    content = read_model_file(source)

    def fill(folder: Path) -> None:
        shutil.copytree(source, folder, dirs_exist_ok=True)

    # Its dataset is not in this catalog.
    _enter(catalog, settings, content["digest"], content["architecture"], None, metrics, fill)
    return str(content["digest"])


def _enter(
    catalog: Catalog,
    settings: Settings,
    digest: str,
    architecture: str,
    dataset: str | None,
    metrics: dict[str, Any],
    fill: Callable[[Path], None],
) -> Path:
    """A model's folder, at once or not at all, then its row."""
    folder = settings.models_dir / digest
    partial = settings.models_dir / f".{digest[:12]}.{uuid4().hex}.partial"
    try:
        if not folder.exists():
            partial.mkdir(parents=True)
            fill(partial)
            partial.rename(folder)
    except OSError as error:
        raise ModelError(
            f"The registry should take a model's folder at {folder}. Received: {error}. "
            "Free some space or mend its permissions, then train again."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    row = {
        "digest": digest,
        "architecture": architecture,
        "dataset_digest": dataset,
        "path": digest,
        "metrics": metrics,
    }
    with catalog.session() as session:
        upsert(session, Model, [row], key=["digest"])
    return folder


def write_model(folder: Path, model: TrainedModel, litert: bytes | None, *, with_network: bool = True) -> None:
    """Write what a model is into a folder: model.json, model.tflite where there is one, and model.keras.

    with_network: False where the LiteRT file is to serve Keras as well.
    """
    content = {"digest": model.digest, **model.essentials, **model.details}
    if litert is not None:
        (folder / LITERT_FILE).write_bytes(litert)
        content["litert_sha256"] = sha256(litert).hexdigest()
    if with_network:
        model.network.save(folder / NETWORK_FILE)
    (folder / MODEL_FILE).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def list_models(catalog: Catalog) -> pd.DataFrame:
    """The models, newest first.

    Columns: digest, architecture, dataset (digest), accuracy and loss (0 to 1; nats a photo), photos (evaluated on),
    split (that they are of), created_at, champion (bool).
    """
    import pandas as pd

    with catalog.read() as session:
        models = session.scalars(select(Model).order_by(Model.created_at.desc(), Model.digest)).all()
        in_use = _champion_digest(session)
    rows = [
        {
            "digest": model.digest,
            "architecture": model.architecture,
            "dataset": model.dataset_digest,
            **{name: model.metrics.get(name) for name in ("accuracy", "loss", "photos", "split")},
            "created_at": model.created_at,
            "champion": model.digest == in_use,
        }
        for model in models
    ]
    columns = ["digest", "architecture", "dataset", "accuracy", "loss", "photos", "split", "created_at", "champion"]
    return pd.DataFrame(rows, columns=columns)


def champion(catalog: Catalog) -> Model:
    """The row of the model in use.

    Raises:
        NoChampion: nothing was promoted yet.
    """
    with catalog.read() as session:
        digest = _champion_digest(session)
        if digest is None:
            raise NoChampion(
                "A model should be in use. Received: none was promoted. "
                "Train one (carcls train) and promote it (carcls models promote DIGEST)."
            )
        return session.get_one(Model, digest)


def find_model(catalog: Catalog, digest: str) -> Model:
    """The row of a model by its digest or by a beginning of it that only one model has.

    Raises:
        ModelError: there is none, or more than one.
    """
    with catalog.read() as session:
        found = session.scalars(select(Model).where(Model.digest.startswith(digest, autoescape=True)).limit(2)).all()
    if not digest or len(found) != 1:
        what = "more than one model begins so" if found else "no such model"
        raise ModelError(
            f"A model should be named by its digest or a beginning of it. Received: {digest!r}: {what}. "
            "See them: carcls models list."
        )
    return found[0]


def promote(catalog: Catalog, digest: str, reason: str) -> str:
    """Make a model the champion; the one in use stays as it is. Returns its whole digest.

    Raises:
        ModelError: there is no such model.
    """
    whole = find_model(catalog, digest).digest
    with catalog.session() as session:
        if _champion_digest(session) != whole:
            session.add(Promotion(model_digest=whole, reason=reason))
    return whole


def rollback(catalog: Catalog, reason: str) -> str:
    """Go back to the champion before the one in use, a row too. Returns its digest.

    Two rollbacks go two champions back, not to and fro.

    Raises:
        NoChampion: nothing was promoted yet.
        ModelError: there was no champion before this one.
    """
    champion(catalog)
    with catalog.session() as session:
        reigns = _reigns(session)
        if len(reigns) < 2:
            raise ModelError(
                f"A rollback should find a champion before the one in use. Received: {reigns[0]} is the first. "
                "Promote another: carcls models list, carcls models promote DIGEST."
            )
        session.add(Promotion(model_digest=reigns[-2], reason=reason))
        return reigns[-2]


def load_model(catalog: Catalog, settings: Settings, digest: str | None = None) -> TrainedModel:
    """Load a model, by its digest or a beginning of it; None: the champion.

    Raises:
        NoChampion: none was named and nothing was promoted yet.
        ModelError: no such model, its folder is missing, or its files are not what was registered.
    """
    row = champion(catalog) if digest is None else find_model(catalog, digest)
    return load_folder(model_folder(settings, row))


def load_folder(folder: Path) -> TrainedModel:
    """Load a model from its folder: model.keras, or where there is none, the weights of its LiteRT file.

    Raises:
        ModelError: the folder is missing or not whole, or its files are not what its model.json says.
    """
    content = read_model_file(folder)
    try:
        if (folder / NETWORK_FILE).exists():
            network = import_keras().models.load_model(folder / NETWORK_FILE, compile=False)
        else:
            litert = read_litert(folder, content)
            outputs = len(content["classes"])
            network = network_from_litert(litert, content["architecture"], content["input_size"], outputs)
    except (OSError, ValueError, TypeError) as error:
        raise _not_whole(folder, error) from error
    said = content.pop("digest")
    model = TrainedModel(
        network,
        content.pop("architecture"),
        tuple(content.pop("classes")),
        content.pop("input_size"),
        content.pop("temperature"),
        content.pop("abstain_below"),
        content,
    )
    if model.digest != said:
        raise ModelError(
            f"A model's files should have the digest that {MODEL_FILE} says. Received: {model.digest} in {folder}. "
            "They were changed: bring the folder back, or train again."
        )
    return model


def read_model_file(folder: Path) -> dict[str, Any]:
    """What a folder's model.json says: digest, architecture, classes, input_size, temperature, abstain_below, and more.

    Raises:
        ModelError: it is missing, or lacks one of these.
    """
    try:
        content: dict[str, Any] = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
        missing = {"digest", "architecture", "classes", "input_size", "temperature", "abstain_below"} - content.keys()
        if missing:
            raise ValueError(f"without {', '.join(sorted(missing))}")
    except (OSError, ValueError, AttributeError) as error:
        raise _not_whole(folder, error) from error
    return content


def read_litert(folder: Path, content: dict[str, Any]) -> bytes:
    """The LiteRT file of a folder whose model.json has that content.

    Raises:
        ModelError: it is missing or was changed.
    """
    try:
        litert = (folder / LITERT_FILE).read_bytes()
    except OSError as error:
        raise _not_whole(folder, error) from error
    if sha256(litert).hexdigest() != content.get("litert_sha256"):
        raise ModelError(
            f"A model's {LITERT_FILE} should be what its {MODEL_FILE} says. Received: another one in {folder}. "
            "It was changed: bring the folder back, or train again."
        )
    return litert


def _not_whole(folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"A model should be a folder with {MODEL_FILE} and {NETWORK_FILE} or {LITERT_FILE} that can be read. "
        f"Received: {folder} ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}). "
        "Was the registry moved? Set CARCLS_DATA_DIR, or train again."
    )


def model_folder(settings: Settings, model: Model) -> Path:
    """Where a model's files are."""
    return settings.models_dir / model.path


def _champion_digest(session: Session) -> str | None:
    return session.scalars(select(Promotion.model_digest).order_by(Promotion.id.desc()).limit(1)).one_or_none()


def _reigns(session: Session) -> list[str]:
    """The champions one after the other up to the one in use. Going back to the one before takes the last one off."""
    reigns: list[str] = []
    for digest in session.scalars(select(Promotion.model_digest).order_by(Promotion.id)):
        if reigns[-2:-1] == [digest]:
            reigns.pop()
        else:
            reigns.append(digest)
    return reigns
