"""Retry-After as RFC 9110 writes it."""

from datetime import UTC, datetime

import pytest

from carcls.retry_after import seconds_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", 120),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("", None),
    ],
)
def test_seconds_of(header: str, expected: float | None) -> None:
    assert seconds_of(header, datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) == expected
