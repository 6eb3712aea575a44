"""Photos whose class is known: a folder's, or the painter's. Dealers of the demo show them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pandas as pd
from PIL import Image

from carcls.demo.painter import VIEWS, paint
from carcls.errors import LabelsError
from carcls.taxonomy import load_taxonomy

SUFFIXES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
CLASS_SHARES = {"exterior": 5, "interior": 4, "other": 2}  # what a gallery shows, and enough of each to learn from
PHOTOS_PER_DEALER = 230
DRAWN_PER_DEALER = 116
DRAWN_SIZES = ((960, 640), (960, 720), (1024, 683), (900, 600), (1024, 576))
MIN_PER_DEALER = 40  # fewer make no inventory that changes overnight
DRAWN_QUALITY = 88


@dataclass(frozen=True)
class PoolPhoto:
    """One photo with its truth.

    key: tells it from the pool's others. label, view: its class and the finer kind (None: not known). seller: None
    where the pool names none. file: None for a drawing, which `seed` then determines.
    """

    key: str
    label: str
    view: str | None
    seller: str | None
    file: Path | None = None
    seed: int = 0

    @property
    def suffix(self) -> str:
        """`.jpg`, `.png` or `.webp`."""
        suffix = self.file.suffix.lower() if self.file else ".jpg"
        return ".jpg" if suffix == ".jpeg" else suffix

    def read(self) -> bytes:
        """The photo's bytes: the file's as they are, or a fresh drawing as JPEG (some 30 ms of CPU)."""
        if self.file:
            return self.file.read_bytes()
        buffer = io.BytesIO()
        size = DRAWN_SIZES[self.seed % len(DRAWN_SIZES)]
        paint(self.label, str(self.view), self.seed, size).save(buffer, "JPEG", quality=DRAWN_QUALITY)
        return buffer.getvalue()


@dataclass(frozen=True)
class PhotoPool:
    """Photos with their truth. is_drawn: the painter's, not a camera's."""

    photos: tuple[PoolPhoto, ...]
    seed: int
    is_drawn: bool

    @classmethod
    def open(cls, directory: Path | None, seed: int = 0) -> PhotoPool:
        """A folder with labels.csv, or with one folder a class; None: drawings.

        labels.csv has the columns path and label; view and seller are used where they are there.

        Raises:
            LabelsError: the folder is not like that, or names a class or a file that there is not.
        """
        if directory is None:
            return cls(tuple(_drawings(seed)), seed, True)
        if not directory.is_dir():
            raise LabelsError(
                f"The demo's photos should be a folder. Received: {directory}, which is not one. "
                "Give another one, or none for drawings."
            )
        listing = directory / "labels.csv"
        photos = tuple(_listed(listing) if listing.is_file() else _in_class_folders(directory))
        return cls(photos, seed, False)

    def share_out(self, dealers: int) -> list[list[PoolPhoto]]:
        """A bounded sample for each dealer, no seller at two of them, the classes as `CLASS_SHARES` has them.

        Sellers are dealt by size, so that all dealers get large and small ones; the seed decides which. Where the
        pool names no sellers, every photo counts as its own.

        Raises:
            LabelsError: there are too few photos or sellers.
        """
        random = Random(f"share out {self.seed}")
        by_seller: dict[str, list[PoolPhoto]] = {}
        for photo in self.photos:
            by_seller.setdefault(photo.seller or photo.key, []).append(photo)
        names = sorted(by_seller, key=lambda name: (-len(by_seller[name]), name))
        hands: list[list[list[PoolPhoto]]] = [[] for _ in range(dealers)]
        for first in range(0, len(names), dealers):
            turn = random.sample(range(dealers), dealers)
            for name, dealer in zip(names[first : first + dealers], turn, strict=False):
                hands[dealer].append(by_seller[name])
        size = DRAWN_PER_DEALER if self.is_drawn else PHOTOS_PER_DEALER
        samples = [_sample(hand, size, random) for hand in hands]
        if min(map(len, samples)) < MIN_PER_DEALER:
            raise LabelsError(
                f"The demo's photos should be enough for {dealers} dealers: {MIN_PER_DEALER} or more each, of sellers "
                f"that the others do not have. Received: {len(self.photos)} photos of {len(names)} sellers, "
                f"{min(map(len, samples))} for one of the dealers. Add some, or give no folder for drawings."
            )
        return samples


def _sample(sellers: Sequence[Sequence[PoolPhoto]], size: int, random: Random) -> list[PoolPhoto]:
    """Up to `size` photos, in turns by class and within a class by seller."""
    queues: dict[str, list[PoolPhoto]] = {}
    for label in CLASS_SHARES:
        shuffled = [
            random.sample(photos, len(photos))
            for photos in ([photo for photo in seller if photo.label == label] for seller in sellers)
        ]
        turns = range(max(map(len, shuffled), default=0))
        queues[label] = [photos[turn] for turn in turns for photos in shuffled if turn < len(photos)]
        queues[label].reverse()  # so that pop() takes the first
    sample: list[PoolPhoto] = []
    while len(sample) < size and any(queues.values()):
        for label, share in CLASS_SHARES.items():
            for _ in range(share):
                if queues[label] and len(sample) < size and _opens(photo := queues[label].pop()):
                    sample.append(photo)
    return sample


def _opens(photo: PoolPhoto) -> bool:
    """Whether it starts like a picture: what is broken in the demo is broken on purpose."""
    if photo.file is None:
        return True
    try:
        with Image.open(photo.file):
            return True
    except (OSError, Image.DecompressionBombError):
        return False


def _drawings(seed: int) -> Iterable[PoolPhoto]:
    random = Random(f"drawings {seed}")
    total = sum(CLASS_SHARES.values())
    for seller in ("drawn-1", "drawn-2", "drawn-3"):
        for label, share in CLASS_SHARES.items():
            for number in range(-(-DRAWN_PER_DEALER * share // total)):
                views = VIEWS[label]
                yield PoolPhoto(
                    key=f"{seller}/{label}/{number}",
                    label=label,
                    view=views[number % len(views)],
                    seller=seller,
                    seed=random.getrandbits(48),
                )


def _listed(listing: Path) -> Iterable[PoolPhoto]:
    try:
        table = pd.read_csv(listing, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:  # pandas' own errors are ValueErrors
        raise LabelsError(f"A labels file should be a CSV. Received: {listing} ({error}). Mend the file.") from error
    if not {"path", "label"} <= set(table.columns):
        raise LabelsError(
            f"A labels file should have the columns path and label. Received: {', '.join(table.columns)} in {listing}. "
            "Mend its first line."
        )
    for row in table.to_dict("records"):
        file = listing.parent / row["path"]
        if not file.is_file():
            raise LabelsError(
                f"A labels file should name files that are there. Received: {row['path']} in {listing}. "
                "Paths are relative to the file's own folder."
            )
        if file.suffix.lower() not in SUFFIXES:
            continue
        if row["label"] not in load_taxonomy().classes:
            raise LabelsError(
                f"A class should be one of {', '.join(load_taxonomy().classes)}. Received: {row['label']!r} "
                f"for {row['path']} in {listing}. Mend the label."
            )
        yield PoolPhoto(row["path"], row["label"], row.get("view") or None, row.get("seller") or None, file)


def _in_class_folders(directory: Path) -> Iterable[PoolPhoto]:
    classes = load_taxonomy().classes
    folders = [folder for folder in sorted(directory.iterdir()) if folder.is_dir() and folder.name.lower() in classes]
    if not folders:
        raise LabelsError(
            f"The demo's photos should have labels.csv, or folders named {', '.join(classes)}. Received: {directory}, "
            "which has neither. Give another folder, or none for drawings."
        )
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in SUFFIXES:
                yield PoolPhoto(str(file.relative_to(directory)), folder.name.lower(), None, None, file)
