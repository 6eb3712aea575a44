"""The generic rungs on lists of many makes: the vehicles' pages, and none of the links around them."""

import pytest

from scrapers.extract import extract_page
from tests.scrapers.extract.list_shapes import AROUND, BELOW, EXPECTED, HOST, LISTS, URL


@pytest.mark.parametrize("name", LISTS)
def test_the_vehicles_pages_and_no_others(name: str) -> None:
    page = extract_page(LISTS[name](), URL, adapters=False)
    assert page.page_type == "listing"
    assert sorted(page.detail_urls) == sorted(EXPECTED)


@pytest.mark.parametrize("name", LISTS)
def test_the_sites_own_total(name: str) -> None:
    assert extract_page(LISTS[name](), URL, adapters=False).total == 5


@pytest.mark.parametrize("name", LISTS)
def test_a_list_at_the_sites_root(name: str) -> None:
    page = extract_page(LISTS[name](), f"{HOST}/", adapters=False)
    assert (page.page_type, sorted(page.detail_urls)) == ("listing", sorted(EXPECTED))


def test_a_page_with_menus_facets_and_articles_alone_leads_to_no_vehicle() -> None:
    page = extract_page(f"<body>{AROUND}<h1>Welcome</h1>{BELOW}", f"{HOST}/", adapters=False)
    assert (page.page_type, page.detail_urls) == ("other", ())
