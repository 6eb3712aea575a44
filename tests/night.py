"""A small catalog after one night: two dealers, three vehicles, a repeat, a bad photo, one champion."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from carcls.catalog import Catalog
from carcls.catalog.sightings import (
    SeenPhoto,
    VehicleIdentity,
    finish_crawl,
    record_dealer,
    record_sighting,
    record_vehicle,
    start_crawl,
)
from carcls.catalog.tables import DuplicateLink, GroupMember, Label, Model, Prediction, Promotion
from carcls.config import Settings
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import encoded

MODEL = "c" * 64
STATS = {"vehicles": 2, "photos_seen": 5, "photos_new": 4, "photos_rejected": 1, "photos_failed": 1, "pages": 3}


@dataclass(frozen=True)
class Night:
    """What stands in the catalog: the photos by name, and who holds them."""

    settings: Settings
    catalog: Catalog
    store: PhotoStore
    photos: dict[str, str]


def drawing(color: str, size: tuple[int, int] = (96, 64)) -> bytes:
    """A one-coloured JPEG."""
    return encoded(Image.new("RGB", size, color))


def make_night(settings: Settings, catalog: Catalog, store: PhotoStore) -> Night:
    """One night: Ada's two cars and Bob's one; the red photo stands at both dealers, once smaller.

    | photo | seen | label |
    |---|---|---|
    | red | Ada's first car | exterior by the model, 0.98 |
    | small_red | Bob's car, a repeat of red | exterior by the model, 0.91 |
    | blue | Ada's first and second car | interior by a person (view seats), exterior by the model |
    | green | Ada's first car | abstained: other, 0.41 |
    | loose | nowhere | imported as interior |
    """
    intake = PhotoIntake(catalog, store, settings)
    bytes_of = {
        "red": drawing("red"),
        "small_red": drawing("red", (48, 32)),
        "blue": drawing("blue"),
        "green": drawing("green"),
        "loose": drawing("gray"),
        "page": b"<html>no photo</html>",
    }
    photos = {name: intake.take(data).sha256 for name, data in bytes_of.items()}
    with catalog.session() as session:
        ada = record_dealer(session, "Ada Cars", "https://ada.example/")
        bob = record_dealer(session, "Bob & <Sons>", "https://bob.example/")
        crawls = {ada: start_crawl(session, ada), bob: start_crawl(session, bob)}
        first = record_vehicle(
            session, ada, VehicleIdentity("VIN1", "S1", "=HYPERLINK(1) <b>Roadster</b>", "https://ada.example/1")
        )
        second = record_vehicle(session, ada, VehicleIdentity(None, "S2", "Estate", "https://ada.example/2"))
        third = record_vehicle(session, bob, VehicleIdentity(None, None, None, "https://bob.example/3"))
        for dealer, vehicle, name, url, position in (
            (ada, first, "red", "https://ada.example/red.jpg", 1),
            (ada, first, "blue", "https://ada.example/blue.jpg", 2),
            (ada, first, "green", "https://ada.example/green.jpg", 3),
            (ada, second, "blue", "https://ada.example/blue.jpg", 1),
            (bob, third, "small_red", "https://bob.example/red.jpg", None),
            (bob, third, "page", "https://bob.example/page.jpg", None),
        ):
            seen = SeenPhoto(url, url, position)
            sighted = {"dealer_id": dealer, "vehicle_id": vehicle, "crawl_id": crawls[dealer]}
            record_sighting(session, **sighted, seen=seen, photo_sha256=photos[name])
        gone = SeenPhoto("javascript:alert(1)", "gone", error="HTTP 404 <script>")
        record_sighting(session, dealer_id=bob, vehicle_id=third, crawl_id=crawls[bob], seen=gone, photo_sha256=None)
        finish_crawl(session, crawls[ada], None, STATS)
        finish_crawl(session, crawls[bob], "The site answered 503 <b>always</b>.", {"vehicles": 1, "photos_seen": 2})
        session.add_all(
            [
                Label(photo_sha256=photos["blue"], label="other", view=None, source="site", author="Ada Cars"),
                Label(photo_sha256=photos["blue"], label="interior", view="seats", source="human", author="eve"),
                Label(photo_sha256=photos["loose"], label="interior", view=None, source="imported", author="l.csv"),
                Model(digest=MODEL, architecture="cnn", path=MODEL, metrics={"accuracy": 0.9}),
            ]
        )
        session.flush()
        session.add(Promotion(model_digest=MODEL, reason="the first model"))
        for name, label, confidence, abstained in (
            ("red", "exterior", 0.98, False),
            ("small_red", "exterior", 0.91, False),
            ("blue", "exterior", 0.75, False),
            ("green", "other", 0.41, True),
        ):
            rest = (1 - confidence) / 2
            probabilities = dict.fromkeys(("interior", "exterior", "other"), rest) | {label: confidence}
            row = {"photo_sha256": photos[name], "model_digest": MODEL, "label": label, "confidence": confidence}
            session.add(Prediction(**row, abstained=abstained, probabilities=probabilities))
        pair = sorted([photos["red"], photos["small_red"]])
        session.add(DuplicateLink(photo_a=pair[0], photo_b=pair[1], correlation=0.97))
        for name in ("red", "small_red"):
            session.add(GroupMember(photo_sha256=photos[name], group_id=photos["red"], is_best=name == "red"))
    return Night(settings, catalog, store, photos)
