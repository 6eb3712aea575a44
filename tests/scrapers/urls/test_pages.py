"""Pages and sites are compared without their spelling."""

import pytest

from scrapers.urls import same_owner, same_page, site_of


def test_pages_are_compared_without_their_spelling() -> None:
    assert same_page("https://www.oak.example/a%20b/", "http://oak.example/a b#top")
    assert not same_page("https://oak.example/?page=1", "https://oak.example/?page=2")


def test_site_of() -> None:
    assert site_of("https://user@WWW.oak.example:8000/x") == "oak.example:8000"


@pytest.mark.parametrize(
    ("url", "other", "expected"),
    [
        ("https://www.oak.example/", "http://used.oak.example/x", True),
        ("https://www.oak.co.uk/", "https://used.oak.co.uk/", True),
        ("https://oak.co.uk/", "https://elm.co.uk/", False),
        ("https://oak.myshopify.com/", "https://elm.myshopify.com/", False),
        ("https://oak.example/", "https://oak.example:8443/", False),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/", False),
        ("http://10.0.0.1/", "http://11.0.0.1/", False),
        ("http://localhost:8000/", "http://localhost:8000/a", True),
    ],
)
def test_one_registered_name_is_one_owners(url: str, other: str, expected: bool) -> None:
    assert same_owner(url, other) is expected
