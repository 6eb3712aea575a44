"""Real requests against the three sites."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from carcls.dealers import read_dealers
from carcls.demo.dealership import Dealership
from carcls.demo.plan import ServedPhoto
from carcls.demo.site import PLATFORMS, DemoSite
from carcls.photos.check import digest

pytestmark = pytest.mark.slow


@pytest.fixture
def site(dealership: Dealership) -> Iterator[DemoSite]:
    with DemoSite(dealership) as site:
        yield site


@pytest.fixture
def client() -> Iterator[requests.Session]:
    with requests.Session() as client:
        client.headers["User-Agent"] = "tests/1"
        client.trust_env = False
        yield client


def photo_url(site: DemoSite, dealer: str, photo: ServedPhoto) -> str:
    """The full-size photo's URL."""
    return site.url(dealer)[:-1] + PLATFORMS[dealer].photo_path(photo)


def photo_urls(site: DemoSite, dealer: str) -> list[str]:
    """Full-size URLs of what the dealer shows that night, those that are no photo left out."""
    return [
        photo_url(site, dealer, place.photo)
        for car in site.dealership.inventory(dealer, site.night)
        for place in car.gallery
        if not place.photo.is_broken
    ]


def state_of(page: str) -> dict[str, dict[str, object]]:
    return json.loads(re.search(r"window\.__INITIAL_STATE__ = (.*);</script>", page)[1])


def test_robots(site: DemoSite, client: requests.Session) -> None:
    texts = {dealer: client.get(site.url(dealer) + "robots.txt").text for dealer in ("northgate", "summit")}
    assert texts["northgate"] == "User-agent: *\nDisallow: /private/\n"
    assert texts["summit"].endswith(f"Sitemap: {site.url('summit')}sitemap.xml\n")


def test_northgate_lists_its_cars_on_pages(site: DemoSite, client: requests.Session) -> None:
    url, found = site.url("northgate") + "inventory/", []
    while url:
        page = client.get(url).text
        found += re.findall(r'<article class="vehicle-card"><a href="([^"]+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following and urljoin(url, following[1])
    offered = site.dealership.inventory("northgate", 1)
    assert found == [f"/vehicle/{car.vehicle.slug}/" for car in offered]
    assert f"<p>{len(offered)} vehicles</p>" in page
    past = client.get(site.url("northgate") + "inventory/?page=99")
    assert (past.status_code, "vehicle-card" in past.text) == (200, False)


def test_northgate_shows_a_lazy_gallery_with_tabs(site: DemoSite, client: requests.Session) -> None:
    car = site.dealership.inventory("northgate", 1)[0]
    page = client.get(site.url("northgate") + f"vehicle/{car.vehicle.slug}/").text
    identity = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert (identity["vehicleIdentificationNumber"], identity["sku"]) == (car.vehicle.vin, car.vehicle.stock_number)
    gallery = page.split('<div class="similar-vehicles">')[0]
    lightbox = re.findall(r'class="lightbox" href="([^"]+)"', gallery)
    assert len(lightbox) == len(car.gallery)
    assert set(re.findall(r'data-tab="([^"]+)"', gallery)) >= {"Exterior", "Interior"}
    small = re.search(r'data-src="([^"]+-300x200\.jpg)"', gallery)[1]
    assert small.replace("-300x200", "") in lightbox
    assert client.get(site.url("northgate")[:-1] + small).headers["Content-Type"] == "image/jpeg"


def test_harbour_keeps_its_photos_in_the_state(site: DemoSite, client: requests.Session) -> None:
    listing = state_of(client.get(site.url("harbour") + "used-cars?start=0").text)["listing"]
    assert (listing["total"], listing["count"]) == (len(site.dealership.inventory("harbour", 1)), 6)
    page = client.get(site.url("harbour")[:-1] + listing["vehicles"][0]["url"]).text
    vehicle = state_of(page)["vehicle"]
    assert vehicle["vin"] == listing["vehicles"][0]["vin"]
    first = vehicle["photos"][0]
    assert first["template"].replace("{resize}/", "") == first["large"]
    large, small = (client.get(site.url("harbour")[:-1] + first[name]).content for name in ("large", "thumbnail"))
    assert len(large) > len(small) > 0


def test_harbour_is_careless(site: DemoSite, client: requests.Session) -> None:
    answers = {}
    for photo in site.dealership.photos("harbour"):
        if photo.is_broken:
            answer = client.get(photo_url(site, "harbour", photo))
            answers[photo.edit] = (answer.status_code, answer.headers["Content-Type"], answer.content[:14])
    assert answers["empty"] == (200, "image/jpeg", b"")
    assert answers["html"] == (200, "image/jpeg", b"<!DOCTYPE html")
    assert answers["missing"][0] == 404
    assert not any(access.is_photo for access in site.log)


def test_summit_has_an_api_and_a_sitemap(site: DemoSite, client: requests.Session) -> None:
    home = client.get(site.url("summit")).text
    api = re.search(r'type="application/json" href="([^"]+)"', home)[1]
    first = client.get(site.url("summit")[:-1] + api).json()
    vehicles = list(first["vehicles"])
    for number in range(2, first["pages"] + 1):
        vehicles += client.get(site.url("summit") + f"api/inventory?page={number}").json()["vehicles"]
    assert len(vehicles) == first["total"] == len(site.dealership.inventory("summit", 1))
    assert client.get(site.url("summit") + "api/inventory?page=99").json()["vehicles"] == []
    sitemap = client.get(site.url("summit") + "sitemap.xml").text
    assert re.findall(r"<loc>[^<]+/vehicles/(\w+)</loc>", sitemap) == [vehicle["vin"] for vehicle in vehicles]
    shell = client.get(site.url("summit")[:-1] + vehicles[0]["url"]).text
    assert "/photos/" not in shell
    details = client.get(site.url("summit")[:-1] + vehicles[0]["api"]).json()
    assert details["images"][0]["thumbnail"] == details["images"][0]["uri"] + "?w=320"


@pytest.mark.parametrize("dealer", ["northgate", "harbour", "summit"])
def test_photos_are_what_the_truth_says(site: DemoSite, client: requests.Session, dealer: str) -> None:
    for url in photo_urls(site, dealer):
        assert dealer in site.dealership.truth[digest(client.get(url).content)].dealers


def test_a_photo_that_did_not_change_is_not_sent_again(site: DemoSite, client: requests.Session) -> None:
    url = photo_urls(site, "summit")[0]
    first = client.get(url)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    statuses = {
        "same tag": client.get(url, headers={"If-None-Match": etag}),
        "one of two, weak": client.get(url, headers={"If-None-Match": f'"else", W/{etag}'}),
        "same time": client.get(url, headers={"If-Modified-Since": modified}),
        "other tag wins": client.get(url, headers={"If-None-Match": '"else"', "If-Modified-Since": modified}),
        "earlier": client.get(url, headers={"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}),
        "no date": client.get(url, headers={"If-Modified-Since": "yesterday"}),
    }
    assert {name: answer.status_code for name, answer in statuses.items()} == {
        "same tag": 304,
        "one of two, weak": 304,
        "same time": 304,
        "other tag wins": 200,
        "earlier": 200,
        "no date": 200,
    }
    assert statuses["same tag"].content == b""
    assert statuses["same tag"].headers["ETag"] == etag


def test_a_new_night_changes_the_pages(site: DemoSite, client: requests.Session) -> None:
    cars = site.dealership.cars["northgate"]
    sold = next(car for car in cars if car.leaves == 2)
    new = next(car for car in cars if car.arrives == 2)
    addresses = [site.url("northgate") + f"vehicle/{car.vehicle.slug}/" for car in (sold, new)]
    assert [client.get(address).status_code for address in addresses] == [200, 404]
    site.advance(2)
    assert [client.get(address).status_code for address in addresses] == [404, 200]


def test_the_log_has_every_request(site: DemoSite, client: requests.Session) -> None:
    url = photo_urls(site, "harbour")[0]
    size = len(client.get(url).content)
    client.head(url)
    client.get(site.url("harbour") + "nothing")
    lines = [(line.dealer, line.method, line.status, line.bytes, line.is_photo) for line in site.log]
    assert lines[:2] == [("harbour", "GET", 200, size, True), ("harbour", "HEAD", 200, 0, False)]
    assert lines[2][2] == 404
    assert site.log[0].path == url.removeprefix(site.url("harbour")[:-1])
    assert site.log[0].user_agent == "tests/1"


def test_the_dealers_file_is_read_back(site: DemoSite, tmp_path: Path) -> None:
    site.dealers_toml(tmp_path / "data" / "dealers.toml")
    dealers = read_dealers(tmp_path / "data" / "dealers.toml")
    assert {name: dealer.url for name, dealer in dealers.items()} == {
        dealer: site.url(dealer) for dealer in ("northgate", "harbour", "summit")
    }
