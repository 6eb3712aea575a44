"""Dealers with a feed, crawled end to end: two nights, and a feed that breaks off."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.pictures import photo
from tests.scrapers.crawling import crawl, last_crawl, rows, run_crawl
from tests.scrapers.site import Answer, Site, car, html, image, page_of_car, vin

pytestmark = pytest.mark.slow


def test_two_nights_with_a_feed(tmp_path: Path) -> None:
    """Cars 1 and 2 have photos in the feed; of car 3 only the page has. The site's own list is not read."""
    with Site() as site, Site() as feeds:
        photos = [f"{site.url}/photos/{n}.jpg" for n in range(1, 5)]
        lines = [
            "VIN,Stock #,VDP URL,Photo Url List,Price,Odometer",
            f'{vin(1)},S1,{site.url}{page_of_car(1)},"{photos[0]},{photos[1]}",21500,48000 mi',
            f"{vin(2)},S2,{site.url}{page_of_car(2)},{photos[2]},9900,",
            f"{vin(3)},S3,{site.url}{page_of_car(3)},,,",
        ]
        site.answers |= {
            "/": html("<p>not read"),
            page_of_car(3): car(3, f'<a href="{photos[3]}"><img src="/t.jpg"></a>'),
            **{f"/photos/{n}.jpg": image(photo(n), ETag=f'"{n}"') for n in range(1, 5)},
        }
        feeds.answers["/oak.csv"] = Answer("\n".join(lines), headers={"ETag": '"night"'})
        (tmp_path / "dealers.toml").write_text(f'oak = {{ url = "{site.url}/", feed = "{feeds.url}/oak.csv" }}\n')
        for night in (1, 2):
            crawl(tmp_path, "dealer=oak")
            ended = last_crawl(tmp_path)
            assert (ended.state, ended.stats["alarms"]) == ("finished", [])
            counts = {name: ended.stats[name] for name in ("vehicles", "vehicles_stated", "photos_seen", "photos_new")}
            assert counts == {
                "vehicles": 3,
                "vehicles_stated": 3,
                "photos_seen": 4,
                "photos_new": 4 if night == 1 else 0,
            }
        assert feeds.asked() == [
            ("GET", "/robots.txt", 404),
            ("GET", "/oak.csv", 200),
            ("GET", "/robots.txt", 404),
            ("GET", "/oak.csv", 304),
        ]
        assert {path for _, path, _ in site.asked()} == {
            "/robots.txt",
            page_of_car(3),
            *(f"/photos/{n}.jpg" for n in range(1, 5)),
        }
    assert rows(tmp_path, "SELECT key, stock_number, price, mileage FROM vehicles ORDER BY key") == [
        (vin(1), "S1", 21500.0, 48000),
        (vin(2), "S2", 9900.0, None),
        (vin(3), "OAK3", None, None),
    ]


def test_a_packed_xml_feed_that_breaks_off_fails_the_crawl_and_keeps_what_it_had(tmp_path: Path) -> None:
    with Site() as site:
        body = f"<inventory><vehicle><vin>{vin(1)}</vin><image><url>{site.url}/1.jpg</url></image></vehicle><vehicle>"
        site.answers |= {"/oak.xml.gz": Answer(gzip.compress(body.encode())), "/1.jpg": image(photo(1))}
        (tmp_path / "dealers.toml").write_text(f'oak = {{ url = "{site.url}/", feed = "{site.url}/oak.xml.gz" }}\n')
        ended = run_crawl(tmp_path, "dealer=oak")
    failed = last_crawl(tmp_path)
    assert ended.returncode == 1
    assert (failed.state, failed.stats["photos_new"]) == ("failed", 1)
    assert failed.stats["alarms"][0].startswith("feed: A feed should be CSV or XML.")


def test_a_feed_that_robots_txt_forbids_is_not_asked_for(tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /feeds/\n")
        (tmp_path / "dealers.toml").write_text(f'oak = {{ url = "{site.url}/", feed = "{site.url}/feeds/oak.csv" }}\n')
        crawl(tmp_path, "dealer=oak")
        assert site.asked() == [("GET", "/robots.txt", 200)]
    assert (last_crawl(tmp_path).reason or "").startswith("A dealer's robots.txt should allow the crawl.")
