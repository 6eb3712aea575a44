"""What a crawl writes: dealers, crawls, vehicles, sightings, fetches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from carcls.catalog.tables import Crawl, Dealer, Fetch, Sighting, Vehicle, now
from carcls.catalog.upsert import upsert

_SIGHTINGS = select(Sighting.id, Sighting.url, Sighting.photo_sha256).where(
    Sighting.vehicle_id == bindparam("vehicle_id"), Sighting.url.in_(bindparam("urls", expanding=True))
)


@dataclass(frozen=True)
class VehicleIdentity:
    """Who a vehicle is. One of `vin`, `stock_number` and `page_url` must be there."""

    vin: str | None = None
    stock_number: str | None = None
    title: str | None = None
    page_url: str | None = None

    @property
    def key(self) -> str:
        """What tells it from the dealer's other vehicles: the VIN, else the stock number, else the page."""
        key = self.vin or self.stock_number or self.page_url
        if not key:
            raise ValueError("A vehicle should have a VIN, a stock number or a page. Received: none of them.")
        return key


@dataclass(frozen=True)
class VehicleOffer:
    """What a vehicle's page says of it beside its identity. None: nothing.

    price: what is asked for it. currency: its ISO 4217 code. mileage: in mileage_unit, `mi` or `km`.
    """

    price: float | None = None
    currency: str | None = None
    mileage: int | None = None
    mileage_unit: str | None = None


@dataclass(frozen=True)
class SeenPhoto:
    """One photo URL on one vehicle's page.

    url_identity: the same string for every rendition of one photo. position: 1 is the first of the gallery; None:
    unknown. site_tag: the site's own word for it (tab, caption, class). error: why it could not be fetched. flags: what
    its URL shows it to be: `stock`, `placeholder`.
    """

    url: str
    url_identity: str
    position: int | None = None
    site_tag: str | None = None
    alt_text: str | None = None
    error: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class FetchedUrl:
    """What a photo URL answered: a content, the validators of the answer, and until when it need not be asked."""

    url: str
    photo_sha256: str
    etag: str | None = None
    last_modified: str | None = None
    fresh_until: datetime | None = None


def record_dealer(session: Session, name: str, url: str | None = None, platform: str | None = None) -> int:
    """The dealer's id; made, or its URL and platform updated where they are given."""
    given = {key: value for key, value in {"url": url, "platform": platform}.items() if value is not None}
    upsert(session, Dealer, [{"name": name, **given}], key=["name"], update=list(given))
    return session.execute(select(Dealer.id).where(Dealer.name == name)).scalar_one()


def start_crawl(session: Session, dealer_id: int) -> int:
    """A new crawl in state `running`; its id."""
    crawl = Crawl(dealer_id=dealer_id, state="running", stats={})
    session.add(crawl)
    session.flush()
    return crawl.id


def finish_crawl(session: Session, crawl_id: int, reason: str | None, stats: Mapping[str, Any]) -> None:
    """End a crawl: `finished`, or `failed` where there is a reason. A crawl that was ended stays as it is."""
    crawl = session.get_one(Crawl, crawl_id)
    if crawl.state == "running":
        crawl.state = "failed" if reason else "finished"
        crawl.reason, crawl.stats, crawl.finished_at = reason, dict(stats), now()


def record_vehicle(
    session: Session, dealer_id: int, vehicle: VehicleIdentity, offer: VehicleOffer | None = None
) -> int:
    """The vehicle's id; made, or what is known of it updated. What was known is not lost to a blank."""
    row = session.scalars(select(Vehicle).filter_by(dealer_id=dealer_id, key=vehicle.key)).one_or_none()
    if row is None:
        row = Vehicle(dealer_id=dealer_id, key=vehicle.key)
        session.add(row)
    row.vin = vehicle.vin or row.vin
    row.stock_number = vehicle.stock_number or row.stock_number
    row.title = vehicle.title or row.title
    row.page_url = vehicle.page_url or row.page_url
    if offer and offer.price is not None:  # an amount and its currency belong together
        row.price, row.currency = offer.price, offer.currency
    if offer and offer.mileage is not None:
        row.mileage, row.mileage_unit = offer.mileage, offer.mileage_unit
    row.last_seen_at = now()
    session.flush()
    return row.id


def record_sighting(
    session: Session,
    *,
    dealer_id: int,
    vehicle_id: int,
    crawl_id: int | None,
    seen: SeenPhoto,
    photo_sha256: str | None,
) -> bool:
    """Record that a photo, or a failure to fetch it, was seen. True: for the first time.

    A photo that arrives takes the place of the URL's earlier failure.
    """
    arrived = [(seen, photo_sha256)]
    return record_sightings(session, dealer_id=dealer_id, vehicle_id=vehicle_id, crawl_id=crawl_id, arrived=arrived) > 0


def record_sightings(
    session: Session,
    *,
    dealer_id: int,
    vehicle_id: int,
    crawl_id: int | None,
    arrived: Sequence[tuple[SeenPhoto, str | None]],
) -> int:
    """As `record_sighting`, for the photos of one vehicle at once; how many are there for the first time."""
    urls = {seen.url for seen, _ in arrived}
    found = session.connection().execute(_SIGHTINGS, {"vehicle_id": vehicle_id, "urls": list(urls)})
    known: dict[tuple[str, str | None], dict[str, Any]] = {(url, sha256): {"id": key} for key, url, sha256 in found}
    moment, first_time = now(), 0
    for seen, photo_sha256 in arrived:
        row = known.get((seen.url, photo_sha256)) or known.pop((seen.url, None), None)
        if row is None:
            first_time += 1
            row = {"vehicle_id": vehicle_id, "dealer_id": dealer_id, "url": seen.url, "first_crawl_id": crawl_id}
        row |= {
            "photo_sha256": photo_sha256,
            "url_identity": seen.url_identity,
            "position": seen.position,
            "site_tag": seen.site_tag,
            "alt_text": seen.alt_text,
            "error": seen.error,
            "flags": ",".join(seen.flags) or None,
            "last_crawl_id": crawl_id,
            "last_seen_at": moment,
        }
        known[seen.url, photo_sha256] = row
    seen_now = [row for row in known.values() if "last_seen_at" in row]
    if new := [row for row in seen_now if "id" not in row]:
        session.execute(insert(Sighting), new)
    if again := [row for row in seen_now if "id" in row]:
        session.execute(update(Sighting), again)
    return first_time


def known_fetch(session: Session, url: str) -> Fetch | None:
    """What the URL answered last; None: it was never fetched."""
    return session.get(Fetch, url)


def record_fetches(session: Session, fetched: Sequence[FetchedUrl]) -> None:
    """Keep what URLs answered, for the next conditional requests."""
    rows = {one.url: {**vars(one), "fetched_at": now()} for one in fetched}
    upsert(
        session,
        Fetch,
        [rows[url] for url in sorted(rows)],  # in one order, so that two writers wait for each other only one way
        key=["url"],
        update=["photo_sha256", "etag", "last_modified", "fresh_until", "fetched_at"],
    )


def renew_fetches(session: Session, fresh_until: Mapping[str, datetime]) -> None:
    """Keep until when URLs that have not changed need not be asked again."""
    if fresh_until:
        session.execute(update(Fetch), [{"url": url, "fresh_until": fresh_until[url]} for url in sorted(fresh_until)])


def what_is_wrong(reason: str | None, stats: Mapping[str, Any]) -> list[str]:
    """What a crawl's row says is wrong, a line each: why it failed, then the other alarms in its stats."""
    alarms = [str(alarm) for alarm in stats.get("alarms", [])]
    return [reason, *(alarm for alarm in alarms if not alarm.endswith(reason))] if reason else alarms


def latest_crawls(session: Session) -> dict[str, Crawl]:
    """The last crawl of each dealer, by the dealer's name."""
    last = select(func.max(Crawl.id)).group_by(Crawl.dealer_id)
    rows = session.execute(
        select(Dealer.name, Crawl).join(Crawl, Crawl.dealer_id == Dealer.id).where(Crawl.id.in_(last))
    )
    return dict(rows.tuples().all())
