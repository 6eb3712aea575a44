"""What commands and flows work on: the settings, and the catalog and the store that they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carcls.catalog import Catalog
    from carcls.config import Settings
    from carcls.photos.store import PhotoStore


@dataclass(frozen=True)
class House:
    """The settings with an opened catalog and store."""

    settings: Settings
    catalog: Catalog
    store: PhotoStore


@contextmanager
def open_house() -> Iterator[House]:
    """Open what the settings name, until the end of the block.

    Raises:
        SettingsError, CatalogError, StoreError: one of them cannot be opened.
    """
    # Inside, because `carcls --help` should not wait for a database driver.
    from carcls.catalog import Catalog
    from carcls.config import load_settings
    from carcls.photos.store import PhotoStore

    settings = load_settings()
    catalog = Catalog.from_settings(settings)
    try:
        yield House(settings, catalog, PhotoStore.from_settings(settings))
    finally:
        catalog.close()
