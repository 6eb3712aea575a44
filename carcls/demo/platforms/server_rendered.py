"""Pages made by the server: JSON-LD for identity, a lazy gallery with lightbox links, tabs for the site's own tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from carcls.demo.plan import Car, GalleryPhoto, ServedPhoto
from carcls.demo.platforms import PER_PAGE, Document, Showroom, Size, html_page, page_number, similar

SPACER = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


class ServerRendered:
    """northgate's platform."""

    sizes: Sequence[Size] = ((300, 200), (768, 512))

    def photo_path(self, photo: ServedPhoto, size: Size | None = None) -> str:
        """As WordPress does it: the size stands before the suffix."""
        width_by_height = f"-{size[0]}x{size[1]}" if size else ""
        return f"/media/{photo.folder}/{photo.name}{width_by_height}{photo.suffix}"

    def page(self, path: str, query: dict[str, str], showroom: Showroom) -> Document | None:
        """Home, listing, or a vehicle."""
        if path == "/":
            return html_page("Northgate Motors", '<h1>Northgate Motors</h1>\n<a href="/inventory/">Our cars</a>')
        if path == "/inventory/":
            return self._listing(page_number(query, "page", 1), showroom)
        for car in showroom.cars:
            if path == _address(car):
                return self._vehicle(car, showroom)
        return None

    def _listing(self, number: int, showroom: Showroom) -> Document:
        cars = showroom.cars[(number - 1) * PER_PAGE : number * PER_PAGE]
        cards = "\n".join(
            f'<article class="vehicle-card"><a href="{_address(car)}">{self._thumbnail(car, showroom)}'
            f"<h2>{car.vehicle.title}</h2></a><p>£{car.vehicle.price:,}</p></article>"
            for car in cars
        )
        following = f'<a rel="next" href="/inventory/?page={number + 1}">Next</a>'
        if number * PER_PAGE >= len(showroom.cars):
            following = ""
        return html_page("Our cars", f"<p>{len(showroom.cars)} vehicles</p>\n{cards}\n<nav>{following}</nav>")

    def _vehicle(self, car: Car, showroom: Showroom) -> Document:
        vehicle = car.vehicle
        identity = {
            "@context": "https://schema.org",
            "@type": "Vehicle",
            "name": vehicle.title,
            "vehicleIdentificationNumber": vehicle.vin,
            "sku": vehicle.stock_number,
            "brand": {"@type": "Brand", "name": vehicle.make},
            "model": vehicle.model,
            "vehicleModelDate": str(vehicle.year),
            "color": vehicle.colour,
            "mileageFromOdometer": {"@type": "QuantitativeValue", "value": vehicle.mileage, "unitCode": "SMI"},
            "offers": {"@type": "Offer", "price": vehicle.price, "priceCurrency": "GBP"},
        }
        tabs: dict[str, list[tuple[int, GalleryPhoto]]] = {}
        for position, place in enumerate(car.gallery, start=1):
            tabs.setdefault(place.site_tag or "All photos", []).append((position, place))
        gallery = "\n".join(
            f'<section class="gallery-tab" data-tab="{tab}"><h3>{tab}</h3>\n'
            + "\n".join(self._lightbox(position, place.photo, car, showroom) for position, place in places)
            + "\n</section>"
            for tab, places in tabs.items()
        )
        rail = "\n".join(
            f'<a href="{_address(other)}">{self._thumbnail(other, showroom)}</a>'
            for other in similar(car, showroom.cars)
        )
        return html_page(
            vehicle.title,
            f'<h1>{vehicle.title}</h1>\n<p>£{vehicle.price:,}</p>\n<div class="gallery">\n{gallery}\n</div>\n'
            f'<div class="similar-vehicles"><h2>Similar vehicles</h2>\n{rail}\n</div>',
            f'<script type="application/ld+json">{json.dumps(identity)}</script>',
        )

    def _lightbox(self, position: int, photo: ServedPhoto, car: Car, showroom: Showroom) -> str:
        full = showroom.files.full(photo.source, photo.edit)
        smaller = [size for size in self.sizes if full.width > size[0] and full.height > (size[1] or 0)]
        candidates = [(self.photo_path(photo, size), size[0]) for size in smaller]
        candidates.append((self.photo_path(photo), full.width))
        source_set = ", ".join(f"{path} {width}w" for path, width in candidates)
        caption = escape(f"{car.vehicle.title} photo {position} of {len(car.gallery)}")
        return (
            f'<a class="lightbox" href="{self.photo_path(photo)}"><img src="{SPACER}" '
            f'data-src="{candidates[0][0]}" data-srcset="{source_set}" alt="{caption}"></a>'
        )

    def _thumbnail(self, car: Car, showroom: Showroom) -> str:
        if not car.gallery:
            return ""
        photo = car.gallery[0].photo
        full = showroom.files.full(photo.source, photo.edit)
        small = self.sizes[0] if full.width > 300 and full.height > 200 else None
        return f'<img src="{self.photo_path(photo, small)}" alt="{escape(car.vehicle.title)}">'


def _address(car: Car) -> str:
    return f"/vehicle/{car.vehicle.slug}/"
