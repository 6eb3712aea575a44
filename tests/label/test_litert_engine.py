from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from PIL import Image

from carcls.errors import CarclsError, PhotoMissing
from carcls.label.engine import READERS, Verdict
from carcls.label.litert_engine import AHEAD, LiteRTEngine
from carcls.learn.shipped import FOLDER
from tests.pictures import encoded

GREY = encoded(Image.fromarray(np.full((120, 160, 3), 90, np.uint8)), "JPEG")


@pytest.fixture(scope="module")
def engine() -> LiteRTEngine:
    return LiteRTEngine(FOLDER, threads=2)


def test_order_is_kept_and_what_cannot_be_read_is_a_reason(engine: LiteRTEngine) -> None:
    def read(name: str) -> bytes:
        if name == "3":
            raise PhotoMissing("A photo should be there. Received: none. Look for it.")
        time.sleep(0.01 * (int(name) % 4))  # the later ones arrive first
        return b"no picture" if name == "5" else GREY

    names = [str(number) for number in range(12)]
    judged = list(engine.judge(names, read, 10**8))
    assert [one.name for one in judged] == names
    assert [one.name for one in judged if isinstance(one.result, CarclsError)] == ["3", "5"]
    verdicts = [one.result for one in judged if isinstance(one.result, Verdict)]
    assert len({verdict.confidence for verdict in verdicts}) == 1  # the same picture, whatever thread
    assert sum(verdicts[0].probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_only_so_many_photos_are_read_ahead(engine: LiteRTEngine) -> None:
    lock, asked, taken, most = threading.Lock(), 0, 0, 0

    def read(name: str) -> bytes:
        nonlocal asked, most
        with lock:
            asked += 1
            most = max(most, asked - taken)
        return GREY

    for _judged in engine.judge((str(number) for number in range(200)), read, 10**8):
        with lock:
            taken += 1
    assert asked == taken == 200
    assert most <= 2 * AHEAD + READERS


def test_an_engine_can_be_asked_again(engine: LiteRTEngine) -> None:
    for _ in range(2):
        (judged,) = engine.judge(["a"], lambda name: GREY, 10**8)
        assert isinstance(judged.result, Verdict)
