"""Which addresses are of articles, facets and forms, and which only have their words in a vehicle's name."""

import pytest

from scrapers.extract.links import is_listing_address
from scrapers.extract.other_pages import is_elsewhere, is_no_vehicle


@pytest.mark.parametrize(
    "path",
    [
        "/used/ford-s-max-2-0-tdci-12345",
        "/used/ford-s-max-2018-12345",
        "/s-max-2-0",
        "/used/isuzu-d-max-1-9-td-double-cab-9981/",
        "/ford-c-max-1-0-ecoboost-2016-771234",
        "/used-cars/ford/b-max/ford-b-max-1-4-zetec-5dr-202211031412345",
        "/used-cars/bmw-320d-12-months-warranty-88123/",
        "/inventory/2019-bmw-x5-great-deals-4411/",
        "/car-deals/ford-focus-12345",
        "/deals/2020-ford-kuga-12345",
        "/stock/golf-under-10000-miles-881.html",
        "/voiture/team-edition-208-1234",
        "/search/48213",
        "/showroom/2019-ford-focus-12345",
        "/artikel/vw-golf-12345",
        "/search/2019-ford-focus-4711",
        "/search/detail?id=47110",
        "/showroom/kia/telluride/2024-kia-telluride-88123",
    ],
)
def test_a_vehicle_may_have_such_words_in_its_name(path: str) -> None:
    assert not is_no_vehicle(f"https://oak.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/blog/best-cars-2024",
        "/news-12345",
        "/reviews/ford-focus-2019-12345",
        "/car-reviews/bmw-x5/",
        "/used-car-warranty/",
        "/warranty/extended-12345",
        "/deals/",
        "/used-cars-under-10000",
        "/used-cars/under-10k/",
        "/suv-under-30000-in-leeds",
        "/cars-over-40-mpg/",
        "/price-max-15000",
        "/max-20k/",
        "/finance-application",
        "/about-us-2024/",
        "/team/",
        "/events/summer-car-show-2023",
        "/insurance/car-insurance-2024",
        "/shop/wheels/alloy-2019",
        "/dealers/city-motors-1000",
        "/financing",
        "/servicing/volkswagen-servicing/",
        "/fr/actualites/essai-nouveau-peugeot-e-3008/",
        "/sedes-y-contacto/",
        "/kontakt.html",
        "/search/new-chevrolet-silverado-1500-erie-pa/",
        "/new/showroom/kia/telluride/2024",
        "/workshop-journal/1967-mustang-restoration",
        "/fahrzeuge/autoankauf-bern",
        "/fahrzeuge/auto-verkaufen",
        "/compramos-tu-coche/",
    ],
)
def test_articles_facets_and_forms(path: str) -> None:
    assert is_no_vehicle(f"https://oak.example{path}")


@pytest.mark.parametrize(
    "path", ["/finance", "/credit-application", "/blog/x", "/servicing/ford/", "/about-us", "/kontakt.html"]
)
def test_forms_and_articles_have_no_list_of_their_own(path: str) -> None:
    assert is_elsewhere(f"https://oak.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/product-category/used-cars/",
        "/category/suv/",
        "/hot-deals/",
        "/service-loaners/",
        "/mot-tested-cars/",
        "/value-lot/",
    ],
)
def test_lists_with_such_words(path: str) -> None:
    assert not is_elsewhere(f"https://oak.example{path}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/used-cars-90210", True),
        ("/inventory/used-cars-near-33101/", True),
        ("/Pre-Owned-Inventory-2014-Harley-14840953", False),
        ("/used-cars/14840953", False),
    ],
)
def test_a_postcode_is_no_vehicles_number(path: str, expected: bool) -> None:
    assert is_listing_address(f"https://oak.example{path}") is expected
