"""Tonight's photos against all: traces, candidates, verification, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.tables import DuplicateLink, GroupMember, Photo, now
from carcls.catalog.upsert import upsert
from carcls.curate.groups import Link, Size, group
from carcls.curate.match import Match
from carcls.curate.pictures import find_links
from carcls.curate.similar import DHASH64, link_similar
from carcls.curate.trace import WHOLE, Box, make_trace
from carcls.curate.traces import Traces
from carcls.photos.store import PhotoStore

PHOTOS_A_QUERY = 500  # well below the number of values that a database takes in one statement
TRACES_AT_ONCE = 128  # kept together: what a killed run loses
MEMBER_COLUMNS = ("group_id", "is_best", "partner_sha256", "changes", "correlation", "scale", "box")


def uncurated(catalog: Catalog) -> list[str]:
    """Photos whose duplicates were not looked for yet, the oldest first."""
    with catalog.read() as session:
        waiting = select(Photo.sha256).where(Photo.curated_at.is_(None), Photo.state == "ok")
        return list(session.scalars(waiting.order_by(Photo.created_at, Photo.sha256)))


def find_duplicates(
    catalog: Catalog,
    store: PhotoStore,
    traces_dir: Path,
    sha256s: Sequence[str],
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Link the given photos to every photo that is verified to be the same picture, and group them; and, for the split,
    to those that look alike.

    A photo is compared with those that were curated before it and with the others given; so whatever the order of
    arrival, every pair is looked at once. Killed half-way, nothing is written and it can be run again; the traces
    that were made stay.

    Args:
        catalog: the catalog.
        store: where the proxies are.
        traces_dir: where the traces are kept; it is filled again from the proxies where it was lost.
        sha256s: photos that were not curated yet.
        progress: called with the number of photos done so far.

    Returns:
        The number of new links.

    Raises:
        PhotoMissing: the catalog knows a photo whose proxy the store does not have.
    """
    with Traces(traces_dir) as traces:
        _trace_curated(catalog, store, traces)
        _trace(store, traces, sha256s, progress)
        links = find_links(traces, sha256s)
        alike = traces.look_alikes(sha256s, DHASH64)
        given = set(sha256s)
        with catalog.session() as session:
            others = {end for pair in alike for end in pair} - given
            others |= {end for link in links for end in (link.one, link.other)} - given
            # A trace without a curated photo is of a run that was killed: the pair is found again from its other end.
            known = given | _curated(session, others)
            links = [link for link in links if link.one in known and link.other in known]
            upsert(session, DuplicateLink, [_row(link) for link in links], key=["photo_a", "photo_b"])
            link_similar(session, [pair for pair in alike if known.issuperset(pair)])
            _regroup(session, {end for link in links for end in (link.one, link.other)})
            for part in _parts(sha256s):
                session.execute(update(Photo).where(Photo.sha256.in_(part)).values(curated_at=now()))
        traces.settle(sha256s)
    return len(links)


def links_of(session: Session, *conditions: ColumnElement[bool]) -> list[Link]:
    """The links of the catalog for which all conditions on `DuplicateLink` hold."""
    return [_link(row) for row in session.scalars(select(DuplicateLink).where(*conditions))]


def sizes_of(session: Session, sha256s: Iterable[str]) -> dict[str, Size]:
    """The original sizes of photos, by sha256."""
    sizes: dict[str, Size] = {}
    for part in _parts(sorted(sha256s)):
        rows = session.execute(
            select(Photo.sha256, Photo.width, Photo.height, Photo.bytes).where(Photo.sha256.in_(part))
        )
        sizes |= {sha256: Size(width or 1, height or 1, size) for sha256, width, height, size in rows.tuples()}
    return sizes


def _trace_curated(catalog: Catalog, store: PhotoStore, traces: Traces) -> None:
    """Make the traces that the folder lacks of photos that are curated: none, but where it was lost or is another
    machine's."""
    is_curated = (Photo.curated_at.is_not(None), Photo.state == "ok")
    with catalog.read() as session:
        if session.execute(select(func.count()).select_from(Photo).where(*is_curated)).scalar_one() <= traces.settled():
            return
        curated = list(session.scalars(select(Photo.sha256).where(*is_curated).order_by(Photo.sha256)))
    _trace(store, traces, curated)
    traces.settle(curated)


def _trace(
    store: PhotoStore, traces: Traces, sha256s: Sequence[str], progress: Callable[[int], None] = lambda done: None
) -> None:
    for start in range(0, len(sha256s), TRACES_AT_ONCE):
        part = sha256s[start : start + TRACES_AT_ONCE]
        known = traces.numbers(part)
        traces.add([(sha256, make_trace(store.proxy(sha256))) for sha256 in part if sha256 not in known])
        progress(start + len(part))


def _regroup(session: Session, touched: set[str]) -> None:
    """Write anew the groups that hold a touched photo: the connected components of the verified links."""
    links: dict[tuple[str, str], Link] = {}
    seen: set[str] = set()
    frontier = touched
    while frontier:
        seen |= frontier
        found = []
        for part in _parts(sorted(frontier)):
            for end in (DuplicateLink.photo_a, DuplicateLink.photo_b):
                found += links_of(session, end.in_(part))
        links |= {(link.one, link.other): link for link in found}
        frontier = {end for link in found for end in (link.one, link.other)} - seen
    rows = []
    for whole in group(links.values(), sizes_of(session, seen)):
        name = min(member.name for member in whole.members)
        for member in whole.members:
            values = (
                name,
                member.is_best,
                member.partner,
                ", ".join(member.changes) or None,
                member.correlation,
                member.scale,
                list(member.box) if member.box else None,
            )
            rows.append({"photo_sha256": member.name, **dict(zip(MEMBER_COLUMNS, values, strict=True))})
    upsert(session, GroupMember, rows, key=["photo_sha256"], update=MEMBER_COLUMNS)


def _curated(session: Session, sha256s: set[str]) -> set[str]:
    found: set[str] = set()
    for part in _parts(sorted(sha256s)):
        found.update(session.scalars(select(Photo.sha256).where(Photo.sha256.in_(part), Photo.curated_at.is_not(None))))
    return found


def _row(link: Link) -> dict[str, object]:
    match = link.match
    ends = {"one": "a", "other": "b", None: None}
    return {
        "photo_a": link.one,
        "photo_b": link.other,
        "correlation": match.correlation,
        "agreeing": match.agreeing,
        "turn": match.turn,
        "box_a": list(match.box),
        "box_b": list(match.other_box),
        "gain": match.gain,
        "offset": match.offset,
        "covered": match.covered,
        "overlay_on": ends[match.overlay_on],
        "border_on": "b" if match.border_added else "a" if match.border_removed else None,
        "identical": match.is_identical,
    }


def _link(row: DuplicateLink) -> Link:
    match = Match(
        row.correlation,
        1.0 if row.agreeing is None else row.agreeing,
        row.turn or "",
        _box(row.box_a),
        _box(row.box_b),
        1.0 if row.gain is None else row.gain,
        row.offset or 0.0,
        row.covered or 0.0,
        {"a": "one", "b": "other", None: None}[row.overlay_on],
        row.border_on == "b",
        row.border_on == "a",
        bool(row.identical),
    )
    return Link(row.photo_a, row.photo_b, match)


def _box(values: list[float] | None) -> Box:
    return WHOLE if values is None else (values[0], values[1], values[2], values[3])


def _parts(sha256s: Sequence[str]) -> Iterable[Sequence[str]]:
    return (sha256s[start : start + PHOTOS_A_QUERY] for start in range(0, len(sha256s), PHOTOS_A_QUERY))
