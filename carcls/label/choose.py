"""Which engine labels: LiteRT on a CPU, Keras on a GPU, unless somebody says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from carcls.config import Settings
from carcls.errors import ModelError, NoChampion
from carcls.label.engine import Engine
from carcls.learn.model_files import LITERT_FILE, load_folder
from carcls.learn.shipped import FOLDER, fits

if TYPE_CHECKING:
    from carcls.catalog import Catalog


def open_engine(catalog: Catalog, settings: Settings, digest: str | None = None, kind: str | None = None) -> Engine:
    """Open a model to label with.

    Args:
        digest: a model's digest or its beginning; None: the champion, or the shipped model where nothing was promoted.
        kind: litert, keras or auto; None: as the setting `engine` says. auto takes Keras where there is an NVIDIA GPU
            or the model has no LiteRT file, else LiteRT, which needs no TensorFlow.

    Raises:
        NoChampion: none was named, nothing was promoted, and the shipped model may not be used.
        ModelError: no such model, or its folder is not whole.
    """
    from carcls.learn.registry import champion, find_model, model_folder  # brings SQLAlchemy along

    try:
        row = champion(catalog) if digest is None else find_model(catalog, digest)
        folder = model_folder(settings, row)
    except NoChampion:
        if not fits(settings):
            raise
        folder = FOLDER
    return _open(folder, kind or settings.engine)


def open_engine_for_files(settings: Settings, digest: str | None = None, kind: str | None = None) -> Engine:
    """Open a model to label pictures that are not in the catalog; see `open_engine`.

    Where there is no catalog yet, nothing was promoted in it: then none is made, nor a database driver loaded, which
    takes longer than labelling a hundred photos.

    Raises:
        NoChampion, ModelError: see `open_engine`.
        CatalogError: the catalog cannot be opened.
    """
    file = settings.catalog_file
    if digest is None and file is not None and not file.exists() and fits(settings):
        return _open(FOLDER, kind or settings.engine)
    from carcls.catalog import Catalog

    catalog = Catalog.from_settings(settings)
    try:
        return open_engine(catalog, settings, digest, kind)
    finally:
        catalog.close()


def has_nvidia_gpu() -> bool:
    """Whether the machine has an NVIDIA GPU, by its driver's files: asking TensorFlow costs 10 s."""
    return any(Path("/dev").glob("nvidia[0-9]*"))


def _open(folder: Path, kind: str) -> Engine:
    if _takes_litert(folder, kind):
        from carcls.label.litert_engine import LiteRTEngine

        return LiteRTEngine(folder)
    from carcls.label.keras_engine import KerasEngine

    return KerasEngine(load_folder(folder), on_gpu=has_nvidia_gpu())


def _takes_litert(folder: Path, kind: str) -> bool:
    has_litert = (folder / LITERT_FILE).exists()
    if kind == "litert" and not has_litert:
        raise ModelError(
            f"The engine litert should find {LITERT_FILE} in a model's folder. Received: none in {folder}. "
            "Take another engine (--engine keras), or train again on TensorFlow's backend."
        )
    return kind == "litert" or (kind == "auto" and has_litert and not has_nvidia_gpu())
