"""What a text says that a vehicle has run."""

from __future__ import annotations

import re
from itertools import islice

from scrapers.extract.amounts import TENS_OF_THOUSANDS, in_units
from scrapers.extract.texts import is_prose
from scrapers.page import MileageUnit

_UNIT = r"(?:т[иы]с\.?\s?)?км\b|ק[\"״׳']{1,2}מ|miles?\b|mi\b\.?|kms?\b|kilomet(?:er|re)s?\b|mls\b|กม\.?"
_DISTANCE = TENS_OF_THOUSANDS + r"|\d{1,3}k(?=\s?(?:miles?|mi|kms?)\b)|\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}){1,3}|\d{1,7}"
MILEAGE = re.compile(
    # `2022, Km, 41.350` is a year and what stands under a label.
    rf"(?<![\d.,/])(?!(?:19|20)\d\d\n(?:kms?|kilomet(?:er|re)s?)\n\d)(?P<number>{_DISTANCE})\s?(?P<unit>{_UNIT})(?!\s*:\s*\d|\s?/\s?h\b)|"
    r"(?:\b(?:mileage|odometer|kilometerstand|kilom[eé]trage|kilometraje|quilometragem|chilometraggio|przebieg|miltal|"
    r"пробег|χιλι[οό]μετρα|קילומטר(?:אז['׳]?|ים)?|km(?=\s*:)|(?<=\n)kms?(?=\n))|走行(?:距離)?)\W{0,8}"
    rf"(?P<labelled>{_DISTANCE})(?:\s?(?P<labelled_unit>{_UNIT}))?",
    re.IGNORECASE,
)
_MOST_DISTANCES = 500  # of one page
_RUN = 1000  # of a distance in running text: less is how far a battery or a visitor gets
_SHORT = 10  # of a distance: `Mileage 5` may go on as `5 doors`


def mileage_in(text: str) -> tuple[int | None, MileageUnit | None]:
    """The distance that a text says and its unit (None: it names none): the first under a label, else the first."""
    first: tuple[int, MileageUnit | None] | None = None
    for found in islice(MILEAGE.finditer(text), _MOST_DISTANCES):
        said = found["number"] or found["labelled"]
        number = int(in_units(said)) if "万" in said else int(re.sub(r"\D", "", said))
        if said[-1:] in "kK":  # 94k miles
            number *= 1000
        unit = (found["unit"] or found["labelled_unit"] or ("km" if found[0][:2].lower() == "km" else "")).lower()
        if unit.startswith("т"):  # thousands, as Ukraine and Russia count
            number *= 1000
        *_, above, line = ("\n\n" + text[max(0, found.start() - 25) : found.start()]).split("\n")
        after, _, _ = text[found.end() : found.end() + 25].partition("\n")
        label = "" if re.search(r"\d", above) else above
        around = f"{label} {line}{found[0]}{after}".lower()
        if number > 2_000_000 or re.search(
            r"per (?:gallon|year|annum)|annual|yearly|p\.a\.|mpg|/year|/l\b|\brange\b(?! rover)|"
            r"\b(?:away|distance|radius)\b|\bfree (?:delivery|collection|within|up to)|"
            r"warrant|garant|\b(?:months|monate|maanden|mois|meses)\b",
            around,
        ):
            continue
        told: tuple[int, MileageUnit | None] = number, "mi" if unit[:1] == "m" else "km" if unit else None
        if found["labelled"]:
            if number < _SHORT and not unit:
                continue
            return told
        if number >= _RUN or not is_prose(text, found.start(), found.end()):
            first = first or told
    return first or (None, None)
