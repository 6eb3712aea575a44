"""A catalog as nights leave it: photos that were seen on vehicles, linked and labelled, without any pixels."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.sightings import SeenPhoto, VehicleIdentity, record_dealer, record_sighting, record_vehicle
from carcls.catalog.tables import DuplicateLink, GroupMember, Photo, SimilarLink, Split, SplitUnit, now
from carcls.curate.labels import record_labels
from carcls.taxonomy import load_taxonomy


def sha(number: int) -> str:
    return f"{number:064x}"


def arrive(catalog: Catalog, photo: int, prints: tuple[str, str, str] | None = None) -> None:
    """A curated photo that was seen nowhere; prints: its dhash64, dhash256 and phash."""
    with catalog.session() as session:
        if session.get(Photo, sha(photo)) is None:
            dhash64, dhash256, phash = prints or (None, None, None)
            row = {"dhash64": dhash64, "dhash256": dhash256, "phash": phash, "curated_at": now()}
            session.add(Photo(sha256=sha(photo), state="ok", bytes=1, **row))


def see(catalog: Catalog, photo: int, vehicle: str, dealer: str = "ford", vin: str | None = None) -> None:
    """A curated photo, seen on a vehicle's page."""
    arrive(catalog, photo)
    with catalog.session() as session:
        dealer_id = record_dealer(session, dealer)
        vehicle_id = record_vehicle(session, dealer_id, VehicleIdentity(vin=vin, stock_number=vehicle))
        url = f"https://{dealer}.example/{vehicle}/{photo}.jpg"
        seen = SeenPhoto(url=url, url_identity=url)
        record_sighting(
            session, dealer_id=dealer_id, vehicle_id=vehicle_id, crawl_id=None, seen=seen, photo_sha256=sha(photo)
        )


def link(catalog: Catalog, one: int, other: int) -> None:
    """They are one picture."""
    with catalog.session() as session:
        session.add(DuplicateLink(photo_a=sha(min(one, other)), photo_b=sha(max(one, other)), correlation=0.9))


def group(catalog: Catalog, *photos: int) -> None:
    """They are one group, the first is its picture."""
    with catalog.session() as session:
        for photo in photos:
            row = {"group_id": sha(min(photos)), "is_best": photo == photos[0]}
            session.add(GroupMember(photo_sha256=sha(photo), **row))


def liken(catalog: Catalog, one: int, other: int) -> None:
    """They look alike."""
    with catalog.session() as session:
        session.add(SimilarLink(photo_a=sha(min(one, other)), photo_b=sha(max(one, other)), distance=40))


def label(catalog: Catalog, photo: int, name: str, source: str = "human") -> None:
    row = {"photo_sha256": sha(photo), "label": name, "view": None, "source": source, "author": source}
    with catalog.session() as session:
        record_labels(session, load_taxonomy(), [row])


def stand(catalog: Catalog, vehicle: str, split: str) -> str:
    """A vehicle that stands on a side before any photo comes; its stock number."""
    with catalog.session() as session:
        unit = f"vehicle:ford/{vehicle}"
        session.add(SplitUnit(unit=unit, component=unit, split=split))
    return vehicle


def splits(catalog: Catalog) -> dict[int, str]:
    with catalog.read() as session:
        return {int(row.photo_sha256, 16): row.split for row in session.scalars(select(Split))}


def components(catalog: Catalog) -> set[frozenset[str]]:
    """The units that stand together."""
    together: dict[str, set[str]] = defaultdict(set)
    with catalog.read() as session:
        for row in session.scalars(select(SplitUnit)):
            together[row.component].add(row.unit)
    return {frozenset(units) for units in together.values()}
