"""A dealer whose pages scripts draw, in a real headless Chromium, judged by the site's own log.

/                    a shell; /app.js asks for /d/all and draws cards of cars 1 and 2, a counter and a picture
/used/car-N-2019-…   a shell; /app.js asks for /d/N and draws the car's heading, data and gallery
/d/…                 the data; robots.txt forbids /d/secret, for which the script asks too
other host           /count.gif and /font.woff2, which no vehicle needs
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from carcls.config import load_settings
from scrapers.browser import FLAGS, chromium, launch_options, why_no_browser
from tests.pictures import photo
from tests.scrapers.crawling import crawl, last_crawl, rows
from tests.scrapers.site import Answer, Site, html, image, page_of_car, vin

SCRIPT = """
const draw = async () => {
  const number = (location.pathname.match(/car-(\\d)/) || [])[1];
  fetch("/d/secret").catch(() => {});
  const data = await (await fetch("/d/" + (number || "all"))).json();
  const root = document.getElementById("root");
  new Image().src = "OTHER/count.gif";
  if (!number) {
    root.innerHTML = data.map(car =>
      `<div class="card"><a href="${car.page}"><img src="${car.thumb}"><h3>${car.name}</h3></a></div>`).join("");
    return;
  }
  const tag = document.createElement("script");
  tag.type = "application/ld+json";
  tag.text = JSON.stringify({"@type": "Car", "name": data.name, "vehicleIdentificationNumber": data.v});
  document.head.append(tag);
  document.title = data.name;
  root.innerHTML = `<h1>${data.name}</h1><div class="gallery">` +
    data.pics.map(pic => `<a href="${pic}"><img src="${pic}"></a>`).join("") + "</div>";
};
draw();
"""


def drawn_site(other: Site) -> Site:
    """The site of this module's docstring."""
    site = Site()
    shell = html(
        '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'
        '<script src="/app.js"></script>'
    )
    cars = [{"page": page_of_car(n), "thumb": f"/photos/{n}-1.jpg", "name": f"2019 Ford Focus {n}"} for n in (1, 2)]
    site.answers |= {
        "/robots.txt": Answer("User-agent: *\nDisallow: /d/secret\n"),
        "/": shell,
        "/app.js": Answer(SCRIPT.replace("OTHER", other.url), headers={"Content-Type": "text/javascript"}),
        "/d/all": Answer(json.dumps(cars), headers={"Content-Type": "application/json"}),
    }
    for n in (1, 2):
        pics = [f"/photos/{n}-{place}.jpg" for place in (1, 2)]
        data = {"name": f"2019 Ford Focus {n}", "v": vin(n), "pics": pics}
        site.answers[page_of_car(n)] = shell
        site.answers[f"/d/{n}"] = Answer(json.dumps(data), headers={"Content-Type": "application/json"})
        site.answers |= {pic: image(photo(n * 10 + place)) for place, pic in enumerate(pics)}
    return site


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    """The dealer, and another host."""
    with Site() as other, drawn_site(other) as site:
        yield site, other


@pytest.mark.slow
@pytest.mark.skipif(
    why_no_browser(load_settings()) is not None, reason=f"no browser: {why_no_browser(load_settings())}"
)
def test_pages_drawn_by_scripts_are_read_in_a_browser(tmp_path: Path, sites: tuple[Site, Site]) -> None:
    site, other = sites
    crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.1")
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["alarms"]) == ("finished", [])
    assert rows(tmp_path, "SELECT key, title FROM vehicles ORDER BY key") == [
        (vin(n), f"2019 Ford Focus {n}") for n in (1, 2)
    ]
    assert ended.stats["photos_downloaded"] == 4
    asked = [path for _, path, _ in site.asked()]
    assert asked[0] == "/robots.txt"
    assert "/d/secret" not in asked  # robots.txt holds for what a page loads as well
    assert other.log == []
    assert sorted(path for path in asked if path.startswith("/photos/")) == [
        f"/photos/{n}-{place}.jpg" for n in (1, 2) for place in (1, 2)
    ]  # by the crawler, once each; the browser loads no pictures
    agents = {value for asked in site.log for name, value in asked.headers.items() if name.lower() == "user-agent"}
    assert len(agents) == 1
    assert agents.pop().startswith("carcls/")


@pytest.mark.slow
def test_without_a_browser_an_alarm_says_how_to_install_one(tmp_path: Path, sites: tuple[Site, Site]) -> None:
    site, _ = sites
    crawl(tmp_path, f"url={site.url}/", CHROMIUM=str(tmp_path / "none"))
    failed = last_crawl(tmp_path)
    assert failed.state == "failed"
    (alarm,) = failed.stats["alarms"]
    assert alarm.startswith("browser: Pages drawn by scripts need a browser. Received: 1 such pages of 127.0.0.1:")
    assert "pip install 'carcls[browser]'" in alarm
    assert "apt-get install chromium" in alarm
    assert {path for _, path, _ in site.asked()} == {"/robots.txt", "/", "/sitemap.xml"}


@pytest.mark.slow
def test_no_browser_is_missed_where_a_page_s_json_shows_its_vehicles(tmp_path: Path) -> None:
    car = {"vin": vin(1), "year": 2019, "make": "Ford", "model": "Focus", "price": 9000, "images": ["/photos/1.jpg"]}
    with Site() as site:
        shell = '<html><head><title>Cars</title><link rel="alternate" type="application/json" href="/api/cars"></head>'
        shell += '<body><div id="app"></div><script src="/app.js"></script></body></html>'
        site.answers["/"] = Answer(shell)
        site.answers["/api/cars"] = Answer(
            json.dumps({"total": 1, "vehicles": [car]}), headers={"Content-Type": "application/json"}
        )
        site.answers["/photos/1.jpg"] = image(photo(1))
        crawl(tmp_path, f"url={site.url}/", CHROMIUM=str(tmp_path / "none"))
    ended = last_crawl(tmp_path)
    assert (ended.state, ended.stats["alarms"], ended.stats["photos_downloaded"]) == ("finished", [], 1)


def test_the_chromium_of_the_settings_is_taken(tmp_path: Path) -> None:
    own = tmp_path / "chrome"
    own.touch(0o755)
    assert chromium(load_settings(chromium=str(own))) == str(own)
    assert chromium(load_settings(chromium=str(tmp_path / "none"))) is None


def test_a_browser_talks_to_nobody_but_the_page(tmp_path: Path) -> None:
    own = tmp_path / "chrome"
    own.touch(0o755)
    options = launch_options(load_settings(chromium=str(own)))
    assert (options["executable_path"], options["headless"]) == (str(own), True)
    assert set(FLAGS) <= set(options["args"])
    assert {"--disable-background-networking", "--disable-component-update", "--disable-sync"} <= set(FLAGS)
