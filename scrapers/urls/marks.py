"""What a photo's URL says of it: a stock photo, a card that stands for one that is missing, or no photo at all."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from scrapers.urls.proxies import asked_of_handler

# Libraries of makers' and agencies' pictures: the same for every vehicle of one trim and colour.
STOCK = (
    ("Dealer.com", r"images\.dealer\.com/(?:autodata|evox|ddc/vehicles)/|large_stockphoto"),
    ("CDK: the makers' renders, Chrome Data", r"assets-cdk\.com/(?:RTT|chrome(?:_jpgs)?|ChromeColorMatch)/"),
    ("Dealer Inspire", r"stock-images/chrome|/thumbnails/stock-images/"),
    ("DealerOn: ip is the dealer's own, sp is not", r"/inventoryphotos/\d+/\w+/sp/"),
    ("Dealer eProcess: dvp is the dealer's own, svp is not", r"dealereprocess\.com/.*/svp/"),
    ("Cars.com", r"cstatic-images\.com/(?:\w+/)?in/v2/stock_photos/"),
    ("VinSolutions", r"/StockPhoto(?:Thumb)?\.ashx"),
    ("SM360", r"sm360\.ca/.*images/(?:newcar|model)/"),
    ("Chrome Data", r"chromedata\.com/|/MediaGallery/media/"),
    ("Chrome Data's names: year, make, style", r"(?<![a-z])cc_\d{4}[a-z]{3}\w+_\d{2}_\d{3,4}[_.]"),
    ("EVOX", r"(?<![a-z])evox(?:images)?(?![a-z])"),
    ("EVOX's names: vehicle, kind, width, angle", r"(?<!\d)\d{4,5}_(?:st|cc|sp)\d{4}_\d{3}[_.]"),
    ("Autodata", r"autodata(?:direct)?\.com/"),
    ("Autodata's names: country, year, make, style", r"/(?:US|CA)[BCDT]\d{2}[A-Z]{3}\d{3}[A-Z]\d\w*(?:\.\w+|/[^/]+)$"),
    ("izmo", r"(?<![a-z])izmo(?:stock|cars)"),
    ("Fuel", r"fuelapi|vehicleimages?\.fuel"),
    ("imagin.studio", r"imagin\.studio/"),
    ("makers' renderers", r"/iof\.php|/iris(?:/iris)?\?|/(?:fordd|d)ig/(?:ford|lincoln)/|/mmgprod|cosy\.(?:bmw|mini)"),
    ("named so", r"jelly-?beans?(?![a-z])|(?<![a-z])stockphoto(?![a-z])|generic[-_](?:car|vehicle|stock)"),
)
# Cards that say in a file's or folder's name that there is no photo.
_PHOTO = r"(?:image[mn]?|img|photo|foto|pic(?:ture)?|bild)"
PLACEHOLDERS = (
    rf"(?<![a-z0-9])(?:no|without|missing)[-_ ]?(?:vehicle|car|auto)?[-_ ]?{_PHOTO}s?(?![a-z])",
    rf"{_PHOTO}s?[-_ ]?(?:un|not[-_ ]?)(?:available|found|uploaded)",
    rf"{_PHOTO}s?[-_ ]?(?:missing|pending|(?:are[-_ ]?)?coming)(?![a-z])",
    r"(?<![a-z])not[-_ ]?available|(?<![a-z])unavailable(?![a-z])|coming[-_ ]?soon",
    rf"(?:await|wait)ing[-_ ]?(?:for[-_ ]?)?{_PHOTO}|new[-_ ]?arrival[-_ ]?{_PHOTO}",
    rf"place[-_]?holder|default[-_](?:vehicle|car|auto|no|{_PHOTO})|/default{_PHOTO}?\.\w+$",
    rf"(?<![a-z])kein[-_ ]?{_PHOTO}|bild[-_ ]?(?:folgt|fehlt)",
    rf"(?<![a-z])(?:sin|sem|pas[-_ ]?de|sans|aucune|geen|brak|nessuna)[-_ ]?(?:{_PHOTO}|afbeelding|zdjecia|immagine)",
)
# No photos: furniture of pages by file name, and the frames of players that turn a vehicle round.
_FURNITURE = re.compile(
    r"(?<![a-z])(?:logo|icon|sprite|badge|favicon|spacer|blank|pixel|loading|loader|spinner|(?<!pierce-)arrow|facebook|twitter|"
    r"instagram|youtube|whatsapp(?!(?:[-_ +]|%20)*ima?ge?(?:[-_ +]|%20)*\d)|carfax|autocheck|play-?button|overlay|"
    r"(?:featured|corner|sale)[-_]?ribbon|folderthumb|watermark)s?(?![a-z])",
    re.IGNORECASE,
)
_LOGO_ASKED = re.compile(
    r"(?:^|&)(?:rule|type|kind|preset|variant)=[\w-]*(?<![a-z])logo(?![a-z])", re.IGNORECASE
)  # rule=mo-dealer-logo.png
_SPIN = re.compile(
    r"(?:^|[./-])(?:spincar|swipe-?to-?spin)(?:[./-]|$)|^[^/]*(?:^|\.)impel\.(?:io|ai)(?:/|$)", re.IGNORECASE
)
_STOCK = re.compile("|".join(pattern for _, pattern in STOCK), re.IGNORECASE)
_PLACEHOLDER = re.compile("|".join(PLACEHOLDERS), re.IGNORECASE)


def photo_flags(url: str) -> tuple[str, ...]:
    """`stock` or `placeholder`, as far as the URL shows it: such a photo is kept, and known for what it is.

    >>> photo_flags("https://oak.example/images/photo-coming-soon.jpg")
    ('placeholder',)
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if _PLACEHOLDER.search(path):
        return ("placeholder",)
    asked = unquote(f"?{parts.query}") if parts.query else ""
    return ("stock",) if _STOCK.search(parts.netloc + path) or (asked and _STOCK.search(path + asked)) else ()


def is_furniture(url: str) -> bool:
    """True for what is no photo: a file named logo, icon, spacer and the like, or a frame of a spin's player."""
    parts = urlsplit(url)
    name = asked_of_handler(parts.path).rpartition("/")[2]
    return bool(
        _FURNITURE.search(name) or _LOGO_ASKED.search(parts.query) or _SPIN.search(f"{parts.netloc}{parts.path}")
    )
