"""Pages and sites are compared without their spelling."""

from scrapers.urls import same_page, site_of


def test_pages_are_compared_without_their_spelling() -> None:
    assert same_page("https://www.oak.example/a%20b/", "http://oak.example/a b#top")
    assert not same_page("https://oak.example/?page=1", "https://oak.example/?page=2")


def test_site_of() -> None:
    assert site_of("https://user@WWW.oak.example:8000/x") == "oak.example:8000"
