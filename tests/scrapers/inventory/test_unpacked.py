"""Packed feeds, and what a few packed kilobytes may hold."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from carcls.errors import CrawlError
from scrapers.inventory.unpacked import unpacked

BODY = b"vin,stock\nV1,S1\n" * 100


def zipped(body: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("export")
        archive.writestr("export/README.txt", "The inventory of Oak.")
        archive.writestr("export/inventory.csv", body)
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [BODY, gzip.compress(BODY), zipped(BODY)], ids=["plain", "gzip", "zip"])
def test_what_is_in_it(tmp_path: Path, packed: bytes) -> None:
    file = tmp_path / "feed"
    file.write_bytes(packed)
    with unpacked(file) as stream:
        assert stream.read() == BODY


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zipped], ids=["plain", "gzip", "zip"])
def test_no_more_than_so_many_bytes(tmp_path: Path, pack: type[bytes]) -> None:
    file = tmp_path / "feed"
    file.write_bytes(pack(bytes(1_000_000)))
    with pytest.raises(CrawlError, match="at most 10000 bytes unpacked"), unpacked(file, 10_000) as stream:
        stream.read()


@pytest.mark.parametrize(
    "damaged", [gzip.compress(BODY)[:-9], zipped(BODY)[:60], b"PK\x03\x04"], ids=["gzip", "zip", "a zip's beginning"]
)
def test_a_damaged_one(tmp_path: Path, damaged: bytes) -> None:
    file = tmp_path / "feed"
    file.write_bytes(damaged)
    with pytest.raises(CrawlError, match="A feed should be whole"), unpacked(file) as stream:
        stream.read()
