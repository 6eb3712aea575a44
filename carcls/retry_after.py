"""What a host that answers 429 or 503 asks for by Retry-After."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

BUSY = frozenset({429, 503})
LONGEST_WAIT = 120.0  # seconds; a host that asks for more is left alone for the rest of a run


def seconds_of(header: str, moment: datetime) -> float | None:
    """The wait that a Retry-After header asks for: seconds, or a date (RFC 9110, 10.2.3). None: it is neither."""
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - moment).total_seconds())
    except (ValueError, TypeError):
        return None
