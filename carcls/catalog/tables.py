"""The catalog's tables. data/README.md documents every column for readers; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, time zone included, on databases that keep one and on SQLite, which does not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime(), dict[str, Any]: JSON, dict[str, float]: JSON}


SHA256 = String(64)

# Conditions of indices, for queries as well: both databases take such an index only for the very same words.
IS_NEW = "state = 'ok' AND claim_id IS NULL AND labelled_by IS NULL"
IS_LABELLED = "state = 'ok' AND claim_id IS NULL AND labelled_by IS NOT NULL"


def _partial_index(name: str, where: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Dealer(Base):
    """A seller: one entry of the dealers file, or the seller that an imported labels file names."""

    __tablename__ = "dealers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str | None]
    platform: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Crawl(Base):
    """One run of the spider over one dealer."""

    __tablename__ = "crawls"
    id: Mapped[int] = mapped_column(primary_key=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    state: Mapped[str]  # running | finished | failed
    reason: Mapped[str | None]  # why it failed
    stats: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Vehicle(Base):
    """One vehicle at one dealer. `key` is its VIN, else its stock number, else its page's address."""

    __tablename__ = "vehicles"
    __table_args__ = (UniqueConstraint("dealer_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    key: Mapped[str]
    vin: Mapped[str | None]
    stock_number: Mapped[str | None]
    title: Mapped[str | None]
    page_url: Mapped[str | None]
    price: Mapped[float | None]  # what was asked for it last
    currency: Mapped[str | None] = mapped_column(String(3))  # of the price, ISO 4217
    mileage: Mapped[int | None]
    mileage_unit: Mapped[str | None] = mapped_column(String(2))  # mi | km
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)


class Photo(Base):
    """One distinct content. A bad one is a row too, with the reason.

    What waits for a model is found by `labelled_by` and not by looking which predictions are missing: the indices below
    hold it in the order in which it is taken, and what is claimed stands in neither.
    """

    __tablename__ = "photos"
    __table_args__ = (
        _partial_index("ix_photos_new", IS_NEW, "claim_id", "created_at", "sha256"),
        _partial_index("ix_photos_labelled", IS_LABELLED, "labelled_by", "created_at", "sha256"),
        _partial_index("ix_photos_claim_id", "claim_id IS NOT NULL", "claim_id"),
    )
    sha256: Mapped[str] = mapped_column(SHA256, primary_key=True)
    state: Mapped[str]  # ok | rejected
    reason: Mapped[str | None]  # why it was rejected
    format: Mapped[str | None]  # JPEG, PNG, WEBP, … as Pillow names it
    width: Mapped[int | None]  # pixels, EXIF orientation applied
    height: Mapped[int | None]
    bytes: Mapped[int]
    dhash64: Mapped[str | None] = mapped_column(String(16))  # hexadecimal, as imagehash prints it
    dhash256: Mapped[str | None] = mapped_column(String(64))
    phash: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    curated_at: Mapped[datetime | None] = mapped_column(index=True)  # when its duplicates were looked for
    labelled_by: Mapped[str | None] = mapped_column(SHA256)  # the model that labelled it last
    claim_id: Mapped[int | None]  # the claim that it is labelled under


class Sighting(Base):
    """One content seen at one URL of one vehicle, from the first crawl that saw it to the last.

    A photo that could not be fetched is a row without a photo, with the error; the next crawl tries again.
    """

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("vehicle_id", "url", "photo_sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    photo_sha256: Mapped[str | None] = mapped_column(ForeignKey("photos.sha256"), index=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicles.id"))
    url: Mapped[str]
    url_identity: Mapped[str] = mapped_column(index=True)  # the same for every rendition of one photo
    position: Mapped[int | None]  # 1 is the first photo of the gallery
    site_tag: Mapped[str | None]  # the site's own word: gallery tab, caption, class
    alt_text: Mapped[str | None]
    flags: Mapped[str | None]  # what its URL shows it to be: stock, placeholder; several joined by commas
    error: Mapped[str | None]  # why there is no photo
    first_crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawls.id"))
    last_crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawls.id"), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(default=now, index=True)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)


class Fetch(Base):
    """What a photo URL answered last: what a conditional request needs."""

    __tablename__ = "fetches"
    url: Mapped[str] = mapped_column(primary_key=True)
    photo_sha256: Mapped[str] = mapped_column(ForeignKey("photos.sha256"))
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    fresh_until: Mapped[datetime | None]  # up to then its server says that it need not be asked
    fetched_at: Mapped[datetime] = mapped_column(default=now)


class Label(Base):
    """What somebody or something says that a content is. It may be said before the content is seen."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("photo_sha256", "source", "author"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    photo_sha256: Mapped[str] = mapped_column(SHA256)
    label: Mapped[str] = mapped_column("class")
    view: Mapped[str | None]
    source: Mapped[str]  # human | imported | site
    author: Mapped[str]  # the person, the file or the dealer
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class DuplicateLink(Base):
    """Two photos that were verified to be the same picture, and how `photo_a` becomes `photo_b`. `photo_a` < `photo_b`.

    What is None was not looked at: the link is of a version that did not.
    """

    __tablename__ = "duplicate_links"
    photo_a: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True)
    photo_b: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True, index=True)
    correlation: Mapped[float]  # of the aligned fine detail, 0 to 1: the median of the cells that show something
    agreeing: Mapped[float | None]  # share of those cells that agree
    turn: Mapped[str | None]  # mirrored | rotated 90 | rotated 180 | rotated 270 (counter-clockwise); empty: not turned
    box_a: Mapped[list[float] | None] = mapped_column(JSON)  # what b shows of a: left, top, right, bottom as shares
    box_b: Mapped[list[float] | None] = mapped_column(JSON)  # what a shows of b
    gain: Mapped[float | None]  # brightness of b = gain * a + offset, white is 1
    offset: Mapped[float | None]
    covered: Mapped[float | None]  # share of what both show that differs: a watermark, a banner
    overlay_on: Mapped[str | None] = mapped_column(String(1))  # a | b: which of them has it
    border_on: Mapped[str | None] = mapped_column(String(1))  # a | b: which of them has a flat border around the other
    identical: Mapped[bool | None]  # their pixels are the same
    created_at: Mapped[datetime] = mapped_column(default=now)


class GroupMember(Base):
    """A photo of a group of two or more, photos that are the same picture, and why it is in it."""

    __tablename__ = "groups"
    photo_sha256: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True)
    group_id: Mapped[str] = mapped_column(SHA256, index=True)  # the smallest sha256 of the group's members
    is_best: Mapped[bool]  # the largest and least edited one, the group's picture
    partner_sha256: Mapped[str | None] = mapped_column(
        SHA256
    )  # whom it is compared with: the best, or one linked to it
    changes: Mapped[str | None]  # how it differs from its partner, see carcls/curate/groups.py; joined by ", "
    correlation: Mapped[float | None]  # with its partner
    scale: Mapped[float | None]  # its pixels a pixel of its partner's
    box: Mapped[list[float] | None] = mapped_column(JSON)  # the part of its partner that it shows, as shares


class SimilarLink(Base):
    """Two photos that look alike and were not verified to be the same picture: for the split alone. `photo_a` <
    `photo_b`.
    """

    __tablename__ = "similar_links"
    photo_a: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True)
    photo_b: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True, index=True)
    distance: Mapped[int]  # of dhash256, bits
    created_at: Mapped[datetime] = mapped_column(default=now)


class SplitUnit(Base):
    """What a side is given to: a vehicle, a seller, or a photo that belongs to neither. The side never changes."""

    __tablename__ = "split_units"
    unit: Mapped[str] = mapped_column(primary_key=True)  # vin:VIN | vehicle:DEALER/KEY | seller:DEALER | photo:SHA256
    component: Mapped[str] = mapped_column(index=True)  # the smallest unit among those that were tied together
    split: Mapped[str]  # train | val | test
    created_at: Mapped[datetime] = mapped_column(default=now)


class Split(Base):
    """The side of a photo: that of its units. It may leave the dataset later, but never changes sides."""

    __tablename__ = "splits"
    photo_sha256: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True)
    split: Mapped[str]  # train | val | test | excluded: it ties two sides together
    component: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)  # when the run that gave it began


class SplitTotal(Base):
    """How many photos of a class were given to a side: what the next draw balances."""

    __tablename__ = "split_totals"
    split: Mapped[str] = mapped_column(primary_key=True)  # train | val | test
    label: Mapped[str] = mapped_column("class", primary_key=True)  # as known when the side was given; *: all photos
    photos: Mapped[int]


class Dataset(Base):
    """A snapshot: photos, labels and splits as they stood."""

    __tablename__ = "datasets"
    digest: Mapped[str] = mapped_column(SHA256, primary_key=True)
    path: Mapped[str]
    photos: Mapped[int]
    counts: Mapped[dict[str, Any]]  # {split: {class: photos}}
    created_at: Mapped[datetime] = mapped_column(default=now)


class Model(Base):
    """A trained model in the registry."""

    __tablename__ = "models"
    digest: Mapped[str] = mapped_column(SHA256, primary_key=True)
    architecture: Mapped[str]
    dataset_digest: Mapped[str | None] = mapped_column(ForeignKey("datasets.digest"))
    path: Mapped[str]
    metrics: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Promotion(Base):
    """A model became the champion. The last row is the champion of now; a rollback is a row too."""

    __tablename__ = "promotions"
    id: Mapped[int] = mapped_column(primary_key=True)
    model_digest: Mapped[str] = mapped_column(ForeignKey("models.digest"))
    reason: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Prediction(Base):
    """What one model says of one photo."""

    __tablename__ = "predictions"
    __table_args__ = (Index("ix_predictions_model_digest_class", "model_digest", "class"),)
    photo_sha256: Mapped[str] = mapped_column(ForeignKey("photos.sha256"), primary_key=True)
    model_digest: Mapped[str] = mapped_column(ForeignKey("models.digest"), primary_key=True)
    label: Mapped[str] = mapped_column("class")
    confidence: Mapped[float]  # calibrated probability of the class
    probabilities: Mapped[dict[str, float]]  # calibrated, by class
    abstained: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Claim(Base):
    """Photos that one worker has taken to label: they name it in `claim_id`. It is gone when all have a prediction."""

    __tablename__ = "claims"
    __table_args__ = ({"sqlite_autoincrement": True},)  # a number that was given is not given again
    id: Mapped[int] = mapped_column(primary_key=True)
    model_digest: Mapped[str] = mapped_column(ForeignKey("models.digest"))
    worker: Mapped[str]  # HOST:PROCESS
    expires_at: Mapped[datetime]  # renewed while the worker is at it; later, its photos are anybody's
    tried_at: Mapped[datetime | None] = mapped_column(index=True)  # when its photos could not be labelled
    created_at: Mapped[datetime] = mapped_column(default=now)
