"""Which dealers the spider's arguments choose."""

from __future__ import annotations

from collections.abc import Sequence

from carcls.config import Settings
from carcls.dealers import DealerEntry, dealer_of_url, find_dealer, is_loopback, read_dealers
from carcls.errors import SettingsError


def chosen_dealers(settings: Settings, name: str, url: str, crawl: str) -> list[DealerEntry]:
    """The dealers to crawl: one by name, one by URL, or with neither all of the dealers file.

    Args:
        settings: name the dealers file and the contact.
        name, url, crawl: the spider's arguments as they were given; empty: not given.

    Raises:
        SettingsError, UnknownDealer: the arguments contradict each other, the dealers file is wrong, or a site of
            somebody else would be visited without saying whose crawler it is.
    """
    if name and url:
        raise SettingsError(
            f"A crawl takes a dealer or a url. Received: dealer={name!r} and url={url!r}. Leave one out."
        )
    if crawl and not (crawl.isdigit() and (name or url)):
        raise SettingsError(
            f"A caller's crawl goes with one dealer. Received: crawl={crawl!r}. Give its number and -a dealer=NAME."
        )
    if url:
        dealers = [dealer_of_url(url)]
    elif name:
        dealers = [find_dealer(settings.dealers_file, name)]
    else:
        dealers = list(read_dealers(settings.dealers_file).values())
    if not dealers:
        raise SettingsError(
            f"The dealers file should name a dealer. Received: {settings.dealers_file} without one. "
            'Add a line NAME = { url = "https://…" }, or give -a url=https://…'
        )
    refuse_strangers(settings, dealers)
    return dealers


def refuse_strangers(settings: Settings, dealers: Sequence[DealerEntry]) -> None:
    """Only sites on this machine are visited by a crawler that does not say whose it is.

    Raises:
        SettingsError: there is no contact, and one of the dealers is elsewhere.
    """
    addresses = [address for dealer in dealers for address in (dealer.url, dealer.feed) if address]
    strange = next((address for address in addresses if not is_loopback(address)), None)
    if strange and not settings.contact:
        raise SettingsError(
            f"A crawler should say whose it is. Received: no contact, and a crawl of {strange}. "
            "Set CARCLS_CONTACT to an e-mail address or URL of yours."
        )
