"""Pages as they came last, so that a site need not send again what did not change.

Scrapy's own HTTP cache does not fit a nightly crawl: it answers from its files where a site is down, which would
silence the alarms; it takes pages for fresh that name no time, and so misses new vehicles; and it never throws away.
"""

from __future__ import annotations

import json
import logging
import os
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time

logger = logging.getLogger("carcls.crawl")

DAY = 86_400.0  # seconds
LONGEST_TRUST = 7 * DAY  # then a page is asked for whole: some sites answer 304 whatever changed
LONGEST_UNUSED = 30 * DAY  # of a page that is asked for no more: its vehicle is sold
LARGEST = 5_000_000  # bytes of a page as it came
KEPT_HEADERS = ("Content-Type", "ETag", "Last-Modified", "X-Robots-Tag")
VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


@dataclass(frozen=True)
class KeptPage:
    """A page on this machine. headers: of KEPT_HEADERS those that it had; packed: its body, compressed."""

    headers: Mapping[str, Sequence[str]]
    packed: bytes

    @property
    def validators(self) -> dict[str, str]:
        """The headers of a conditional request for it."""
        return {VALIDATORS[name]: values[0] for name, values in self.headers.items() if name in VALIDATORS}


class KeptPages:
    """A folder of pages, a file each. What cannot be read is asked for again, what cannot be written is not kept."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        """most_bytes: of all pages together, held by `prune`; 0: none are kept."""
        self._folder, self._most_bytes = folder, most_bytes

    def find(self, key: str) -> KeptPage | None:
        """The page of a key, while it may be trusted."""
        try:
            head, _, packed = self._file(key).read_bytes().partition(b"\n")
            told = json.loads(head)
            if time() - told["kept_at"] < LONGEST_TRUST and len(packed) == told["length"]:
                return KeptPage(told["headers"], packed)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def keep(self, key: str, headers: Mapping[str, Sequence[str]], body: bytes) -> None:
        """Keep a page that has a validator."""
        if not self._most_bytes or len(body) > LARGEST:
            return
        packed, file = zlib.compress(body, 1), self._file(key)
        head = {"headers": dict(headers), "kept_at": time(), "length": len(packed)}
        partial = file.with_suffix(f".{os.getpid()}")  # another crawl may have the same page
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(json.dumps(head).encode() + b"\n" + packed)  # not synced: a lost one is asked for again
            partial.replace(file)
        except OSError as error:
            logger.warning("A page is not kept, and will be asked for whole: %s", error)

    def touch(self, key: str) -> None:
        """Note that a page was asked for."""
        with suppress(OSError):
            self._file(key).touch()

    def forget(self, key: str) -> None:
        """Remove a page."""
        self._file(key).unlink(missing_ok=True)

    def prune(self) -> None:
        """Once a day, remove pages that were asked for no more, and the eldest of more than `most_bytes`."""
        marker = self._folder / "pruned"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if marker.exists() and time() - marker.stat().st_mtime < DAY:
                return
            marker.touch()
            found = [(file.stat(), file) for file in self._folder.glob("*/*")]
            left = self._most_bytes
            for stat, file in sorted(found, key=lambda pair: -pair[0].st_mtime):
                left -= stat.st_size
                if left < 0 or time() - stat.st_mtime > LONGEST_UNUSED:
                    file.unlink(missing_ok=True)
        except OSError as error:  # another crawl may be removing the same ones
            logger.debug("Kept pages are not pruned: %s", error)

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / key
