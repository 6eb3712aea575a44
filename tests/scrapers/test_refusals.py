"""When a crawl stops asking."""

import pytest

from scrapers.refusals import MOST_OF_PHOTO_HOST, MOST_OF_SITE, Refusals

OWN = {"oak.example"}


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


def test_the_dealers_own_site_closes_everything(refusals: Refusals) -> None:
    for _ in range(MOST_OF_SITE - 1):
        refusals.refused("oak.example", 403, OWN)
    assert refusals.why_closed("oak.example") is None
    refusals.refused("oak.example", 429, OWN)
    assert refusals.site_closed == "oak.example refused 5 requests in a row, the last with 429"
    assert refusals.why_closed("photos.example") == refusals.site_closed


def test_a_photo_host_closes_only_itself(refusals: Refusals) -> None:
    for _ in range(MOST_OF_PHOTO_HOST):
        refusals.refused("photos.example", 403, OWN)
    assert refusals.why_closed("photos.example") == "photos.example refused 20 requests in a row, the last with 403"
    assert refusals.why_closed("oak.example") is None


def test_any_other_answer_ends_a_streak(refusals: Refusals) -> None:
    for _ in range(9):
        for _ in range(MOST_OF_SITE - 1):
            refusals.refused("oak.example", 403, OWN)
        refusals.answered("oak.example")
    assert refusals.site_closed is None


@pytest.mark.parametrize(("host", "closes_all"), [("oak.example", True), ("photos.example", False)])
def test_a_challenge_closes_at_once(refusals: Refusals, host: str, closes_all: bool) -> None:
    refusals.challenged(f"https://{host}/x", host, OWN)
    assert refusals.why_closed(host) == f"a challenge page at https://{host}/x"
    assert (refusals.site_closed is not None) is closes_all
