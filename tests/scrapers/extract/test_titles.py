"""What a page calls its vehicle, and what it does not."""

import pytest
from lxml.html import document_fromstring

from scrapers.extract.titles import page_title

CAR = "2016 Honda Accord"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (f"<title>Birch Motors</title><h1>{CAR}</h1>", CAR),
        (f"<title>{CAR} - Birch Motors</title><h1>Birch Motors</h1>", CAR),
        (f"<title>{CAR} | Birch</title><h1>Leave a message</h1><h2>Ask a question</h2>", CAR),
        (f"<title>{CAR} for sale in Oakville | Birch Motors</title>", CAR),
        (f"<title>Birch</title><h1>Birch Motor Cars</h1><h2>{CAR}</h2><h3>Similar vehicles</h3>", CAR),
        (f"<title>{CAR}</title><meta property='og:site_name' content='Elm House'><h1>Elm House</h1>", CAR),
        ("<title>Golf 1.4 | Birch</title><h1>Golf 1.4 TSI Highline</h1><h2>Finance</h2>", "Golf 1.4 TSI Highline"),
        ("<title>>> BIRCH MOTORS, Oakville <<</title><p>1973 Austin Mini</p>", None),
        ("<title></title><h1>Contact us</h1>", None),
    ],
    ids=["h1", "the site's name in h1", "a form's heading", "for sale", "h2", "og:site_name", "the fuller one",
         "only the site's name", "nothing"],
)  # fmt: skip
def test_page_title(body: str, title: str | None) -> None:
    root = document_fromstring(f"<html><head></head><body>{body}</body></html>")
    assert page_title(root, "https://www.birchmotors.example/view", frozenset()) == title
