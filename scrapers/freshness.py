"""Which photos that came on an earlier night need not be asked for tonight.

Those whose server says that they still hold (RFC 9111, 4.2.1); and where a dealer's crawl does not come to its end in
the time there is, all but a seventh: so new photos get the time, and each old one its night in a week.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zlib import crc32

from scrapy.http.headers import Headers

NIGHTS = 7  # in which each photo has its turn
LONGEST = NIGHTS * 86_400  # seconds; some servers promise a year and put another photo there all the same


def fresh_until(headers: Headers, moment: datetime) -> datetime | None:
    """The moment up to which the answer that came at `moment` holds; None: it says nothing, or to ask each time."""
    directives = _directives(headers.getlist("Cache-Control"))
    if {"no-store", "no-cache"} & directives.keys() or b"*" in headers.getlist("Vary"):
        return None
    if "max-age" in directives:
        seconds = _number(directives["max-age"])
    else:
        seconds = _seconds_between(headers.get("Date"), headers.get("Expires"), moment)
    if seconds is None:
        return None
    left = seconds - (_number(_text(headers.get("Age"))) or 0)
    return moment + timedelta(seconds=min(left, LONGEST)) if left > 0 else None


def has_its_turn(url: str, day: date) -> bool:
    """True on every seventh day, each URL on its own."""
    return (crc32(url.encode()) + day.toordinal()) % NIGHTS == 0


def _directives(values: list[bytes]) -> dict[str, str]:
    parts = (part.partition("=") for part in _text(b",".join(values)).lower().split(","))
    return {name.strip(): value.strip().strip('"') for name, _, value in parts}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _seconds_between(date: bytes | None, expires: bytes | None, moment: datetime) -> int | None:
    try:
        end = parsedate_to_datetime(_text(expires))
        begin = parsedate_to_datetime(_text(date)) if date else moment
        return int((_aware(end) - _aware(begin)).total_seconds())
    except (ValueError, TypeError, OverflowError):  # "0" and the like mean: over already
        return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(value: bytes | None) -> str:
    return (value or b"").decode("latin-1")
