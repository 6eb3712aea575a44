"""Where an inventory stands: sitemaps, lists with traps, APIs that are posted to; and what changed between nights."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.pictures import photo
from tests.scrapers.crawling import crawl, last_crawl, rows, run_crawl, write_dealers
from tests.scrapers.site import Answer, Site, car, card, html, image, lazy, lot, page_of_car, vin

pytestmark = pytest.mark.slow
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(*urls: str, index: bool = False) -> str:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    return f"<{outer} {NAMESPACE}>{''.join(f'<{inner}><loc>{url}</loc></{inner}>' for url in urls)}</{outer}>"


def document(data: object) -> Answer:
    return Answer(json.dumps(data), headers={"Content-Type": "application/json"})


def test_a_site_without_lists_is_found_by_its_usual_sitemap(tmp_path: Path) -> None:
    """robots.txt names none: /sitemap.xml is an index of an inventory, packed, and of what is no inventory."""
    with lot(2) as site:
        site.answers |= {
            "/": html("<p>Welcome"),
            "/sitemap.xml": Answer(sitemap(f"{site.url}/inventory.xml.gz", f"{site.url}/blog.xml", index=True)),
            "/inventory.xml.gz": Answer(
                gzip.compress(sitemap(*(f"{site.url}{page_of_car(n)}" for n in (1, 2))).encode())
            ),
        }
        assert run_crawl(tmp_path, f"url={site.url}/").returncode == 0
        assert [path for _, path, _ in site.asked()].count("/sitemap.xml") == 1
        assert site.asked("/blog") == []
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["vehicles"]) == ("finished", 2)


def test_facets_and_empty_pages_end_and_repeated_pages_are_asked_for_once(tmp_path: Path) -> None:
    """Past the end of /used/ are pages without cars, past that of /blue-cars/ its last page for ever; the filters of a
    list and what is below them are not followed."""
    cars = 4
    pages = {"/used/": [(1, 2), (3, 4), (), ()], "/blue-cars/": [(1, 3), (4,), (4,), (4,)]}
    with lot(cars) as site:
        site.answers["/"] = html("".join(f'<a href="{base}">{base}</a>' for base in pages))
        for base, shown in pages.items():
            for number, numbers in enumerate(shown, start=1):
                body = "".join(card(n) for n in numbers) + f'<a rel="next" href="{base}?page={number + 1}">Next</a>'
                body += "".join(f'<a href="{base}?color={color}&amp;page=1">{color}</a>' for color in ("red", "blue"))
                site.answers[base if number == 1 else f"{base}?page={number}"] = html(body)
        crawl(tmp_path, f"url={site.url}/")
        asked = [path for _, path, _ in site.asked()]
    assert len(asked) == len(set(asked))
    assert sorted(path for path in asked if path.startswith(tuple(pages)) and "car-" not in path) == [
        "/blue-cars/",
        "/blue-cars/?page=2",
        "/blue-cars/?page=3",
        "/used/",
        "/used/?page=2",
        "/used/?page=3",
    ]
    assert last_crawl(tmp_path).stats["vehicles"] == cars


def test_an_api_that_is_posted_to_is_paged_to_its_end(tmp_path: Path) -> None:
    """As Dealer.com's: the page says what it posts, the answer says how many there are."""
    with Site() as site:
        body = {"siteId": "oak", "inventoryParameters": {}}
        encoded = json.dumps(body).replace('"', "%22").replace(" ", "")
        script = f'fetch("/api/widget/ws-inv-data/getInventory",{{method:"POST",body:decodeURI("{encoded}")}})'
        site.answers["/"] = html(f"<script>DDC.WS.state = {{}};{script}</script>")
        posted: list[str] = []

        def answer(start: int) -> Answer:
            cars = [
                {"vin": vin(n), "stockNumber": f"S{n}", "title": [f"Car {n}"], "link": page_of_car(n)}
                for n in range(start + 1, min(start + 2, 5) + 1)
            ]
            return document({"inventory": cars, "pageInfo": {"totalCount": 5, "pageStart": start}})

        def reply(sent: str) -> Answer:
            posted.append(sent)
            start = json.loads(sent)["inventoryParameters"].get("start", ["0"])[0]
            return answer(int(start))

        site.posts["/api/widget/ws-inv-data/getInventory"] = reply
        for n in range(1, 6):
            site.answers[page_of_car(n)] = car(n, lazy(f"{n}"))
            site.answers[f"/photos/{n}.jpg"] = image(photo(n))
        crawl(tmp_path, f"url={site.url}/")
        assert [json.loads(each)["inventoryParameters"] for each in posted] == [{}, {"start": ["2"]}, {"start": ["4"]}]
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["vehicles"], ended.stats["vehicles_stated"]) == ("finished", 5, 5)
    assert ended.stats["platform"] == "Dealer.com"
    assert rows(tmp_path, "SELECT platform FROM dealers") == [("Dealer.com",)]


def states(site: Site, text: str) -> None:
    """Let the first page say how many vehicles there are."""
    listing = site.answers["/"]
    assert isinstance(listing, Answer)
    assert isinstance(listing.body, str)
    listing.body = listing.body.replace("<body>", f"<body><h1>Used cars</h1><p>{text}</p>")


def test_what_changed_since_the_last_crawl_is_an_alarm_and_other_dealers_go_on(tmp_path: Path) -> None:
    """The second night oak shows a third of its photos and less than it states; elm has sold half of its cars."""
    with lot(6, photos=6) as oak, lot(8, photos=2) as elm:
        write_dealers(tmp_path, oak=f"{oak.url}/", elm=f"{elm.url}/")
        states(elm, "8 vehicles found")
        assert run_crawl(tmp_path).returncode == 0
        for dealer, median in (("oak", 6.0), ("elm", 2.0)):
            first = last_crawl(tmp_path, dealer)
            assert (first.state, first.stats["photos_median"], first.stats["alarms"]) == ("finished", median, [])
        for number in range(1, 7):
            oak.answers[page_of_car(number)] = car(number, "".join(lazy(f"{number}-{place}") for place in (1, 2)))
        states(oak, "240 vehicles found")
        elm.answers["/"] = html("".join(card(number) for number in range(5, 9)))
        states(elm, "4 vehicles found")
        assert run_crawl(tmp_path).returncode == 1
    night = last_crawl(tmp_path, "oak")
    assert (night.state, night.stats["vehicles_stated"]) == ("failed", 240)
    assert [alarm.split(":")[0] for alarm in night.stats["alarms"]] == ["fewer-than-stated", "photo-median"]
    sold = last_crawl(tmp_path, "elm")
    assert (sold.state, sold.stats["vehicles"], sold.stats["vehicles_stated"], sold.stats["alarms"]) == (
        "finished", 4, 4, [],
    )  # fmt: skip
