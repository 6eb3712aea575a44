"""All photos' hashes on the disk, so that tonight's are compared with them and added to them at the cost of tonight's.

A folder holds segments, each a file that is written once and mapped into memory, and `index.json`, which names those
that count. Every addition is a segment of its own; one that is not a quarter of the one before it is joined with it, so
there are few, and a hash is rewritten only a few times in its life. A new `index.json` makes an addition visible at
once and whole: killed at any instant, the index is as it was before or after.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias
from uuid import uuid4

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from carcls.curate import hamming
from carcls.curate.hamming import Distances, Table, Words
from carcls.errors import IndexDamaged
from carcls.whole_file import whole_file

VERSION = 1  # raise it when the files' layout changes
GROWTH = 4  # a segment is at least this many times larger than the next
LINEAR = 65536  # entries; a smaller segment is searched from end to end
ROWS = 64  # queries at a time: bounds the memory where very many entries are near

Items: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Segment:
    """Entries in the order they were added. tables: one a chunk; items: (n,) int64."""

    name: str
    items: Items
    tables: tuple[Table, ...]

    @property
    def words(self) -> Words:
        """(n,) uint64, in the order of `items`."""
        words = np.empty(len(self.items), np.uint64)
        words[self.tables[0].positions] = self.tables[0].words[: len(words)]
        return words


class HammingIndex:
    """64-bit words, each with the number of an item, that finds the words near others; an item may have several.

    >>> index = HammingIndex.open(folder, radius=14)
    >>> index.add(words, items)
    >>> rows, items, distances = index.near(queries)
    """

    def __init__(self, folder: Path, radius: int) -> None:
        """Use `open`."""
        self.folder = folder
        self.radius = radius
        self._segments: tuple[Segment, ...] = ()
        self._lock = FileLock(folder / ".lock")

    @classmethod
    def open(cls, folder: Path, radius: int) -> Self:
        """The index of a folder, which is made if need be. radius: what `near` searches at unless told otherwise.

        Raises:
            IndexDamaged: a file is not as it was written, or of another version: `clear` the folder and add all anew.
        """
        folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder, radius)
        index._read()
        return index

    @classmethod
    def clear(cls, folder: Path, radius: int) -> Self:
        """An empty index, whatever the folder held."""
        folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder, radius)
        with index._lock:
            index._write(())
        return index

    def __len__(self) -> int:
        """How many entries there are."""
        return sum(len(segment.items) for segment in self._segments)

    def items(self) -> Items:
        """The items that have an entry, each once, rising."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *(segment.items for segment in self._segments)]))

    def add(self, words: Words, items: Items) -> None:
        """Add entries; all or none of them are there afterwards, whatever happens.

        Args:
            words: (n,) uint64.
            items: (n,) int64.

        Raises:
            IndexDamaged: see `open`; another process wrote to the folder.
            OutputError: the folder cannot be written.
        """
        if not len(words):
            return
        with self._lock:
            self._read()
            segments = list(self._segments)
            words, items = np.array(words, np.uint64), np.array(items, np.int64)
            while segments and len(segments[-1].items) < GROWTH * len(items):
                before = segments.pop()
                words, items = np.concatenate([before.words, words]), np.concatenate([before.items, items])
            self._write((*segments, _written(self.folder, words, items)))

    def near(self, words: Words, radius: int | None = None, limit: int | None = None) -> tuple[Items, Items, Distances]:
        """The items near each of some words.

        Args:
            words: (m,) uint64.
            radius: largest Hamming distance; None: the index's.
            limit: only this many items a word, the nearest (the lower number where they are equally near); None: all.

        Returns:
            Rows of `words` (k,) int64, items (k,) int64 and distances (k,) uint8, by row, then distance, then item.
            An item comes once a row, at its smallest distance.
        """
        radius = self.radius if radius is None else radius
        words = np.array(words, np.uint64)
        found = [self._near(words[start : start + ROWS], start, radius, limit) for start in range(0, len(words), ROWS)]
        empty = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8)
        rows, items, distances = (np.concatenate(part) for part in zip(empty, *found, strict=True))
        return rows, items, distances

    def _near(self, words: Words, first_row: int, radius: int, limit: int | None) -> tuple[Items, Items, Distances]:
        parts = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint8))]
        for segment in self._segments:
            cut = hamming.chunks(_widths(len(segment.items)), radius)
            hits, near = hamming.near(words, segment.tables[: len(cut)], cut, radius)
            parts.append((hits[:, 0].astype(np.int64), segment.items[hits[:, 1]], near))
        rows, items, distances = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.lexsort((distances, items, rows))
        rows, items, distances = rows[order], items[order], distances[order]
        once = np.ones(len(rows), bool)
        once[1:] = (rows[1:] != rows[:-1]) | (items[1:] != items[:-1])
        rows, items, distances = rows[once], items[once], distances[once]
        order = np.lexsort((items, distances, rows))
        rows, items, distances = rows[order], items[order], distances[order]
        if limit is not None:
            nearest = np.arange(len(rows)) - np.searchsorted(rows, rows) < limit
            rows, items, distances = rows[nearest], items[nearest], distances[nearest]
        return rows + first_row, items, distances

    def _read(self) -> None:
        """Take up what `index.json` names now; a file that is gone was joined with another in the meantime."""
        names = _names(self.folder)
        for _ in range(10):
            known = {segment.name: segment for segment in self._segments}
            try:
                self._segments = tuple(known.get(name) or _mapped(self.folder, name) for name in names)
                return
            except FileNotFoundError:
                before, names = names, _names(self.folder)
                if names == before:
                    break
        raise IndexDamaged(_damaged(self.folder, "a segment that is named is not there"))

    def _write(self, segments: tuple[Segment, ...]) -> None:
        names = [segment.name for segment in segments]
        with whole_file(self.folder / "index.json") as stream:
            stream.write(json.dumps({"version": VERSION, "segments": names}).encode())
        self._segments = segments
        for file in [*self.folder.glob("*.segment"), *self.folder.glob(".*.partial")]:
            if file.name not in names:
                file.unlink(missing_ok=True)


def _names(folder: Path) -> list[str]:
    try:
        index = json.loads((folder / "index.json").read_bytes())
        if index["version"] != VERSION:
            raise IndexDamaged(_damaged(folder, f"version {index['version']} instead of {VERSION}"))
        return [str(name) for name in index["segments"]]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(_damaged(folder, f"index.json does not parse ({error})")) from error


def _damaged(folder: Path, received: str) -> str:
    return (
        f"The search index should be as it was written. Received: {received} in {folder}. "
        "It can be made anew from the catalog."
    )


def _widths(count: int) -> list[int]:
    return [0] if count < LINEAR else [16] * 4


def _written(folder: Path, words: Words, items: Items) -> Segment:
    """Write a segment: a crc32 of what follows, the count, items, and each chunk's offsets, words and positions."""
    name = f"{uuid4().hex}.segment"
    arrays: list[npt.NDArray[Any]] = [np.array([len(items)], np.int64), items]
    for chunk in hamming.chunks(_widths(len(items)), hamming.BITS - 1):
        table = hamming.sorted_table(words, chunk)
        arrays += [table.words, table.positions, table.offsets]
    with whole_file(folder / name) as stream:
        stream.write(bytes(8))
        checksum = 0
        for array in arrays:
            padded = array.tobytes() + bytes(-array.nbytes % 8)
            checksum = zlib.crc32(padded, checksum)
            stream.write(padded)
        stream.seek(0)
        stream.write(np.array([checksum], np.uint64).tobytes())
    return _mapped(folder, name)


def _mapped(folder: Path, name: str) -> Segment:
    # Copy on write: numba compiles its loops once, for arrays that can be written.
    try:
        content = np.asarray(np.memmap(folder / name, np.uint64, mode="c"))
    except ValueError as error:  # an empty file, or half a number
        raise IndexDamaged(_damaged(folder, f"{name} cut off")) from error
    if zlib.crc32(content[1:].data) != content[0]:
        raise IndexDamaged(_damaged(folder, f"another checksum of {name}"))
    count, at = int(content[1]), 2

    def taken(dtype: type[Any], number: int) -> npt.NDArray[Any]:
        nonlocal at
        size = -(-number * np.dtype(dtype).itemsize // 8)
        at += size
        return np.asarray(content[at - size : at].view(dtype)[:number])

    items = taken(np.int64, count)
    tables = []
    for width in _widths(count):
        words, positions = taken(np.uint64, count + hamming.LANES), taken(np.uint32, count)
        tables.append(Table(words, positions, taken(np.uint32, (1 << width) + 1)))
    return Segment(name, items, tuple(tables))
