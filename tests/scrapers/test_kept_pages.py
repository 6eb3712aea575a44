"""Pages that are kept from one crawl to the next: trusted for a week, pruned once a day, never needed."""

from __future__ import annotations

import json
import os
import time
import zlib
from pathlib import Path

import pytest

from scrapers.kept_pages import DAY, LARGEST, LONGEST_TRUST, LONGEST_UNUSED, KeptPages

HEADERS = {"Content-Type": ["text/html"], "ETag": ['"1"'], "Last-Modified": ["Sun, 01 Nov 2026 10:00:00 GMT"]}
KEY = "ab12"


@pytest.fixture
def pages(tmp_path: Path) -> KeptPages:
    return KeptPages(tmp_path, 100_000)


def age(file: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(file, (moment, moment))


def test_a_page_comes_back_with_what_a_conditional_request_needs(pages: KeptPages) -> None:
    assert pages.find(KEY) is None
    pages.keep(KEY, HEADERS, b"<p>a page")
    kept = pages.find(KEY)
    assert kept is not None
    assert zlib.decompress(kept.packed) == b"<p>a page"
    assert kept.validators == {"If-None-Match": '"1"', "If-Modified-Since": "Sun, 01 Nov 2026 10:00:00 GMT"}
    pages.forget(KEY)
    assert pages.find(KEY) is None


def test_a_page_is_asked_for_whole_once_a_week_also_if_it_was_used(pages: KeptPages, tmp_path: Path) -> None:
    pages.keep(KEY, HEADERS, b"x")
    file = tmp_path / "ab" / KEY
    head, _, packed = file.read_bytes().partition(b"\n")
    told = json.loads(head)
    told["kept_at"] -= LONGEST_TRUST
    file.write_bytes(json.dumps(told).encode() + b"\n" + packed)
    pages.touch(KEY)
    assert pages.find(KEY) is None


@pytest.mark.parametrize("damaged", [b"", b"{}\nx", b"no JSON", b"[1]\nx", b"\xff\xfe"])
def test_a_damaged_one_is_as_if_it_were_not_there(pages: KeptPages, tmp_path: Path, damaged: bytes) -> None:
    pages.keep(KEY, HEADERS, b"x")
    (tmp_path / "ab" / KEY).write_bytes(damaged)
    assert pages.find(KEY) is None
    pages.keep(KEY, HEADERS, b"x" * 500)
    file = tmp_path / "ab" / KEY
    file.write_bytes(file.read_bytes()[:-1])
    assert pages.find(KEY) is None


def test_what_is_too_large_or_cannot_be_written_is_not_kept(pages: KeptPages, tmp_path: Path) -> None:
    pages.keep(KEY, HEADERS, bytes(LARGEST + 1))
    KeptPages(tmp_path, 0).keep(KEY, HEADERS, b"x")
    (tmp_path / "cd").write_text("a file where a folder should be")
    pages.keep("cd12", HEADERS, b"x")
    assert pages.find(KEY) is pages.find("cd12") is None


def test_pruning_leaves_what_was_used_last_and_fits(tmp_path: Path) -> None:
    pages = KeptPages(tmp_path, 1_000)
    for days, key in enumerate(("aa", "bb", "cc", "dd")):
        pages.keep(key, HEADERS, os.urandom(300))
        age(tmp_path / key / key, days * DAY)
    age(tmp_path / "bb" / "bb", LONGEST_UNUSED + 60)
    pages.prune()
    assert [key for key in ("aa", "bb", "cc", "dd") if pages.find(key)] == ["aa", "cc"]
    pages.keep("bb", HEADERS, os.urandom(300))
    age(tmp_path / "bb" / "bb", LONGEST_UNUSED + 60)
    pages.prune()  # not twice a day
    assert pages.find("bb")
    age(tmp_path / "pruned", DAY + 60)
    pages.prune()
    assert not pages.find("bb")
