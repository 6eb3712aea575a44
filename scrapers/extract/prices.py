"""What a text says that a vehicle costs: no rate, no saving, no price of before."""

from __future__ import annotations

import re
from itertools import islice

from scrapers.extract.amounts import TENS_OF_THOUSANDS, as_amount, in_units
from scrapers.extract.texts import is_prose

_CURRENCY = (
    r"US\$|C\$|CA\$|A\$|AU\$|NZ\$|S\$|HK\$|NT\$|R\$|\$|£|€|¥|₹|₽|₪|₺|₦|₱|฿|₴|₸|₾|₼|GH₵|₵|"
    r"(?<![A-Za-z])(?:zł|CHF|Fr\.|[Kk]r\.?|SEK|NOK|DKK|PLN|EUR|USD|GBP|CAD|AUD|R(?=\s?\d)|Kč|Ft|円|руб\.?|"
    r"[Ll]ei\b|RON|лв\.?|BGN|грн\.?|UAH|TL\b(?!\s?\d)|TRY|RM(?=\s?\d)|MYR|Rp\.?(?=\s?\d)|IDR|AED|SAR|QAR|K[Ss]h|KES|USh|UGX|TSh|TZS|"
    r"NGN|GHS|PHP|THB|บาท|INR|PKR|Rs\.|Rs(?=\s?\d{1,2},\d))"
)
_NUMBER = (
    r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3}){1,4}(?:[.,]\d{2}|,[-–—])?|\d{1,2}(?:,\d{2}){1,4},\d{3}|"
    r"\d{3,7}(?:[.,]\d{2})?"
)
# A mark that stands before a number of its own is not the price of what stands on the line above it: 2018, € 12.990.
PRICE = re.compile(
    rf"(?<![\d.,])(?P<scaled>{TENS_OF_THOUSANDS}(?=\s?円)|\d{{1,3}}(?:,\d{{3}})?\s?만(?=\s?원)|"
    r"\d{1,3}(?:\.\d{1,2})?\s?(?:[Ll]akhs?|[Ll]acs?|[Cc]rores?)\b)|"
    rf"(?P<before>{_CURRENCY})\s?(?P<first>{_NUMBER})(?!\d|\.?\d?\d?\s?(?:[Ll]a[ck]|[Cc]ror))|"
    rf"(?<![\d.,])(?P<second>{_NUMBER})(?:[^\S\n]?|\n(?=(?:{_CURRENCY})(?![^\S\n]?\d)))"
    rf"(?P<after>{_CURRENCY})(?![a-z\d])(?!(?<=[$£])[^\S\n]\d)|"
    r"(?<![\d.,])(?P<bare>\d{1,3}(?:\.\d{3})+),[-–—](?!\d)"
)
_CODES = {"£": "GBP", "€": "EUR", "zł": "PLN", "Fr.": "CHF", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD",
          "AU$": "AUD", "NZ$": "NZD", "R": "ZAR", "₹": "INR", "₽": "RUB", "Kč": "CZK", "Ft": "HUF",
          "¥": "JPY", "円": "JPY", "руб": "RUB", "руб.": "RUB", "S$": "SGD", "HK$": "HKD", "NT$": "TWD", "R$": "BRL",
          "₺": "TRY", "TL": "TRY", "₦": "NGN", "₱": "PHP", "฿": "THB", "บาท": "THB", "₴": "UAH", "грн": "UAH",
          "грн.": "UAH", "₵": "GHS", "GH₵": "GHS", "lei": "RON", "Lei": "RON", "лв": "BGN", "лв.": "BGN", "RM": "MYR",
          "₸": "KZT", "₾": "GEL", "₼": "AZN",
          "₪": "ILS", "Rp": "IDR", "Rp.": "IDR", "KSh": "KES", "Ksh": "KES", "USh": "UGX", "TSh": "TZS",
          "Rs": "INR", "Rs.": "INR"}  # fmt: skip
_RATE = re.compile(
    r"^\W{0,3}(?:/\s*)?(?:per|a|p/?|pro|par|al|im|/)?\s*"
    r"(?:mo(?:nth|nat|is|\b)|m(?:onth)?ly|wk|week|pcm|pm\b|p\.m|mtl|m[eê]s(?:e|\b)|rate|mies|maand|"
    r"(?:в |на )?м[еі]с(?:яц|ец))|"
    # Shorter words, which may be others (MAN, Md), after a slash or `per` alone.
    r"^[^\w\n]{0,3}(?:p?/\s?|p(?:e?r)?\.?\s)(?:m|mdr?|mnd|m[åa]n(?:ad|ed)?|kk|hó|lun[aă]|мес)\b",
    re.IGNORECASE,
)
_NO_PRICE_BEFORE = re.compile(
    r"(?:\b(?:over|under|off|was|down|fee|tax)|per month|monthly|payment|deposit|save|saving|discount|rrp|msrp|"
    r"starting|insurance|credit|rebate|balance|from only|rate|anzahlung|acompte|shipping|delivery|reduced by|"
    r"instead of|value of|worth|up to|retail|rata(?: od)?|cuota|mensualidad|средняя(?: цена)?|average(?: price)?|"
    r"market(?: price)?|"
    r"neupreis|listenpreis|uvp|nypris|nieuwprijs|adviesprijs|catalogusprijs|"
    r"月々|月額)\W*(?:of|from|by)?\W*$",
    re.IGNORECASE,
)
_FINANCED = re.compile(r"(?<!\bo )(?<!/)(?:financiad[oa]|financed(?: price)?)[^\w\n]*\Z", re.IGNORECASE)  # on its line
# What stands behind an amount that is less than the price: of a loan, or without tax.
_IS_PART = re.compile(
    r"\W{0,3}(?:deposit|down|off\b|saving|discount|finance|netto|net\b|excl|exkl|ex\.? |ex(?:kl)?\.|hors|ht\b|ohne|"
    r"plus vat|\+ ?vat|zzgl|sin iva|bez dph|\+ ?moms|ekskl)",
    re.IGNORECASE,
)
_PRICE_LABEL = re.compile(
    r"\b(?:price|our price|asking|cash price|sale price|internet price|priced at|prix|precio|prezzo|cena|preço|valor|"
    r"цена|(?:(?:kauf|verkaufs|bar|haus|aktions|sonder|barzahlungs|end|gesamt|fahrzeug)?preis|"
    r"(?:kontant|salgs|ut|utsalgs)?pris|(?:vraag|meeneem|rijklaar|verkoop)?prijs))\b|(?:本体|車両)価格",
    re.IGNORECASE,
)
_MOST_PRICES = 500  # of one page
_LOWEST, _HIGHEST = 100, 3_000_000_000  # a vehicle's price, also in rupiah; less is a fee or a rate


def price_in(text: str) -> tuple[float | None, str | None]:
    """The price of a vehicle in a text and its currency: not a monthly rate, a saving or what it was before.

    One under a label of its own counts more than one without; among equals, the first, unless a lower one follows with
    nothing between: what it was, and what it is. In running text only one with a label counts, of many amounts.
    """
    best: tuple[int, float, str | None] | None = None
    end = 0
    for found in islice(PRICE.finditer(text), _MOST_PRICES):
        told = found["first"] or found["second"] or found["bare"]
        amount = as_amount(told) if told else in_units(found["scaled"])
        if amount is None or not _LOWEST <= amount <= _HIGHEST:
            continue
        before, after = text[max(0, found.start() - 60) : found.start()], text[found.end() : found.end() + 25]
        if _FINANCED.search(before) or _RATE.search(after) or _NO_PRICE_BEFORE.search(_about_it(before)):
            continue
        weight = 2 if _PRICE_LABEL.search(before[-40:]) else 1 if amount >= 500 else 0
        if weight < 2 and is_prose(text, found.start(), found.end()):
            continue
        is_now = (
            best is not None
            and best[1] / 2 <= amount < best[1]
            and not text[end : found.start()].strip()
            and not _IS_PART.match(after)
        )
        if best is None or weight > best[0] or is_now:
            mark = found["before"] or found["after"]
            best = (weight, amount, currency_of(mark) if told else _currency_of_scale(found["scaled"]))
            end = found.end()
        elif best[0] == 2:
            break
    return (best[1], best[2]) if best else (None, None)


def _about_it(before: str) -> str:
    """Of what stands before an amount, what tells of it: its line, or the one above where that has no amount itself."""
    above, _, line = before.rpartition("\n")
    if not line.strip():
        line = above.strip().rpartition("\n")[2]
        line = "" if re.search(r"\d", line) and not line.rstrip().endswith(":") else line
    return " ".join(line.split())


def _currency_of_scale(text: str) -> str | None:
    return "JPY" if "万" in text else "KRW" if "만" in text else None


def currency_of(mark: str | None) -> str | None:
    """The ISO 4217 code of a currency's mark; a bare dollar sign is taken for the US one."""
    if not mark:
        return None
    mark = mark.strip()
    if mark.lower().startswith("kr"):
        return None  # of several countries
    return "USD" if mark == "$" else _CODES.get(mark, mark.upper() if re.fullmatch(r"[A-Za-z]{3}", mark) else None)
