"""Where a crawl is not wanted: it stops asking a host that refuses time after time, or answers with a challenge."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

REFUSED = frozenset({403, 429})
MOST_OF_SITE = 5  # refusals in a row by the dealer's own site
MOST_OF_PHOTO_HOST = 20  # by another host: more than the photos of a vehicle that was sold and taken down together


@dataclass
class Refusals:
    """The refusals that one dealer's crawl met.

    site_closed: why nothing more is asked for this dealer. hosts_closed: the same of photo hosts, by host.
    """

    site_closed: str | None = None
    hosts_closed: dict[str, str] = field(default_factory=dict)
    _streaks: dict[str, int] = field(default_factory=dict)

    def why_closed(self, host: str) -> str | None:
        """Why a host must not be asked; None: it may."""
        return self.site_closed or self.hosts_closed.get(host)

    def answered(self, host: str) -> None:
        """Any other answer ends a streak."""
        self._streaks.pop(host, None)

    def refused(self, host: str, status: int, own: Container[str]) -> None:
        """Count a 403 or 429. own: the dealer's hosts."""
        streak = self._streaks[host] = self._streaks.get(host, 0) + 1
        if streak >= (MOST_OF_SITE if host in own else MOST_OF_PHOTO_HOST):
            self._close(host, f"{host} refused {streak} requests in a row, the last with {status}", own)

    def challenged(self, url: str, host: str, own: Container[str]) -> None:
        """A challenge page came instead of what was asked for. It is not answered."""
        self._close(host, f"a challenge page at {url}", own)

    def _close(self, host: str, why: str, own: Container[str]) -> None:
        if host in own:
            self.site_closed = self.site_closed or why
        else:
            self.hosts_closed.setdefault(host, why)
