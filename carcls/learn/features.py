"""Features of photos by a frozen backbone, computed once and kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from carcls.learn.pixels import PixelLoader
from carcls.learn.trained_model import BATCH

CHUNK = 256  # photos whose pixels are in memory at once
Features = NDArray[np.float32]


class FeatureCache:
    """One SQLite file for one backbone at one input size: a row of float32 a photo.

    A backbone, an input size or a decode that changes must change the file's name: nothing in it says how its
    features were made. Two processes may write at once; what was computed twice is kept once.
    """

    def __init__(self, file: Path, width: int) -> None:
        """Open or make a cache. width: numbers a photo."""
        self.file = file
        self.width = width
        file.parent.mkdir(parents=True, exist_ok=True)
        # Of two that change a file's journal mode at once, one fails without waiting for the other.
        with FileLock(f"{file}.lock"), self._connected() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS features (sha256 TEXT PRIMARY KEY, row BLOB) WITHOUT ROWID")

    def get(self, sha256s: Sequence[str]) -> dict[str, Features]:
        """The features that are there, float32 (width,) each, by photo."""
        found: dict[str, Features] = {}
        with self._connected() as connection:
            for start in range(0, len(sha256s), 500):
                some = sha256s[start : start + 500]
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"SELECT sha256, row FROM features WHERE sha256 IN ({marks})", some)
                found.update((sha256, np.frombuffer(row, "<f4")) for sha256, row in rows)
        return found

    def put(self, sha256s: Sequence[str], features: Features) -> None:
        """Keep features, float32 (n, width), all of them or, when interrupted, none."""
        rows = [(sha256, row.astype("<f4").tobytes()) for sha256, row in zip(sha256s, features, strict=True)]
        with self._connected() as connection:
            connection.executemany("INSERT OR IGNORE INTO features VALUES (?, ?)", rows)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=60)) as connection, connection:
            yield connection


def extract_features(
    cache: FeatureCache,
    build: Callable[[], Any],
    load: PixelLoader,
    sha256s: Sequence[str],
    input_size: int,
    progress: Callable[[int, int], None],
) -> Features:
    """The features of photos: from the cache, else computed and kept, a chunk at a time.

    Args:
        build: gives a Keras model of `carcls.learn.backbone`, with its weights; asked only where a photo is missing.
        progress: called with (photos done, photos in all) that are not in the cache.

    Returns:
        float32 (n, width), in the order asked for.
    """
    known = cache.get(sha256s)
    missing = list(dict.fromkeys(sha256 for sha256 in sha256s if sha256 not in known))
    backbone: Any = build() if missing else None
    for start in range(0, len(missing), CHUNK):
        some = missing[start : start + CHUNK]
        rows = np.asarray(backbone.predict(load(some, input_size), batch_size=BATCH, verbose=0), np.float32)
        cache.put(some, rows)
        known.update(zip(some, rows, strict=True))
        progress(start + len(some), len(missing))
    return np.stack([known[sha256] for sha256 in sha256s])
