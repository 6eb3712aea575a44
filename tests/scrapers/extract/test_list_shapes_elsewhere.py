"""Lists of further makes, invented: other languages, other links, what leads to a vehicle's page beside what does not."""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from scrapers.extract import extract_page
from scrapers.extract.seen import as_json
from tests.scrapers.extract.cards_elsewhere import CARS, HOST, NUMBERS, each, read


@pytest.mark.parametrize(
    ("card", "target"),
    [
        ('<a href="/cars/{n}"><img src="/p/{n}.jpg"><p>{name}</p><b>15.900 €</b></a>', "/cars/{n}"),
        ('<a class="box" href="/cars/{slug}">FOR SALE - <b>£32,999</b><h2>{name} 2.0</h2></a>', "/cars/{slug}"),
        ('<li><a href="/c/{n}"><img src="/p/{n}.jpg"></a><b>15.900 €</b><a href="/c/{n}/anfrage">Anfrage</a><a href="/c/{n}/druck">Druck</a></li>', "/c/{n}"),
        ('<car-card><car-card-img url="/used-cars/{slug}/id-9{n}/" price="24,450"></car-card-img><car-card-titles regyear="{year}"></car-card-titles></car-card>', "/used-cars/{slug}/id-9{n}/"),
        ("""<ul onclick="openTab('/detail/?vid={n}')"><li>{year} {name}<img src="/p/{n}.jpg"></li><li>$5,000</li></ul>""", "/detail/?vid={n}"),
        ('<div><p>{name} {year}</p><p>In stock - £15350.00</p><a href="details_0{n}.html">VIEW</a></div>', "/details_0{n}.html"),
    ],
    ids=["numbers alone", "no number and no photo", "links below a vehicle's page", "components", "any onclick", "no photo"],
)  # fmt: skip
def test_the_vehicles_pages(card: str, target: str) -> None:
    slugs = {number: name.lower().replace(" ", "-") for number, name, _ in CARS}
    assert sorted(read(each(card)).detail_urls) == sorted(HOST + target.format(n=n, slug=slugs[n]) for n in NUMBERS)


def test_years_and_limits_of_a_menu_are_no_vehicles() -> None:
    years = "".join(
        f'<a href="/cars/{year}">{year}</a><a href="/cars/under-{year}">Under £{year}</a>' for year in range(2010, 2020)
    )
    cards = each('<div><a href="/cars/{n}"><img src="/p/{n}.jpg"></a><p>{name}</p><b>£15,900</b></div>')
    assert list(read(cards, around=f"<aside>{years}</aside>").detail_urls) == [f"{HOST}/cars/{n}" for n in NUMBERS]


def test_trims_and_reviews_are_no_vehicles() -> None:
    """Boxes with a picture and a price that lead to lists, or to what the site writes of a model."""
    trims = "".join(
        f'<div class="trim"><img src="/t/{trim}.png"><h3>2024 Camry {trim}</h3><p>$26,420</p><a href="/new-inventory?trim={trim}">View inventory</a></div>'
        for trim in ("LE", "SE", "XLE")
    )
    reviews = "".join(
        f'<div><a href="/research/honda-accord-{year}/"><img src="/r.jpg"></a><b>{year} Honda Accord</b><p>$23,720</p></div>'
        for year in (2019, 2020, 2021)
    )
    assert read(trims + reviews, "/about/camry").detail_urls == ()


def test_offers_of_a_results_page() -> None:
    """The offer has the address, the car inside it has none."""
    offers = [
        {"@type": "Offer", "url": f"{HOST}/cars/{n}", "itemOffered": {"@type": "Product", "name": "Ford"}}
        for n in NUMBERS
    ]
    data = json.dumps({"@type": "SearchResultsPage", "offers": offers})
    page = read(f'<script type="application/ld+json">{data}</script>')
    assert list(page.detail_urls) == [f"{HOST}/cars/{n}" for n in NUMBERS]


def test_addresses_of_a_lists_items_are_their_vehicles() -> None:
    items = [
        {"@type": "ListItem", "url": f"{HOST}/cars/{n}", "item": {"@type": "Car", "name": "Ford"}} for n in NUMBERS
    ]
    graph = {"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "ItemList", "itemListElement": items}}]}
    page = read(f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    assert list(page.detail_urls) == [f"{HOST}/cars/{n}" for n in NUMBERS]


def test_a_later_page_of_a_list_is_a_list() -> None:
    card = '<div data-vin="WVWZZZAUZKW900001"><a href="/vehicle/WVWZZZAUZKW900001/2019-ford-focus">x</a></div>'
    assert read(card, "/inventory/srp-page-2/").page_type == "listing"


def test_a_telephone_number_is_no_total() -> None:
    cards = each('<div><a href="/cars/{n}"><img src="/p/{n}.jpg"></a><p>{name}</p><b>£15,900</b></div>')
    assert read(cards + "<p>Call 01624</p><p>730421</p><p>Used cars</p>").total is None


def test_another_page_of_each_card_is_not_its_vehicle() -> None:
    """Two links at the same place of every card: one leads to the vehicle, one to a form about it."""
    cards = each(
        '<div><a href="/cars/{slug}/{n}"><img src="/p/{n}.jpg"></a><h3>{name}</h3><p>{year} | 50.000 kms</p><p>15.900 €</p><a href="/cars/{slug}/{n}">Ver ficha</a><a href="/contact?id={n}">Contactar</a></div>'
    )
    found = read(cards).detail_urls
    assert [urlsplit(url).path.split("/")[1] for url in found] == ["cars"] * len(CARS)


def test_one_script_serves_the_list_and_its_vehicles() -> None:
    cards = each(
        '<div><a href="index.php?page=detail&amp;id={n}"><img src="/p/{n}.jpg"></a><p>{name}</p><b>15.900 €</b></div>'
    )
    around = '<a href="index.php?page=stock&amp;sort=2">Cheapest first</a>'
    found = read(cards, "/index.php?page=stock", around).detail_urls
    assert list(found) == [f"{HOST}/index.php?page=detail&id={n}" for n in NUMBERS]


def test_models_from_so_much_are_no_vehicles() -> None:
    models = each(
        '<div><a href="/models/{slug}"><img src="/m/{n}.jpg"></a><h3>{year} {name}</h3><p>From $31,500</p></div>'
    )
    assert read(models, "/models").detail_urls == ()


def test_a_list_as_json_with_one_whole_vehicle_has_its_page() -> None:
    whole = {
        "vin": "WVWZZZAUZKW900001",
        "make": "VW",
        "model": "Golf",
        "price": 9000,
        "images": ["/p/1.jpg", "/p/2.jpg"],
    }
    text = json.dumps(
        {
            "total": 2,
            "results": [
                {**whole, "url": "/cars/4101"},
                {"vin": "WVWZZZAUZKW900002", "make": "VW", "model": "Polo", "url": "/cars/4102"},
            ],
        }
    )
    seen = as_json(extract_page(text, f"{HOST}/api/search?page=1", adapters=False))
    assert (seen["vehicle"], sorted(seen["detail_urls"])) == (None, [f"{HOST}/cars/4101", f"{HOST}/cars/4102"])


def test_a_menu_at_the_same_path_of_tags_is_no_vehicle() -> None:
    """Old sites put menu and cars into tables of one form."""
    menu = "".join(
        f'<table><tr><td><a href="/{name}.php">{name}</a></td></tr></table>' for name in ("home", "map", "us")
    )
    rows = each(
        '<table><tr><td><a href="/view.php?id={n}"><img src="/p/{n}.jpg"></a></td><td>{year} {name} £5,995</td></tr></table>'
    )
    assert list(read(rows, "/list.php", menu).detail_urls) == [f"{HOST}/view.php?id={n}" for n in NUMBERS]


@pytest.mark.parametrize("price", ["<b>15.900 €</b>", ""])
def test_teasers_of_a_blog_beside_a_list(price: str) -> None:
    """Dated addresses may be vehicles where a site has no others."""
    cards = each('<article><a href="/cars/{n}"><img src="/p/{n}.jpg"></a><p>{year} {name}</p><b>15.900 €</b></article>')
    posts = "".join(
        f'<div class="post"><a href="/2024/0{n}/best-of-2024"><img src="/b/{n}.jpg"><h3>Best of 2024</h3></a>{price}</div>'
        for n in range(1, 4)
    )
    assert len(read(cards + posts).detail_urls) == len(CARS) + (3 if price else 0)


@pytest.mark.parametrize(
    ("host", "is_own"), [("https://used.birch.example", True), ("https://birch.elsewhere.example", False)]
)
def test_cards_that_lead_to_a_sister_of_the_site(host: str, is_own: bool) -> None:
    cards = each(f'<div><a href="{host}/cars/{{n}}"><img src="/p/{{n}}.jpg"></a><p>{{year}} {{name}}</p>£5,995</div>')
    assert list(read(cards).detail_urls) == ([f"{host}/cars/{n}" for n in NUMBERS] if is_own else [])


def test_a_lists_own_address_with_one_vehicles_number() -> None:
    around = '<a href="/cars?make_id=300">Audi</a><a href="/cars?sort=2019">Newest</a>'
    cards = each('<div><a href="/cars?id={n}"><img src="/p/{n}.jpg"></a><p>{year} {name}</p><b>15.900 €</b></div>')
    assert list(read(cards, around=around).detail_urls) == [f"{HOST}/cars?id={n}" for n in NUMBERS]


def test_dealers_of_a_directory_are_no_vehicles() -> None:
    cards = each(
        '<div><a href="/dealers/motors-{n}"><img src="/d/{n}.jpg"></a><p>Est. {year}</p><a href="/used-cars?dealer={n}">Stock</a></div>'
    )
    assert read(cards, "/dealers").detail_urls == ()


@pytest.mark.parametrize(
    "state", ['{"next_page_url":"https:\\/\\/www.birch.example\\/cars?page=2"}', '{"nextPageUrl": "/cars?page=2"}']
)
def test_the_next_page_that_a_lists_json_names(state: str) -> None:
    cards = each('<div><a href="/cars/{n}"><img src="/p/{n}.jpg"></a><p>{year} {name}</p><b>15.900 €</b></div>')
    assert read(f"{cards}<script>x = {state}</script>").next_url == f"{HOST}/cars?page=2"


@pytest.mark.parametrize(
    "address",
    [
        {"canonicalUrl": "/bil/{n}-audi"},
        {"links": {"self": f"{HOST}/bil/{{n}}-audi", "enquire": f"{HOST}/enquire/{{n}}"}},
        {"path": "/bil/{n}-audi"},
    ],
    ids=["its own", "among others", "a path"],
)
def test_a_list_in_state_without_makes(address: dict[str, object]) -> None:
    cars = [
        {"title": name, "mileage": 41000, "price": {"gross": 14995}}
        | json.loads(json.dumps(address).replace("{n}", str(n)))
        for n, name, _ in CARS
    ]
    page = read(f'<script type="application/json">{json.dumps({"page": {"cars": cars}})}</script>')
    assert (page.page_type, list(page.detail_urls)) == ("listing", [f"{HOST}/bil/{n}-audi" for n in NUMBERS])


def test_products_of_a_shop_in_state_are_no_vehicles() -> None:
    shop = [{"title": f"Mats {n}", "price": 49.9, "url": f"/shop/{n}", "image": f"/s/{n}.jpg"} for n in NUMBERS]
    assert read(f'<script type="application/json">{json.dumps({"items": shop})}</script>').detail_urls == ()


def test_a_box_that_says_in_its_data_where_it_leads() -> None:
    cards = each('<div data-detail-url="/cars/{n}"><img src="/p/{n}.jpg"><p>{year} {name}</p><b>15.900 €</b></div>')
    assert list(read(cards).detail_urls) == [f"{HOST}/cars/{n}" for n in NUMBERS]
