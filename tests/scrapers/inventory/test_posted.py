"""Paging of an API that is posted to."""

import pytest

from scrapers.inventory.posted import following_post
from scrapers.page import ApiRequest


@pytest.mark.parametrize(
    ("body", "entries", "total", "expected"),
    [
        ('{"inventoryParameters": {"start": ["0"]}}', 18, 40, '{"inventoryParameters": {"start": ["18"]}}'),
        ('{"start": 18, "rows": 18}', 18, 40, '{"start": 36, "rows": 18}'),
        ('{"start": 36, "rows": 18}', 4, 40, None),
        ('{"pageNumber": 1, "pageSize": 24}', 24, None, '{"pageNumber": 2, "pageSize": 24}'),
        ("make=&page=2&size=9", 9, 30, "make=&page=3&size=9"),
        (r'{"requests":[{"params":"query=\"\"&page=0"}]}', 20, 99, r'{"requests":[{"params":"query=\"\"&page=1"}]}'),
        ('{"page": 3}', 0, 99, None),
        ('{"homepage": 1}', 9, 99, None),
        ("", 9, 99, None),
    ],
)
def test_following_post(body: str, entries: int, total: int | None, expected: str | None) -> None:
    request = ApiRequest("https://oak.example/api", "POST", body, (("Content-Type", "application/json"),))
    following = following_post(request, entries, total)
    assert following == (ApiRequest(request.url, "POST", expected, request.headers) if expected else None)
