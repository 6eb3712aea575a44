"""What the spider sees on a page, as one JSON object: for a person who debugs a dealer, and for benchmarks."""

from __future__ import annotations

from typing import Any

from scrapers.page import FoundVehicle, Page, PhotoLink


def as_json(page: Page) -> dict[str, Any]:
    """The page as JSON has it. `vehicle` and its photos are there where the page is one vehicle's; of a document with
    several vehicles, `detail_urls` has their pages.
    """
    one = page.vehicles[0] if len(page.vehicles) == 1 and page.page_type == "detail" else None
    photos = one.photos if one else ()
    pages = [vehicle.identity.page_url for vehicle in page.vehicles if not one and vehicle.identity.page_url]
    return {
        "platform": page.platform,
        "page_type": page.page_type,
        "vehicle": _vehicle(one) if one else None,
        "photo_urls": [photo.urls[0] for photo in photos],
        "photos": [_photo(photo) for photo in photos],
        "detail_urls": [*page.detail_urls, *pages],
        "next": page.next_url,
        "total": page.total,
    }


def _vehicle(vehicle: FoundVehicle) -> dict[str, Any]:
    return {
        "vin": vehicle.identity.vin or vehicle.serial,
        "stock": vehicle.identity.stock_number,
        "title": vehicle.identity.title,
        "page_url": vehicle.identity.page_url,
        "price": vehicle.price,
        "currency": vehicle.currency,
        "mileage": vehicle.mileage,
        "mileage_unit": vehicle.mileage_unit,
    }


def _photo(photo: PhotoLink) -> dict[str, Any]:
    return {
        "url": photo.urls[0],
        "identity": photo.identity,
        "position": photo.position,
        "tag": photo.site_tag,
        "alt": photo.alt_text,
        "flags": list(photo.flags),
    }
