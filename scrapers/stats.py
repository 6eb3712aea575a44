"""What is counted of a crawl."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class CrawlStats:
    """What is kept of a crawl, in the catalog and as JSON.

    photos_seen = photos_downloaded + photos_unchanged + photos_shared + photos_rejected + photos_declined +
    photos_failed; photos_new are among the downloaded. bytes_downloaded are the downloaded photos' and the rejected
    files'.
    """

    pages: int = 0  # pages, JSON documents, sitemaps and feeds that answered
    pages_unchanged: int = 0  # of them, those that were not sent again: answered 304
    pages_failed: int = 0  # those that did not, or were forbidden
    vehicles: int = 0
    vehicles_stated: int | None = None  # as the site says; None: it does not
    platform: str | None = None  # what makes the site; None: not recognised
    photos_seen: int = 0  # photos on vehicles' pages; one that two vehicles share counts twice
    photos_median: float | None = None  # photos of a vehicle; None: no vehicle
    photos_downloaded: int = 0  # answered 200 with a photo
    photos_unchanged: int = 0  # came on an earlier night: 304, a HEAD of the same length, or not asked for
    photos_shared: int = 0  # asked for by another vehicle of this crawl
    photos_declined: int = 0  # X-Robots-Tag or meta robots asks that pictures are not taken
    photos_failed: int = 0
    photos_new: int = 0  # content that the store did not have
    photos_rejected: int = 0  # answered 200 with something that is no photo
    bytes_downloaded: int = 0
    not_kept: int = 0  # vehicles and photos that catalog or store did not take
    missing_renditions: dict[str, str] = field(default_factory=dict)  # since when, by host and rule: scrapers.guesses
    callback_errors: int = 0  # pages on which the spider itself failed
    alarms: list[str] = field(default_factory=list)  # one line each, see scrapers.alarms
    is_cut_short: bool = False  # its time was up before its end
    seconds: float = 0.0

    def summary(self) -> str:
        """The counts in one line."""
        return (
            f"{self.pages} pages, {self.vehicles} vehicles, {self.photos_seen} photos seen: "
            f"{self.photos_downloaded} downloaded ({self.photos_new} new), {self.photos_unchanged} unchanged, "
            f"{self.photos_shared} shared, {self.photos_rejected} rejected, {self.photos_declined} declined, "
            f"{self.photos_failed} failed"
        )
