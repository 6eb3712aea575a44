"""The model that comes with carcls: in use until a better one is promoted.

`carcls/learn/shipped/` holds what a model's folder in the registry holds, but for model.keras: its int8 LiteRT file
serves both engines. `benchmarks/ship_model.py` makes it; its card says from what, and how good it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from carcls.config import Settings
from carcls.errors import NoChampion
from carcls.learn.model_files import read_model_file
from carcls.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from carcls.catalog import Catalog
    from carcls.catalog.tables import Model

FOLDER = Path(__file__).parent / "shipped"
WHY = "It comes with carcls; nothing was promoted before."


def fits(settings: Settings) -> bool:
    """Whether the shipped model may be used: it is not switched off, and its classes are the taxonomy's."""
    if not settings.shipped_model:
        return False
    return tuple(read_model_file(FOLDER)["classes"]) == load_taxonomy(settings.taxonomy_file).classes


def champion_in_use(catalog: Catalog, settings: Settings) -> Model:
    """The champion. Where nothing was promoted yet, the shipped model enters the registry and becomes it.

    Raises:
        NoChampion: nothing was promoted, and the shipped model is switched off or has other classes.
        ModelError: the registry cannot be written.
    """
    # Inside, because who only asks for the folder should not wait for a database driver.
    from carcls.learn.registry import champion, promote, register_folder

    try:
        return champion(catalog)
    except NoChampion:
        if not fits(settings):
            raise
    metrics = json.loads((FOLDER / "metrics.json").read_text(encoding="utf-8"))
    promote(catalog, register_folder(catalog, settings, FOLDER, metrics), WHY)
    return champion(catalog)
