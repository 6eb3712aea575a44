"""Manners, read from the site's own log: robots.txt, delays, Retry-After, one at a time, where to stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pictures import photo
from tests.scrapers.crawling import crawl, last_crawl, rows, run_crawl
from tests.scrapers.site import Answer, Site, car, html, image, lot, oak, page_of_car

pytestmark = pytest.mark.slow
CHALLENGE = (
    "<!doctype html><title>Just a moment...</title><body><h1>Checking your browser before accessing oak.example</h1>"
    '<form id="challenge-form" action="/cdn-cgi/challenge-platform/h/b"></form>'
    '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
)


def mean_gap(site: Site) -> float:
    """Seconds from one request to the next, on average: single ones are as uneven as this machine is busy."""
    return (site.log[-1].seconds - site.log[0].seconds) / (len(site.log) - 1)


def test_the_delay_of_the_settings_and_one_request_at_a_time(tmp_path: Path) -> None:
    with oak() as site:
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.1", CONTACT="crawler@oak.example")
        assert last_crawl(tmp_path).stats["vehicles"] == 3
        assert mean_gap(site) >= 0.098
        assert site.most_at_once == 1
        agents = {asked.headers["User-Agent"] for asked in site.log}
        assert agents == {f"carcls/{version('carcls')} (+crawler@oak.example)"}
        assert not [asked for asked in site.log if "Cookie" in asked.headers]


def test_a_slow_host_is_asked_less_often(tmp_path: Path) -> None:
    """Busy with us half of the time: answers that take 0.3 s are asked for every 0.6 s."""
    with lot(4) as site:
        for answer in site.answers.values():
            assert isinstance(answer, Answer)
            answer.seconds = 0.3
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.05")
        assert last_crawl(tmp_path).stats["photos_downloaded"] == 4
        pages = [asked.seconds for asked in site.log if asked.path != "/robots.txt"]
        gaps = [after - before for before, after in pairwise(pages)]
        assert sum(gaps) / len(gaps) >= 0.55


@pytest.mark.parametrize("delay", ["0", "0.05"], ids=["told not to wait", "throttled"])
def test_a_longer_crawl_delay_of_robots_txt(tmp_path: Path, delay: str) -> None:
    with oak() as site:
        site.answers["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.2\n")
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY=delay)
        assert last_crawl(tmp_path).stats["vehicles"] == 3
        assert mean_gap(site) >= 0.19
        assert site.most_at_once == 1


def test_robots_txt_is_asked_for_again_after_a_day(tmp_path: Path) -> None:
    """Here a day is a second; by then the photos are forbidden."""
    with lot(6) as site:
        open_to_all, closed = Answer("User-agent: *\nDisallow:\n"), Answer("User-agent: *\nDisallow: /photos/\n")
        site.answers["/robots.txt"] = lambda before: closed if before else open_to_all
        options = ("-s", "ROBOTSTXT_LONGEST_USE=1")
        run_crawl(tmp_path, f"url={site.url}/", options=options, CRAWL_DELAY="0.25")
        assert len(site.asked("/robots.txt")) >= 2
        taken = {path for _, path, _ in site.asked("/photos/")}
    forbidden = rows(tmp_path, "SELECT error FROM sightings WHERE photo_sha256 IS NULL")
    assert len(taken) + len(forbidden) == 6
    assert {error.split("Received: ")[1].split(" forbids ")[0] for (error,) in forbidden} == {
        f"robots.txt of {site.url.removeprefix('http://')}"
    }


def test_robots_txt_that_is_elsewhere_or_not_there(tmp_path: Path) -> None:
    """The site's redirects to another path, which forbids; the photo host's is 404, another's 403: those allow."""
    with lot(2) as site, Site() as photos, Site() as others:
        site.answers |= {
            "/robots.txt": Answer(status=301, headers={"Location": "/rules.txt"}),
            "/rules.txt": Answer("User-agent: *\nDisallow: /used/car-2", headers={"Content-Type": "text/plain"}),
            page_of_car(1): car(1, f'<img src="{photos.url}/1.jpg"><img src="{others.url}/2.jpg">'),
        }
        others.answers["/robots.txt"] = Answer("no", 403)
        photos.answers["/1.jpg"], others.answers["/2.jpg"] = image(photo(1)), image(photo(2))
        crawl(tmp_path, f"url={site.url}/")
        assert [path for _, path, _ in site.asked()] == ["/robots.txt", "/rules.txt", "/", page_of_car(1)]
        for host, path in ((photos, "/1.jpg"), (others, "/2.jpg")):
            assert [path for _, path, _ in host.asked()] == ["/robots.txt", path]
    assert last_crawl(tmp_path).stats["photos_downloaded"] == 2


def test_a_photo_host_whose_robots_txt_fails_is_left_alone(tmp_path: Path) -> None:
    with lot(1) as site, Site() as photos:
        site.answers[page_of_car(1)] = html(
            f'<h1>Ford</h1><div class="gallery"><a href="{photos.url}/1.jpg"><img src="/photos/1-1.jpg"></a></div>'
        )
        photos.answers["/robots.txt"] = Answer("down", 503)
        crawl(tmp_path, f"url={site.url}/")
        assert {path for _, path, _ in photos.asked()} == {"/robots.txt"}
    ((error,),) = rows(tmp_path, "SELECT error FROM sightings WHERE url LIKE '%/1.jpg'")
    assert "cannot be had: HTTP 503" in error


def test_all_that_wait_for_a_robots_txt_obey_it(tmp_path: Path) -> None:
    with lot(1) as site, Site() as photos:
        links = "".join(f'<a href="{photos.url}/private/{n}.jpg"><img src="/photos/1-1.jpg"></a>' for n in range(5))
        site.answers[page_of_car(1)] = html(f'<h1>Ford</h1><div class="gallery">{links}</div>')
        photos.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /private/", seconds=0.5)
        photos.answers |= {f"/private/{n}.jpg": image(photo(n)) for n in range(5)}
        crawl(tmp_path, f"url={site.url}/")
        assert [path for _, path, _ in photos.asked()] == ["/robots.txt"]
    assert last_crawl(tmp_path).stats["photos_failed"] == 5


@pytest.mark.parametrize(("status", "form"), [(429, "seconds"), (503, "date")])
def test_retry_after_is_waited_for(tmp_path: Path, status: int, form: str) -> None:
    def busy() -> Answer:
        then = datetime.now(UTC) + timedelta(seconds=3)  # a date has whole seconds: it may be 2
        return Answer("busy", status, {"Retry-After": "2" if form == "seconds" else format_datetime(then, usegmt=True)})

    with oak() as site:
        listing = site.answers["/used/"]
        assert isinstance(listing, Answer)
        site.answers["/used/"] = lambda before: listing if before else busy()
        crawl(tmp_path, f"url={site.url}/")
        first, second = [asked.seconds for asked in site.log if asked.path == "/used/"]
        assert second - first >= 1.95
        assert not [asked for asked in site.log if first + 0.5 < asked.seconds < first + 1.95]
        assert last_crawl(tmp_path).state == "finished"


def test_a_host_that_asks_for_longer_is_left_alone(tmp_path: Path) -> None:
    with oak() as site:
        site.answers["/used/"] = Answer("busy", 503, {"Retry-After": "3600"})
        site.answers["/"] = html('<a href="/used/">1</a><a href="/used-vans/">2</a>')
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.02")
        assert [path for _, path, _ in site.asked("/used/")] == ["/used/"]
        assert "503" in (last_crawl(tmp_path).reason or "")
        asked = len(site.log)
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.02")  # the hour is not over
        assert len(site.log) == asked
        assert "asked to be left alone for 3" in (last_crawl(tmp_path).reason or "")


def test_pictures_that_a_site_asks_to_leave_are_left(tmp_path: Path) -> None:
    """Car 1's photo says it itself, car 2's page in its header, car 3's page in meta robots; car 4's means others."""
    with lot(5) as site:
        for path, headers in (
            ("/photos/1-1.jpg", {"X-Robots-Tag": "noarchive, noimageindex"}),
            (page_of_car(2), {"X-Robots-Tag": "none"}),
            ("/photos/4-1.jpg", {"X-Robots-Tag": "otherbot: none"}),
        ):
            answer = site.answers[path]
            assert isinstance(answer, Answer)
            answer.headers |= headers
        third = site.answers[page_of_car(3)]
        assert isinstance(third, Answer)
        assert isinstance(third.body, str)
        third.body = third.body.replace("<title>", '<meta name="robots" content="noindex, noimageindex"><title>')
        crawl(tmp_path, f"url={site.url}/")
        assert {path for _, path, _ in site.asked("/photos/")} == {f"/photos/{n}-1.jpg" for n in (1, 4, 5)}
    ended = last_crawl(tmp_path)
    counts = {name: ended.stats[f"photos_{name}"] for name in ("seen", "downloaded", "declined", "failed")}
    assert counts == {"seen": 5, "downloaded": 2, "declined": 3, "failed": 0}
    assert (ended.state, len(ended.stats["alarms"])) == ("finished", 1)
    assert ended.stats["alarms"][0].startswith("photos-declined: ")
    assert rows(tmp_path, "SELECT count(*) FROM photos") == [(2,)]
    errors = rows(tmp_path, "SELECT error FROM sightings WHERE photo_sha256 IS NULL ORDER BY url")
    assert [error.split("Received: ")[1].split(". ")[0] for (error,) in errors] == [
        "X-Robots-Tag: noimageindex",
        "X-Robots-Tag: none",
        "meta robots: noimageindex",
    ]


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_page_ends_the_crawl(tmp_path: Path, status: int) -> None:
    with lot(9) as site:
        site.answers[page_of_car(3)] = Answer(CHALLENGE, status, {"Content-Type": "text/html"})
        ended = run_crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.05")
        asked = [path for _, path, _ in site.asked()]
        assert asked[-1:] == [page_of_car(3)]
        assert asked.count(page_of_car(3)) == 1
    assert ended.returncode == 1
    failed = last_crawl(tmp_path)
    assert f"Received: a challenge page at {site.url}{page_of_car(3)}; nothing more was asked" in (failed.reason or "")
    assert failed.stats["alarms"][0].startswith("blocked: ")


@pytest.mark.parametrize("status", [403, 429])
def test_refusals_in_a_row_end_the_crawl(tmp_path: Path, status: int) -> None:
    with lot(12) as site:
        for number in range(4, 13):
            site.answers[page_of_car(number)] = Answer("no", status)
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.05")
        assert [asked.status for asked in site.log][-5:] == [status] * 5
        assert [asked.status for asked in site.log].count(status) == 5
    failed = last_crawl(tmp_path)
    assert f"refused 5 requests in a row, the last with {status}" in (failed.reason or "")
    assert failed.stats["vehicles"] == 3


def test_a_photo_host_that_refuses_is_asked_no_more_and_the_pages_go_on(tmp_path: Path) -> None:
    with lot(30) as site, Site() as photos:
        for number in range(1, 31):
            page = site.answers[page_of_car(number)]
            assert isinstance(page, Answer)
            assert isinstance(page.body, str)
            page.body = page.body.replace('src="/photos/', f'src="{photos.url}/')
            photos.answers[f"/{number}-1.jpg"] = Answer("no", 403)
        crawl(tmp_path, f"url={site.url}/", CRAWL_DELAY="0.02")
        assert len(photos.asked("/")) - 1 == 20
        assert {asked.status for asked in site.log if asked.path != "/robots.txt"} == {200}
    failed = last_crawl(tmp_path)
    assert (failed.stats["vehicles"], failed.stats["photos_failed"]) == (30, 30)
    assert failed.stats["alarms"][0].startswith("photos-refused: ")
