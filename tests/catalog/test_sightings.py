from __future__ import annotations

import pytest
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.sightings import (
    FetchedUrl,
    SeenPhoto,
    VehicleIdentity,
    VehicleOffer,
    finish_crawl,
    known_fetch,
    latest_crawls,
    record_dealer,
    record_fetches,
    record_sighting,
    record_sightings,
    record_vehicle,
    start_crawl,
    what_is_wrong,
)
from carcls.catalog.tables import Crawl, Photo, Sighting, Vehicle

SHA = "a" * 64
URL = "https://ford.example/1.jpg"


def add_photo(catalog: Catalog, sha256: str = SHA) -> None:
    with catalog.session() as session:
        session.add(Photo(sha256=sha256, state="ok", bytes=1))


def sight(catalog: Catalog, sha256: str | None, error: str | None = None) -> bool:
    with catalog.session() as session:
        dealer_id = record_dealer(session, "ford")
        vehicle_id = record_vehicle(session, dealer_id, VehicleIdentity(stock_number="S1"))
        seen = SeenPhoto(url=URL, url_identity="1", position=1, error=error)
        return record_sighting(
            session, dealer_id=dealer_id, vehicle_id=vehicle_id, crawl_id=None, seen=seen, photo_sha256=sha256
        )


def test_a_dealer_is_one_row_and_keeps_what_is_not_said_again(any_catalog: Catalog) -> None:
    with any_catalog.session() as session:
        first = record_dealer(session, "ford", url="https://ford.example/")
        assert record_dealer(session, "ford", platform="wordpress") == first
    with any_catalog.read() as session:
        from carcls.catalog.tables import Dealer

        dealer = session.scalars(select(Dealer)).one()
    assert (dealer.url, dealer.platform) == ("https://ford.example/", "wordpress")


@pytest.mark.parametrize(
    ("identity", "key"),
    [
        (VehicleIdentity(vin="V", stock_number="S", page_url="P"), "V"),
        (VehicleIdentity(stock_number="S", page_url="P"), "S"),
        (VehicleIdentity(page_url="P"), "P"),
    ],
)
def test_a_vehicle_is_known_by_vin_else_stock_number_else_page(identity: VehicleIdentity, key: str) -> None:
    assert identity.key == key


def test_a_vehicle_keeps_what_is_not_said_again(catalog: Catalog) -> None:
    with catalog.session() as session:
        dealer_id = record_dealer(session, "ford")
        record_vehicle(session, dealer_id, VehicleIdentity(vin="V", title="2019 Ford"))
        record_vehicle(session, dealer_id, VehicleIdentity(vin="V", stock_number="S"))
    with catalog.read() as session:
        vehicle = session.scalars(select(Vehicle)).one()
    assert (vehicle.title, vehicle.stock_number) == ("2019 Ford", "S")


def test_a_price_goes_with_its_currency(catalog: Catalog) -> None:
    with catalog.session() as session:
        dealer_id = record_dealer(session, "ford")
        ford = VehicleIdentity(vin="V")
        record_vehicle(session, dealer_id, ford, VehicleOffer(8800.0, "GBP", 61204, "mi"))
        record_vehicle(session, dealer_id, ford, VehicleOffer(price=8500.0))
        record_vehicle(session, dealer_id, ford, VehicleOffer())
    with catalog.read() as session:
        vehicle = session.scalars(select(Vehicle)).one()
    assert (vehicle.price, vehicle.currency, vehicle.mileage, vehicle.mileage_unit) == (8500.0, None, 61204, "mi")


def test_a_sighting_is_new_once(any_catalog: Catalog) -> None:
    add_photo(any_catalog)
    assert sight(any_catalog, SHA) is True
    assert sight(any_catalog, SHA) is False


def test_a_photo_takes_the_place_of_its_urls_failure(catalog: Catalog) -> None:
    add_photo(catalog)
    sight(catalog, None, error="404")
    sight(catalog, None, error="503")
    assert sight(catalog, SHA) is False
    with catalog.read() as session:
        row = session.scalars(select(Sighting)).one()
    assert (row.photo_sha256, row.error) == (SHA, None)


def test_another_photo_at_the_same_url_is_another_sighting(catalog: Catalog) -> None:
    add_photo(catalog)
    add_photo(catalog, "b" * 64)
    assert (sight(catalog, SHA), sight(catalog, "b" * 64)) == (True, True)


def test_the_photos_of_a_vehicle_are_recorded_at_once(any_catalog: Catalog) -> None:
    add_photo(any_catalog)
    add_photo(any_catalog, "b" * 64)
    one, other = SeenPhoto(URL, "1", 1, flags=("stock",)), SeenPhoto(f"{URL}?2", "2", 2, error="HTTP 404")
    for arrived, first_time in (
        ([(one, SHA), (other, None)], 2),
        ([(one, SHA), (SeenPhoto(other.url, "2", 2), "b" * 64)], 0),  # the failure is made good
        ([(one, SHA), (one, SHA), (one, "b" * 64)], 1),
    ):
        with any_catalog.session() as session:
            dealer_id = record_dealer(session, "ford")
            vehicle_id = record_vehicle(session, dealer_id, VehicleIdentity(stock_number="S1"))
            assert first_time == record_sightings(
                session, dealer_id=dealer_id, vehicle_id=vehicle_id, crawl_id=None, arrived=arrived
            )
    with any_catalog.read() as session:
        seen = [(row.url_identity, row.flags, row.error) for row in session.scalars(select(Sighting))]
    assert sorted(seen, key=str) == [("1", "stock", None), ("1", "stock", None), ("2", None, None)]


def test_a_fetch_keeps_the_last_answer(any_catalog: Catalog) -> None:
    add_photo(any_catalog)
    with any_catalog.session() as session:
        assert known_fetch(session, URL) is None
        record_fetches(session, [FetchedUrl(URL, SHA, etag='"1"')])
        record_fetches(session, [FetchedUrl(URL, SHA, etag='"1"'), FetchedUrl(URL, SHA, etag='"2"')])
    with any_catalog.read() as session:
        fetch = known_fetch(session, URL)
    assert fetch is not None
    assert fetch.etag == '"2"'


def test_a_crawl_ends_once(catalog: Catalog) -> None:
    with catalog.session() as session:
        crawl_id = start_crawl(session, record_dealer(session, "ford"))
        finish_crawl(session, crawl_id, "no vehicles", {"vehicles": 0})
        finish_crawl(session, crawl_id, None, {})
    with catalog.read() as session:
        crawl = session.scalars(select(Crawl)).one()
        assert latest_crawls(session) == {"ford": crawl}
    assert (crawl.state, crawl.reason, crawl.stats) == ("failed", "no vehicles", {"vehicles": 0})


def test_what_is_wrong_with_a_crawl_is_said_once() -> None:
    alarms = ["no-vehicles: None.", "platform: Another."]
    assert what_is_wrong("None.", {"alarms": alarms}) == ["None.", "platform: Another."]
    assert what_is_wrong(None, {"alarms": alarms[1:]}) == ["platform: Another."]
    assert what_is_wrong("Gone.", {}) == ["Gone."]
    assert what_is_wrong(None, {}) == []
