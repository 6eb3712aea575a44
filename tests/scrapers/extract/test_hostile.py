"""Whatever comes is a page: nothing raises, nothing costs more than its size allows."""

import json
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.extract import extract_page
from tests.scrapers.extract.list_shapes import LISTS
from tests.scrapers.extract.shapes import SHAPES, URL

BROKEN = '<a href="http://[::1"><img src="http://[x/1.jpg"></a><a href="http://x:99999999/used/2019-a-b-12345">x</a>'
CAR = {"@type": "Car", "name": "x", "url": "http://[", "image": ["http://[/1.jpg"]}
PAGES = {
    "deep elements": "<div class=gallery>" * 20_000 + '<img src="/a.jpg">' * 50,
    "many photos": "<div class=gallery>" + "".join(f'<img src="/p/{n}.jpg">' for n in range(20_000)) + "</div>",
    "a folder a photo": "".join(f'<img src="/p/{n}/x.jpg">' for n in range(20_000)),
    "many links": "".join(
        f'<div><a href="/used/2019-car-{n}"><img src="/p/{n}.jpg"></a> £{n}</div>' for n in range(9_000)
    ),
    "many prices": "<p>" + "VIN 12345 price £5,000 " * 50_000,
    "a long number": "<p>" + "1" * 1_000_000,
    "brackets in an attribute": f'<div data-x="{"[" * 500_000}">',
    "addresses in an attribute": f'<div data-x="{"a.jpg," * 100_000}">',
    "a long srcset": f'<img srcset="{"a.jpg 1x, " * 50_000}">',
    "a srcset without commas": f'<img srcset="{"a" * 20_000} b c"><img srcset="a.jpg 1.5.2x, a.jpg {"9" * 400}w">',
    "a srcset in JSON": '<script type="application/json">'
    + json.dumps({"photos": [{"srcset": f"{'a' * 200_000} b c"}, {"srcset": f"/a.jpg {'9' * 400}w"}]})
    + "</script>",
    "a link of underscores": f'<a href="/{"_" * 40}!">x</a><a href="/{"a_" * 4_000}!">x</a>',
    "blanks in JSON": '<script type="application/json">'
    + json.dumps([{"https://": f"x{' ' * 200_000}y"}])
    + "</script>",
    "blanks after a label": f"<p>VIN{'&nbsp;' * 20_000}!</p><p>Stock{'&nbsp;' * 20_000}!</p>",
    "threes of digits": "<p>" + "111 " * 50_000,
    "many rails": "<div>" + "<h2>Similar cars</h2><p>" * 9_000,
    "deep rails": "<div class=related>" * 900 + '<img src="/a.jpg">' * 900,
    "deep galleries": '<div class=gallery><img src="/a.jpg">' * 900,
    "deep microdata": '<div itemscope itemprop=offers itemtype="http://schema.org/Car">' * 400,
    "photos in code": "<script>" + "".join(f"p.push('/p/{n}.jpg');" for n in range(30_000)) + "</script>",
    "photos in a list": "<script>p=[" + ",".join(f"'/p/{n}.jpg'" for n in range(30_000)) + "]</script>",
    "photos in JSON-LD": '<script type="application/ld+json">'
    + json.dumps({"@type": "Car", "name": "x", "image": [f"https://a.example/{n}.jpg" for n in range(30_000)]})
    + "</script>",
    "references in a ring": '<script>S={"a":{"__ref":"b"},"b":{"x":{"__ref":"a"},"y":{"__ref":"b"}},"c":"https://"}</script>',
    "references that double": "<script>S="
    + json.dumps({f"I:{n}": {"https://": [{"__ref": f"I:{n + 1}"}] * 4} for n in range(3_000)})
    + "</script>",
    "places in a ring": '<script type="application/json">'
    + json.dumps([["Reactive", 1], *({"a": n % 50, "b": 1, "c": n % 97, "d": 0} for n in range(20_000))])
    + "</script>",
    "names of photos": "<p>words</p>" * 50_000
    + '<script type="application/json">'
    + json.dumps([{"images": [f"a{n}b{m}c3d4e5f6.jpg" for m in range(6)]} for n in range(5_000)])
    + "</script>",
    "a long address in a script": f'<script>u="/{"api/" * 50_000}x"</script>',
    "a stream": "<script>streamController.enqueue(" + '"' + "a\\\\" * 200_000 + "</script>",
    "links without words": "".join(f'<div><a href="/cars/{n}">Audi £9,000</a></div>' for n in range(100, 103))
    + "".join(f'<p><a href="/cars/{n}"></a></p>' for n in range(1_000, 6_000)),
    "cards under headings": "<h2>Similar</h2>" * 500
    + "".join(f'<div><a href="/used/2019-car-{n}"><img src="/p/{n}.jpg"></a> £{n}</div>' for n in range(5_000)),
    "a path of one word": f'<a href="/{"ankauf-" * 8_000}!">x</a>',
    "addresses that no card has": "".join(
        f'<div><a href="/used/2019-car-{n}"><img src="/p/{n}.jpg"></a> £{n}</div>' for n in range(3_000)
    )
    + '<script type="application/json">'
    + json.dumps([{"title": "Audi", "price": 9000, "year": 2019, "url": f"x/{n}"} for n in range(6_000)])
    + "</script>",
    "endings": "".join(f'<a href="/{".jpg" * 5_000}!{n}">x</a>' for n in range(5)),
    "empty elements before cards": "<div>"
    + ("<i></i>" * 2_000 + "</div><div>") * 8
    + "".join(f'<p><a href="/used/2019-car-{n}"><img src="/p/{n}.jpg"></a> £{n}</p>' for n in range(100)),
    "laughing XML": '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><urlset><url><loc>https://a.example/&j;</loc></url></urlset>",
    "deep JSON": '{"a":' * 100_000,
    "deep JSON-LD": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "broken addresses": BROKEN + f'<base href="http://["><script type="application/ld+json">{json.dumps(CAR)}</script>',
    "a broken sitemap": '<?xml version="1.0"?><urlset><url><loc>http://[</loc></url><url>',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_to_hurt(name: str) -> None:
    started = time.process_time()
    extract_page(PAGES[name], URL, adapters=False)
    # CPU seconds. Each takes about one; on a busy machine, whose cores share their caches, it has been five. What goes
    # wrong grows with the square of the page, and takes minutes.
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    "body",
    [
        Random(1).randbytes(50_000),
        b"\0" * 50_000,
        b"\x1f\x8b" + b"\0" * 100,
        "<p>x".encode("utf-16"),
        b'<meta charset="no"><p>\xff\xfe',
    ],
    ids=["noise", "zeros", "half a gzip", "UTF-16", "an unknown charset"],
)
def test_bytes_that_are_no_page(body: bytes) -> None:
    assert extract_page(body, URL, adapters=False).vehicles == ()


@pytest.mark.slow
@given(st.sampled_from(sorted(SHAPES)), st.integers(0, 4000), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_a_page_with_a_piece_missing(name: str, start: int, length: int) -> None:
    body, _ = SHAPES[name]()
    extract_page(body[:start] + body[start + length :], URL, adapters=False)


@pytest.mark.slow
@given(st.sampled_from(sorted(LISTS)), st.integers(0, 4000), st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_a_list_with_anything_in_it(name: str, at: int, text: str) -> None:
    body = LISTS[name]()
    extract_page(body[:at] + text + body[at:], URL, adapters=False)
