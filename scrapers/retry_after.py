"""Retry-After: a host that answers 429 or 503 is left alone for as long as it says."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from time import monotonic

from carcls.retry_after import LONGEST_WAIT, seconds_of

logger = logging.getLogger("carcls.crawl")


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
