"""Small pictures for a page, inside the page itself, with where they were seen."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog.tables import Dealer, Photo, Sighting, Vehicle
from carcls.errors import PhotoMissing
from carcls.photos.store import PhotoStore

SIDE = (168, 126)  # pixels; some 4 kB each
QUALITY = 68


@dataclass(frozen=True)
class Origin:
    """A photo's size and where it was seen first. Everything from `dealer` on is None: it was seen nowhere."""

    sha256: str
    width: int | None
    height: int | None
    dealer: str | None
    vehicle: str | None
    page_url: str | None
    url: str | None


def origins(session: Session, sha256s: Iterable[str]) -> dict[str, Origin]:
    """Where photos come from, by sha256."""
    wanted = list(set(sha256s))
    first = select(func.min(Sighting.id)).where(Sighting.photo_sha256.in_(wanted)).group_by(Sighting.photo_sha256)
    rows = session.execute(
        select(
            Photo.sha256,
            Photo.width,
            Photo.height,
            Dealer.name,
            func.coalesce(Vehicle.title, Vehicle.key),
            Vehicle.page_url,
            Sighting.url,
        )
        .outerjoin(Sighting, (Sighting.photo_sha256 == Photo.sha256) & Sighting.id.in_(first))
        .outerjoin(Dealer, Dealer.id == Sighting.dealer_id)
        .outerjoin(Vehicle, Vehicle.id == Sighting.vehicle_id)
        .where(Photo.sha256.in_(wanted))
    )
    return {row[0]: Origin(*row) for row in rows.tuples()}


def thumbnail(store: PhotoStore, sha256: str) -> str | None:
    """A photo's proxy, made small, as a `data:` URI; None: the store has no proxy of it."""
    try:
        proxy = store.proxy(sha256)
    except PhotoMissing:
        return None  # a report on a store that lost photos must still be written
    with Image.open(io.BytesIO(proxy)) as picture:
        picture.draft("RGB", SIDE)
        return small(picture)


def small(picture: Image.Image) -> str:
    """A picture made small, as a `data:` URI of a JPEG."""
    picture.thumbnail(SIDE)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return data_uri(buffer.getvalue(), "image/jpeg")


def data_uri(data: bytes, media_type: str) -> str:
    """Bytes as a URI that holds them."""
    return f"data:{media_type};base64,{b64encode(data).decode()}"
