"""Take photos in: bytes to the store first, then their rows in the catalog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo
from carcls.catalog.upsert import upsert
from carcls.config import Settings
from carcls.errors import PhotoRejected
from carcls.photos.check import CheckedPhoto, check_photo, digest
from carcls.photos.store import PhotoStore

_KNOWN = select(Photo.reason).where(Photo.sha256 == bindparam("sha256"))


@dataclass(frozen=True)
class Taken:
    """What became of some bytes. reason: why they were rejected; None: they are a photo."""

    sha256: str
    is_new: bool
    reason: str | None


@dataclass(frozen=True)
class Checked:
    """A photo on its way in. row: what the catalog should have of it; None: it has it already. proxy: None: none."""

    taken: Taken
    row: dict[str, object] | None
    proxy: bytes | None = None


class PhotoIntake:
    """Takes photos into one catalog and one store. Killed at any instant, it can be run again."""

    def __init__(
        self,
        catalog: Catalog,
        store: PhotoStore,
        settings: Settings,
        check: Callable[[bytes], CheckedPhoto] | None = None,
    ) -> None:
        """check: what decodes; None: `check_photo`, in the caller's thread."""
        self.catalog = catalog
        self.store = store
        self._check_photo = check or partial(
            check_photo, proxy_short_side=settings.proxy_short_side, max_pixels=settings.max_photo_pixels
        )

    def take(self, data: bytes) -> Taken:
        """Check, store and catalog one photo. A content that is known is not decoded again.

        Raises:
            DecoderDied, StoreError: the bytes could not be looked at, or stored; then there is no row either.
            CatalogError: the row could not be written; the stored bytes wait for the next time.
        """
        checked = self.check(data)
        if checked.row is None:
            return checked.taken
        self.put(checked, data)
        with self.catalog.session() as session:
            (taken,) = self.record(session, [checked])
        return taken

    def check(self, data: bytes) -> Checked:
        """Decode and fingerprint, the first of three steps: several threads may do it at once.

        Raises:
            DecoderDied: the photo could not be looked at.
        """
        sha256 = digest(data)
        with self.catalog.look() as connection:
            known = connection.execute(_KNOWN, {"sha256": sha256}).one_or_none()
        if known is not None:
            return Checked(Taken(sha256, False, known.reason), None)
        photo, reason = self._checked(data)
        row: dict[str, object] = {
            "sha256": sha256,
            "bytes": len(data),
            "state": "ok" if photo else "rejected",
            "reason": reason,
            "format": photo.format if photo else None,
            "width": photo.width if photo else None,
            "height": photo.height if photo else None,
            **{name: getattr(photo.fingerprint, name) if photo else None for name in ("dhash64", "dhash256", "phash")},
        }
        return Checked(Taken(sha256, True, reason), row, photo.proxy if photo else None)

    def put(self, checked: Checked, data: bytes) -> None:
        """Store the bytes, the second step: they wait for the disk or the network, many at once if need be.

        Raises:
            StoreError: the bytes could not be stored.
        """
        if checked.row is not None:
            self.store.put(checked.taken.sha256, data, checked.proxy)

    def record(self, session: Session, stored: Sequence[Checked]) -> list[Taken]:
        """Catalog photos that are in the store, the last step, in the caller's transaction; one content is new once."""
        rows = {one.taken.sha256: one.row for one in stored if one.row is not None}
        if not rows:
            return [one.taken for one in stored]
        fresh = set(rows) - set(session.connection().scalars(select(Photo.sha256).where(Photo.sha256.in_(rows))))
        upsert(session, Photo, [rows[sha256] for sha256 in sorted(fresh)], key=["sha256"])
        taken = []
        for one in stored:
            taken.append(replace(one.taken, is_new=one.taken.sha256 in fresh))
            fresh.discard(one.taken.sha256)
        return taken

    def _checked(self, data: bytes) -> tuple[CheckedPhoto | None, str | None]:
        try:
            return self._check_photo(data), None
        except PhotoRejected as error:
            return None, str(error)
