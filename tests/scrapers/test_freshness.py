from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.http.headers import Headers

from scrapers.freshness import LONGEST, NIGHTS, fresh_until, has_its_turn

MOMENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOON, LATER = "Wed, 25 Nov 2026 12:00:00 GMT", "Wed, 25 Nov 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "public, max-age=600"}, 600),
        ({"Cache-Control": 'Max-Age="600"'}, 600),
        ({"Cache-Control": ["public", "max-age=600"]}, 600),
        ({"Cache-Control": "max-age=600", "Age": "500"}, 100),
        ({"Cache-Control": "max-age=600", "Age": "600"}, None),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": "no-store, max-age=600"}, None),
        ({"Cache-Control": "max-age=600", "Vary": "*"}, None),
        ({"Cache-Control": "max-age=0", "Date": NOON, "Expires": LATER}, None),
        ({"Cache-Control": "max-age=soon", "Date": NOON, "Expires": LATER}, None),
        ({"Cache-Control": "max-age=-1"}, None),
        ({"Cache-Control": "immutable"}, None),
        ({"Cache-Control": "public", "Date": NOON, "Expires": LATER}, 3600),
        ({"Expires": LATER}, 3600),
        ({"Date": LATER, "Expires": NOON}, None),
        ({"Expires": "0"}, None),
        ({"Expires": "Wed, 99 Nov 2026 13:00:00 GMT"}, None),
        ({"Cache-Control": "max-age=31536000, immutable"}, LONGEST),
        ({"Cache-Control": "max-age=99999999999999999999"}, None),
    ],
)
def test_an_answer_holds_as_long_as_its_server_says(headers: dict[str, str], seconds: int | None) -> None:
    until = fresh_until(Headers(headers), MOMENT)
    assert (until and (until - MOMENT).total_seconds()) == seconds


def test_in_a_week_each_photo_has_its_turn_once_and_each_night_its_share() -> None:
    urls = [f"https://photos.oak.example/{number}.jpg" for number in range(700)]
    nights = [date(2026, 11, 25) + timedelta(days=number) for number in range(NIGHTS)]
    assert all(sum(has_its_turn(url, night) for night in nights) == 1 for url in urls)
    assert all(60 < sum(has_its_turn(url, night) for url in urls) < 140 for night in nights)
