"""Pages that are empty shells over a JSON inventory API; a sitemap lists the vehicles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from carcls.demo.plan import Car, ServedPhoto
from carcls.demo.platforms import PER_PAGE, Document, Showroom, Size, html_page, page_number

API_LINK = (
    '<link rel="alternate" type="application/json" href="/api/inventory?page=1">'
    '<script>window.inventoryApi = "/api/inventory";</script>'
)


class InventoryApi:
    """summit's platform."""

    sizes: Sequence[Size] = ((320, None), (800, None))

    def photo_path(self, photo: ServedPhoto, size: Size | None = None) -> str:
        """The width is a parameter of the query."""
        width = f"?w={size[0]}" if size else ""
        return f"/photos/{photo.folder}/{photo.name}{photo.suffix}{width}"

    def page(self, path: str, query: dict[str, str], showroom: Showroom) -> Document | None:
        """Shells, the sitemap, the API."""
        by_vin = {car.vehicle.vin: car for car in showroom.cars}
        folder, _, vin = path.rpartition("/")
        if path in ("/", "/about"):
            return html_page("Summit Auto", '<div id="app"></div>\n<a href="/about">About us</a>', API_LINK)
        if path == "/sitemap.xml":
            return _sitemap(showroom)
        if path == "/api/inventory":
            return self._inventory(page_number(query, "page", 1), showroom.cars)
        if folder == "/vehicles" and vin in by_vin:
            api = f"/api/vehicle/{vin}"
            return html_page(
                by_vin[vin].vehicle.title,
                '<div id="app"></div>',
                f'<link rel="alternate" type="application/json" href="{api}">'
                f'<script>window.vehicleApi = "{api}";</script>{API_LINK}',
            )
        if folder == "/api/vehicle" and vin in by_vin:
            return self._vehicle(by_vin[vin])
        return None

    def _inventory(self, number: int, offered: Sequence[Car]) -> Document:
        return _json(
            {
                "page": number,
                "pages": -(-len(offered) // PER_PAGE),
                "total": len(offered),
                "vehicles": [
                    {
                        "vin": car.vehicle.vin,
                        "stock": car.vehicle.stock_number,
                        "title": car.vehicle.title,
                        "price": car.vehicle.price,
                        "url": f"/vehicles/{car.vehicle.vin}",
                        "api": f"/api/vehicle/{car.vehicle.vin}",
                        "thumbnail": self.photo_path(car.gallery[0].photo, self.sizes[0]),
                    }
                    for car in offered[(number - 1) * PER_PAGE : number * PER_PAGE]
                ],
            }
        )

    def _vehicle(self, car: Car) -> Document:
        vehicle = car.vehicle
        return _json(
            {
                "vin": vehicle.vin,
                "stock": vehicle.stock_number,
                "title": vehicle.title,
                "make": vehicle.make,
                "model": vehicle.model,
                "year": vehicle.year,
                "price": vehicle.price,
                "mileage": vehicle.mileage,
                "url": f"/vehicles/{vehicle.vin}",
                "images": [
                    {
                        "position": position,
                        "uri": self.photo_path(place.photo),
                        "thumbnail": self.photo_path(place.photo, self.sizes[0]),
                    }
                    for position, place in enumerate(car.gallery, start=1)
                ],
            }
        )


def _json(value: dict[str, Any]) -> Document:
    return Document(json.dumps(value), "application/json")


def _sitemap(showroom: Showroom) -> Document:
    paths = ["/", "/about", *(f"/vehicles/{car.vehicle.vin}" for car in showroom.cars)]
    entries = "".join(f"<url><loc>{showroom.base_url}{path}</loc></url>" for path in paths)
    return Document(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>\n',
        "application/xml",
    )
