"""Dealers' sites by platform, each made from where the photos' hosts stand and from its own address."""

from collections.abc import Callable

from tests.scrapers.platforms.shops.albums import jalbum
from tests.scrapers.platforms.shops.galleries import (
    carsforsale,
    dealer_eprocess,
    dealercenter,
    dealeron,
    sincro,
    team_velocity,
)
from tests.scrapers.platforms.shops.galleries_elsewhere import autorevo, click_dealer, modix, wordpress
from tests.scrapers.platforms.shops.inventory_apis import dealer_com, dealer_inspire
from tests.scrapers.platforms.shops.page_state import autoscout24, autotrader_uk, jazel, mobile_de
from tests.scrapers.platforms.shops.shop import Shop

Make = Callable[[str, str], Shop]

INVENTORY_APIS: tuple[Make, ...] = (dealer_com, dealer_inspire)
PAGE_STATE: tuple[Make, ...] = (jazel, autoscout24, mobile_de, autotrader_uk)
GALLERIES: tuple[Make, ...] = (
    dealeron, sincro, team_velocity, dealer_eprocess, carsforsale, dealercenter,
    autorevo, click_dealer, modix, wordpress,
)  # fmt: skip
ALBUMS: tuple[Make, ...] = (jalbum,)

SHOPS: dict[str, Make] = {make.__name__: make for make in (*INVENTORY_APIS, *PAGE_STATE, *GALLERIES, *ALBUMS)}
