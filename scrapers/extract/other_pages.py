"""Addresses of a dealer's site that are no vehicle's and no list's of them: articles, contact, service, facets."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_DATE = re.compile(r"/(?:19|20)\d\d/\d\d(?:/\d\d)?(?=/)")
# A number that may be one vehicle's at the end of a segment: /bmw-320d-12-months-warranty-88123, not /best-cars-2024.
_ENDS_IN_NUMBER = r"[^/]*[-_](?!(?:19|20)\d\d/?$)\d{3,}(?:\.\w{3,5})?/?$"
_WORD_ENDS = rf"(?![a-z]|-[^/]*[a-z]{_ENDS_IN_NUMBER})"
# What tells of vehicles in general, and may lead to some.
_ARTICLE = (
    r"(?:[\w-]+-)?(?:reviews?|guides?|advice|articles?|blog|journal|magazine)(?:-[\w-]+)?/|"
    rf"(?:blog|news|article|aktuell(?:es)?|ratgeber|noticias?|notizie|nieuws|actualit[eé]s?|actualidad|"
    rf"aktualno[sś]ci|novinky|aktuality|h[ií]rek|[sș]tiri|nyheter|nyheder|uutiset|haber(?:ler)?|novosti|berita|tin-tuc|artikkelit|articulos?|articoli)"
    rf"{_WORD_ENDS}"
)
# What a segment begins with.
_BEGINS = (
    "about|contact|financ(?:e|ing)|servic(?:es?|ing)|aftersales|bodyshop|mot|recalls?|parts|privacy|terms|research|"
    r"credit-app\w*|get-approved|apply|careers?|team|staff|review|login|account|compare|wishlist|favou?rites?|share|print|enquir|inquir|test-?drive|tag|"
    "category|author|feed|wp-json|sitemap|warrant(?:y|ies)|events?|insurance|car-hire|hire|wheels|tyres|tires|"
    r"accessories|awnings|product-category|valuation|trade-?in|part-?ex\w*|directions|faqs?|testimonials"
)
_OTHER_WORDS = (
    r"(?:[\w-]+-)?(?:contacto?|contat[oi]|kontakt)|impressum|datenschutz|(?:ueber|%C3%BCber)-uns|finanzierung|financement|"
    r"financiaci[oó]n|financiamento|chi-siamo|qui-sommes-nous|quienes-somos|over-ons|"
    r"(?:[a-z]{3,20}-?)?ankauf(?:-(?!und-verkauf|verkauf)[a-z-]{1,40})?|"
    r"(?:auto|fahrzeug|pkw|wagen)-verkaufen|inzahlungnahme|inkoop|skup(?:-aut|-samochod[oó]w)?|rachat(?:-[a-z-]{1,40})?|"
    r"(?:vende(?:r)?|compramos|vendi)-(?:tu|su|seu|la-tua)-(?:coche|auto|carro|vehiculo)"
)
# What an address ends with.
_LAST = rf"(?:(?:[a-z]+-)*(?:warranty|deals)|sell[\w-]*|value[\w-]*|hours|{_OTHER_WORDS})(?:\.\w{{3,5}})?"
# The same of pages that may list vehicles.
_LISTS = (
    r"locations?|dealers?|finder|specials?|offers?|dealers?/[\w-]+|(?:search|results)/(?:new|used|certified|pre-?owned|all)(?![^/]*\d{5})[^/]*|"
    r"showroom/[a-z-]+/[\w-]+/(?:19|20)\d\d"
)
# A facet: under so much. Not Ford's S-Max and C-Max, nor Isuzu's D-Max.
_LIMIT = (
    rf"(?:[\w-]*-)?(?:under|over|below|above|up-to|less-than)-\d(?!{_ENDS_IN_NUMBER})|"
    r"(?:[\w-]*-)?(?<![-/][a-z]-)(?:max|min)-(?:\d{4,}|\d+k)(?![\w-]*[a-z])"
)
# Whole segments: what they begin may list vehicles (/service-loaners/, /category/suv/).
_IS_ELSEWHERE = re.compile(
    rf"/(?:{_ARTICLE}|(?:contact|about|financ(?:e|ing)|apply|credit|service|servicing|aftersales|bodyshop|parts|privacy|terms|"
    r"careers?|team|staff|login|account|faqs?|testimonials|insurance|valuation|trade-?in|directions|warranty)"
    r"(?:-(?:us|team|form|application|calculator|options|department|cent(?:er|re)|policy|app\w*))*(?=[/.]|$)|"
    rf"get-approved|credit-app\w*|(?:{_OTHER_WORDS})(?:\.\w{{3,5}})?/?$)",
    re.IGNORECASE,
)
_NO_VEHICLE = re.compile(rf"/(?:{_ARTICLE}|(?:{_BEGINS}){_WORD_ENDS}|(?:{_LAST}|{_LISTS})/?$|{_LIMIT})", re.IGNORECASE)


def names_no_vehicle(path: str) -> bool:
    """True for a path of a page that is no vehicle's own: news, contact, finance, compare, a list by price, …"""
    return bool(_NO_VEHICLE.search(path))


def is_no_vehicle(url: str) -> bool:
    """As `names_no_vehicle`, of a URL."""
    return names_no_vehicle(urlsplit(url).path)


def is_elsewhere(url: str) -> bool:
    """True for an article or a form by its path: the few vehicles that it shows are not its own list."""
    return bool(_IS_ELSEWHERE.search(urlsplit(url).path))


def is_dated(url: str) -> bool:
    """True where a URL's path has a year and a month, as those of blogs have."""
    return bool(_DATE.search(urlsplit(url).path))


def without_date(path: str) -> str:
    """A path without the year and the month of a blog's post."""
    return _DATE.sub("/", path)
