"""The plan of the demo: which dealer offers which cars on which night, with which photos.

The same pool and seed give the same plan. What happens on purpose:

- Stock photos: one URL in several of a dealer's galleries; and one content under two URLs.
- northgate's photos at harbour: resized, re-encoded or watermarked. summit, whose photos no label is given for, shares
  none with the other two: only so is it a dealer that the model has not seen. Its copies are its own.
- Placeholders: a "photo coming soon" card in place of a gallery.
- northgate and harbour tag about half of their cabin and body photos Interior or Exterior; one tag at each is wrong.
- harbour is careless: an empty photo, an HTML page in place of one, a missing one, and a car without photos.
- Night 2: new cars everywhere, one of northgate's is sold. Night 3: as night 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from carcls.demo.pool import PhotoPool, PoolPhoto
from carcls.demo.renditions import BROKEN
from carcls.demo.vehicles import Vehicle, invent_vehicles

DEALERS = ("northgate", "harbour", "summit")
UNSEEN_DEALER = "summit"  # no label of it is given for training
GALLERY_SIZES = (6, 12)
GALLERY_ORDER = ("exterior", "interior", "other")
NEW_CARS = 2  # at each dealer on night 2
COPIES = 9  # of northgate's photos at harbour
SHARED = 3  # stock photos a dealer
TAG_WORDS = {"interior": "Interior", "exterior": "Exterior"}
MISSING = "missing"  # the edit of a photo that answers 404


@dataclass(frozen=True)
class ServedPhoto:
    """One photo URL of a dealer. edit: what was done to the pool's photo (None: nothing), see `renditions`."""

    folder: str
    name: str
    source: PoolPhoto
    edit: str | None = None

    @property
    def suffix(self) -> str:
        """`.jpg`, `.png` or `.webp`."""
        return ".jpg" if self.edit else self.source.suffix

    @property
    def is_broken(self) -> bool:
        """Whether no photo comes from this URL."""
        return self.edit == MISSING or self.edit in BROKEN


@dataclass(frozen=True)
class GalleryPhoto:
    """A photo's place in one gallery. site_tag: the dealer's own word for it, None: none."""

    photo: ServedPhoto
    site_tag: str | None = None


@dataclass(frozen=True)
class Car:
    """A vehicle with its gallery, on offer from night `arrives` on and before night `leaves`."""

    vehicle: Vehicle
    gallery: tuple[GalleryPhoto, ...]
    arrives: int = 1
    leaves: int | None = None

    def is_offered(self, night: int) -> bool:
        """Whether the dealer's site shows it on that night."""
        return self.arrives <= night and (self.leaves is None or night < self.leaves)


def plan_dealers(pool: PhotoPool, seed: int) -> dict[str, tuple[Car, ...]]:
    """Every dealer's cars of all nights."""
    random = Random(f"dealers {seed}")
    hands = dict(zip(DEALERS, pool.share_out(len(DEALERS)), strict=True))
    cabins_and_bodies = {
        dealer: [photo for photo in photos if photo.label in TAG_WORDS] for dealer, photos in hands.items()
    }
    copied = {
        "northgate": [],
        "harbour": _some(cabins_and_bodies["northgate"], COPIES, random),
        "summit": _some(cabins_and_bodies["summit"], 2, random),
    }
    return {dealer: _plan_dealer(dealer, photos, copied[dealer], random) for dealer, photos in hands.items()}


def _plan_dealer(
    dealer: str, photos: Sequence[PoolPhoto], copied: Sequence[PoolPhoto], random: Random
) -> tuple[Car, ...]:
    """A dealer's cars: galleries cut from its own photos, then the special cases of the module's docstring."""
    stock = [photo for photo in photos if photo.label in TAG_WORDS][:SHARED]
    galleries = _cut(
        sorted((photo for photo in photos if photo not in stock), key=lambda photo: photo.seller or ""), random
    )
    vehicles = invent_vehicles(len(galleries) + 3, dealer[:2].upper(), random)
    served = [
        [ServedPhoto(_folder(dealer, vehicle), str(number), photo) for number, photo in enumerate(gallery, start=1)]
        for vehicle, gallery in zip(vehicles, galleries, strict=False)
    ]
    _add_stock(served, stock, random)
    _add_copies(served, copied, random)
    if dealer == "harbour":
        for gallery, edit in zip(served[:3], (*BROKEN, MISSING), strict=True):
            gallery.append(ServedPhoto(gallery[0].folder, str(len(gallery) + 1), photos[0], edit))
    card = PoolPhoto(f"{dealer} placeholder", "other", "placeholder", None, seed=random.getrandbits(48))
    served += [[ServedPhoto("placeholders", "photo-coming-soon", card)]] * 2
    if dealer == "harbour":
        served.append([])
    new = range(len(galleries) - NEW_CARS, len(galleries))
    cars = [
        Car(vehicle, gallery, arrives=2 if number in new else 1)
        for number, (vehicle, gallery) in enumerate(zip(vehicles, _tag(dealer, served, random), strict=False))
    ]
    if dealer == "northgate":
        cars[1] = replace(cars[1], leaves=2)
    return tuple(cars)


def _some(photos: Sequence[PoolPhoto], count: int, random: Random) -> list[PoolPhoto]:
    return random.sample(photos, min(count, len(photos)))


def _folder(dealer: str, vehicle: Vehicle) -> str:
    return vehicle.stock_number if dealer == "northgate" else vehicle.vin


def _cut(photos: Sequence[PoolPhoto], random: Random) -> list[list[PoolPhoto]]:
    """Galleries of 6 to 12 photos; within one, bodies come first, then cabins, then the rest."""
    galleries: list[list[PoolPhoto]] = []
    rest = list(photos)
    while rest:
        size = random.randint(*GALLERY_SIZES)
        gallery, rest = rest[:size], rest[size:]
        galleries.append(sorted(gallery, key=lambda photo: GALLERY_ORDER.index(photo.label)))
    return galleries


def _add_stock(served: list[list[ServedPhoto]], stock: Sequence[PoolPhoto], random: Random) -> None:
    """Each stock photo in three galleries under one URL, and the first one once more under a car's own URL."""
    for number, photo in enumerate(stock, start=1):
        shared = ServedPhoto("stock", f"brochure-{number}", photo)
        for gallery in random.sample(served, 3):
            gallery.append(shared)
    for photo in stock[:1]:
        gallery = random.choice(served)
        gallery.append(ServedPhoto(gallery[0].folder, str(len(gallery) + 1), photo))


def _add_copies(served: list[list[ServedPhoto]], sources: Sequence[PoolPhoto], random: Random) -> None:
    """Photos of another dealer, or of the dealer's own other cars, each edited in one of the three ways."""
    for number, photo in enumerate(sources):
        gallery = random.choice(served)
        edit = ("resized", "re-encoded", "watermarked")[number % 3]
        gallery.append(ServedPhoto(gallery[0].folder, str(len(gallery) + 1), photo, edit))


def _tag(dealer: str, served: Sequence[Sequence[ServedPhoto]], random: Random) -> list[tuple[GalleryPhoto, ...]]:
    """northgate sorts every second car's gallery under tabs; harbour names the category of every second photo or so."""
    galleries = []
    wrong_is_due = True
    for number, gallery in enumerate(served):
        places = []
        for photo in gallery:
            is_sorted = {"northgate": number % 2 == 0, "harbour": random.random() < 0.5, "summit": False}[dealer]
            word = TAG_WORDS.get(photo.source.label) if is_sorted else None
            if word == "Exterior" and number > 1 and wrong_is_due:
                word, wrong_is_due = "Interior", False
            places.append(GalleryPhoto(photo, word))
        galleries.append(tuple(places))
    return galleries
