"""Texts and numbers as sites print them."""

from __future__ import annotations

import re
from typing import Any

LONGEST = 300  # characters of a text that is kept
_NUMBER = re.compile(r"\d[\d.,'\s\u00a0\u202f]*")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}


def as_text(value: Any) -> str | None:
    """A text or number in one line, the texts of a list joined; None for anything else."""
    if isinstance(value, list):
        value = " ".join(part for part in value if isinstance(part, str))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split())[:LONGEST] or None


def as_number(value: Any) -> float | None:
    """The first number of a value; None: there is none, or it is not above zero.

    >>> [as_number(text) for text in ("$23,795", "€ 34.990", "12.480,50 EUR", "1 234", "Call us", 0)]
    [23795.0, 34990.0, 12480.5, 1234.0, None, None]
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if value > 0 else None
    found = _NUMBER.search(value) if isinstance(value, str) else None
    if found is None:
        return None
    digits = re.sub(r"['\s\u00a0\u202f]", "", found[0]).rstrip(".,")
    decimals = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: decimals.start()] if decimals else digits)
    number = float(f"{whole}.{decimals[1]}" if decimals else whole)
    return number if number > 0 else None


def as_currency(value: Any) -> str | None:
    """The ISO code that a value is, or that a printed price's sign stands for."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if re.fullmatch(r"[A-Z]{3}", text):
        return text
    return next((code for sign, code in _SIGNS.items() if sign in text), None)
