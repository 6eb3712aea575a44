"""How many vehicles a list says that there are, and which page follows."""

import pytest

from scrapers.extract import extract_page
from scrapers.extract.paging import stated_total


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Showing 1 - 24 of 312", 312),
        ("1–20 of 1,204 vehicles", 1204),
        ("312 cars found", 312),
        ("We have 48 used cars in stock", 48),
        ("Vehicles (37)", 37),
        ("312\ncars found", 312),
        ("Page 1 of 3 , 41 cars", 41),
        ("Used Fiat 500 cars", None),
        ("07375 730421 Used cars", None),
        ("£6,930.40 Used cars", None),
        ("Passenger vehicle (34)", None),
        ("Results: 19", 19),
        ("1.204 Fahrzeuge", 1204),
        ("92 annonces", 92),
        ("1,234台", 1234),
        ("57 объявлений", 57),
        ("Over 60 years of experience", None),
        ("No cars", None),
    ],
)
def test_stated_total(text: str, total: int | None) -> None:
    assert stated_total(text) == total


def test_less_than_the_page_shows_is_no_total() -> None:
    assert stated_total("2 cars\n48 cars", 20) == 48


def test_the_last_page_in_a_path_has_no_next() -> None:
    body = '<div><a href="/vehicle/2019-vw-golf-oa77/"><img src="/t/1.jpg"></a></div><a href="/cars/page/1">1</a>'
    assert extract_page(body, "https://oak.example/cars/page/2").next_url is None


@pytest.mark.parametrize(
    "word",
    [
        "次へ",
        "Далее",
        "Próxima página",
        "Página siguiente",
        "Další",
        "Seuraava",
        "Następna",
        "Próxima",
        "Volgende",
        "Nästa",
        "Successiva",
    ],
)
def test_words_for_the_next_page(word: str) -> None:
    body = f'<div><a href="/vehicle/2019-vw-golf-oa77/"><img src="/t/1.jpg"></a></div><a href="/cars/two">{word}</a>'
    assert extract_page(body, "https://oak.example/cars").next_url == "https://oak.example/cars/two"


def test_the_page_after_one_in_a_path() -> None:
    body = '<div><a href="/vehicle/2019-vw-golf-oa77/"><img src="/t/1.jpg"></a></div><a href="/cars/page/3">3</a>'
    assert extract_page(body, "https://oak.example/cars/page/2").next_url == "https://oak.example/cars/page/3"


CARD = '<div><a href="/vehicle/2019-vw-golf-oa77/"><img src="/t/1.jpg"></a></div>'


@pytest.mark.parametrize(
    ("asked", "links", "following"),
    [
        ("", ["strana=2", "strana=3"], "strana=2"),
        ("?strana=2", ["", "strana=3", "strana=4"], "strana=3"),
        ("?sort=price", ["sort=price&o=2", "sort=price&o=3"], "sort=price&o=2"),
        ("?sort=price", ["o=2", "o=3"], None),
        ("?strana=4", ["strana=2", "strana=3"], None),
        ("", ["strana=2"], None),
        ("", ["doors=2", "doors=3", "doors=4"], None),
    ],
    ids=["first", "second", "beside others", "others are dropped", "last", "one alone", "a facet"],
)
def test_a_parameter_that_counts_as_its_links_do_is_the_page(
    asked: str, links: list[str], following: str | None
) -> None:
    pager = "".join(f'<a href="/cars?{link}">{link.rpartition("=")[2] or 1}</a>' for link in links)
    found = extract_page(CARD + pager, f"https://oak.example/cars{asked}").next_url
    assert found == (following and f"https://oak.example/cars?{following}")


def after(path: str, body: str) -> str | None:
    found = extract_page(CARD + body, f"https://oak.example{path}").next_url
    return found and found.removeprefix("https://oak.example")


@pytest.mark.parametrize(
    ("here", "template", "first", "step", "expected"),
    [
        ("/used-cars", "/used-cars/{}", 1, 1, "/used-cars/2"),
        ("/used-cars/2", "/used-cars/{}", 1, 1, "/used-cars/3"),
        ("/used.html", "/used-{}.html", 1, 1, "/used-2.html"),
        ("/cars/index.html", "/cars/index_{}.html", 1, 1, "/cars/index_2.html"),
        ("/auta/", "/auta/strana-{}/", 1, 1, "/auta/strana-2/"),
        ("/cars", "/cars?rcp=15&rcs={}", 0, 15, "/cars?rcp=15&rcs=15"),
        ("/cars?rcp=15&rcs=15", "/cars?rcp=15&rcs={}", 0, 15, "/cars?rcp=15&rcs=30"),
        ("/cars", "/cars?first={}", 1, 24, "/cars?first=25"),
        ("/autos", "/autos/_Desde_{}_NoIndex_True", 1, 48, "/autos/_Desde_49_NoIndex_True"),
        ("/cars", "/cars?page={}", 0, 1, "/cars?page=1"),
        ("/cars?page=1", "/cars?page={}", 0, 1, "/cars?page=2"),
        ("/cars?page=3", "/cars?page={}", 1, 1, None),
        ("/cars", "/blog/{}", 1, 1, None),
        ("/cars", "/cars/{}", 2019, 1, None),
    ],
)
def test_numbers_that_count_as_pages_do(here: str, template: str, first: int, step: int, expected: str | None) -> None:
    pages = range(1, 4) if first < 2000 else range(2019, 2022)
    values = [first + (page - pages[0]) * step for page in pages]
    pager = "".join(f'<a href="{template.format(v)}">{page}</a>' for page, v in zip(pages, values, strict=True))
    assert after(here, pager) == expected


@pytest.mark.parametrize(
    "body",
    [
        '<div data-next-url="/cars?page=2"></div>',
        '<div hx-get="/cars?page=2" hx-trigger="revealed"></div>',
        '<turbo-frame src="/cars?page=2" loading="lazy"></turbo-frame>',
        '<button data-href="/cars?page=2">Next</button>',
        '<select><option value="/cars?page=1">1</option><option value="/cars?page=2">2</option></select>',
        '<a href="/cars?page=2">Load more</a>',
        '<form action="/cars"><input type="hidden" name="page" value="2"><button>Next</button></form>',
        '<form><button name="page" value="1">1</button><button name="page" value="2">2</button></form>',
        '<form method="GET" action="/cars"><input type="submit" name="page" value="1">'
        '<input type="submit" name="page" value="2"></form>',
    ],
)
def test_what_leads_on_without_a_pager(body: str) -> None:
    assert after("/cars", body) == "/cars?page=2"


NUMBERS = '<a href="/cars?page=2">2</a><a href="/cars?page=3">3</a>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<a class="next" href="/cars/audi-a3-77">›</a>{NUMBERS}', "/cars?page=2"),
        (f'<a class="next" href="/blog/page/2">Next</a>{NUMBERS}', "/cars?page=2"),
        ('<li class="disabled"><a href="/cars?page=2">Next</a></li>', None),
        ('<a href="/cars?page=2&sort=price">Price</a><a href="/cars?page=2">2</a>', "/cars?page=2"),
        ('<a href="/other-cars">Show more</a>', None),
        ('<div data-next="2"></div>', None),
        ('<form method="post"><input type="hidden" name="page" value="2"><button>Next</button></form>', None),
        ('<form action="/finance"><input name="budget"><button>Next</button></form>', None),
        ('<form><input type="hidden" name="page" value="2"><button disabled>Next</button></form>', None),
    ],
    ids=[
        "a carousel", "a blog", "disabled", "another order", "another list", "a slide", "a form that posts",
        "a form that asks for words", "a button disabled",
    ],
)  # fmt: skip
def test_what_only_looks_like_the_next_page(body: str, expected: str | None) -> None:
    assert after("/cars", body) == expected
