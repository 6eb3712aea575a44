"""What is wrong with a dealer's crawl, a line each: judged by what it counted, never by an exit code.

Which alarms fail the crawl, and which only warn:

| alarm | fails | why |
|---|---|---|
| `unfinished` | yes | vehicles are missing, and nobody knows which |
| `not-kept` | yes | what was seen is lost until the next crawl |
| `blocked` | yes | the site wants no visit; the next nights are lost too until somebody talks to the dealer |
| `forbidden` | yes | the same, said by robots.txt |
| `no-answer` | yes | a wrong address or a dead site |
| `feed` | yes | the rest of the feed is missing |
| `callbacks` | every page: yes; some: no | every one is a bug that hides the dealer; some leave the others right |
| `browser` | no vehicles: yes; else no | pages drawn by scripts were not read |
| `no-vehicles` | yes | how a dealer gets lost silently |
| `no-photos` | yes | no vehicle has one: a changed gallery |
| `photos-failed` | all: yes; most: no | some are always being sold and taken down |
| `photos-refused` | yes | a photo host turned the crawler away: most photos are missing |
| `photos-declined` | all photos: yes; else no | the site asks that pictures are left; whoever crawls it should know |
| `fewer-than-stated` | 3 and 20 % are missing: yes; 2 and 5 %: no | a list that ends early; a few were sold meanwhile |
| `photo-median` | yes | half the photos a vehicle or less: a gallery that is read no more, or as thumbnails |
| `platform` | no | news: where it broke something, another alarm says what |

A failed crawl keeps all that it saw. Its reason is the first alarm that fails. Alarms that only follow from another
one are left out: a site that does not answer also has no vehicles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from scrapers.stats import CrawlStats

# Vehicles that the site states and the crawl does not find: more of them than this, and more than this share of all.
FEW_MISSING, MANY_MISSING = (1, 0.05), (2, 0.20)
FALLEN = 0.5  # of the photos a vehicle that earlier crawls saw
FEWEST_VEHICLES = 5  # a median of fewer says nothing
HOW_TO_INSTALL = "Install the browser: pip install 'carcls[browser]', and Chromium (Debian: apt-get install chromium)."


@dataclass(frozen=True)
class Facts:
    """What a crawl is judged by.

    closed_because: Scrapy's reason for closing the spider: finished, closespider_timeout, shutdown, …
    timeout: seconds that a crawl may take. forbidden: pages that robots.txt forbids. blocked: why the crawl stopped
    asking the site; None: it did not. refused_hosts: photo hosts, with why they were asked no more. broken_feed: why
    the dealer's feed was not read to its end. shells: pages that show their vehicles only in a browser, and were not
    shown in one; no_browser: why not; None: there is one, and it did not help. known_platform: what the catalog has
    from earlier crawls. earlier_medians: photos of a vehicle in earlier crawls.
    """

    dealer: str
    url: str
    stats: CrawlStats
    closed_because: str = "finished"
    timeout: float = 21_600
    forbidden: int = 0
    blocked: str | None = None
    refused_hosts: dict[str, str] = field(default_factory=dict)
    broken_feed: str | None = None
    shells: int = 0
    no_browser: str | None = None
    first_error: str | None = None
    known_platform: str | None = None
    earlier_medians: Sequence[float] = ()


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong. text: what should be, what was received, what to do next, in one line."""

    name: str
    text: str
    fails: bool = True

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


def find_alarms(facts: Facts) -> list[Alarm]:
    """All alarms of a crawl, the gravest first."""
    causes = [alarm for look in _CAUSES if (alarm := look(facts))]
    first = next((alarm for alarm in causes if alarm.fails), None)
    found = [alarm for alarm in causes if not alarm.fails] + ([first] if first else list(_comparisons(facts)))
    platform = _platform(facts)
    found += [platform] if platform else []
    return sorted(found, key=lambda alarm: not alarm.fails)


def reason_of(alarms: Sequence[Alarm]) -> str | None:
    """Why the crawl failed; None: it did not."""
    return next((alarm.text for alarm in alarms if alarm.fails), None)


def _unfinished(facts: Facts) -> Alarm | None:
    if facts.stats.is_cut_short:
        return Alarm(
            "unfinished",
            f"A crawl should end within {facts.timeout:g} s. Received: {facts.dealer} has more "
            f"({facts.stats.summary()}). What was seen is kept; crawl again, or raise CARCLS_CRAWL_TIMEOUT.",
        )
    if facts.closed_because != "finished":
        return Alarm(
            "unfinished",
            f"A crawl should run to its end. Received: {facts.closed_because} at {facts.dealer}. "
            "What was seen is kept; crawl again.",
        )
    return None


def _not_kept(facts: Facts) -> Alarm | None:
    if not facts.stats.not_kept:
        return None
    return Alarm(
        "not-kept",
        f"What a crawl sees should be kept. Received: {facts.stats.not_kept} vehicles or photos of {facts.dealer} that "
        f"were not{_quoted(facts)}. Crawl again: what was kept is not downloaded again.",
    )


def _blocked(facts: Facts) -> Alarm | None:
    if not facts.blocked:
        return None
    return Alarm(
        "blocked",
        f"A dealer's site should let the crawler in. Received: {facts.blocked}; nothing more was asked of "
        f"{facts.dealer}. Ask the dealer's leave, or take the dealer out of the dealers file.",
    )


def _forbidden(facts: Facts) -> Alarm | None:
    if facts.stats.pages or not facts.forbidden:
        return None
    return Alarm(
        "forbidden",
        f"A dealer's robots.txt should allow the crawl. Received: {facts.url} is closed to it{_quoted(facts)}. "
        "Ask the dealer's leave, or take the dealer out of the dealers file.",
    )


def _no_answer(facts: Facts) -> Alarm | None:
    if facts.stats.pages:
        return None
    return Alarm(
        "no-answer",
        f"A dealer's site should answer. Received: no page from {facts.url}{_quoted(facts)}. "
        "Open the address in a browser and mend it in the dealers file.",
    )


def _broken_feed(facts: Facts) -> Alarm | None:
    return Alarm("feed", facts.broken_feed) if facts.broken_feed else None


def _callbacks(facts: Facts) -> Alarm | None:
    errors, pages = facts.stats.callback_errors, facts.stats.pages
    if not errors:
        return None
    which = f"each of {pages} pages" if errors >= pages else f"{errors} of {pages} pages"
    return Alarm(
        "callbacks",
        f"The spider should understand a page. Received: an error on {which} of {facts.dealer}{_quoted(facts)}. "
        "This is a bug of carcls: report it with the log.",
        fails=errors >= pages,
    )


def _browser(facts: Facts) -> Alarm | None:
    if not facts.shells:
        return None
    is_all = not facts.stats.vehicles
    if facts.no_browser:
        text = (
            f"Pages drawn by scripts need a browser. Received: {facts.shells} such pages of {facts.dealer}, "
            f"{facts.no_browser}. {HOW_TO_INSTALL}"
        )
    else:
        text = (
            f"Pages drawn by scripts should show vehicles in a browser. Received: {facts.shells} pages of "
            f"{facts.dealer} that show none. Give the address of the page that lists them."
        )
    return Alarm("browser", text, fails=is_all)


def _no_vehicles(facts: Facts) -> Alarm | None:
    if facts.stats.vehicles:
        return None
    return Alarm(
        "no-vehicles",
        f"A dealer's site should show vehicles. Received: none on {facts.stats.pages} pages from {facts.url}"
        f"{_quoted(facts)}. Give the address of the page that lists them; `carcls extract URL` shows what is seen.",
    )


def _no_photos(facts: Facts) -> Alarm | None:
    if facts.stats.photos_seen:
        return None
    return Alarm(
        "no-photos",
        f"Vehicles should have photos. Received: none on {facts.stats.vehicles} vehicles of {facts.dealer}. "
        "The site may have changed: look at one of its pages.",
    )


def _photos_refused(facts: Facts) -> Alarm | None:
    if not facts.refused_hosts:
        return None
    hosts = "; ".join(facts.refused_hosts.values())
    return Alarm(
        "photos-refused",
        f"A photo host should let the crawler in. Received: {hosts}; nothing more was asked of it for {facts.dealer}. "
        "The next crawl tries again; ask the host's or the dealer's leave if it stays so.",
    )


def _photos_failed(facts: Facts) -> Alarm | None:
    stats = facts.stats
    if stats.photos_failed <= stats.photos_seen / 2:
        return None
    is_all = stats.photos_failed == stats.photos_seen
    which = f"all {stats.photos_seen}" if is_all else f"{stats.photos_failed} of {stats.photos_seen}"
    return Alarm(
        "photos-failed",
        f"A dealer's photos should answer. Received: {which} of {facts.dealer} failed{_quoted(facts)}. "
        "Open one of the URLs of the sightings in a browser.",
        fails=is_all,
    )


def _photos_declined(facts: Facts) -> Alarm | None:
    stats = facts.stats
    if not stats.photos_declined:
        return None
    return Alarm(
        "photos-declined",
        f"A site should allow its pictures to be taken. Received: {stats.photos_declined} of {stats.photos_seen} "
        f"photos of {facts.dealer} that X-Robots-Tag or meta robots asks to leave. They were; ask the dealer's leave.",
        fails=stats.photos_declined == stats.photos_seen,
    )


_CAUSES = (
    _unfinished,
    _not_kept,
    _blocked,
    _forbidden,
    _no_answer,
    _broken_feed,
    _callbacks,
    _browser,
    _no_vehicles,
    _no_photos,
    _photos_refused,
    _photos_failed,
    _photos_declined,
)


def _comparisons(facts: Facts) -> Iterator[Alarm]:
    """What only a crawl that came to its end can be held against."""
    stats = facts.stats
    stated = stats.vehicles_stated or 0
    if _are_missing(stats.vehicles, stated, FEW_MISSING):
        yield Alarm(
            "fewer-than-stated",
            f"A crawl should find the vehicles that the site states. Received: {stats.vehicles} of {stated} of "
            f"{facts.dealer}. Look where its list ends: `carcls extract URL` shows a page's next one.",
            fails=_are_missing(stats.vehicles, stated, MANY_MISSING),
        )
    before = median(facts.earlier_medians) if facts.earlier_medians else 0
    now = stats.photos_median or 0
    if stats.vehicles >= FEWEST_VEHICLES and now < FALLEN * before:
        yield Alarm(
            "photo-median",
            f"Vehicles should have about as many photos as before. Received: a median of {now:g} at {facts.dealer}, "
            f"{before:g} in earlier crawls. The galleries may have changed: look at one of its pages.",
        )


def _are_missing(found: int, stated: int, bounds: tuple[int, float]) -> bool:
    number, share = bounds
    return stated - found > max(number, share * stated)


def _platform(facts: Facts) -> Alarm | None:
    known, now = facts.known_platform, facts.stats.platform
    if not known or known == now or not facts.stats.pages or facts.blocked:
        return None
    return Alarm(
        "platform",
        f"A dealer's site should stay what it was. Received: {now or 'no known platform'} at {facts.dealer}, formerly "
        f"{known}. Compare its vehicles and photos with those of the last crawl.",
        fails=False,
    )


def _quoted(facts: Facts) -> str:
    return f" ({facts.first_error})" if facts.first_error else ""
