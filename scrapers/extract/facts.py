"""What a page's text says of its vehicle: VIN, stock number, price, mileage, by their labels in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from scrapers.extract.vin import VIN, has_valid_check_digit, vin_in
from scrapers.page import MileageUnit

_UNSEEN = {"script", "style", "noscript", "template", "select", "head", "svg", "iframe", "del", "s", "strike"}
_CURRENCY = (
    r"US\$|C\$|CA\$|A\$|AU\$|NZ\$|S\$|HK\$|NT\$|R\$|\$|£|€|¥|₹|₽|₪|₺|₦|₱|฿|₴|GH₵|₵|"
    r"(?<![A-Za-z])(?:zł|CHF|Fr\.|[Kk]r\.?|SEK|NOK|DKK|PLN|EUR|USD|GBP|CAD|AUD|R(?=\s?\d)|Kč|Ft|円|руб\.?|"
    r"[Ll]ei\b|RON|лв\.?|BGN|грн\.?|UAH|TL\b(?!\s?\d)|TRY|RM(?=\s?\d)|MYR|Rp\.?(?=\s?\d)|IDR|AED|SAR|QAR|KSh|KES|USh|UGX|TSh|TZS|"
    r"NGN|GHS|PHP|THB|บาท|INR|PKR|Rs\.|Rs(?=\s?\d{1,2},\d))"
)
_NUMBER = (
    r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?:[.,]\d{2}|,[-–—])?|\d{1,2}(?:,\d{2})+,\d{3}|\d{3,7}(?:[.,]\d{2})?"
)
_TENS_OF_THOUSANDS = r"\d{1,4}(?:\s?\.\d{1,2})?\s{0,3}万"  # as Japan counts: 138.9万円, 5.2万km
_SCALES = {"万": 10_000, "만": 10_000, "lakh": 100_000, "lac": 100_000, "crore": 10_000_000}
# A mark that stands before a number of its own is not the price of what stands on the line above it: 2018, € 12.990.
PRICE = re.compile(
    rf"(?<![\d.,])(?P<scaled>{_TENS_OF_THOUSANDS}(?=\s?円)|\d{{1,3}}(?:,\d{{3}})?\s?만(?=\s?원)|"
    r"\d{1,3}(?:\.\d{1,2})?\s?(?:[Ll]akhs?|[Ll]acs?|[Cc]rores?)\b)|"
    rf"(?P<before>{_CURRENCY})\s?(?P<first>{_NUMBER})(?!\d|\.?\d?\d?\s?(?:[Ll]a[ck]|[Cc]ror))|"
    rf"(?<![\d.,])(?P<second>{_NUMBER})(?:[^\S\n]?|\n(?=(?:{_CURRENCY})(?![^\S\n]?\d)))"
    rf"(?P<after>{_CURRENCY})(?![a-z\d])(?!(?<=[$£])[^\S\n]\d)|"
    r"(?<![\d.,])(?P<bare>\d{1,3}(?:\.\d{3})+),[-–—](?!\d)"
)
_UNIT = r"(?:т[иы]с\.?\s?)?км\b|ק[\"״׳']{1,2}מ|miles?\b|mi\b\.?|kms?\b|kilomet(?:er|re)s?\b|mls\b|กม\.?"
_DISTANCE = _TENS_OF_THOUSANDS + r"|\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+|\d{1,7}"
MILEAGE = re.compile(
    # `2022, Km, 41.350` is a year and what stands under a label.
    rf"(?<![\d.,/])(?!(?:19|20)\d\d\n(?:kms?|kilomet(?:er|re)s?)\n\d)(?P<number>{_DISTANCE})\s?(?P<unit>{_UNIT})(?!\s*:\s*\d)|"
    r"(?:\b(?:mileage|odometer|kilometerstand|kilom[eé]trage|kilometraje|quilometragem|chilometraggio|przebieg|miltal|"
    r"пробег|קילומטר(?:אז['׳]?|ים)?|km(?=\s*:)|(?<=\n)kms?(?=\n))|走行(?:距離)?)\W{0,8}"
    rf"(?P<labelled>{_DISTANCE})(?:\s?(?P<labelled_unit>{_UNIT}))?",
    re.IGNORECASE,
)
_CODES = {"£": "GBP", "€": "EUR", "zł": "PLN", "Fr.": "CHF", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD",
          "AU$": "AUD", "NZ$": "NZD", "R": "ZAR", "₹": "INR", "₽": "RUB", "Kč": "CZK", "Ft": "HUF",
          "¥": "JPY", "円": "JPY", "руб": "RUB", "руб.": "RUB", "S$": "SGD", "HK$": "HKD", "NT$": "TWD", "R$": "BRL",
          "₺": "TRY", "TL": "TRY", "₦": "NGN", "₱": "PHP", "฿": "THB", "บาท": "THB", "₴": "UAH", "грн": "UAH",
          "грн.": "UAH", "₵": "GHS", "GH₵": "GHS", "lei": "RON", "Lei": "RON", "лв": "BGN", "лв.": "BGN", "RM": "MYR",
          "₪": "ILS", "Rp": "IDR", "Rp.": "IDR", "KSh": "KES", "USh": "UGX", "TSh": "TZS",
          "Rs": "INR", "Rs.": "INR"}  # fmt: skip
_RATE = re.compile(
    r"^\W{0,3}(?:/\s*)?(?:per|a|p/?|pro|par|al|im|/)?\s*"
    r"(?:mo(?:nth|nat|is|\b)|m(?:onth)?ly|wk|week|pcm|pm\b|p\.m|mtl|m[eê]s(?:e|\b)|rate|(?<=/)m\b|mdr?\b|mnd\b|"
    r"m[åa]n(?:ad|ed)?\b|mies|maand|kk\b|hó\b|lun[aă]\b)",
    re.IGNORECASE,
)
_NO_PRICE_BEFORE = re.compile(
    r"(?:per month|monthly|payment|deposit|down|save|saving|discount|off|was|fee|rrp|msrp|starting|insurance|tax|"
    r"credit|rebate|balance|from only|rate|anzahlung|acompte|shipping|delivery|reduced by|instead of|value of|worth|"
    r"over|under|up to|retail|rata(?: od)?|cuota|mensualidad|neupreis|listenpreis|uvp|nypris|nieuwprijs|adviesprijs|"
    r"月々|月額)\W*(?:of|from|by)?\W*$",
    re.IGNORECASE,
)
_PRICE_LABEL = re.compile(
    r"\b(?:price|our price|asking|cash price|sale price|internet price|priced at|prix|precio|prezzo|cena|preço|valor|"
    r"цена|\w*(?:preis|pris|prijs))\b|(?:本体|車両)価格",
    re.IGNORECASE,
)
_VIN_LABEL = re.compile(
    r"\b(?:V\.?I\.?N\.?(?:[\s-]?(?:kod|nummer|nr)\.?)?|N\.?I\.?V\.?|FIN|fahrzeug-?ident\w*(?:[\s-]*(?:nr|nummer))?\.?|"
    r"Fahrgestell\w*(?:[\s-]*(?:nr|nummer))?\.?|chassis(?:n[ur]mmer|\s*(?:no|number|nr|code))?\.?(?:\s*\(VIN\))?|"
    r"frame\s*(?:no|number)?\.?|serial(?:\s*(?:no|number))?\.?|s/n|bastidor|telaio|ch[âa]ssis|"
    r"(?:num[eé]ro|n[°º]) de s[eé]rie|nr nadwozia|номер кузова)"
    r"\s*(?:#|no\.?|number|code)?\s*[:#.\-–]*\s*(?P<number>[A-Z0-9][A-Z0-9\-*/]{3,18}[A-Z0-9])(?![\w])",
    re.IGNORECASE,
)
_STOCK_LABEL = re.compile(
    r"(?<![\w-])(?:stock\s*(?:#|no\b\.?|number\b|nr\b\.?|id\b|code\b)|stk\s*(?:#|no\b\.?)|(?:reference|ref\.?|offer|listing|advert|vehicle|lot|unit)"
    r"\s*(?:#|no\b\.?|number\b|nr\b\.?|id\b|code\b)|(?:ref(?:erence)?|réf(?:érence)?|rif(?:erimento)?)\.?\s*:|(?:ref|réf|rif)\.\s*\n|stock\s*:|(?:angebots|fahrzeug|inserats)\W?(?:nr|nummer)\b\.?|"
    r"interne nummer|(?:voorraad|lager)(?:nr|nummer)\b\.?|numer oferty|n[o°º]\s*(?:de\s*)?(?:stock|r[eé]f\w*)|"
    r"stock(?=\s*\n))\s*[:#]*\s*(?P<number>#?[A-Z0-9][A-Z0-9\-_/.]{1,19})(?![\w])",
    re.IGNORECASE,
)
# What a vehicle cost before, by the class of what it stands in.
_STRUCK = re.compile(
    r"(?:^|[\s_-])(?:(?:old|was|before|previous|original|struck|strike\w*|crossed)[-_]{0,2}price|"
    r"price[-_]{1,2}(?:old|was|before|previous|original|struck|strike\w*|crossed))(?=$|\s)|(?:^|\s)line-through(?=$|\s)",
    re.IGNORECASE,
)
_MOST_PRICES = 500  # of one page
_SHORT = 10  # of a distance: `Mileage 5` may go on as `5 doors`
_PROSE = 90  # characters: longer lines are running text
_LOWEST, _HIGHEST = 100, 3_000_000_000  # a vehicle's price, also in rupiah; less is a fee or a rate


@dataclass(frozen=True)
class Facts:
    """What a text says. serial: an older number under a VIN's label. None: it says nothing."""

    vin: str | None = None
    serial: str | None = None
    stock: str | None = None
    price: float | None = None
    currency: str | None = None
    mileage: int | None = None
    mileage_unit: MileageUnit | None = None


def read_facts(text: str) -> Facts:
    """The facts of a vehicle's own part of a page, one line of text an element."""
    vin, serial = _vin(text)
    stock = _stock(text)
    price, currency = price_in(text)
    mileage, unit = mileage_in(text)
    return Facts(vin, serial, stock, price, currency, mileage, unit)


def _vin(text: str) -> tuple[str | None, str | None]:
    """A VIN by its label, else one with a valid check digit anywhere; an older serial only by its label."""
    serial = None
    for found in _VIN_LABEL.finditer(text):
        number = found["number"].upper()
        if VIN.fullmatch(number):
            return number, None
        if serial is None and re.search(r"\d{3}|\d.*\d.*\d", number):
            serial = number
    for found in VIN.finditer(text):
        if has_valid_check_digit(found[0].upper()):
            return found[0].upper(), serial
    return None, serial


def _stock(text: str) -> str | None:
    for found in _STOCK_LABEL.finditer(text):
        number = found["number"].lstrip("#").rstrip("./-_")
        if re.search(r"\d", number) and not VIN.fullmatch(number.upper()):
            return number
    return None


def price_in(text: str) -> tuple[float | None, str | None]:
    """The price of a vehicle in a text and its currency: not a monthly rate, a saving or what it was before.

    One under a label of its own counts more than one without; among equals, the first. In running text only one with a
    label counts: it tells of many amounts.
    """
    best: tuple[int, float, str | None] | None = None
    for found in islice(PRICE.finditer(text), _MOST_PRICES):
        told = found["first"] or found["second"] or found["bare"]
        amount = as_amount(told) if told else _in_units(found["scaled"])
        if amount is None or not _LOWEST <= amount <= _HIGHEST:
            continue
        before, after = text[max(0, found.start() - 60) : found.start()], text[found.end() : found.end() + 25]
        if _RATE.search(after) or _NO_PRICE_BEFORE.search(_about_it(before)):
            continue
        weight = 2 if _PRICE_LABEL.search(before[-40:]) else 1 if amount >= 500 else 0
        if weight < 2 and _line_length(text, found.start(), found.end()) > _PROSE:
            continue
        if best is None or weight > best[0]:
            mark = found["before"] or found["after"]
            best = (weight, amount, currency_of(mark) if told else _currency_of_scale(found["scaled"]))
        if weight == 2:
            break
    return (best[1], best[2]) if best else (None, None)


def _about_it(before: str) -> str:
    """Of what stands before an amount, what tells of it: its line, or the one above where that has no amount itself."""
    above, _, line = before.rpartition("\n")
    if not line.strip():
        line = above.strip().rpartition("\n")[2]
        line = "" if re.search(r"\d", line) and not line.rstrip().endswith(":") else line
    return " ".join(line.split())


def _in_units(text: str) -> float:
    """Of a number that is counted in tens of thousands (Japan, Korea), in lakhs or in crores (India).

    >>> _in_units("138.9万"), _in_units("9.45 Lakh")
    (1389000.0, 945000.0)
    """
    scale = next(scale for word, scale in _SCALES.items() if word in text.lower())
    return round(float(re.sub(r"[^\d.]", "", text)) * scale, 2)


def _currency_of_scale(text: str) -> str | None:
    return "JPY" if "万" in text else "KRW" if "만" in text else None


def _line_length(text: str, start: int, end: int) -> int:
    """Of the line around a place; as far as it counts."""
    before = text.rfind("\n", max(0, start - _PROSE), start)
    after = text.find("\n", end, end + _PROSE)
    return (end + _PROSE if after < 0 and end + _PROSE < len(text) else len(text) if after < 0 else after) - (
        max(0, start - _PROSE) if before < 0 else before + 1
    )


def as_amount(text: str) -> float | None:
    """A number written as prices are: thousands and cents parted by dots, commas, spaces or apostrophes.

    >>> as_amount("42.500,00"), as_amount("11,935"), as_amount("8800.50")
    (42500.0, 11935.0, 8800.5)
    """
    digits = re.sub(r"[.,][-–—]$|[\s'’\u00a0\u202f\u2009]", "", text)
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"\D", "", digits[: cents.start()] if cents else digits)
    return float(f"{whole}.{cents[1] if cents else 0}") if whole else None


def currency_of(mark: str | None) -> str | None:
    """The ISO 4217 code of a currency's mark; a bare dollar sign is taken for the US one."""
    if not mark:
        return None
    mark = mark.strip()
    if mark.lower().startswith("kr"):
        return None  # of several countries
    return "USD" if mark == "$" else _CODES.get(mark, mark.upper() if re.fullmatch(r"[A-Za-z]{3}", mark) else None)


def mileage_in(text: str) -> tuple[int | None, MileageUnit | None]:
    """The distance that a text says and its unit (None: it names none): the first under a label, else the first."""
    first: tuple[int, MileageUnit | None] | None = None
    for found in islice(MILEAGE.finditer(text), _MOST_PRICES):
        said = found["number"] or found["labelled"]
        number = int(_in_units(said)) if "万" in said else int(re.sub(r"\D", "", said))
        unit = (found["unit"] or found["labelled_unit"] or ("km" if found[0][:2].lower() == "km" else "")).lower()
        if unit.startswith("т"):  # thousands, as Ukraine and Russia count
            number *= 1000
        around = text[max(0, found.start() - 25) : found.end() + 25].lower()
        if number > 2_000_000 or re.search(
            r"per (?:gallon|year|annum)|annual|yearly|p\.a\.|mpg|/year|/l\b|range|away|distance|free|warrant|radius",
            around,
        ):
            continue
        told: tuple[int, MileageUnit | None] = number, "mi" if unit[:1] == "m" else "km" if unit else None
        if found["labelled"]:
            if number < _SHORT and not unit:
                continue
            return told
        first = first or told
    return first or (None, None)


def lines_of(root: HtmlElement, left_out: set[HtmlElement]) -> Iterator[str]:
    """The text that a reader sees, a line an element; without what stands in some elements."""
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_done = stack.pop()
        if is_done:
            if element.tail and (tail := element.tail.strip()):
                yield tail
            continue
        if element is not root:
            stack.append((element, True))
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or element in left_out:
            continue
        if _STRUCK.search(element.get("class") or ""):
            continue
        if element.text and (text := element.text.strip()):
            yield text
        stack.extend((child, False) for child in reversed(element))


def text_of(element: HtmlElement, most: int) -> str:
    """The text in an element, in one line, of so many characters at most."""
    parts, length = [], 0
    for line in lines_of(element, set()):
        parts.append(line)
        length += len(line) + 1
        if length > most:
            break
    return " ".join(" ".join(parts).split())[:most]


__all__ = [
    "MILEAGE",
    "PRICE",
    "Facts",
    "as_amount",
    "currency_of",
    "lines_of",
    "mileage_in",
    "price_in",
    "read_facts",
    "text_of",
    "vin_in",
]
