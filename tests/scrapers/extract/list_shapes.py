"""Lists of vehicles as sites make them, invented: cards, rows, tables, JSON, with menus, facets and articles around."""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

import json
from collections.abc import Callable

HOST = "https://ash.example"
URL = f"{HOST}/stock"
CARS = [(2016, "Honda Accord", 14995), (2019, "Ford Focus ST", 17450), (2014, "Kia Rio", 5990), (2021, "BMW 320d", 24750),
        (2012, "VW Polo", 4995)]  # fmt: skip


def slug(number: int) -> str:
    """The page of a vehicle."""
    year, name, _ = CARS[number]
    return f"/stock/{year}-{name.lower().replace(' ', '-')}-{7000 + number}"


EXPECTED = [HOST + slug(number) for number in range(len(CARS))]
AROUND = """<header><a href="/"><img src="/logo.png"></a><nav><a href="/stock">Stock</a><a href="/contact">Contact</a>
      <a href="/stock?make=ford">Ford</a><a href="/about-us">About us</a></nav></header>
    <aside><ul><li><a href="/stock?year=2016">2016 (4)</a></li><li><a href="/stock?year=2019">2019 (2)</a></li>
      <li><a href="/stock/under-10000">Cars under £10,000</a></li><li><a href="/stock/body/suv"><img src="/t/suv.png">SUV</a></li>
      <li><a href="/stock/body/estate"><img src="/t/estate.png">Estate</a></li></ul></aside>"""
BELOW = """<section><h3>From our blog</h3>
      <div><a href="/blog/best-suvs-of-2024"><img src="/b/1.jpg"><h4>Best SUVs of 2024</h4></a><p>12 March 2024</p></div>
      <div><a href="/blog/winter-tyres-2023"><img src="/b/2.jpg"><h4>Winter tyres in 2023</h4></a><p>4 Nov 2023</p></div></section>
    <footer><a href="/privacy">Privacy</a></footer>"""


def page(cars: str, below: str = "") -> str:
    """A list with what stands around it."""
    return f"<!doctype html><title>Our stock</title><body>{AROUND}<h1>Our stock</h1><p>5 cars found</p>{cars}{below}{BELOW}"


def each(template: str) -> str:
    """The template for each vehicle."""
    return "".join(
        template.format(n=number, url=slug(number), year=year, name=name, price=f"{price:,}")
        for number, (year, name, price) in enumerate(CARS)
    )


def cards() -> str:
    return page('<div class="grid">' + each(
        '<div class="c"><a href="{url}"><img src="/p/{n}.jpg"></a><h3><a href="{url}">{year} {name}</a></h3><b>£{price}</b>'
        '<a href="/finance?car={n}">Finance</a><a href="/contact?car={n}">Enquire</a><a href="/video/{n}">Video</a></div>'
    ) + "</div>")  # fmt: skip


def a_card_is_a_link() -> str:
    return page(each('<a class="card" href="{url}"><img data-src="/p/{n}.jpg"><p>{name}</p><p>{year} £{price}</p></a>'))


def cards_without_links() -> str:
    return page(
        each(
            '<article onclick="location.href=\'{url}\'"><img src="/p/{n}.jpg"><h2>{year} {name}</h2>£{price}</article>'
        )
    )


def carousels_in_cards() -> str:
    slides = '<img src="/p/{n}-1.jpg"><img src="/p/{n}-2.jpg"><img src="/p/{n}-3.jpg"><img src="/p/{n}-4.jpg">'
    return page(each(f'<li><div class="swiper">{slides}</div><a href="{{url}}">{{year}} {{name}}</a> £{{price}}</li>'))


def rows_of_three() -> str:
    """The last row holds fewer."""
    boxes = each(
        '<div class="col"><a href="{url}"><img src="/p/{n}.jpg"></a><p>{year} {name} £{price}</p></div>|'
    ).split("|")
    return page("".join(f'<div class="row">{"".join(boxes[at : at + 2])}</div>' for at in range(0, len(CARS), 2)))


def table() -> str:
    rows = each(
        '<tr><td><a href="{url}"><img src="/p/{n}.jpg" width="80"></a></td><td><a href="{url}">{year} {name}</a></td><td>{price} EUR</td></tr>'
    )
    return page(f"<table><tr><th>Photo</th><th>Car</th><th>Price</th></tr>{rows}</table>")


def words_alone() -> str:
    return page(f"<ul>{each('<li><a href={url}>{year} {name}</a> $ {price}</li>')}</ul>")


def price_on_request() -> str:
    return page(each('<div><a href="{url}"><img src="/p/{n}.jpg"></a><h2>{name}</h2><p>Price on request</p></div>'))


def item_list() -> str:
    entries = [
        {"@type": "ListItem", "position": n + 1, "url": HOST + slug(n), "name": f"{year} {name}"}
        for n, (year, name, _) in enumerate(CARS)
    ]
    data = {"@type": "ItemList", "itemListElement": entries}
    return page(f'<div id="app"></div><script type="application/ld+json">{json.dumps(data)}</script>')


def cars_in_json_ld() -> str:
    """Side by side, without a list around them."""
    data = [{"@type": "Car", "name": f"{year} {name}", "url": slug(n), "offers": {"price": price, "priceCurrency": "GBP"}}
            for n, (year, name, price) in enumerate(CARS)]  # fmt: skip
    return page(f'<div id="app"></div><script type="application/ld+json">{json.dumps(data)}</script>')


def state() -> str:
    cars = [{"id": 7000 + n, "make": name.split()[0], "model": name.split()[1], "year": year, "price": price, "url": slug(n),
             "image": f"/p/{n}.jpg"} for n, (year, name, price) in enumerate(CARS)]  # fmt: skip
    return page(f"<div id='app'></div><script>window.__INV__ = {json.dumps({'results': cars, 'total': 5})};</script>")


def latest_in_the_footer() -> str:
    """Two of them only by name, at the foot of the page."""
    boxes = each(
        '<div class="c"><a href="{url}"><img src="/p/{n}.jpg"></a><h3>{year} {name}</h3><b>£{price}</b></div>|'
    ).split("|")
    links = f'<ul><li><a href="{slug(3)}">BMW</a></li><li><a href="{slug(4)}">Polo</a></li></ul>'
    return page("".join(boxes[:3]), below=links)


LISTS: dict[str, Callable[[], str]] = {
    shape.__name__: shape
    for shape in (cards, a_card_is_a_link, cards_without_links, carousels_in_cards, rows_of_three, table, words_alone,
                  price_on_request, item_list, cars_in_json_ld, state, latest_in_the_footer)
}  # fmt: skip
