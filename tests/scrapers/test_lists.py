"""Lists end where they repeat, are empty, or only show what other lists have."""

import pytest

from carcls.catalog.sightings import VehicleIdentity
from scrapers.lists import MOST_PAGES, STALE_PAGES, Lists
from scrapers.page import Page


def page(*numbers: int, total: int | None = None) -> Page:
    return Page("listing", details={f"https://oak.example/{n}": VehicleIdentity() for n in numbers}, total=total)


@pytest.fixture
def lists() -> Lists:
    return Lists()


def test_a_list_goes_on_while_its_pages_bring_vehicles(lists: Lists) -> None:
    assert lists.goes_on("list", page(1, 2))
    assert lists.goes_on("list", page(2, 3))
    assert not lists.goes_on("list", page(2, 3))


def test_an_empty_page_ends_a_list(lists: Lists) -> None:
    assert lists.goes_on("list", page(1))
    assert not lists.goes_on("list", page())


def test_a_list_that_begins_like_another_goes_on(lists: Lists) -> None:
    """The newest have a list of their own."""
    newest = range(STALE_PAGES - 1)
    assert all(lists.goes_on("newest", page(n)) for n in newest)
    assert all(lists.goes_on("all", page(n)) for n in newest)
    assert lists.goes_on("all", page(100))


def test_a_facet_is_left_unless_it_says_that_it_has_more(lists: Lists) -> None:
    for n in range(20):
        lists.goes_on("all", page(n))
    assert [lists.goes_on("blue", page(n, total=9)) for n in range(9)].count(True) == STALE_PAGES - 1
    assert all(lists.goes_on("used", page(n, total=90)) for n in range(9))


def test_no_list_is_followed_for_ever(lists: Lists) -> None:
    went_on = [lists.goes_on("list", page(n)) for n in range(MOST_PAGES)]
    assert (went_on.count(True), went_on[-1]) == (MOST_PAGES - 1, False)


def test_lists_complete_what_a_vehicles_page_leaves_out(lists: Lists) -> None:
    lists.learn(Page(details={"https://oak.example/c/1": VehicleIdentity(None, "OAK1", "Car", None)}))
    told = lists.complete(VehicleIdentity(title="Ford"), "https://www.oak.example/c/1/")
    assert told == VehicleIdentity(None, "OAK1", "Ford", "https://www.oak.example/c/1/")


def test_the_largest_number_stated_counts(lists: Lists) -> None:
    assert lists.stated is None
    for total in (12, 240, None, 80):
        lists.learn(page(1, total=total))
    assert lists.stated == 240
