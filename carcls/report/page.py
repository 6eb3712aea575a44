"""Write the report: the night's facts and pictures, laid out by `night.html.j2`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from carcls.catalog import Catalog
from carcls.catalog.tables import now
from carcls.config import Settings
from carcls.photos.store import PhotoStore
from carcls.report.arrivals import Arrivals, arrivals
from carcls.report.labels import NewLabels, new_labels
from carcls.report.left_out import left_out
from carcls.report.overview import overview
from carcls.report.pictures import origins, thumbnail
from carcls.report.training import numbers, trained_since
from carcls.taxonomy import load_taxonomy
from carcls.whole_file import whole_file

EVER = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = "latest.html"
CRAWL_COUNTS = {
    "vehicles": "vehicles",
    "photos_seen": "seen",
    "photos_downloaded": "down\u00adloaded",
    "photos_unchanged": "un\u00adchanged",
    "photos_shared": "shared",
    "photos_new": "new",
    "photos_rejected": "rejected",
    "photos_failed": "failed",
}


def write_report(catalog: Catalog, store: PhotoStore, settings: Settings, since: datetime | None = None) -> Path:
    """Write one HTML file that holds its pictures itself, and a copy of it as `latest.html`.

    Text and addresses come from strangers' sites: all text is escaped, only http(s) and file addresses become links,
    and the page's own policy forbids scripts and anything from elsewhere.

    Args:
        catalog: read in one transaction, so that all numbers are of one moment.
        store: where the proxies are; a missing one is a blank.
        settings: `reports_dir` is where the file goes, named by the moment in UTC.
        since: the night's beginning; None: all that the catalog ever saw.

    Raises:
        OutputError: the file cannot be written.
    """
    moment = now()
    night = since or EVER
    classes = load_taxonomy(settings.taxonomy_file).classes
    with catalog.read() as session:
        stands = overview(session)
        came = arrivals(session, night)
        said = new_labels(session, stands.champion.digest, night, classes) if stands.champion else None
        out = left_out(session, settings.split_by, night)
        shown = _shown(came, said) | {sha256 for sha256, _ in out.photos}
        facts = {
            "moment": moment,
            "since": since,
            "stands": stands,
            "champion_metrics": numbers(stands.champion.metrics) if stands.champion else {},
            "came": came,
            "out": out,
            "said": said,
            "trained": trained_since(session, night, settings.models_dir),
            "origins": origins(session, shown),
        }
    thumbnails = {sha256: thumbnail(store, sha256) for sha256 in shown}
    html = (
        environment()
        .get_template("night.html.j2")
        .render(**facts, thumbnails=thumbnails, classes=classes, crawl_counts=CRAWL_COUNTS)
    )
    file = settings.reports_dir / f"{moment:%Y-%m-%dT%H-%M-%SZ}.html"
    for name in (file, settings.reports_dir / LATEST):
        with whole_file(name) as stream:
            stream.write(html.lstrip().encode("utf-8", "replace"))
    return file


def safe_link(url: str | None) -> str | None:
    """The URL if it may be followed; None: it is missing, malformed, or a scheme like `javascript:`.

    >>> safe_link("https://dealer.example/a.jpg")
    'https://dealer.example/a.jpg'
    >>> safe_link("javascript:alert(1)")
    """
    try:
        return url if url and urlsplit(url).scheme in {"http", "https", "file"} else None
    except ValueError:
        return None


def _shown(came: Arrivals, said: NewLabels | None) -> set[str]:
    """The photos whose pictures stand on the page."""
    shown = {sha256 for first, second, _ in came.pairs for sha256 in (first, second)}
    if said:
        shown |= {each.sha256 for each in said.unsure}
        shown |= {each.sha256 for sheet in said.sheets.values() for each in sheet}
    return shown


def environment() -> Environment:
    """What turns this room's templates into pages: everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(link=safe_link, number=_number, percent=_percent, moment=_moment)
    return environment


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}".replace(",", "\u202f")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u202f%"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
