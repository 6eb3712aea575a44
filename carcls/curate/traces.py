"""The traces of all photos in a folder, numbered in the order of arrival, and which of them may be the same picture.

    traces.db       every trace by number and name, in SQLite: what the other files are made from
    rows.bin        hashes and thumbnails, one row of fixed size a number, memory-mapped
    whole/          an index of the hashes of whole pictures
    versions/       an index of the hashes of their other versions: crops, insides of borders, turns

The folder is a cache: deleted, it is made again from the photos' proxies. Killed at any instant, it is mended when it
is opened: the rows follow the database, the indexes follow the rows.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from carcls.curate.hamming_index import HammingIndex
from carcls.curate.trace import CROPS, FORMAT, THUMB, TURNS, VERSIONS, WHOLE, Trace, read_trace, turn_pixels
from carcls.curate.verify import UNDO, Hint
from carcls.errors import IndexDamaged
from carcls.whole_file import whole_file

WHOLE_RADIUS = 11  # bits of dhash64 in which two whole pictures may differ
CROP_RADIUS, TURN_RADIUS = 8, 7  # a crop or a turn of one from the whole of the other; an inside is like a turn
WHOLE_BITS, CROP_BITS, TURN_BITS = 80, 84, 72  # the same of dhash256
# Correlation of thumbnails from which a pair is worth verifying; a crop is laid on only roughly.
WHOLE_ALIKE, TURN_ALIKE, CROP_ALIKE, INSIDE_ALIKE = 0.65, 0.7, 0.5, 0.15
# Candidates of one hash: only a placeholder has more copies than this, and those are joined through each other.
NEAREST = 512
TRACES_KEPT = 512  # in memory: some 100 MB
BLOCK = 1 << 12  # pairs whose thumbnails are compared at a time: what the processor keeps near
SHIFTED = 29  # pixels of a thumbnail that a crop of `CROPPED` shows

Numbers = npt.NDArray[np.int64]

_VERSION_BITS = 4  # an entry of versions/ is number * 16 + version
_ROW = np.dtype(
    [
        ("hashes", "<u8", (len(VERSIONS), 5)),
        ("thumb", "i1", (THUMB, THUMB)),
        ("inside", "<f4", 4),
        ("flat", "u1"),
        ("framed", "u1"),
    ]
)
_IS_CROP = np.array([turn == 0 and box in CROPS for turn, box in VERSIONS])
_INSIDE = next(version for version, (_, box) in enumerate(VERSIONS) if box is None)
_TURN_OF = np.array([turn for turn, _ in VERSIONS])
_SCHEMA = """
CREATE TABLE IF NOT EXISTS traces (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, pixels BLOB NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS traces_pixels ON traces (pixels);
CREATE TABLE IF NOT EXISTS blobs (number INTEGER PRIMARY KEY, blob BLOB NOT NULL);
"""


class Traces:
    """Traces in a folder, which is made when it is missing, and made anew when it is of another format."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder.with_name(f"{folder.name}.lock"))
        self._lock.acquire()  # another process that looks for repeats ends first
        self._database = self._open()
        self._rows_file = (folder / "rows.bin").open("a+b")
        self._indexes: dict[str, HammingIndex] = {}
        try:
            self._mend()
        except BaseException:
            self.close()
            raise
        self.trace = lru_cache(maxsize=TRACES_KEPT)(self._trace)

    def __enter__(self) -> Traces:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()
        self._rows_file.close()
        self._lock.release()

    def __len__(self) -> int:
        return int(self._database.execute("SELECT coalesce(max(number) + 1, 0) FROM traces").fetchone()[0])

    def numbers(self, names: Iterable[str]) -> dict[str, int]:
        """The numbers of those names that have a trace."""
        find = "SELECT number FROM traces WHERE name = ?"
        found = {name: self._database.execute(find, (name,)).fetchone() for name in names}
        return {name: row[0] for name, row in found.items() if row is not None}

    def name(self, number: int) -> str:
        """The name of a number."""
        row = self._database.execute("SELECT name FROM traces WHERE number = ?", (number,)).fetchone()
        return str(row[0])

    def add(self, traces: Sequence[tuple[str, Trace]]) -> None:
        """Keep traces by name; one that is there already is left as it is."""
        known = self.numbers([name for name, _ in traces])
        fresh = {name: trace for name, trace in traces if name not in known}
        if not fresh:
            return
        start = len(self)
        numbered = list(enumerate(fresh.items(), start))
        with self._database:
            rows = [(number, name, trace.pixels) for number, (name, trace) in numbered]
            self._database.executemany("INSERT INTO traces (number, name, pixels) VALUES (?, ?, ?)", rows)
            blobs = [(number, trace.to_bytes()) for number, (_, trace) in numbered]
            self._database.executemany("INSERT INTO blobs VALUES (?, ?)", blobs)
        self._append([trace for _, (_, trace) in numbered])
        self._index(start)

    def settle(self, names: Iterable[str]) -> None:
        """Note that the catalog has what was found for these names."""
        with self._database:
            self._database.executemany("UPDATE traces SET settled = 1 WHERE name = ?", [(name,) for name in names])

    def settled(self) -> int:
        """How many names were settled."""
        return int(self._database.execute("SELECT count(*) FROM traces WHERE settled = 1").fetchone()[0])

    def candidates(self, numbers: Sequence[int]) -> dict[tuple[int, int], list[Hint]]:
        """Pairs, of the given numbers and any others, that may be the same picture, and how one may lie on the other.

        A pair is (one, other) with the name of one before that of the other: whichever came first, the answer is the
        same. Pictures that show next to nothing are in no pair unless their pixels are the same.
        """
        given = np.unique(np.asarray(numbers, np.int64))
        rows = self._rows()
        found = self._found(rows, given[rows["flat"][given] == 0])
        hints: dict[tuple[int, int], set[Hint]] = defaultdict(set)
        names: dict[int, str] = {}
        for one, version, other in found.tolist():
            for number in (one, other):
                if number not in names:
                    names[number] = self.name(number)
            turn, box = VERSIONS[version]
            if names[one] < names[other]:
                hints[one, other].add((turn, box or self.trace(one).inside, WHOLE))
            else:
                hints[other, one].add((UNDO[turn], WHOLE, box or self.trace(one).inside))
        for one, other in self._same_pixels(given):
            hints[one, other].add((0, WHOLE, WHOLE))
        return {pair: sorted(hints[pair]) for pair in sorted(hints)}

    def _open(self) -> sqlite3.Connection:
        file = self._folder / "traces.db"
        if file.exists():
            database = sqlite3.connect(file)
            if database.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
                return database
            database.close()
        if self._folder.exists():  # of another format, or what is left of a lost database
            shutil.rmtree(self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(file)
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT;")
        return database

    def look_alikes(self, names: Sequence[str], radius: int) -> list[tuple[str, str]]:
        """Pairs, of the named pictures and any others, whose dhash64 differ in at most `radius` bits; of those like one
        picture the nearest `NEAREST`. Pictures that show next to nothing are in no pair.
        """
        rows = self._rows()
        given = np.array(sorted(self.numbers(names).values()), np.int64)
        given = given[rows["flat"][given] == 0]
        query, items, _ = self._indexes["whole"].near(rows["hashes"][given, 0, 0], radius, NEAREST)
        pairs = {(min(pair), max(pair)) for pair in zip(given[query].tolist(), items.tolist(), strict=True)}
        names_of = {number: self.name(number) for pair in pairs for number in pair}
        return [(names_of[one], names_of[other]) for one, other in sorted(pairs) if one != other]

    def _mend(self) -> None:
        count, size = len(self), _ROW.itemsize
        written = min(self._rows_file.seek(0, 2) // size, count)
        self._rows_file.truncate(written * size)
        while written < count:
            traces = [self._trace(number) for number in range(written, min(written + TRACES_KEPT, count))]
            self._append(traces)
            written += len(traces)
        mark = self._folder / "indexed"
        indexed = int(mark.read_text()) if mark.exists() else 0
        radii = {"whole": WHOLE_RADIUS, "versions": max(CROP_RADIUS, TURN_RADIUS)}
        try:
            self._indexes = {name: HammingIndex.open(self._folder / name, radius) for name, radius in radii.items()}
            if indexed > count or (indexed and not all(map(len, self._indexes.values()))):
                raise IndexDamaged(
                    f"The index should have what the database has. Received: {indexed} instead of {count}."
                )
        except IndexDamaged:
            self._indexes = {name: HammingIndex.clear(self._folder / name, radius) for name, radius in radii.items()}
            indexed = 0
        self._index(indexed)

    def _append(self, traces: Sequence[Trace]) -> None:
        rows = np.zeros(len(traces), _ROW)
        for row, trace in zip(rows, traces, strict=True):
            row["hashes"], row["thumb"], row["flat"] = trace.hashes, trace.thumb, trace.is_flat
            row["inside"], row["framed"] = trace.inside, trace.inside != WHOLE
        self._rows_file.write(rows.tobytes())
        self._rows_file.flush()

    def _index(self, start: int) -> None:
        """Index the rows from `start` on. One that is indexed twice is found twice, which does no harm."""
        rows = self._rows()[start:]
        if not len(rows):
            return
        number = np.arange(start, start + len(rows))
        shows = rows["flat"] == 0
        self._indexes["whole"].add(rows["hashes"][shows, 0, 0], number[shows])
        words, entries = [], []
        for version in range(1, len(VERSIONS)):
            of_version = shows & (rows["framed"] == 1) if version == _INSIDE else shows
            words.append(rows["hashes"][of_version, version, 0])
            entries.append((number[of_version] << _VERSION_BITS) + version)
        self._indexes["versions"].add(np.concatenate(words), np.concatenate(entries))
        with whole_file(self._folder / "indexed") as stream:
            stream.write(str(start + len(rows)).encode())

    def _rows(self) -> npt.NDArray[np.void]:
        count = self._rows_file.seek(0, 2) // _ROW.itemsize
        if count == 0:
            return np.empty(0, _ROW)
        return np.memmap(self._rows_file.name, _ROW, "r", shape=(count,))

    def _trace(self, number: int) -> Trace:
        blob = self._database.execute("SELECT blob FROM blobs WHERE number = ?", (number,)).fetchone()[0]
        trace = read_trace(blob)
        assert trace is not None  # the database is of this format
        return trace

    def _same_pixels(self, given: Numbers) -> list[tuple[int, int]]:
        """Pairs of equal proxies: a photo and the first one by name of those like it."""
        pairs = set()
        for number in given.tolist():
            like = "SELECT number FROM traces WHERE pixels = (SELECT pixels FROM traces WHERE number = ?) ORDER BY name"
            equal = [row[0] for row in self._database.execute(like, (number,))]
            # A newcomer may be the new first one: then all that were like it are linked to it as well.
            pairs |= {(equal[0], other) for other in equal[1:] if number in (equal[0], other)}
        return sorted(pairs)

    def _found(self, rows: npt.NDArray[np.void], given: Numbers) -> Numbers:
        """(one, version, other), int64 of shape (n, 3): this version of one looks like the whole of other."""
        hashes = rows["hashes"]
        found = []
        query, items, _ = self._indexes["whole"].near(hashes[given, 0, 0], WHOLE_RADIUS, NEAREST)
        found.append(np.stack([given[query], np.zeros_like(items), items], 1))
        for version in range(1, len(VERSIONS)):
            asked = given[rows["framed"][given] == 1] if version == _INSIDE else given
            radius = CROP_RADIUS if _IS_CROP[version] else TURN_RADIUS
            query, items, _ = self._indexes["whole"].near(hashes[asked, version, 0], radius, NEAREST)
            found.append(np.stack([asked[query], np.full_like(items, version), items], 1))
        query, items, distances = self._indexes["versions"].near(
            hashes[given, 0, 0], max(CROP_RADIUS, TURN_RADIUS), NEAREST
        )
        versions = items & ((1 << _VERSION_BITS) - 1)
        near = distances <= np.where(_IS_CROP[versions], CROP_RADIUS, TURN_RADIUS)
        found.append(np.stack([items >> _VERSION_BITS, versions, given[query]], 1)[near])
        triples = np.concatenate(found)
        triples = np.unique(triples[triples[:, 0] != triples[:, 2]], axis=0)
        both = (triples[:, 1] == 0) & (triples[:, 0] > triples[:, 2])  # a pair of wholes is one pair
        triples[both] = triples[both][:, ::-1]
        triples = np.unique(triples, axis=0)
        kept = [self._alike(rows, triples[start : start + BLOCK]) for start in range(0, len(triples), BLOCK)]
        return np.concatenate(kept) if kept else triples

    def _alike(self, rows: npt.NDArray[np.void], triples: Numbers) -> Numbers:
        """Of (one, version, other) those whose longer hashes and thumbnails are alike too."""
        one, version, other = triples.T
        hashes = rows["hashes"]
        bits = np.bitwise_count(hashes[one, version, 1:] ^ hashes[other, 0, 1:]).sum(axis=1)
        limits = np.where(_IS_CROP[version], CROP_BITS, np.where(version == 0, WHOLE_BITS, TURN_BITS))
        triples = triples[bits <= limits]
        kept = []
        for kind in np.unique(triples[:, 1]).tolist():
            those = triples[triples[:, 1] == kind]
            a, b = rows["thumb"][those[:, 0]], rows["thumb"][those[:, 2]]
            if _IS_CROP[kind]:
                alike = _crop_correlation(a, b, VERSIONS[kind][1] or WHOLE) >= CROP_ALIKE
            elif kind == _INSIDE:
                small = _sampled(a, rows["inside"][those[:, 0]])
                alike = _correlation(small, b.astype(np.float32)) >= INSIDE_ALIKE
            else:
                turned = np.stack([turn_pixels(thumb, int(_TURN_OF[kind])) for thumb in a]) if kind else a
                correlation = _correlation(turned.astype(np.float32), b.astype(np.float32))
                alike = correlation >= (TURN_ALIKE if kind else WHOLE_ALIKE)
            kept.append(those[alike])
        return np.concatenate(kept) if kept else triples


def _crop_correlation(
    a: npt.NDArray[np.int8], b: npt.NDArray[np.int8], box: tuple[float, ...]
) -> npt.NDArray[np.float32]:
    """Correlation of a crop of each of a with the whole of each of b, at the best of the places beside the box."""
    left, top = round(box[0] * THUMB), round(box[1] * THUMB)
    whole, small = a.astype(np.float32), b.astype(np.float32)
    small = np.matmul(np.matmul(_SHRINK, small), _SHRINK.T)
    best = np.full(len(a), -1, np.float32)
    for down in range(max(0, top - 1), min(THUMB - SHIFTED, top + 1) + 1):
        for across in range(max(0, left - 1), min(THUMB - SHIFTED, left + 1) + 1):
            window = whole[:, down : down + SHIFTED, across : across + SHIFTED]
            np.maximum(best, _correlation(window, small), out=best)
    return best


def _sampled(a: npt.NDArray[np.int8], boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The boxes, (n, 4), of pictures, each stretched to the whole picture by linear interpolation."""
    share = (np.arange(THUMB) + 0.5) / THUMB

    def weights(low: npt.NDArray[np.float32], high: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        place = (low[:, None] + (high - low)[:, None] * share) * THUMB - 0.5
        return np.asarray(np.maximum(0, 1 - np.abs(place[:, :, None] - np.arange(THUMB))), np.float32)

    across, down = weights(boxes[:, 0], boxes[:, 2]), weights(boxes[:, 1], boxes[:, 3])
    return np.asarray(down @ a.astype(np.float32) @ across.transpose(0, 2, 1), np.float32)


def _correlation(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of pictures of shape (n, height, width), one by one."""
    norm = np.sqrt(np.einsum("nij,nij->n", a, a) * np.einsum("nij,nij->n", b, b))
    # Rounded, so that the last digit of a sum decides nothing.
    return np.asarray(np.round(np.einsum("nij,nij->n", a, b) / np.maximum(norm, 1.0), 3), np.float32)


def _shrink() -> npt.NDArray[np.float32]:
    """The matrix that resizes a side of `THUMB` pixels to `SHIFTED` by linear interpolation."""
    place = (np.arange(SHIFTED) + 0.5) * THUMB / SHIFTED - 0.5
    return np.asarray(np.maximum(0, 1 - np.abs(place[:, None] - np.arange(THUMB)[None])), np.float32)


_SHRINK = _shrink()
assert len(VERSIONS) <= 1 << _VERSION_BITS
assert len(TURNS) == len(UNDO)
