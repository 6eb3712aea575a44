"""Sitemaps: inventory before the rest, vehicles' pages only, packed or not."""

import gzip

from scrapers.extract import extract_page

HEAD = '<?xml version="1.0"?>'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_only_pages_that_look_like_vehicles() -> None:
    urls = (
        "/",
        "/about",
        "/used/",
        "/vehicles/WVWZZZAUZKW906234",
        "/used/2019-ford-focus-estate-12345",
        "/blog/2019-ford-focus-12345",
    )
    entries = "".join(f"<url><loc>https://oak.example{url}</loc></url>" for url in urls)
    body = f"{HEAD}<urlset {NAMESPACE}>{entries}</urlset>".encode()
    expected = (
        "https://oak.example/vehicles/WVWZZZAUZKW906234",
        "https://oak.example/used/2019-ford-focus-estate-12345",
    )
    for data in (body, gzip.compress(body)):
        page = extract_page(data, "https://oak.example/sitemap.xml")
        assert (page.page_type, page.detail_urls) == ("sitemap", expected)


def test_of_an_index_the_inventory_alone() -> None:
    locations = "".join(
        f"<sitemap><loc>https://oak.example/{name}.xml</loc></sitemap>" for name in ("pages", "inventory-1")
    )
    page = extract_page(
        f"{HEAD}<sitemapindex {NAMESPACE}>{locations}</sitemapindex>", "https://oak.example/sitemap.xml"
    )
    assert page.sitemap_urls == ("https://oak.example/inventory-1.xml",)
