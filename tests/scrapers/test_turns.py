"""One request at a time a host, over all the crawls of this machine; read from the host's own log."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from scrapers.turns import LONGEST_PAUSE, Turns
from tests.pictures import photo
from tests.scrapers.crawling import run_crawl
from tests.scrapers.site import Answer, Site, hash_of, image, lot, page_of_car

HOST = "photos.example"
HOLD = """
import asyncio, sys
from pathlib import Path
from scrapers.turns import Turns

async def hold():
    async with Turns(Path(sys.argv[1])).take(sys.argv[2], 0.0, lambda: None):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


class Impatient(Exception):
    """Nobody waits any more."""


def test_the_next_waits_for_its_turn_and_then_for_the_delay(tmp_path: Path) -> None:
    begun: list[float] = []
    at_once = 0

    async def ask() -> None:
        nonlocal at_once
        async with Turns(tmp_path).take(HOST, 0.2, lambda: None):
            (record,) = tmp_path.iterdir()
            begun.append(json.loads(record.read_text())["asked_at"])  # on a busy machine, now may be later
            at_once += 1
            assert at_once == 1
            await asyncio.sleep(0.01)
            at_once -= 1

    async def three() -> None:
        await asyncio.gather(ask(), ask(), ask())

    asyncio.run(three())
    assert all(after - before >= 0.199 for before, after in pairwise(begun))


def test_a_process_that_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    async def take(looks: int) -> None:
        def give_up() -> None:
            nonlocal looks
            looks -= 1
            if looks < 0:
                raise Impatient

        async with Turns(tmp_path).take(HOST, 0.0, give_up):
            pass

    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), HOST], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Impatient):
            asyncio.run(take(3))
        holder.kill()
    asyncio.run(take(1))


def test_a_pause_is_for_all_crawls_but_not_for_ever(tmp_path: Path) -> None:
    async def pauses(host: str, leave_alone: float) -> tuple[float, float]:
        async with Turns(tmp_path).take(host, 0.0, lambda: None) as turn:
            before = turn.pause
            turn.leave_alone(leave_alone)
            return before, turn.pause

    assert asyncio.run(pauses(HOST, 90))[0] <= 0
    before, after = asyncio.run(pauses(HOST, 10**9))
    assert 80 < before <= 90
    assert LONGEST_PAUSE - 1 < after <= LONGEST_PAUSE


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"host": "other.example", "asked_at": 9e99}', f'{{"host": "{HOST}", "asked_at": "soon"}}']
)
def test_what_does_not_speak_of_the_host_is_nothing(tmp_path: Path, text: str) -> None:
    def now_or_never() -> None:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise Impatient

    async def take(delay: float, give_up: Callable[[], None]) -> float:
        async with Turns(tmp_path).take(HOST, delay, give_up) as turn:
            return turn.pause

    looks = 0
    asyncio.run(take(0, lambda: None))
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    assert asyncio.run(take(9, now_or_never)) <= 0


@pytest.mark.slow
def test_two_crawls_at_once_share_a_photo_host_as_one_would(tmp_path: Path) -> None:
    """Each alone would ask every 0.2 s; the host's first photo asks for a pause, which holds for both."""
    has_a_photo = {"oak": threading.Event(), "elm": threading.Event()}

    def shown(name: str, there: Answer, before: int) -> Answer:
        first = name == "oak" and not has_a_photo[name].is_set()
        has_a_photo[name].set()
        return Answer("busy", 503, {"Retry-After": "2"}) if first else there

    def once_the_other_has_a_photo(name: str, page: Answer, site: Site, before: int) -> Answer:
        """Of two processes on a busy machine one may start seconds after the other: after its first car, it waits."""
        if sum(asked.path.startswith("/used/") for asked in site.log) > 1:
            assert has_a_photo[name].wait(60)
        return page

    with lot(5) as oak, lot(5) as elm, Site() as photos:
        # Another name than the dealers': Scrapy asks one thing at a time of a name, whatever the port.
        photo_host = photos.url.replace("127.0.0.1", "localhost")
        for name, other, site in (("oak", "elm", oak), ("elm", "oak", elm)):
            for number in range(1, 6):
                page = site.answers[page_of_car(number)]
                assert isinstance(page, Answer)
                assert isinstance(page.body, str)
                page.body = page.body.replace('src="/photos/', f'src="{photo_host}/{name}-')
                file = f"/{name}-{number}-1.jpg"
                photos.answers[file] = partial(shown, name, image(photo(hash_of(file))))
                site.answers[page_of_car(number)] = partial(once_the_other_has_a_photo, other, page, site)
        with ThreadPoolExecutor(2) as both:
            crawls = [both.submit(run_crawl, tmp_path, f"url={site.url}/", CRAWL_DELAY="0.2") for site in (oak, elm)]
        assert [crawl.result().returncode for crawl in crawls] == [0, 0]
        log = sorted(photos.log, key=lambda asked: asked.seconds)
        assert photos.most_at_once == 1
    assert len(log) == 2 + 10 + 1
    whose = [asked.path[1:4] for asked in log if asked.path != "/robots.txt"]
    assert whose != sorted(whose)  # they did run at the same time
    assert whose != sorted(whose, reverse=True)
    gaps = [after.seconds - before.seconds for before, after in pairwise(log)]
    assert median(gaps) >= 0.18  # the log has when requests came, and a busy machine holds up some of them
    assert sum(gaps) / len(gaps) >= 0.196
    (turned_away,) = [place for place, asked in enumerate(log) if asked.status == 503]
    assert gaps[turned_away] >= 1.95
