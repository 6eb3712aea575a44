"""Real photos of the catalog, drawn to try something on."""

from __future__ import annotations

from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo
from carcls.config import Settings
from carcls.errors import DatasetError
from carcls.learn.pixels import Pixels, load_pixels
from carcls.photos.store import PhotoStore

PHOTOS = 200


def some_photos(catalog: Catalog, store: PhotoStore, settings: Settings, size: int) -> Pixels:
    """Up to 200 photos, those with the smallest hashes, which is as good as chance: uint8 (n, size, size, 3).

    Raises:
        DatasetError: the catalog has none.
    """
    with catalog.read() as session:
        chosen = list(
            session.scalars(select(Photo.sha256).where(Photo.state == "ok").order_by(Photo.sha256).limit(PHOTOS))
        )
    if not chosen:
        raise DatasetError(
            "There should be photos in the catalog to try a model on. Received: none. "
            "Crawl (carcls crawl), or import some (carcls labels import FILE)."
        )
    return load_pixels(store, chosen, size, settings.max_photo_pixels)
