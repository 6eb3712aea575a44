"""Numbers as countries write them: parted by dots, commas, spaces; counted in tens of thousands, lakhs, crores."""

from __future__ import annotations

import re

TENS_OF_THOUSANDS = r"\d{1,4}(?:\s?\.\d{1,2})?\s{0,3}万"  # as Japan counts: 138.9万円, 5.2万km
_SCALES = {"万": 10_000, "만": 10_000, "lakh": 100_000, "lac": 100_000, "crore": 10_000_000}


def as_amount(text: str) -> float | None:
    """A number written as prices are: thousands and cents parted by dots, commas, spaces or apostrophes.

    >>> as_amount("42.500,00"), as_amount("11,935"), as_amount("8800.50")
    (42500.0, 11935.0, 8800.5)
    """
    digits = re.sub(r"[.,][-–—]$|[\s'’\u00a0\u202f\u2009]", "", text)
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"\D", "", digits[: cents.start()] if cents else digits)
    return float(f"{whole}.{cents[1] if cents else 0}") if whole else None


def in_units(text: str) -> float:
    """Of a number that is counted in tens of thousands (Japan, Korea), in lakhs or in crores (India).

    >>> in_units("138.9万"), in_units("9.45 Lakh")
    (1389000.0, 945000.0)
    """
    scale = next(scale for word, scale in _SCALES.items() if word in text.lower())
    return round(float(re.sub(r"[^\d.]", "", text)) * scale, 2)
