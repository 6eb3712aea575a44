"""Values in scripts, JSON or not."""

import time

import pytest

from scrapers.extract.javascript import Reader

PHOTOS = ["/photos/48213/1.jpg", "/photos/48213/2.jpg"]


@pytest.mark.parametrize(
    ("script", "name", "value"),
    [
        ('var a = ["/photos/48213/1.jpg", "/photos/48213/2.jpg"];', "a", PHOTOS),
        ("var a = ['/photos/48213/1.jpg', '/photos/48213/2.jpg',];", "a", PHOTOS),
        ("var a = new Array('/photos/48213/1.jpg','/photos/48213/2.jpg');", "a", PHOTOS),
        ("a = {photos: ['/photos/48213/1.jpg', '/photos/48213/2.jpg'], on: !0}", "a", {"photos": PHOTOS, "on": True}),
        ("new Vue({data() { return {pics: ['/photos/48213/1.jpg', '/photos/48213/2.jpg']} }})", "pics", PHOTOS),
        ("x(['/photos/48213/1.jpg', /* old */ '/photos/48213/2.jpg' // last\n])", "x", PHOTOS),
        (r"""a = JSON.parse('["\/photos\/48213\/1.jpg","\/photos\/48213\/2.jpg"]')""", "a", PHOTOS),
        (r"""a = "[\"/photos/48213/1.jpg\",\"/photos/48213/2.jpg\"]";""", "a", PHOTOS),
        (r"a = ['\x2fphotos/48213/1.jpg', '\u002fphotos/48213/2.jpg']", "a", PHOTOS),
        ("window['a'] = ['/photos/48213/1.jpg', `/photos/48213/2.jpg`]", "a", PHOTOS),
    ],
    ids=["JSON", "single quotes", "new Array", "bare keys", "in code", "comments", "JSON.parse", "JSON in a string",
         "escapes", "a template string"],
)  # fmt: skip
def test_literals(script: str, name: str, value: object) -> None:
    assert list(Reader().values(script)) == [(name, value)]


@pytest.mark.parametrize(
    "script",
    ["a = [b, c, d, e, f, g, h, i, j, k, l, m, n]", "if (a == [1]) {}", "a = {b() { return 1 }, c: 222222222}"],
)
def test_code_is_no_value(script: str) -> None:
    assert list(Reader().values(script)) == []


@pytest.mark.parametrize(
    "script",
    [
        "a=" + "[" * 200_000,
        "a=" + "{a:" * 100_000,
        "=['" * 100_000,
        "=[/*" * 50_000,
        "a" * 1_000_000,
        "=(" * 300_000,
        '={"' * 99_999,
    ],
    ids=["brackets", "braces", "quotes", "comments", "a word", "calls", "keys"],
)
def test_hostile_scripts_cost_little(script: str) -> None:
    started = time.process_time()
    list(Reader().values(script))
    assert time.process_time() - started < 3
