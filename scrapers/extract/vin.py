"""Vehicle identification numbers in texts and addresses."""

from __future__ import annotations

import re

VIN = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]{0,16}\d)(?=[0-9]{0,16}[A-Za-z])[A-HJ-NPR-Za-hj-npr-z0-9]{13}\d{4}(?![A-Za-z0-9])"
)
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), *range(1, 6), 7, *range(9, 10), *range(2, 10)],
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_in(text: object) -> str | None:
    """The first VIN in a text, in capitals: 17 letters and digits without I, O, Q, the last four digits."""
    found = VIN.search(text) if isinstance(text, str) else None
    return found[0].upper() if found else None


def is_vin(text: str) -> bool:
    """True for a VIN alone; one that says North America (1 to 5) must have a valid check digit, others have none."""
    vin = text.strip().upper()
    return bool(VIN.fullmatch(vin)) and (vin[0] not in "12345" or has_valid_check_digit(vin))


def has_valid_check_digit(vin: str) -> bool:
    """True where the ninth place is right (49 CFR 565.15): North American vehicles have it, European ones do not.

    >>> has_valid_check_digit("1M8GDM9AXKP042788")
    True
    """
    if len(vin) != 17 or not set(vin) <= _VALUES.keys():
        return False
    rest = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return vin[8] == ("X" if rest == 10 else str(rest))
