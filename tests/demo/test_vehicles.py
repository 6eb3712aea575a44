from random import Random

import pytest

from carcls.demo.vehicles import invent_vehicles, vin_check_digit


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715"])
def test_a_known_vin_has_the_check_digit_that_is_computed(vin: str) -> None:
    assert vin_check_digit(vin) == vin[8]


def test_invented_vehicles_are_distinct_and_their_vins_right() -> None:
    vehicles = invent_vehicles(60, "NO", Random(3))
    assert {len(vehicle.vin) for vehicle in vehicles} == {17}
    assert all(vin_check_digit(vehicle.vin) == vehicle.vin[8] for vehicle in vehicles)
    assert not set("IOQ") & set("".join(vehicle.vin for vehicle in vehicles))
    assert len({vehicle.vin for vehicle in vehicles}) == 60
    assert [vehicle.stock_number for vehicle in vehicles[:2]] == ["NO10240", "NO10241"]
    assert all(vehicle.price > 0 and vehicle.mileage > 0 for vehicle in vehicles)


def test_title_and_address() -> None:
    vehicle = invent_vehicles(1, "NO", Random(3))[0]
    assert vehicle.title == f"{vehicle.year} {vehicle.make} {vehicle.model}"
    assert vehicle.slug == f"{vehicle.title} {vehicle.stock_number}".lower().replace(" ", "-")
