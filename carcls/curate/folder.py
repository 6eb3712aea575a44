"""Pictures in folders, outside the catalog: read once, and compared with each other. Nothing is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carcls.config import Settings
from carcls.curate.candidates import MAX_DISTANCE, as_words, near_pairs
from carcls.curate.similar import DHASH64, look_alike
from carcls.curate.verify import SAME_PICTURE, detail, same_picture
from carcls.errors import CarclsError, DatasetError
from carcls.photos.check import CheckedPhoto, check_photo, digest
from carcls.photos.files import pictures_at, read_picture

DETAILS_KEPT = 2048  # pictures whose keypoints stay in memory: about 120 MB
PICTURES_A_TIME = 64  # waiting to be decoded
Progress = Callable[..., None]


@dataclass(frozen=True)
class Picture:
    """A picture that was read. width, height: pixels, upright; bytes: of the file; the rest as the catalog has it."""

    path: str
    sha256: str
    width: int
    height: int
    bytes: int
    dhash64: str
    dhash256: str
    phash: str


@dataclass(frozen=True)
class Pictures:
    """What was found in folders. ok: the pictures, by path. bad: (path, why it could not be read)."""

    ok: list[Picture]
    bad: list[tuple[str, str]]
    settings: Settings

    def same(self, progress: Progress) -> list[tuple[str, str, float]]:
        """(path, other path, how far their details agree) of verified pairs of one picture; a repeat of the same bytes
        is not among them, only its first file.
        """
        first = self._one_a_content()
        details = lru_cache(maxsize=DETAILS_KEPT)(lambda path: detail(self._proxy(path)))
        candidates = _near([picture.dhash64 for picture in first])
        found = []
        for done, (a, b) in enumerate(candidates):
            progress(done, len(candidates), "comparing")
            agreement = same_picture(details(first[a].path), details(first[b].path))
            if agreement >= SAME_PICTURE:
                found.append((first[a].path, first[b].path, agreement))
        return found

    def alike(self) -> list[tuple[str, str]]:
        """Pairs of paths whose pictures look alike, by `carcls.curate.similar`: those of one picture among them."""
        first = self._one_a_content()
        prints = [(picture.dhash64, picture.dhash256, picture.phash) for picture in first]
        near = _near([picture.dhash64 for picture in first], DHASH64)
        return [(first[a].path, first[b].path) for a, b in near if look_alike(prints[a], prints[b]) is not None]

    def _one_a_content(self) -> list[Picture]:
        first: dict[str, Picture] = {}
        for picture in self.ok:
            first.setdefault(picture.sha256, picture)
        return list(first.values())

    def _proxy(self, path: str) -> bytes:
        data = read_picture(path, self.settings.max_photo_bytes)
        return _check(data, self.settings).proxy


def read_folder(paths: Iterable[str | Path], settings: Settings, progress: Progress) -> Pictures:
    """Read and fingerprint the pictures at paths: files, and folders with their subfolders.

    Args:
        paths: where to look.
        settings: the bounds on bytes and pixels.
        progress: called with the pictures done so far, their number, and what is done.

    Raises:
        DatasetError: there is no picture there.
    """
    names = list(dict.fromkeys(name for path in paths for name in pictures_at(path)))
    if not names or names == [str(path) for path in paths if not Path(path).exists()]:
        raise DatasetError(
            f"A folder should have pictures in it. Received: {', '.join(map(str, paths))}: none. "
            "Files are taken whose names end as pictures' do, like .jpg."
        )
    found = Pictures([], [], settings)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for start in range(0, len(names), PICTURES_A_TIME):
            part = names[start : start + PICTURES_A_TIME]
            for read in pool.map(lambda name: _read(name, settings), part):
                if isinstance(read, Picture):
                    found.ok.append(read)
                else:
                    found.bad.append(read)
            progress(start + len(part), len(names), "reading")
    return found


def _read(path: str, settings: Settings) -> Picture | tuple[str, str]:
    try:
        data = read_picture(path, settings.max_photo_bytes)
        photo = _check(data, settings)
    except CarclsError as error:
        return path, str(error)
    prints = photo.fingerprint
    return Picture(
        path, digest(data), photo.width, photo.height, len(data), prints.dhash64, prints.dhash256, prints.phash
    )


def _check(data: bytes, settings: Settings) -> CheckedPhoto:
    return check_photo(data, proxy_short_side=settings.proxy_short_side, max_pixels=settings.max_photo_pixels)


def _near(dhashes: Sequence[str], distance: int = MAX_DISTANCE) -> list[tuple[int, int]]:
    """Pairs of indices whose dhash64 differ in at most `distance` bits."""
    pairs, _ = near_pairs(as_words(dhashes), distance)
    return [(a, b) for a, b in pairs.tolist()]
