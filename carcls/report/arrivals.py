"""What came in the night: crawls, photos, repeats, and what could not be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog.sightings import what_is_wrong
from carcls.catalog.tables import Crawl, Dealer, DuplicateLink, GroupMember, Photo, Sighting
from carcls.report.pictures import origins

CRAWLS_SHOWN, BAD_SHOWN, PAIRS_SHOWN = 300, 60, 12


@dataclass(frozen=True)
class CrawlLine:
    """One crawl. reason: why it failed; stats: as the spider counted them."""

    dealer: str
    url: str | None
    state: str
    reason: str | None
    started_at: datetime
    stats: dict[str, Any]

    @property
    def wrong(self) -> list[str]:
        """What is wrong with it, a line each."""
        return what_is_wrong(self.reason, self.stats)


@dataclass(frozen=True)
class BadPhoto:
    """Something that should have been a photo. reason: one line."""

    dealer: str | None
    url: str | None
    reason: str


@dataclass(frozen=True)
class Arrivals:
    """Lists hold the first few; the counts are of all.

    photos: new contents; repeated: those of them that show a picture which was there already; links: pairs verified
    in the night; pairs: (sha256, sha256, correlation), the least alike first, because an error would stand there.
    """

    crawls: list[CrawlLine]
    crawls_count: int
    failed_crawls: int
    photos: int
    repeated: int
    links: int
    pairs: list[tuple[str, str, float]]
    rejected: list[BadPhoto]
    rejected_count: int
    missing: list[BadPhoto]
    missing_count: int


def arrivals(session: Session, since: datetime) -> Arrivals:
    """What came since a moment."""
    in_night = Crawl.started_at >= since
    crawls = session.execute(
        select(Dealer.name, Dealer.url, Crawl.state, Crawl.reason, Crawl.started_at, Crawl.stats)
        .join(Crawl, Crawl.dealer_id == Dealer.id)
        .where(in_night)
        .order_by(Crawl.state != "failed", Dealer.name, Crawl.id)
        .limit(CRAWLS_SHOWN)
    )
    new = Photo.created_at >= since
    linked = DuplicateLink.created_at >= since
    pairs = (
        select(DuplicateLink.photo_a, DuplicateLink.photo_b, DuplicateLink.correlation)
        .where(linked)
        .order_by(DuplicateLink.correlation, DuplicateLink.photo_a)
        .limit(PAIRS_SHOWN)
    )
    unfetched = Sighting.photo_sha256.is_(None) & (Sighting.last_seen_at >= since)
    return Arrivals(
        crawls=[CrawlLine(*row) for row in crawls.tuples()],
        crawls_count=_count(session, Crawl.id, in_night),
        failed_crawls=_count(session, Crawl.id, in_night, Crawl.state == "failed"),
        photos=_count(session, Photo.sha256, new, Photo.state == "ok"),
        repeated=_repeats(session, since),
        links=_count(session, DuplicateLink.photo_a, linked),
        pairs=list(session.execute(pairs).tuples()),
        rejected=_rejected(session, since),
        rejected_count=_count(session, Photo.sha256, new, Photo.state == "rejected"),
        missing=[
            BadPhoto(dealer, url, error or "")
            for dealer, url, error in session.execute(
                select(Dealer.name, Sighting.url, Sighting.error)
                .join(Dealer, Dealer.id == Sighting.dealer_id)
                .where(unfetched)
                .order_by(Dealer.name, Sighting.id)
                .limit(BAD_SHOWN)
            ).tuples()
        ],
        missing_count=_count(session, Sighting.id, unfetched),
    )


def _count(session: Session, column: Any, *conditions: Any) -> int:
    return session.execute(select(func.count(column)).where(*conditions)).scalar_one()


def _repeats(session: Session, since: datetime) -> int:
    """New photos of groups, less one for each group that is new itself: its first photo is no repeat."""
    members = select(GroupMember.group_id, Photo.created_at).join(Photo, Photo.sha256 == GroupMember.photo_sha256)
    new = select(func.count()).select_from(members.where(Photo.created_at >= since).subquery())
    first = members.with_only_columns(GroupMember.group_id).group_by(GroupMember.group_id)
    groups = select(func.count()).select_from(first.having(func.min(Photo.created_at) >= since).subquery())
    return session.execute(new).scalar_one() - session.execute(groups).scalar_one()


def _rejected(session: Session, since: datetime) -> list[BadPhoto]:
    rows = session.execute(
        select(Photo.sha256, Photo.reason)
        .where(Photo.created_at >= since, Photo.state == "rejected")
        .order_by(Photo.created_at, Photo.sha256)
        .limit(BAD_SHOWN)
    ).all()
    seen = origins(session, [row.sha256 for row in rows])
    return [BadPhoto(seen[row.sha256].dealer, seen[row.sha256].url, row.reason or "") for row in rows]
