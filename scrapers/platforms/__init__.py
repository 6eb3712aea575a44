"""Dealer platforms: which one made a page, and what only its adapter knows to read. One small file a platform."""

from __future__ import annotations

from scrapers.extract.document import Document
from scrapers.platforms.autorevo import AUTOREVO
from scrapers.platforms.autoscout24 import AUTOSCOUT24
from scrapers.platforms.autotrader_uk import AUTOTRADER_UK
from scrapers.platforms.base import Platform
from scrapers.platforms.carsforsale import CARSFORSALE
from scrapers.platforms.click_dealer import CLICK_DEALER
from scrapers.platforms.dealer_com import DEALER_COM
from scrapers.platforms.dealer_eprocess import DEALER_EPROCESS
from scrapers.platforms.dealer_inspire import DEALER_INSPIRE
from scrapers.platforms.dealercenter import DEALERCENTER
from scrapers.platforms.dealeron import DEALERON
from scrapers.platforms.jalbum import JALBUM
from scrapers.platforms.jazel import JAZEL
from scrapers.platforms.mobile_de import MOBILE_DE
from scrapers.platforms.modix import MODIX
from scrapers.platforms.sincro import SINCRO
from scrapers.platforms.team_velocity import TEAM_VELOCITY
from scrapers.platforms.vtp import VTP
from scrapers.platforms.wordpress import WORDPRESS

# The first that is proven counts: what stands on top of another (Jazel and Dealer Inspire on WordPress) comes first.
PLATFORMS: tuple[Platform, ...] = (
    AUTOTRADER_UK, AUTOSCOUT24, MOBILE_DE, MODIX, VTP, JAZEL, DEALER_INSPIRE, TEAM_VELOCITY, DEALERON, DEALER_COM,
    SINCRO, DEALER_EPROCESS, AUTOREVO, CLICK_DEALER, DEALERCENTER, CARSFORSALE, JALBUM, WORDPRESS,
)  # fmt: skip


def detect(document: Document) -> Platform | None:
    """The platform of a page or JSON document, from its text and URL; None: no mark of any."""
    text = f"{document.url}\n{document.text}".lower().replace("\\/", "/")
    proven = next((platform for platform in PLATFORMS if platform.is_marked(text)), None)
    return proven or next((platform for platform in PLATFORMS if platform.is_hinted(text)), None)


__all__ = ["PLATFORMS", "Platform", "detect"]
