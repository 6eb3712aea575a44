"""What a page's text says of its vehicle: VIN, stock number, price, mileage, by their labels in several languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrapers.extract.mileages import mileage_in
from scrapers.extract.prices import price_in
from scrapers.extract.vin import VIN, has_valid_check_digit
from scrapers.page import MileageUnit

_VIN_LABEL = re.compile(
    r"\b(?:(?:V\.?I\.?N\.?(?:[\s-]?(?:kod|nummer|nr)\.?)?|N\.?I\.?V\.?|FIN)(?![a-z])|fahrzeug-?ident\w*(?:[\s-]*(?:nr|nummer))?\.?|"
    r"Fahrgestell\w*(?:[\s-]*(?:nr|nummer))?\.?|alv[áa]zsz[áa]m|chassis(?:n[ur]mmer|\s*(?:no|number|nr|code))?\.?(?:\s*\(VIN\))?|"
    r"frame\s*(?:no|number)?\.?|serial(?:\s*(?:no|number))?\.?|s/n|bastidor|telaio|ch[âa]ssis|"
    r"(?:num[eé]ro|n[°º]) de s[eé]rie|nr nadwozia|номер кузова|(?:πλαισιο|πλαίσιο))(?:\s*\(VIN\))?"
    r"\s{0,5}(?:#|no\.?|number|code)?\s{0,5}[:#.\-–]{0,5}\s{0,5}(?P<number>[A-Z0-9][A-Z0-9\-*/]{3,18}[A-Z0-9])(?![\w])",
    re.IGNORECASE,
)
_STOCK_LABEL = re.compile(
    r"(?<![\w-])(?:stock\s*(?:#|no\b\.?|number\b|nr\b\.?|id\b|code\b)|stk\s*(?:#|no\b\.?)|(?:reference|ref\.?|offer|listing|advert|vehicle|lot|unit)"
    r"\s*(?:#|no\b\.?|number\b|nr\b\.?|id\b|code\b)|(?:ref(?:erence)?|réf(?:érence)?|rif(?:erimento)?)\.?\s*:|(?:ref|réf|rif)\.(?:\s*\n|\s(?=[A-Z]{1,4}-\d{3}))|stock\s*:|(?:angebots|fahrzeug|inserats)\W?(?:nr|nummer)\b\.?|"
    r"interne nummer|(?:voorraad|lager)(?:nr|nummer)\b\.?|(?:numer|nr) oferty|κωδικός οχήματος|"
    r"n[o°º]\s*(?:de\s*)?(?:stock|r[eé]f\w*)|"
    r"interne nr\b\.?|codice (?:veicolo|annuncio)|r[eé]f\.? (?:interna|annonce)|ilan no|stok no|"
    # A line of its own, and the number on the next one.
    r"(?<![^\n])(?:r[eé]f[eé]rence|riferimento|rif\.?|c[óo]digo|clave|κωδικός|voertuignummer|objectnummer|объявление|"
    r"管理番号|매물번호|รหัสรถ|מספר מלאי|رقم الإعلان)(?=\W{0,3}\n)|"
    r"stock(?=\s*\n))\s*[:#]*\s*(?!(?:19|20)\d\d\s)(?P<number>#?[A-Z0-9][A-Z0-9\-_/.]{1,19})(?![\w])",
    re.IGNORECASE,
)


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
