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

from carcls.curate.alike import INSIDE, IS_CROP, ROW, VERSION_BITS, Numbers, alike, distinct, rows_of
from carcls.curate.hamming_index import HammingIndex
from carcls.curate.match import UNDO
from carcls.curate.trace import FORMAT, TURNS, VERSIONS, WHOLE, Trace, read_trace
from carcls.curate.verify import Hint
from carcls.errors import IndexDamaged
from carcls.whole_file import whole_file

WHOLE_RADIUS = 11  # bits of dhash64 in which two whole pictures may differ
CROP_RADIUS, TURN_RADIUS = 8, 7  # a crop or a turn of one from the whole of the other; an inside is like a turn
# Candidates of one hash: only a placeholder has more copies than this, and those are joined through each other.
NEAREST = 512
TRACES_KEPT = 512  # in memory: some 100 MB

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
        count, size = len(self), ROW.itemsize
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
        self._rows_file.write(rows_of(traces).tobytes())
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
            of_version = shows & (rows["framed"] == 1) if version == INSIDE else shows
            words.append(rows["hashes"][of_version, version, 0])
            entries.append((number[of_version] << VERSION_BITS) + version)
        self._indexes["versions"].add(np.concatenate(words), np.concatenate(entries))
        with whole_file(self._folder / "indexed") as stream:
            stream.write(str(start + len(rows)).encode())

    def _rows(self) -> npt.NDArray[np.void]:
        count = self._rows_file.seek(0, 2) // ROW.itemsize
        if count == 0:
            return np.empty(0, ROW)
        return np.memmap(self._rows_file.name, ROW, "r", shape=(count,))

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
        """(one, version, other), (n, 3): this version of one looks like the whole of other."""
        hashes = rows["hashes"]
        found = []
        query, items, _ = self._indexes["whole"].near(hashes[given, 0, 0], WHOLE_RADIUS, NEAREST)
        found.append(np.stack([given[query], np.zeros_like(items), items], 1))
        for version in range(1, len(VERSIONS)):
            asked = given[rows["framed"][given] == 1] if version == INSIDE else given
            radius = CROP_RADIUS if IS_CROP[version] else TURN_RADIUS
            query, items, _ = self._indexes["whole"].near(hashes[asked, version, 0], radius, NEAREST)
            found.append(np.stack([asked[query], np.full_like(items, version), items], 1))
        query, items, distances = self._indexes["versions"].near(
            hashes[given, 0, 0], max(CROP_RADIUS, TURN_RADIUS), NEAREST
        )
        versions = items & ((1 << VERSION_BITS) - 1)
        near = distances <= np.where(IS_CROP[versions], CROP_RADIUS, TURN_RADIUS)
        found.append(np.stack([items >> VERSION_BITS, versions, given[query]], 1)[near])
        triples = np.concatenate(found)
        both = (triples[:, 1] == 0) & (triples[:, 0] > triples[:, 2])  # a pair of wholes is one pair
        triples[both] = triples[both][:, ::-1]
        triples = distinct(triples[triples[:, 0] != triples[:, 2]])
        return alike(rows, triples)


assert len(TURNS) == len(UNDO)
