"""Rows of CSV and XML feeds, as they are and as a hostile server would have them."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from carcls.errors import CrawlError
from scrapers.inventory.csv_rows import LONGEST_LINE, csv_rows
from scrapers.inventory.xml_rows import MOST_ELEMENTS, xml_rows

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><vehicles><vehicle><vin>&d;</vin></vehicle></vehicles>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
    "<vehicles><vehicle><vin>&b;</vin><stock>S1</stock></vehicle></vehicles>"
)


def of_csv(body: bytes) -> list[dict[str, str]]:
    return [dict(row) for row in csv_rows(io.BytesIO(body), body[:4096])]


def of_xml(text: str) -> list[list[tuple[str, str]]]:
    return list(xml_rows(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    "body",
    [
        b"vin,stock,title\nV1,S1,\nV2,S2,Caf\xc3\xa9\n",
        b"\xef\xbb\xbfvin\tstock\ttitle\r\nV1\tS1\t\r\nV2\tS2\tCaf\xc3\xa9\r\n",
        b'"vin"|"stock"|"title"\n"V1"|"S1"|""\n\n"V2"|"S2"|"Caf\xe9"\n',
        "vin;stock;title\nV1;S1;\nV2;S2;Café\n".encode("utf-16"),
    ],
    ids=["commas", "tabs and a byte order mark", "bars, as Windows writes them", "UTF-16"],
)
def test_separators_and_encodings(body: bytes) -> None:
    assert of_csv(body) == [{"vin": "V1", "stock": "S1"}, {"vin": "V2", "stock": "S2", "title": "Café"}]


def test_quoted_separators_and_lines() -> None:
    assert of_csv(b'vin,photos\nV1,"a,b\nc"\n') == [{"vin": "V1", "photos": "a,b\nc"}]


def test_broken_rows_cost_only_themselves() -> None:
    """One is short, one is long, one has quotes of its own in a quoted value, one bytes that no encoding has."""
    body = b'vin,title,price\nV1\nV2,Ford,9,8,7\nV3,"Ford "ST" Line",6\nV4,\x81\xff,5\nV5,Ford,4\n'
    assert [row["vin"] for row in of_csv(body)] == ["V1", "V2", "V3", "V4", "V5"]
    assert [row.get("price") for row in of_csv(body)] == [None, "9", "6", "5", "4"]


@pytest.mark.parametrize("body", [b"", b"vin,stock\n", b"\n\n"])
def test_nothing_in_it(body: bytes) -> None:
    assert of_csv(body) == []


@pytest.mark.parametrize(
    "body", [b"vin\n" + b"x" * (LONGEST_LINE + 1), b"vin\n" + b"x" * 200_000], ids=["line", "field"]
)
def test_a_line_or_field_without_an_end_is_refused(body: bytes) -> None:
    with pytest.raises(CrawlError, match="A feed should be CSV or XML"):
        of_csv(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<inventory><dealer>Oak</dealer><vehicle><VIN>V1</VIN><Photos><Photo>a</Photo><Photo>b</Photo></Photos></vehicle>"
            "<vehicle><VIN>V2</VIN></vehicle></inventory>",
            [[("vin", "V1"), ("photosphoto", "a"), ("photosphoto", "b")], [("vin", "V2")]],
        ),
        (
            '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Oak</title><item><g:vin>V1</g:vin>'
            "<g:image_link>a</g:image_link><g:additional_image_link>b</g:additional_image_link></item></channel></rss>",
            [[("vin", "V1"), ("image_link", "a"), ("additional_image_link", "b")]],
        ),
        (
            "<listings><listing><vehicle_id>1</vehicle_id><image><url>a</url><tag>Front</tag></image></listing></listings>",
            [[("vehicle_id", "1"), ("imageurl", "a"), ("imagetag", "Front")]],
        ),
        (
            '<cars><car vin="V1"><images><image href="a"/></images><!-- x --></car></cars>',
            [[("vin", "V1"), ("imagesimagehref", "a")]],
        ),
    ],
    ids=["HomeNet", "Google in RSS", "Meta", "attributes"],
)
def test_shapes_of_xml(text: str, expected: list[list[tuple[str, str]]]) -> None:
    assert of_xml(text) == expected


def test_entities_are_not_expanded() -> None:
    assert of_xml(OUTSIDE) == [[("stock", "S1")]]
    assert of_xml(BOMB) == []


def test_what_is_not_well_formed_gives_what_stands_before_and_says_so() -> None:
    rows = xml_rows(io.BytesIO(b"<vehicles><vehicle><vin>V1</vin></vehicle><vehicle><vin>"))
    assert next(rows) == [("vin", "V1")]
    with pytest.raises(CrawlError, match="A feed should be CSV or XML"):
        next(rows)


def test_a_vehicle_without_an_end_is_refused() -> None:
    with pytest.raises(CrawlError, match="elements"):
        of_xml("<vehicles><vehicle>" + "<a/>" * (MOST_ELEMENTS + 1) + "</vehicle></vehicles>")


READ = """
import resource, sys
from pathlib import Path
from scrapers.inventory.feed import read_feed

for name in sys.argv[1:]:
    for count, vehicle in enumerate(read_feed(Path(name), "https://oak.example/feed"), start=1):
        if count == 100:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(count, (after - before) // 1024)
"""


@pytest.mark.slow
def test_a_large_feed_is_never_in_memory_whole(tmp_path: Path) -> None:
    """40 MB each as CSV and XML."""
    words, rows = "well kept " * 1_000, range(4_000)
    with (tmp_path / "feed.csv").open("w") as file:
        file.write("vin,description,photos\n")
        file.writelines(f"S{n},{words},https://p.example/{n}/1.jpg|https://p.example/{n}/2.jpg\n" for n in rows)
    with (tmp_path / "feed.xml").open("w") as file:
        file.write("<inventory>")
        file.writelines(f"<vehicle><vin>S{n}</vin><text>{words}</text></vehicle>\n" for n in rows)
        file.write("</inventory>")
    command = [sys.executable, "-c", READ, "feed.csv", "feed.xml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        count, megabytes = map(int, line.split())
        assert (count, megabytes < 10) == (len(rows), True)
