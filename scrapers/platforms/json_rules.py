"""Rules of platforms whose vehicles are in JSON: the state in a page's scripts, or an inventory API's answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urljoin

from carcls.catalog.sightings import VehicleIdentity
from scrapers.extract.photos import photo_links, telling
from scrapers.extract.same_photos import Candidate
from scrapers.extract.vin import vin_in
from scrapers.page import FoundVehicle, MileageUnit, PhotoLink
from scrapers.platforms.paths import find, first
from scrapers.platforms.values import as_currency, as_number, as_text
from scrapers.urls import Rendition, full_size, same_page

Paths = tuple[str, ...]
LARGEST = 9000  # the width given to a rendition that the platform keeps as the original


@dataclass(frozen=True, kw_only=True)
class JsonPhotos:
    """Where a vehicle's object has photos.

    where: path to each photo. url: paths in it to its renditions, largest first; "": it is the URL itself. tag, alt:
    the site's class and caption. flags: what all of them are. placeholder: path to a true value in those that stand
    where photos are to come. separator: what parts the URLs of one text.
    """

    where: str
    url: Paths = ("",)
    tag: Paths = ()
    alt: Paths = ()
    flags: tuple[str, ...] = ()
    placeholder: str | None = None
    separator: str | None = None

    def read(self, vehicle: Any, base_url: str) -> Iterator[PhotoLink]:
        """The photos of a vehicle's object."""
        for node in find(vehicle, self.where):
            parts = node.split(self.separator) if self.separator and isinstance(node, str) else [node]
            for photo in parts:
                texts = [text for path in self.url for text in find(photo, path) if isinstance(text, str)]
                urls = [url for text in texts if (url := photo_url(text, base_url))]
                if not urls:
                    continue
                renditions = tuple(Rendition(url, LARGEST - place) for place, url in enumerate(urls))
                candidate = Candidate(renditions, telling(first(photo, self.tag)), telling(first(photo, self.alt)))
                flags = self.flags
                if self.placeholder and first(photo, (self.placeholder,)) is True:
                    flags = (*flags, "placeholder")
                for link in photo_links([candidate]):
                    yield replace(link, flags=tuple(dict.fromkeys((*link.flags, *flags))))


@dataclass(frozen=True, kw_only=True)
class JsonVehicle:
    """Where JSON has vehicles, and where each has what is told of it: paths of which the first that is there counts.

    title: `year+make+model` joins what is at several paths. page: its address; made_page: what it is made of where it
    is not there, with the vehicle's own fields in braces. unit: where the mileage's unit is; mileage_unit: that of
    numbers without one. is_own: photos without an identity are of the page's own vehicle.
    """

    where: Paths
    vin: Paths = ("vin",)
    stock: Paths = ()
    title: Paths = ()
    page: Paths = ()
    made_page: str | None = None
    price: Paths = ()
    currency: Paths = ()
    default_currency: str | None = None
    mileage: Paths = ()
    unit: Paths = ()
    mileage_unit: MileageUnit | None = None
    photos: tuple[JsonPhotos, ...] = ()
    is_own: bool = False

    def read(self, data: Any, base_url: str) -> list[FoundVehicle]:
        """The vehicles of a document that have an identity, each with the photos in its own object."""
        nodes = next((nodes for path in self.where if (nodes := list(find(data, path)))), [])
        vehicles = (self._vehicle(node, base_url) for node in nodes if isinstance(node, dict))
        return [vehicle for vehicle in vehicles if vehicle is not None]

    def _vehicle(self, node: dict[str, Any], base_url: str) -> FoundVehicle | None:
        said = as_text(first(node, self.vin))
        vin = vin_in(said)
        stock = as_text(first(node, self.stock)) or (said if not vin else None)
        page = as_text(first(node, self.page)) or self._made_page(node)
        identity = VehicleIdentity(vin, stock, self._title(node), urljoin(base_url, page) if page else None)
        photos: dict[str, PhotoLink] = {}
        for rule in self.photos:
            for photo in rule.read(node, base_url):
                photos.setdefault(photo.identity, replace(photo, position=len(photos) + 1))
        if not (vin or stock or page or (photos and (identity.title or self.is_own))):
            return None
        price, mileage = first(node, self.price), first(node, self.mileage)
        amount, distance = as_number(price), as_number(mileage)
        currency = as_currency(first(node, self.currency)) or as_currency(price) or self.default_currency
        return FoundVehicle(
            identity,
            tuple(photos.values()),
            amount,
            currency if amount else None,
            int(distance) if distance else None,
            self._unit(first(node, self.unit) or mileage) if distance else None,
        )

    def _made_page(self, node: dict[str, Any]) -> str | None:
        if self.made_page is None:
            return None
        fields = {name: quote(text) for name, value in node.items() if (text := as_text(value))}
        try:
            return self.made_page.format_map(fields)
        except KeyError:
            return None

    def _title(self, node: dict[str, Any]) -> str | None:
        for path in self.title:
            parts = [text for part in path.split("+") if (text := as_text(first(node, (part,))))]
            if parts:
                return " ".join(parts)
        return None

    def _unit(self, mileage: Any) -> MileageUnit | None:
        text = str(mileage).lower()
        return "km" if "km" in text else "mi" if "mi" in text else self.mileage_unit


def photo_url(text: str, base_url: str) -> str | None:
    """The absolute URL of a photo; None: the text is none. A size still to be filled in is left out."""
    text = text.strip().strip("'\"")
    if not text or text.startswith(("data:", "blob:")) or len(text) > 2000:
        return None
    head, _, rest = text.partition("/")
    if "." in head and rest and ":" not in head and " " not in head and not head.startswith("."):
        text = f"https://{text}"  # img.host.example/photo without a scheme
    try:
        url = urljoin(base_url, text.replace(" ", "%20"))
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")):
        return None
    return full_size(url) if "{" in url else url


def own_vehicle(vehicles: list[FoundVehicle], url: str) -> FoundVehicle | None:
    """The one that the page at a URL is about; None: the page does not say which, or has none."""
    vin = vin_in(url)
    for vehicle in vehicles:
        page = vehicle.identity.page_url
        if (vin and vehicle.identity.vin == vin) or (page and same_page(page, url)):
            return vehicle
    known = {vehicle.identity.vin or vehicle.identity.stock_number or vehicle.identity.title for vehicle in vehicles}
    return max(vehicles, key=lambda one: len(one.photos)) if len(known) == 1 else None
