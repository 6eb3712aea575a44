"""Tonight's photos against all: candidates, verification, groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import DuplicateLink, GroupMember, Photo, now
from carcls.catalog.upsert import upsert
from carcls.curate.candidates import as_words, near_pairs
from carcls.curate.verify import SAME_PICTURE, detail, same_picture
from carcls.photos.store import PhotoStore

DETAILS_KEPT = 2048  # photos whose keypoints stay in memory: about 120 MB


def uncurated(catalog: Catalog) -> list[str]:
    """Photos whose duplicates were not looked for yet, the oldest first."""
    with catalog.read() as session:
        waiting = select(Photo.sha256).where(Photo.curated_at.is_(None), Photo.state == "ok")
        return list(session.scalars(waiting.order_by(Photo.created_at, Photo.sha256)))


def find_duplicates(
    catalog: Catalog, store: PhotoStore, sha256s: Sequence[str], progress: Callable[[int], None] = lambda done: None
) -> int:
    """Link the given photos to every photo that is verified to be the same picture, and group them.

    A photo is compared with those that were curated before it and with the others given; so whatever the order of
    arrival, every near pair is looked at once. Killed half-way, nothing is written and it can be run again.

    Args:
        catalog: the catalog.
        store: where the proxies are.
        sha256s: photos that were not curated yet.
        progress: called with the number of photos done so far.

    Returns:
        The number of new links.

    Raises:
        PhotoMissing: the catalog knows a photo whose proxy the store does not have.
    """
    given = set(sha256s)
    with catalog.read() as session:
        ok = select(Photo.sha256, Photo.dhash64).where(Photo.state == "ok", Photo.dhash64.is_not(None))
        rows = [(sha, dhash) for sha, dhash in session.execute(ok.order_by(Photo.sha256)).tuples() if dhash]
        done = set(session.scalars(select(Photo.sha256).where(Photo.curated_at.is_not(None))))
    compared = [(sha, dhash) for sha, dhash in rows if sha in given or sha in done]
    names = [sha for sha, _ in compared]
    pairs, _ = near_pairs(as_words([dhash for _, dhash in compared]))

    details = lru_cache(maxsize=DETAILS_KEPT)(lambda sha: detail(store.proxy(sha)))
    links: list[dict[str, object]] = []
    for first, second in sorted((names[one], names[other]) for one, other in pairs.tolist()):
        if first in given or second in given:
            correlation = same_picture(details(first), details(second))
            if correlation >= SAME_PICTURE:
                links.append({"photo_a": first, "photo_b": second, "correlation": correlation})
    progress(len(sha256s))

    with catalog.session() as session:
        upsert(session, DuplicateLink, links, key=["photo_a", "photo_b"])
        _regroup(session, {str(link[end]) for link in links for end in ("photo_a", "photo_b")})
        for start in range(0, len(sha256s), 500):
            part = sha256s[start : start + 500]
            session.execute(update(Photo).where(Photo.sha256.in_(part)).values(curated_at=now()))
    return len(links)


def _regroup(session: Session, touched: set[str]) -> None:
    """Write anew the groups that hold a touched photo: the connected components of the verified links."""
    seen: set[str] = set()
    for photo in sorted(touched):
        if photo in seen:
            continue
        group = _connected(session, photo)
        seen |= group
        sizes = select(Photo.sha256, Photo.width, Photo.height, Photo.bytes).where(Photo.sha256.in_(group))
        best = max(session.execute(sizes).tuples(), key=lambda row: ((row[1] or 0) * (row[2] or 0), row[3], row[0]))[0]
        rows = [{"photo_sha256": sha, "group_id": min(group), "is_best": sha == best} for sha in sorted(group)]
        upsert(session, GroupMember, rows, key=["photo_sha256"], update=["group_id", "is_best"])


def _connected(session: Session, photo: str) -> set[str]:
    """All photos that verified links join to this one, itself included."""
    found, frontier = {photo}, {photo}
    while frontier:
        step: set[str] = set()
        for side, other in (
            (DuplicateLink.photo_a, DuplicateLink.photo_b),
            (DuplicateLink.photo_b, DuplicateLink.photo_a),
        ):
            step.update(session.scalars(select(other).where(side.in_(frontier))))
        frontier = step - found
        found |= frontier
    return found
