"""Pages whose photos stand only in the JSON state of a script tag, as single-page applications have it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from carcls.demo.plan import Car, ServedPhoto
from carcls.demo.platforms import PER_PAGE, Document, Showroom, Size, html_page, page_number, similar


class StateJson:
    """harbour's platform."""

    sizes: Sequence[Size] = ((320, None), (800, None))

    def photo_path(self, photo: ServedPhoto, size: Size | None = None) -> str:
        """The width is a folder of the path."""
        width = f"w{size[0]}/" if size else ""
        return f"/images/{width}{photo.folder}/{photo.name}{photo.suffix}"

    def page(self, path: str, query: dict[str, str], showroom: Showroom) -> Document | None:
        """Home, listing, or a vehicle."""
        if path == "/":
            return html_page("Harbour Cars", '<h1>Harbour Cars</h1>\n<a href="/used-cars">Used cars</a>')
        if path == "/used-cars":
            return self._listing(page_number(query, "start", 0), showroom.cars)
        for car in showroom.cars:
            if path == _address(car):
                return self._vehicle(car, showroom.cars)
        return None

    def _listing(self, start: int, offered: Sequence[Car]) -> Document:
        cars = offered[start : start + PER_PAGE]
        state = {
            "listing": {
                "total": len(offered),
                "start": start,
                "count": len(cars),
                "vehicles": [
                    {
                        **self._card(car),
                        "stockNumber": car.vehicle.stock_number,
                        "price": car.vehicle.price,
                    }
                    for car in cars
                ],
            }
        }
        cards = "\n".join(f'<a href="{_address(car)}">{car.vehicle.title}</a>' for car in cars)
        following = f'<a href="?start={start + PER_PAGE}">Next</a>' if start + PER_PAGE < len(offered) else ""
        return html_page("Used cars", f"{_script(state)}\n<div>{cards}</div>\n<nav>{following}</nav>")

    def _vehicle(self, car: Car, offered: Sequence[Car]) -> Document:
        vehicle = car.vehicle
        photos = [
            {
                "position": position,
                "category": place.site_tag,
                "template": self.photo_path(place.photo).replace("/images/", "/images/{resize}/"),
                "thumbnail": self.photo_path(place.photo, self.sizes[0]),
                "large": self.photo_path(place.photo),
            }
            for position, place in enumerate(car.gallery, start=1)
        ]
        state = {
            "vehicle": {
                "vin": vehicle.vin,
                "stockNumber": vehicle.stock_number,
                "title": vehicle.title,
                "make": vehicle.make,
                "model": vehicle.model,
                "year": vehicle.year,
                "price": vehicle.price,
                "mileage": vehicle.mileage,
                "photos": photos,
            },
            "similarVehicles": [self._card(other) for other in similar(car, offered)],
        }
        return html_page(vehicle.title, f'<h1>{vehicle.title}</h1>\n<div id="root"></div>\n{_script(state)}')

    def _card(self, car: Car) -> dict[str, Any]:
        return {
            "vin": car.vehicle.vin,
            "title": car.vehicle.title,
            "url": _address(car),
            "thumbnail": self.photo_path(car.gallery[0].photo, self.sizes[0]) if car.gallery else None,
        }


def _address(car: Car) -> str:
    return f"/used-cars/{car.vehicle.slug}"


def _script(state: dict[str, Any]) -> str:
    return f"<script>window.__INITIAL_STATE__ = {json.dumps(state)};</script>"
