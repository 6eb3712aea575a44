"""Sites without vehicles in their markup: a JSON inventory behind a shell, a sitemap, another host's photos."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.pictures import photo
from tests.scrapers.crawling import crawl, last_crawl, rows
from tests.scrapers.site import Answer, Site, html, image, vin

pytestmark = pytest.mark.slow


def document(data: object) -> Answer:
    return Answer(json.dumps(data), headers={"Content-Type": "application/json"})


def test_a_json_inventory_and_a_sitemap_with_photos_on_another_host(tmp_path: Path) -> None:
    """Cars 1 to 3 are in the API, car 4 only in the packed sitemap; the photos' host has rules of its own."""
    with Site() as site, Site() as photos:
        listed = [{"vin": vin(n), "url": f"/vehicles/{vin(n)}", "api": f"/api/vehicle/{n}"} for n in (1, 2, 3)]
        locations = f"<url><loc>{site.url}/vehicles/{vin(4)}</loc></url><url><loc>{site.url}/about</loc></url>"
        namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        site.answers |= {
            "/robots.txt": Answer(f"Sitemap: {site.url}/sitemap.xml.gz"),
            "/sitemap.xml.gz": Answer(gzip.compress(f"<urlset {namespace}>{locations}</urlset>".encode())),
            "/": html('<div id="app"></div><script>const inventoryApi = "/api/inventory?start=0";</script>'),
            "/api/inventory?start=0": document({"total": 3, "vehicles": listed[:2]}),
            "/api/inventory?start=2": document({"total": 3, "vehicles": listed[2:]}),
            f"/vehicles/{vin(4)}": html('<div id="app"></div><script>load("/api/vehicle/4")</script>'),
        }
        for n in (1, 2, 3, 4):
            folder = "private" if n == 3 else "cars"
            images = [{"uri": f"{photos.url}/{folder}/{n}.jpg", "thumbnail": f"{photos.url}/{folder}/{n}.jpg?w=90"}]
            site.answers[f"/api/vehicle/{n}"] = document(
                {"vin": vin(n), "stock": f"S{n}", "title": "x", "images": images}
            )
            photos.answers[f"/{folder}/{n}.jpg"] = image(photo(n))
        photos.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /private/")
        crawl(tmp_path, f"url={site.url}/")
        assert sorted(path for _, path, _ in photos.asked()) == [
            "/cars/1.jpg",
            "/cars/2.jpg",
            "/cars/4.jpg",
            "/robots.txt",
        ]
        assert photos.log[0].path == "/robots.txt"
        assert len(site.log) == len(set(site.asked()))
        assert "/about" not in {path for _, path, _ in site.asked()}
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["vehicles"], ended.stats["photos_downloaded"], ended.stats["photos_failed"]) == (
        "finished", 4, 3, 1,
    )  # fmt: skip
    assert rows(tmp_path, "SELECT key, stock_number FROM vehicles ORDER BY key") == [
        (vin(n), f"S{n}") for n in (1, 2, 3, 4)
    ]


def test_state_in_a_script_and_a_site_that_moved(tmp_path: Path) -> None:
    with Site() as old, Site() as site:
        old.answers["/"] = Answer(status=301, headers={"Location": f"{site.url}/used-cars"})
        cars = [
            {"vin": vin(n), "stockNumber": f"S{n}", "url": f"/used-cars/c{n}", "thumbnail": "/i/w9/t.jpg"}
            for n in (1, 2)
        ]
        state = "<script>window.__INITIAL_STATE__ = %s;</script>"
        site.answers["/used-cars"] = html(state % json.dumps({"listing": {"total": 2, "vehicles": cars}}))
        for n in (1, 2):
            own = {"title": f"Car {n}", "photos": [{"category": "Interior", "template": f"/i/{{resize}}/{n}.jpg"}]}
            site.answers[f"/used-cars/c{n}"] = html(
                state % json.dumps({"vehicle": {**cars[n - 1], **own}, "similar": cars})
            )
            site.answers[f"/i/{n}.jpg"] = image(photo(n))
        crawl(tmp_path, f"url={old.url}/")
        assert {path for _, path, _ in site.asked("/i/")} == {"/i/1.jpg", "/i/2.jpg"}
    assert rows(tmp_path, "SELECT v.key, site_tag FROM sightings JOIN vehicles v ON v.id = vehicle_id ORDER BY 1") == [
        (vin(1), "Interior"),
        (vin(2), "Interior"),
    ]
