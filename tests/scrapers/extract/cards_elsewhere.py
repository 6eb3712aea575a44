"""A list's page around cards, invented; the cards of four vehicles by a template."""

# ruff: noqa: E501 (markup is read by the line)

from __future__ import annotations

from scrapers.extract import extract_page
from scrapers.page import Page

HOST = "https://www.birch.example"
CARS = [(4101, "Audi A4", 2018), (4102, "BMW 320d", 2019), (4103, "VW Golf", 2016), (4104, "Skoda Octavia", 2020)]
NUMBERS = [number for number, _, _ in CARS]


def read(cards: str, path: str = "/cars", around: str = "") -> Page:
    body = f'<nav><a href="/cars?make=audi">Audi (12)</a></nav>{around}<h1>Our cars</h1>{cards}<footer><a href="/imprint">Imprint</a></footer>'
    return extract_page(f"<title>Cars</title>{body}", HOST + path, adapters=False)


def each(template: str) -> str:
    return "".join(
        template.format(n=number, name=name, slug=name.lower().replace(" ", "-"), year=year)
        for number, name, year in CARS
    )
