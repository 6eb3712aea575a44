"""Prices, mileages and texts as JSON has them: a number, a text with its currency, an object around either."""

from __future__ import annotations

import re
from typing import Any

from scrapers.extract.amounts import as_amount
from scrapers.extract.names import CURRENCY_KEYS, MILEAGE_KEYS, PRICE_KEYS
from scrapers.extract.photo_lists import fold_keys
from scrapers.extract.prices import currency_of, price_in
from scrapers.page import MileageUnit


def price_of(folded: dict[str, Any]) -> tuple[float | None, str | None]:
    """What a vehicle's object, its keys folded, asks for it, and the currency; a few units of it are no price."""
    said = next((currency_of(text) for key in CURRENCY_KEYS if (text := as_text(folded.get(key)))), None)
    for key in PRICE_KEYS:
        amount, currency = _money(folded.get(key), 0)
        if amount is not None and amount >= 100:
            return amount, currency or said
    return None, None


def _money(value: Any, depth: int) -> tuple[float | None, str | None]:
    if isinstance(value, bool) or value is None:
        return None, None
    if isinstance(value, int | float):
        return float(value), None
    if isinstance(value, str):
        if re.fullmatch(r"[\d.,\s]+", value):
            return as_amount(value), None
        return price_in(value)
    if isinstance(value, dict) and depth < 2:
        folded = fold_keys(value)
        said = next((currency_of(text) for key in CURRENCY_KEYS if (text := as_text(folded.get(key)))), None)
        for key in ("amount", "value", "raw", "grossamount", "gross", "total", *PRICE_KEYS, "public", "formatted"):
            amount, currency = _money(folded.get(key), depth + 1)
            if amount is not None:
                return amount, currency or said
    return None, None


def mileage_of(folded: dict[str, Any]) -> tuple[int | None, MileageUnit | None]:
    """What a vehicle's object, its keys folded, says that it has run."""
    for key in MILEAGE_KEYS:
        value, unit = folded.get(key), ""
        if isinstance(value, dict):
            inner = fold_keys(value)
            unit = str(inner.get("unit") or inner.get("unitcode") or inner.get("unittext") or "")
            value = next((inner[name] for name in ("value", "raw", "amount", "mileage") if name in inner), None)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        amount = float(value) if isinstance(value, int | float) else as_amount(re.sub(r"[^\d.,]", "", value))
        if amount is not None and 0 <= amount <= 2_000_000:
            said = f"{unit} {value} {key}".lower()
            is_metric = bool(re.search(r"km|kmt|kilomet", said))
            return int(amount), "km" if is_metric else "mi" if re.search(
                r"\bmi|smi", said.replace("mileage", "")
            ) else None
    return None, None


def as_text(value: Any) -> str | None:
    """A short text or number as text in one line; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return " ".join(str(value).split())[:300] or None
