"""Pictures in folders, outside the catalog: read once, and compared with each other. Nothing is written beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from carcls.config import Settings
from carcls.curate.candidates import as_words, near_pairs
from carcls.curate.groups import Group
from carcls.curate.pictures import Picture, group_pictures
from carcls.curate.similar import DHASH64, Fingerprints, look_alike
from carcls.errors import CarclsError, DatasetError
from carcls.photos.check import check_photo, digest
from carcls.photos.files import pictures_at, read_picture

PICTURES_A_TIME = 64  # waiting to be decoded


@dataclass(frozen=True)
class FileRead:
    """A picture that was read. width, height: pixels, upright; bytes: of the file."""

    path: str
    sha256: str
    width: int
    height: int
    bytes: int
    prints: Fingerprints


@dataclass
class Folder:
    """What was found in folders. read: the pictures, by path. bad: (path, why it could not be read). groups: of the
    same picture, by path; a repeat of the same bytes is not among them, only its first file.
    """

    read: list[FileRead] = field(default_factory=list)
    bad: list[tuple[str, str]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def alike(self) -> list[tuple[str, str]]:
        """Pairs of paths whose pictures look alike, by `carcls.curate.similar`: those of one picture among them."""
        first = list({file.sha256: file for file in reversed(self.read)}.values())[::-1]
        pairs, _ = near_pairs(as_words([str(file.prints[0]) for file in first]), DHASH64)
        return [
            (first[a].path, first[b].path)
            for a, b in pairs.tolist()
            if look_alike(first[a].prints, first[b].prints) is not None
        ]


def read_folder(
    paths: Iterable[str | Path], settings: Settings, progress: Callable[..., None] = lambda done, total=None: None
) -> Folder:
    """Read the pictures at paths, files and folders with their subfolders, and group them.

    Args:
        paths: where to look.
        settings: the bounds on bytes and pixels.
        progress: called with the pictures done so far and their number.

    Raises:
        DatasetError: a path is missing, or there is no picture.
    """
    given = [Path(path) for path in paths]
    missing = [str(path) for path in given if not path.exists()]
    names = list(dict.fromkeys(name for path in given for name in pictures_at(path)))
    if missing:
        raise DatasetError(f"A file or folder should be there. Received: {', '.join(missing)}: missing. Mend the path.")
    if not names:
        raise DatasetError(
            f"A folder should have pictures in it. Received: {', '.join(map(str, given))}: none. "
            "Files are taken whose names end as pictures' do, like .jpg."
        )
    found = Folder()
    progress(0, len(names))
    found.groups = group_pictures(_read_all(names, settings, found, progress))
    return found


def _read_all(names: list[str], settings: Settings, found: Folder, progress: Callable[..., None]) -> Iterator[Picture]:
    """Each content once, as it is read."""
    known = set()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(names), PICTURES_A_TIME):
            part = names[start : start + PICTURES_A_TIME]
            for name, read in zip(part, pool.map(lambda name: _read(name, settings), part), strict=True):
                if isinstance(read, str):
                    found.bad.append((name, read))
                    continue
                file, proxy = read
                found.read.append(file)
                if file.sha256 not in known:
                    known.add(file.sha256)
                    yield Picture(name, file.width, file.height, file.bytes, proxy)
            progress(start + len(part), len(names))


def _read(path: str, settings: Settings) -> tuple[FileRead, bytes] | str:
    try:
        data = read_picture(path, settings.max_photo_bytes)
        photo = check_photo(data, proxy_short_side=settings.proxy_short_side, max_pixels=settings.max_photo_pixels)
    except CarclsError as error:
        return str(error)
    prints = (photo.fingerprint.dhash64, photo.fingerprint.dhash256, photo.fingerprint.phash)
    return FileRead(path, digest(data), photo.width, photo.height, len(data), prints), photo.proxy
