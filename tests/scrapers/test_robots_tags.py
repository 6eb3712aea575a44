"""X-Robots-Tag and meta robots, as far as pictures go."""

import pytest
from scrapy.http import HtmlResponse, Response

from scrapers.robots_tags import directive_of, meta_directive, page_declines, photo_declines

URL = "https://oak.example/"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["noimageindex"], "noimageindex"),
        (["noindex, NoImageIndex"], "noimageindex"),
        (["none"], "none"),
        (["noarchive", "none"], "none"),
        (["carcls: noimageindex"], "noimageindex"),
        (["CARCLS: noarchive, none"], "none"),
        (["noimageai"], "noimageai"),
        (["otherbot: none"], None),
        (["otherbot: noarchive, noimageindex"], None),
        (["otherbot: none, carcls: noimageindex"], "noimageindex"),
        (["unavailable_after: 25 Jun 2027 15:00:00 PST, noimageindex"], "noimageindex"),
        (["noindex"], None),
        (["max-image-preview: none"], None),
        ([], None),
    ],
)
def test_headers(headers: list[str], expected: str | None) -> None:
    assert directive_of(headers) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<meta name="robots" content="noindex, noimageindex">', "noimageindex"),
        ("<META CONTENT='NONE' NAME='Robots'>", "none"),
        ("<meta name=carcls content=noimageindex>", "noimageindex"),
        ('<meta name="otherbot" content="none">', None),
        ('<meta name="robots" content="index,follow">', None),
        ('<meta name="description" content="none of them">', None),
        ("<p>noimageindex", None),
    ],
)
def test_meta_tags(html: str, expected: str | None) -> None:
    assert meta_directive(html) == expected


def test_where_it_stands() -> None:
    header, meta = {"X-Robots-Tag": ["noarchive", "none"]}, b'<meta name="robots" content="noimageindex">'
    assert photo_declines(Response(URL, headers=header)) == "X-Robots-Tag: none"
    assert page_declines(HtmlResponse(URL, headers=header, body=meta)) == "X-Robots-Tag: none"
    assert page_declines(HtmlResponse(URL, body=meta)) == "meta robots: noimageindex"
    assert photo_declines(HtmlResponse(URL, body=meta)) is None
    assert page_declines(HtmlResponse(URL, body=b"<p>")) is None
