"""The demo's dealers and the truth: what every photo is that they serve, and what a crawl of each night should find."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from random import Random

from carcls.demo.plan import DEALERS, UNSEEN_DEALER, Car, ServedPhoto, plan_dealers
from carcls.demo.pool import PhotoPool
from carcls.demo.renditions import RenditionCache

NIGHTS = (1, 2, 3)


@dataclass(frozen=True)
class Truth:
    """What one content is, that some dealer serves in full size.

    copies: sha256 of the other contents that are the same picture, made for this demo (a pool of real photos may hold
    more on its own).
    """

    sha256: str
    label: str
    view: str | None
    dealers: tuple[str, ...]
    seller: str | None
    copies: tuple[str, ...]


@dataclass(frozen=True)
class NightTruth:
    """What a crawl of all dealers should find.

    vehicles: pages on offer. photo_urls: distinct full-size URLs on them, broken ones included. photos: distinct
    contents that are photos. new_photo_urls, new_photos: those that no earlier night showed.
    """

    night: int
    vehicles: int
    photo_urls: int
    new_photo_urls: int
    photos: int
    new_photos: int


@dataclass(frozen=True)
class Dealership:
    """All three dealers. `cars` by dealer; `files` makes what they serve."""

    seed: int
    is_drawn: bool
    cars: dict[str, tuple[Car, ...]]
    files: RenditionCache = field(default_factory=RenditionCache, repr=False)

    @classmethod
    def plan(cls, pool: PhotoPool, seed: int = 0) -> Dealership:
        """Lay out the three dealers' nights. Makes no picture yet.

        Raises:
            LabelsError: the pool is too small.
        """
        return cls(seed, pool.is_drawn, plan_dealers(pool, seed))

    def inventory(self, dealer: str, night: int) -> list[Car]:
        """The dealer's cars on that night, in the order of its listing."""
        return [car for car in self.cars[dealer] if car.is_offered(night)]

    def photos(self, dealer: str) -> list[ServedPhoto]:
        """Every photo URL of the dealer, of all nights, each once."""
        return list(dict.fromkeys(place.photo for car in self.cars[dealer] for place in car.gallery))

    @cached_property
    def truth(self) -> dict[str, Truth]:
        """The truth of every content by sha256. The first use makes every full-size file."""
        rows: dict[str, Truth] = {}
        same_picture: dict[str, list[str]] = {}
        for dealer in DEALERS:
            for photo in self.photos(dealer):
                sha256 = self._sha256(photo)
                if sha256 is None:
                    continue
                if sha256 in rows:
                    rows[sha256] = replace(rows[sha256], dealers=tuple(sorted({*rows[sha256].dealers, dealer})))
                    continue
                source = photo.source
                rows[sha256] = Truth(sha256, source.label, source.view, (dealer,), source.seller, ())
                same_picture.setdefault(source.key, []).append(sha256)
        for members in same_picture.values():
            for sha256 in members:
                rows[sha256] = replace(rows[sha256], copies=tuple(other for other in members if other != sha256))
        return rows

    def expected(self, night: int) -> NightTruth:
        """What a crawl of all dealers on that night should find, after those of the nights before."""
        urls = set(self._shown(night))
        earlier = {shown for before in range(1, night) for shown in self._shown(before)}
        contents, known = self._contents(urls), self._contents(earlier)
        return NightTruth(
            night=night,
            vehicles=sum(len(self.inventory(dealer, night)) for dealer in DEALERS),
            photo_urls=len(urls),
            new_photo_urls=len(urls - earlier),
            photos=len(contents),
            new_photos=len(contents - known),
        )

    def write_labels(self, file: Path) -> int:
        """Write an operator's labels, of four in five photos of the seen dealers (sha256, class, view); how many."""
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = [row for row in self.truth.values() if UNSEEN_DEALER not in row.dealers]
        chosen = Random(f"labels {self.seed}").sample(rows, len(rows) * 4 // 5)
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(("sha256", "class", "view"))
            writer.writerows((row.sha256, row.label, row.view or "") for row in chosen)
        return len(chosen)

    def _sha256(self, photo: ServedPhoto) -> str | None:
        return None if photo.is_broken else self.files.full(photo.source, photo.edit).sha256

    def _shown(self, night: int) -> Iterator[tuple[str, ServedPhoto]]:
        for dealer in DEALERS:
            for car in self.inventory(dealer, night):
                for place in car.gallery:
                    yield dealer, place.photo

    def _contents(self, shown: set[tuple[str, ServedPhoto]]) -> set[str]:
        return {sha256 for _, photo in shown if (sha256 := self._sha256(photo))}
