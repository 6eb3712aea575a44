"""The line that photos take into the house, in threads of its own: decoded, stored, recorded together.

A photo passes from thread to thread and comes back to the reactor once, when its row is committed. What is stored
within GATHER seconds, or until nothing more is on the line, is recorded in one transaction: a commit costs more than a
row. Decoding itself is done by few processes, because each keeps for itself what memory a large picture took.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock

from carcls.catalog import Catalog
from carcls.catalog.sightings import FetchedUrl, record_fetches
from carcls.photos.intake import Checked, PhotoIntake, Taken

DECODERS = min(4, os.cpu_count() or 1)  # each may hold a whole decoded photo
TAKERS = 8  # they wait for a decoder, and for the disk or an object store
GATHER = 0.02  # seconds


@dataclass
class _Photo:
    """A photo on the line, and who waits for it."""

    data: bytes  # none, once they are stored
    url: str
    etag: str | None
    last_modified: str | None
    fresh_until: datetime | None
    taken: asyncio.Future[Taken]
    checked: Checked | None = None

    @property
    def fetched(self) -> FetchedUrl:
        assert self.checked is not None
        return FetchedUrl(self.url, self.checked.taken.sha256, self.etag, self.last_modified, self.fresh_until)


class IntakeLine:
    """Takers, and the recording of what they have done in the lane that alone writes the catalog."""

    def __init__(self, catalog: Catalog, intake: PhotoIntake, lane: Executor) -> None:
        self._catalog, self._intake, self._lane = catalog, intake, lane
        self._takers = ThreadPoolExecutor(TAKERS, "taker")
        self._on_the_way = 0  # photos that are neither stored nor given up
        self._stored: list[_Photo] = []
        self._lock = Lock()

    async def take(
        self,
        url: str,
        data: bytes,
        etag: str | None,
        last_modified: str | None,
        fresh_until: datetime | None = None,
    ) -> Taken:
        """Take a photo in, with what its URL answered.

        Raises:
            DecoderDied, StoreError, CatalogError: it could not be kept.
        """
        photo = _Photo(data, url, etag, last_modified, fresh_until, asyncio.get_running_loop().create_future())
        with self._lock:
            self._on_the_way += 1
        self._takers.submit(self._take, photo)
        return await photo.taken

    def finish(self) -> None:
        """Wait until every photo is in the lane."""
        self._takers.shutdown()
        self._ask_to_record()

    def _take(self, photo: _Photo) -> None:
        try:
            photo.checked = self._intake.check(photo.data)
            self._intake.put(photo.checked, photo.data)
        except Exception as error:  # it belongs to who waits for the photo
            self._arrived([])
            _tell([photo], error)
        else:
            photo.data = b""
            self._arrived([photo])

    def _arrived(self, stored: list[_Photo]) -> None:
        with self._lock:
            self._on_the_way -= 1
            self._stored += stored
            waiting, is_last = len(self._stored), not self._on_the_way
        if waiting and is_last:
            self._ask_to_record()
        elif stored and waiting == 1:
            loop = stored[0].taken.get_loop()
            _in_loop(stored[0], partial(loop.call_later, GATHER, self._ask_to_record))

    def _ask_to_record(self) -> None:
        with suppress(RuntimeError):  # the lane is closed: `finish` has had everything recorded
            self._lane.submit(self._record)

    def _record(self) -> None:
        with self._lock:
            batch, self._stored = self._stored, []
        if not batch:
            return
        checked = [photo.checked for photo in batch if photo.checked is not None]
        try:
            with self._catalog.session() as session:
                taken = self._intake.record(session, checked)
                record_fetches(session, [photo.fetched for photo in batch])
        except Exception as error:
            _tell(batch, error)
        else:
            _tell(batch, taken)


def _tell(batch: Sequence[_Photo], outcome: Exception | Sequence[Taken]) -> None:
    """Give each photo's outcome to who waits for it, in the reactor's thread, all at once."""

    def settle() -> None:
        for number, photo in enumerate(batch):
            if photo.taken.done():  # who waited for it has gone
                continue
            if isinstance(outcome, Exception):
                photo.taken.set_exception(outcome)
            else:
                photo.taken.set_result(outcome[number])

    _in_loop(batch[0], settle)


def _in_loop(photo: _Photo, function: Callable[[], object]) -> None:
    with suppress(RuntimeError):  # the loop is closed: the crawl has ended, nobody waits
        photo.taken.get_loop().call_soon_threadsafe(function)
