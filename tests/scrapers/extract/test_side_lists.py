"""Vehicles and links beside a list that are not its own, pages of other kinds that lead to some, and where a list goes on."""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from scrapers.extract import extract_page
from tests.scrapers.extract.cards_elsewhere import CARS, HOST, NUMBERS, each, read

BOXES = '<div class="c"><a href="/cars/{n}"><img src="/p/{n}.jpg"></a><h3>{year} {name}</h3><b>£15,900</b></div>'
OWN = [f"{HOST}/cars/{n}" for n in NUMBERS]


@pytest.mark.parametrize("heading", ["Recently viewed", "Vistos recientemente", "Zuletzt angesehen"])
def test_vehicles_that_the_visitor_saw_before(heading: str) -> None:
    seen = "".join(f'<a class="mini" href="/cars/{n}"><img src="/p/{n}.jpg"><span>Fiat 2020</span><b>£9,900</b></a>' for n in (7001, 7002, 7003))  # fmt: skip
    page = read(each(BOXES), around=f"<section><h3>{heading}</h3><div>{seen}</div></section>")
    assert list(page.detail_urls) == OWN


def test_posts_in_the_footer_are_no_vehicles() -> None:
    posts = "".join(
        f'<div class="widget-post"><a href="/{slug}-2025/"><img src="/b.jpg"><span>{slug} 2025</span></a></div>'
        for slug in ("inspection-changes", "no-credit")
    )
    assert list(read(each(BOXES) + f"<footer><aside>{posts}</aside></footer>").detail_urls) == OWN


@pytest.mark.parametrize("path", ["/blog/buying-guide-porsche-944/", "/news/best-family-cars/"])
def test_the_few_vehicles_of_an_article_are_no_list(path: str) -> None:
    page = read(each(BOXES), path)
    assert (page.page_type, page.detail_urls) == ("other", ())


def test_links_with_years_on_a_contact_page_are_no_vehicles() -> None:
    posts = '<a href="/driving-restrictions-2024/">Restrictions 2024</a><a href="/service-at-10000-km/">Service</a>'
    page = read(posts, "/branches-and-contact/")
    assert (page.page_type, page.detail_urls) == ("other", ())


LARAVEL = json.dumps({"links": {"first": f"{HOST}/cars?page=1", "prev": None, "next": f"{HOST}/cars?page=2"}})


def test_the_next_page_of_laravels_links() -> None:
    page = read(each(BOXES) + f"<div id='app' data-page='{LARAVEL}'></div>")
    assert page.next_url == f"{HOST}/cars?page=2"


@pytest.mark.parametrize(("here", "following"), [("", "20"), ("?start=20", "40"), ("?start=40", None)])
def test_a_base_that_is_the_lists_first_page(here: str, following: str | None) -> None:
    """Joomla's."""
    pager = '<ul><li><a href="/cars">1</a></li><li><a href="/cars?start=20">2</a></li><li><a href="/cars?start=40">3</a></li></ul>'
    body = f'<head><base href="{HOST}/cars"></head><h1>Cars</h1>{each(BOXES)}{pager}'
    page = extract_page(body, f"{HOST}/cars{here}", adapters=False)
    assert page.next_url == (following and f"{HOST}/cars?start={following}")


def test_a_form_page_with_the_latest_vehicles_is_no_list() -> None:
    page = read(f"<form method='post'><input name='ssn'></form>{each(BOXES)}", "/credit-application")
    assert (page.page_type, page.detail_urls) == ("other", ())


def test_vehicles_whose_address_begins_as_a_lists() -> None:
    """Each card also leads to a form with the vehicle's number."""
    cards = each(
        '<li><a href="/Pre-Owned-Inventory-{year}-{slug}-Leeds-148409{n}?ref=list"><img src="/p/{n}.jpg"></a><h3>{name}</h3>'
        '<b>$9,900</b><a href="/default.asp?page=xQuote&id=148409{n}">Quote</a></li>'
    )
    page = read(f"<ul>{cards}</ul>", "/Inventory/Pre-Owned-Inventory")
    assert sorted(urlsplit(url).path.rpartition("-")[2] for url in page.detail_urls) == [f"148409{n}" for n in NUMBERS]


def test_three_vehicles_in_the_margin_of_a_list_are_not_of_it() -> None:
    seen = "".join(f'<li><a href="/cars/{n}"><img src="/p/{n}.jpg">Fiat 2020</a><b>£9,900</b></li>' for n in (7001, 7002))  # fmt: skip
    page = read(each(BOXES), around=f"<aside><h3>Tip of the week</h3><ul>{seen}</ul></aside>")
    assert list(page.detail_urls) == OWN


def test_a_state_in_the_sites_own_language() -> None:
    cars = [{"id": n, "nama": name, "slug": str(n), "url": f"/mobil/{n}", "tahun": year, "kilometer": 31500, "harga": 219000000, "foto": [f"/s/{n}.webp"]} for n, name, year in CARS]  # fmt: skip
    page = read(f"<div id='app' data-page='{json.dumps({'props': {'mobil': {'data': cars}}})}'></div>")
    assert list(page.detail_urls) == [f"{HOST}/mobil/{n}" for n in NUMBERS]


def test_vehicles_by_number_at_a_lists_address_with_a_slug() -> None:
    cards = each('<div class="c"><a href="?id=4711{n}"><img src="/p/{n}.jpg"></a><h3>{name}</h3><b>£15,900</b></div>')
    page = read(cards, "/autos/gebrauchte-pkw-berlin")
    assert (page.page_type, len(page.detail_urls)) == ("listing", len(CARS))


def test_two_scripts_of_each_card() -> None:
    cards = each(
        '<div><a href="/vehicle?id={n}"><img src="/p/{n}.jpg"></a><b>£9,900</b><a href="/reserve?id={n}">Reserve</a></div>'
    )
    assert list(read(cards).detail_urls) == [f"{HOST}/vehicle?id={n}" for n in NUMBERS]


def test_a_main_list_in_a_wrapper_named_for_its_sidebar() -> None:
    carousel = "".join(
        f'<li class="s"><a href="/cars/{n}"><img src="/p/{n}.jpg"></a><b>£9,900</b></li>' for n in range(7001, 7009)
    )
    page = read(
        f'<div class="content-sidebar-wrap">{each(BOXES)}</div>', around=f"<ul class='carousel'>{carousel}</ul>"
    )
    assert set(OWN) <= set(page.detail_urls)


STATE = [{"title": f"{name} {year}", "price": 15900, "year": year, "path": f"/cars/{n}"} for n, name, year in CARS]


@pytest.mark.parametrize("key", ["recentlyViewed", "similar_vehicles", "vehiculosSimilares"])
def test_vehicles_in_state_that_are_not_of_the_list(key: str) -> None:
    others = [{"title": "Fiat 500 2020", "price": 9900, "year": 2020, "path": "/cars/7001"}]
    state = json.dumps({"vehicles": STATE, key: others})
    page = read(each(BOXES) + f'<script type="application/json">{state}</script>')
    assert list(page.detail_urls) == OWN


@pytest.mark.parametrize("parts", [{"featuredVehicles": STATE}, {"featured": STATE[:1], "inventory": STATE[1:]}])
def test_featured_vehicles_in_state_are_the_dealers_own(parts: object) -> None:
    page = read(f'<script type="application/json">{json.dumps(parts)}</script>')
    assert list(page.detail_urls) == OWN


@pytest.mark.parametrize(
    "between",
    ["You may qualify for 0% finance", "98% of our customers recommend us", "Looking for something similar? Sign up",
     "Recommended | Price | Mileage", "More vehicles in stock", "Just arrived"],
)  # fmt: skip
def test_what_stands_between_rows_of_the_stock(between: str) -> None:
    rows = [BOXES.format(n=n, name=name, year=year) for n, name, year in CARS]
    body = f'<div class="row">{rows[0]}{rows[1]}</div><div>{between}</div><div class="row">{rows[2]}{rows[3]}</div>'
    assert list(read(body).detail_urls) == OWN


def test_one_vehicle_that_the_visitor_saw_before() -> None:
    seen = (
        '<div class="viewed"><h3>Вы смотрели</h3><div><a href="/cars/7001"><img src="/p/7001.jpg">Fiat</a></div></div>'
    )
    assert list(read(each(BOXES) + seen).detail_urls) == OWN


def test_addresses_relative_to_what_a_card_has_before_them() -> None:
    state = [{**one, "path": None, "seoUrl": f"d/{n}/"} for one, n in zip(STATE, NUMBERS, strict=True)]
    shown = "".join(
        f'<div class="c"><a href="/iad/d/{n}/"><img src="/p/{n}.jpg">{name} {year}</a><b>£9,000</b></div>'
        for n, name, year in CARS[:3]
    )
    page = read(shown + f'<script type="application/json">{json.dumps({"items": state})}</script>', "/iad/used")
    assert list(page.detail_urls) == [f"{HOST}/iad/d/{n}/" for n in NUMBERS]


def test_recommended_vehicles_in_cards_like_the_lists() -> None:
    others = "".join(BOXES.format(n=n, name="Fiat", year=2020) for n in (7001, 7002))
    page = read(f"<main><div>{each(BOXES)}</div><div><h2>You may also like</h2><div>{others}</div></div></main>")
    assert list(page.detail_urls) == OWN


def test_a_list_sorted_by_what_is_recommended() -> None:
    hero = "".join(f'<div class="hero"><a href="/cars/{n}"><img src="/p/{n}.jpg">£9,000</a></div>' for n in NUMBERS[:2])
    page = read(f"{hero}<div>Sort by: Recommended</div><div>{each(BOXES)}</div>")
    assert sorted(page.detail_urls) == OWN


def test_a_rail_that_repeats_some_of_a_list_in_state() -> None:
    state = f'<script type="application/json">{json.dumps({"vehicles": STATE})}</script>'
    shown = "".join(BOXES.format(n=n, name=name, year=year) for n, name, year in CARS[:3])
    again = f"<div><h3>Recently added</h3><div>{BOXES.format(n=NUMBERS[3], name='Skoda', year=2020)}</div></div>"
    assert sorted(read(f"<div>{shown}</div>{again}{state}").detail_urls) == OWN


@pytest.mark.parametrize(
    "key",
    ["relatedProducts", "recommended", "moreVehicles", 'searchVehicles({"sort":"RECOMMENDED"})', "/api?sort=similar"],
)
def test_a_list_under_such_a_key_alone(key: str) -> None:
    page = read(f'<script type="application/json">{json.dumps({key: STATE})}</script>')
    assert list(page.detail_urls) == OWN


def test_promoted_vehicles_that_are_much_of_the_list() -> None:
    state = json.dumps({"promoted": STATE[:2], "regular": STATE[2:]})
    assert list(read(f'<script type="application/json">{state}</script>').detail_urls) == OWN


def test_a_badge_is_no_heading_of_the_next_row() -> None:
    rows = [BOXES.format(n=n, name=name, year=year) for n, name, year in CARS]
    body = f'<div class="row">{rows[0]}{rows[1]}<i>Featured</i></div><div class="row">{rows[2]}{rows[3]}</div>'
    assert list(read(body).detail_urls) == OWN


@pytest.mark.parametrize("heading", ["Other vehicles", "Weitere Fahrzeuge", "Recently added"])
def test_headings_that_part_a_dealers_own_stock(heading: str) -> None:
    rows = [BOXES.format(n=n, name=name, year=year) for n, name, year in CARS]
    body = f"<div><h2>Cars</h2><div>{''.join(rows[:2])}</div><h2>{heading}</h2><div>{''.join(rows[2:])}</div></div>"
    assert sorted(read(body).detail_urls) == OWN


def test_similar_vehicles_in_the_state_of_a_vehicles_page() -> None:
    photos = [f"/p/9/{n}.jpg" for n in range(1, 7)]
    vehicle = {"make": "VW", "model": "Golf", "price": 9000, "mileage": 40_000, "images": photos}
    state = json.dumps({"vehicle": vehicle, "similarVehicles": STATE})
    body = f'<h1>VW Golf</h1><p>£9,000</p><script type="application/json">{state}</script>'
    page = extract_page(body, f"{HOST}/car-details?id=4711", adapters=False)
    assert (page.page_type, len(page.vehicles[0].photos)) == ("detail", 6)
