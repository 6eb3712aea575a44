"""What a dealer's lists of vehicles say, and how far to follow them."""

from __future__ import annotations

from dataclasses import dataclass, field

from carcls.catalog.sightings import VehicleIdentity
from scrapers.page import Page
from scrapers.urls import page_key

MOST_PAGES = 1000  # of one list
STALE_PAGES = 5  # pages in a row of which other lists have every vehicle: the list is a facet of them


@dataclass
class ListPages:
    """One list while it is followed: the vehicles that its pages showed. stale: pages in a row without news."""

    met: set[int] = field(default_factory=set)
    pages: int = 0
    stale: int = 0


@dataclass
class Lists:
    """The lists of one dealer. stated: the most vehicles that one of them says the dealer has; None: none says it."""

    stated: int | None = None
    _lists: dict[str, ListPages] = field(default_factory=dict)  # by the list's first page
    _met: set[int] = field(default_factory=set)  # vehicles on any list
    _identities: dict[str, VehicleIdentity] = field(default_factory=dict)  # what lists say of detail pages

    def learn(self, page: Page) -> None:
        """Keep what a page says of its vehicles, whose own pages may say less, and of their number."""
        if page.total is not None:
            self.stated = max(self.stated or 0, page.total)
        for url, identity in page.details.items():
            if identity.vin or identity.stock_number:
                self._identities[page_key(url)] = identity

    def goes_on(self, list_url: str, page: Page) -> bool:
        """True where the list's following page should be asked for.

        Some sites repeat one page for ever, some answer empty pages past the end: a page without a vehicle that is new
        to its list ends it. Facets (by make, by colour, by price) are lists of vehicles that other lists have: so do
        STALE_PAGES pages in a row without a vehicle that is new to the dealer, unless the list says that it has more
        than are known. Fewer pages prove nothing: a list of the newest may have run ahead of the whole one.
        """
        this = self._lists.setdefault(list_url, ListPages())
        this.pages += 1
        here = {hash(page_key(url)) for url in page.details}
        here |= {hash(vehicle.identity.key) for vehicle in page.vehicles}
        is_new_to_list = bool(here - this.met)
        this.stale = 0 if here - self._met else this.stale + 1
        this.met |= here
        self._met |= here
        is_facet = this.stale >= STALE_PAGES and (page.total or 0) <= len(self._met)
        return is_new_to_list and not is_facet and this.pages < MOST_PAGES

    def complete(self, identity: VehicleIdentity, url: str) -> VehicleIdentity:
        """A vehicle's identity with what lists said of its page."""
        known = self._identities.get(page_key(identity.page_url or url), VehicleIdentity())
        return VehicleIdentity(
            identity.vin or known.vin,
            identity.stock_number or known.stock_number,
            identity.title or known.title,
            identity.page_url or known.page_url or url,
        )
