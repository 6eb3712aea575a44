"""Photos checked in processes: the same answers, and one that kills its decoder takes nothing else with it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest

from carcls.errors import DecoderDied, PhotoRejected
from carcls.photos.check import check_photo
from carcls.photos.decoders import Decoders
from tests.pictures import photo

pytestmark = pytest.mark.slow

BOUNDS = {"proxy_short_side": 240, "max_pixels": 10**7}


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    decoders = Decoders(2, **BOUNDS)
    yield decoders
    decoders.close()


def children() -> set[int]:
    """This process's decoders that run."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True)
    return {int(line.split()[0]) for line in listed.stdout.splitlines() if "carcls.photos.decoders" in line}


def test_they_answer_as_one_that_decodes_here(decoders: Decoders) -> None:
    files = [photo(seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as threads:
        checked = list(threads.map(decoders.check, files))
    assert checked == [check_photo(data, **BOUNDS) for data in files]
    assert len(children()) == 2
    decoders.close()
    assert not children()


@pytest.mark.parametrize("data", [b"", b"<html>sold</html>", photo(1)[:900]], ids=["empty", "a page", "broken off"])
def test_why_a_photo_is_rejected_comes_as_it_was_said(decoders: Decoders, data: bytes) -> None:
    with pytest.raises(PhotoRejected) as here:
        check_photo(data, **BOUNDS)
    with pytest.raises(PhotoRejected) as there:
        decoders.check(data)
    assert str(there.value) == str(here.value)


def test_nothing_is_started_where_nothing_is_new(decoders: Decoders) -> None:
    assert not children()
    decoders.check(photo(1))
    decoders.check(photo(2))
    assert len(children()) == 1  # one at a time needs no second


def test_one_that_was_killed_is_replaced(decoders: Decoders) -> None:
    before = decoders.check(photo(1))
    (killed,) = children()
    os.kill(killed, signal.SIGKILL)
    assert decoders.check(photo(1)) == before
    assert len(children()) == 1
    assert killed not in children()


@pytest.mark.parametrize(
    ("last_words", "error", "said"),
    [
        ("kill -SEGV $$", PhotoRejected, "that crash the decoder (exit code -11)"),
        ("kill -KILL $$", DecoderDied, "ended twice with exit code -9 over"),
        ("exit 3", DecoderDied, "ended twice with exit code 3 over"),
    ],
)
def test_after_two_that_ended_the_photo_is_to_blame_only_for_a_crash(
    decoders: Decoders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last_words: str,
    error: type[Exception],
    said: str,
) -> None:
    begun, short_lived = tmp_path / "begun", tmp_path / "python"
    short_lived.write_text(f"#!/bin/sh\necho >> {begun}\n{last_words}\n")
    short_lived.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(short_lived))
        with pytest.raises(error, match=re.escape(said)):
            decoders.check(photo(1))
    assert begun.read_text() == "\n\n"
    assert decoders.check(photo(1)).format == "JPEG"


def test_they_end_with_a_process_that_was_killed(tmp_path: Path) -> None:
    code = """
        import os, signal, sys
        from carcls.photos.decoders import Decoders
        decoders = Decoders(1, proxy_short_side=240, max_pixels=10**7)
        decoders.check(open(sys.argv[1], "rb").read())
        (process,) = decoders._all
        print(process._process.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    file = tmp_path / "photo.jpg"
    file.write_bytes(photo(1))
    done = subprocess.run([sys.executable, "-c", dedent(code), str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    decoder, deadline = Path("/proc", done.stdout.strip()), time.monotonic() + 20
    while decoder.exists() and "Z" not in (decoder / "stat").read_text().split(")")[-1].split()[:1]:
        assert time.monotonic() < deadline, "the decoder outlived its owner"
        time.sleep(0.05)
