"""The registry: models in folders named by their digest, and which of them is the champion.

The catalog knows a model by its digest and the name of its folder in `MODELS_DIR`, so that a registry can be moved.
What is in the folder: `carcls.learn.model_files`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
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
from carcls.learn.model_files import load_folder, read_model_file, write_model
from carcls.learn.trained_model import TrainedModel

if TYPE_CHECKING:
    import pandas as pd


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
        litert: the model as a LiteRT file, which CPUs label with; None: they take Keras.

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
            try:
                partial.rename(folder)
            except OSError:
                if not folder.exists():  # else another process has just put it there
                    raise
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
