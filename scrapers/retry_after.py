"""Retry-After: a host that answers 429 or 503 is left alone for as long as it says."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

logger = logging.getLogger("carcls.crawl")

BUSY = frozenset({429, 503})
LONGEST_WAIT = 120.0  # seconds; a host that asks for more is left alone for the rest of the crawl


class Pauses:
    """The pauses that hosts asked for."""

    def __init__(self) -> None:
        self._open_at: dict[str, float] = {}  # monotonic seconds
        self._closed: dict[str, str] = {}

    def why_closed(self, host: str) -> str | None:
        """Why a host is asked no more; None: it is, after its pause."""
        return self._closed.get(host)

    async def wait(self, host: str) -> None:
        """Wait until a host may be asked again. Another answer may have made the pause longer meanwhile."""
        while (wait := self._open_at.get(host, 0) - monotonic()) > 0:
            await asyncio.sleep(wait)

    def note(self, host: str, header: str) -> float | None:
        """Keep the pause that a Retry-After header asks for, in seconds; None: it asks for none."""
        wait = seconds_of(header, datetime.now(UTC))
        if wait is not None:
            level = logging.WARNING if wait > LONGEST_WAIT else logging.INFO  # then it is asked no more by this crawl
            logger.log(level, "%s asks to be left alone for %.0f s", host, wait)
            self.keep(host, wait)
        return wait

    def keep(self, host: str, wait: float) -> None:
        """Keep a pause of so many seconds from now."""
        if wait > LONGEST_WAIT:
            self._closed.setdefault(host, f"{host} asked to be left alone for {wait:.0f} s")
        elif wait > 0:
            self._open_at[host] = max(self._open_at.get(host, 0), monotonic() + wait)


def seconds_of(header: str, moment: datetime) -> float | None:
    """The wait that a Retry-After header asks for: seconds, or a date (RFC 9110, 10.2.3). None: it is neither."""
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - moment).total_seconds())
    except (ValueError, TypeError):
        return None
