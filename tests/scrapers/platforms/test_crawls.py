"""Whole crawls of the shops, a family of platforms at once: what the catalog has, and what the servers were asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.pictures import photo
from tests.scrapers.crawling import crawl, rows, write_dealers
from tests.scrapers.platforms.shops import ALBUMS, GALLERIES, INVENTORY_APIS, PAGE_STATE, Make
from tests.scrapers.platforms.shops.shop import Shop
from tests.scrapers.site import Answer, Site, image

pytestmark = pytest.mark.slow


class ShopSite(Site):
    """A shop's own server. posted: the JSON that it was sent, by path."""

    def __init__(self, make: Make, cdn: Site) -> None:
        super().__init__()
        self.posted: list[tuple[str, dict[str, object]]] = []
        self.shop = make(f"{cdn.url}/", self.url)
        page = {"Content-Type": "text/html; charset=utf-8"}
        self.answers |= {path: Answer(text, headers=page) for path, text in self.shop.pages.items()}
        for number, urls in self.shop.photos.items():
            for place, url in enumerate(urls):
                host = self if url.startswith(self.url) else cdn
                seed = 1000 * hash_of(self.shop.platform) + 10 * number + place
                host.answers[url.removeprefix(host.url)] = image(photo(seed, 200, 150))
        site = self

        def do_post(handler: BaseHTTPRequestHandler) -> None:
            body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
            site.posted.append((handler.path, body))
            answer = json.dumps(site.shop.posts[handler.path](body))
            site.answers[handler.path] = Answer(answer, headers={"Content-Type": "application/json"})
            site._answer(handler)

        self._server.RequestHandlerClass.do_POST = do_post


def hash_of(text: str) -> int:
    """A number for a text, the same in every process."""
    return sum(place * ord(letter) for place, letter in enumerate(text, start=1))


@contextmanager
def crawled(folder: Path, makes: tuple[Make, ...]) -> Iterator[tuple[list[ShopSite], Site]]:
    """The shops of a family after one crawl of all of them, and the server of their photos' hosts."""
    with ExitStack() as stack:
        cdn = stack.enter_context(Site())
        sites = [stack.enter_context(ShopSite(make, cdn)) for make in makes]
        write_dealers(folder, **{name(site.shop): site.url + site.shop.start for site in sites})
        crawl(folder)
        yield sites, cdn


def name(shop: Shop) -> str:
    """The dealer's name."""
    return shop.platform.lower().replace(" ", "-").replace(".", "-")


@pytest.mark.parametrize(
    "makes", [INVENTORY_APIS, PAGE_STATE, GALLERIES, ALBUMS], ids=["apis", "state", "galleries", "albums"]
)
def test_a_family_of_platforms(tmp_path: Path, makes: tuple[Make, ...]) -> None:
    with crawled(tmp_path, makes) as (sites, cdn):
        platforms = dict(rows(tmp_path, "SELECT name, platform FROM dealers"))
        states = dict(rows(tmp_path, "SELECT d.name, c.state FROM crawls c JOIN dealers d ON d.id = c.dealer_id"))
        seen = rows(
            tmp_path,
            "SELECT d.name, v.key, s.url, s.site_tag, s.error FROM sightings s JOIN vehicles v ON v.id = s.vehicle_id"
            " JOIN dealers d ON d.id = s.dealer_id ORDER BY d.name, v.key, s.position",
        )
        for site in sites:
            shop = site.shop
            assert (platforms[name(shop)], states[name(shop)]) == (shop.platform, "finished")
            expected = [
                (name(shop), shop.key(number, site.url), url, tag, None)
                for number in sorted(shop.photos, key=lambda number: shop.key(number, site.url))
                for url, tag in zip(shop.photos[number], shop.tags, strict=True)
            ]
            assert [row for row in seen if row[0] == name(shop)] == expected
            asked = [path for _, path, status in site.asked() if status == 200]
            assert set(shop.pages) <= set(asked)
            assert len(asked) == len(set(asked)) + max(len(site.posted) - len(shop.posts), 0)
        photos = sorted(url for site in sites for urls in site.shop.photos.values() for url in urls)
        on_cdn = sorted(cdn.url + path for _, path, _ in cdn.asked() if path != "/robots.txt")
        assert on_cdn == [url for url in photos if url.startswith(cdn.url)]


def test_a_posted_api_is_asked_page_by_page(tmp_path: Path) -> None:
    with crawled(tmp_path, INVENTORY_APIS) as (sites, _):
        dealer_com, dealer_inspire = (site.posted for site in sites)
    assert [body["inventoryParameters"] for _, body in dealer_com] == [{}, {"start": ["1"]}]
    assert [body["page"] for _, body in dealer_inspire] == [1, 2]
