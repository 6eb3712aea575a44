"""Alarms: each with its text, which of them fail a crawl, and which are left out because another explains them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import scrapers.alarms
from scrapers.alarms import Facts, find_alarms, reason_of
from scrapers.stats import CrawlStats

WELL = CrawlStats(pages=9, vehicles=10, photos_seen=100, photos_downloaded=100, photos_median=10.0)


def alarms(stats: CrawlStats = WELL, **facts: Any) -> list[tuple[str, bool]]:
    found = find_alarms(Facts("oak", "https://oak.example/", stats, first_error="first", **facts))
    assert all("\n" not in alarm.text and "Received: " in alarm.text for alarm in found)
    return [(alarm.name, alarm.fails) for alarm in found]


def changed(**counts: Any) -> CrawlStats:
    return replace(WELL, **counts)


def test_all_is_well() -> None:
    assert alarms() == []
    assert reason_of([]) is None


@pytest.mark.parametrize(
    ("stats", "facts", "name", "fails"),
    [
        (changed(is_cut_short=True), {}, "unfinished", True),
        (changed(), {"closed_because": "shutdown"}, "unfinished", True),
        (changed(not_kept=1), {}, "not-kept", True),
        (changed(), {"blocked": "a challenge page at https://oak.example/"}, "blocked", True),
        (CrawlStats(pages_failed=1), {"forbidden": 1}, "forbidden", True),
        (CrawlStats(pages_failed=1), {}, "no-answer", True),
        (changed(), {"broken_feed": "A feed should be whole. Received: half of it."}, "feed", True),
        (CrawlStats(pages=2, callback_errors=2), {}, "callbacks", True),
        (changed(callback_errors=2), {}, "callbacks", False),
        (CrawlStats(pages=2), {"shells": 2, "no_browser": "and no Chromium on the PATH"}, "browser", True),
        (CrawlStats(pages=2), {"shells": 2}, "browser", True),
        (changed(), {"shells": 1}, "browser", False),
        (CrawlStats(pages=2), {}, "no-vehicles", True),
        (CrawlStats(pages=2, vehicles=2), {}, "no-photos", True),
        (changed(), {"refused_hosts": {"p.example": "p.example refused 20 requests"}}, "photos-refused", True),
        (changed(photos_failed=100), {}, "photos-failed", True),
        (changed(photos_declined=100), {}, "photos-declined", True),
        (changed(photos_declined=1), {}, "photos-declined", False),
        (changed(vehicles_stated=13), {}, "fewer-than-stated", True),
        (changed(vehicles_stated=12), {}, "fewer-than-stated", False),
        (changed(vehicles=2, vehicles_stated=4), {}, "fewer-than-stated", False),
        (changed(vehicles=1, vehicles_stated=4), {}, "fewer-than-stated", True),
        (changed(photos_failed=51), {}, "photos-failed", False),
        (changed(photos_median=4.5), {"earlier_medians": (10.0, 3.0, 12.0)}, "photo-median", True),
        (changed(platform="Elm"), {"known_platform": "Oak"}, "platform", False),
        (changed(), {"known_platform": "Oak"}, "platform", False),
    ],
)
def test_each_alarm(stats: CrawlStats, facts: dict[str, Any], name: str, fails: bool) -> None:
    assert alarms(stats, **facts) == [(name, fails)]


@pytest.mark.parametrize(
    ("stats", "facts"),
    [
        (changed(vehicles_stated=10), {}),
        (changed(vehicles_stated=8), {}),
        (changed(vehicles=97, vehicles_stated=100), {}),
        (changed(photos_median=5.0), {"earlier_medians": (10.0,)}),
        (changed(vehicles=4, photos_median=1.0), {"earlier_medians": (10.0,)}),
        (changed(platform="Oak"), {"known_platform": "Oak"}),
        (changed(platform="Oak"), {}),
        (changed(photos_failed=50), {}),
        (changed(vehicles=2, vehicles_stated=3), {}),
        (changed(vehicles=5, vehicles_stated=5), {"earlier_medians": (10.0,)}),
    ],
    ids=[
        "as stated",
        "more",
        "a few sold",
        "just half",
        "too few to say",
        "same platform",
        "first crawl",
        "half of the photos came",
        "one of three sold meanwhile",
        "half of the stock sold",
    ],
)
def test_what_is_no_alarm(stats: CrawlStats, facts: dict[str, Any]) -> None:
    assert alarms(stats, **facts) == []


def test_what_follows_from_another_alarm_is_left_out_but_a_new_platform_explains_it() -> None:
    stats = CrawlStats(pages=3, platform="Elm", vehicles_stated=50)
    assert alarms(stats, known_platform="Oak", earlier_medians=(9.0,)) == [("no-vehicles", True), ("platform", False)]


def test_the_reason_is_the_first_that_fails() -> None:
    found = find_alarms(Facts("oak", "https://oak.example/", changed(photos_declined=3, vehicles_stated=99)))
    assert [alarm.name for alarm in found] == ["fewer-than-stated", "photos-declined"]
    assert reason_of(found) == found[0].text
    assert str(found[0]) == (
        "fewer-than-stated: A crawl should find the vehicles that the site states. Received: 10 of 99 of oak. "
        "Look where its list ends: `carcls extract URL` shows a page's next one."
    )


@pytest.mark.parametrize(
    ("stats", "facts", "says"),
    [
        (CrawlStats(pages_failed=1), {}, "Received: no page from https://oak.example/ (first)."),
        (CrawlStats(pages=2, callback_errors=2), {}, "Received: an error on each of 2 pages of oak (first)"),
        (changed(not_kept=1), {}, "Received: 1 vehicles or photos of oak that were not (first)."),
        (
            changed(is_cut_short=True),
            {"timeout": 60},
            "A crawl should end within 60 s. Received: oak has more (9 pages",
        ),
        (
            CrawlStats(pages=1),
            {"shells": 1, "no_browser": "and no Chromium"},
            "Install the browser: pip install 'carcls[bro",
        ),
        (changed(platform="Elm"), {"known_platform": "Oak"}, "Received: Elm at oak, formerly Oak."),
        (changed(photos_median=4.0), {"earlier_medians": (10.0, 11.0)}, "a median of 4 at oak, 10.5 in earlier crawls"),
    ],
)
def test_what_an_alarm_says(stats: CrawlStats, facts: dict[str, Any], says: str) -> None:
    (alarm,) = find_alarms(Facts("oak", "https://oak.example/", stats, first_error="first", **facts))
    assert says in alarm.text


def test_every_alarm_stands_in_the_table() -> None:
    listed = re.findall(r"^\| `([\w-]+)` \|", scrapers.alarms.__doc__ or "", re.MULTILINE)
    source = re.findall(r'Alarm\(\s*"([\w-]+)"', Path(scrapers.alarms.__file__).read_text(encoding="utf-8"))
    assert set(listed) == set(source)
