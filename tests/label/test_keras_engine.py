from __future__ import annotations

import threading

import pytest
from numpy.testing import assert_allclose

from carcls.errors import CarclsError, PhotoMissing
from carcls.label import keras_engine
from carcls.label.engine import Verdict
from carcls.label.keras_engine import AHEAD, KerasEngine
from carcls.learn.networks import build_network
from carcls.learn.recipes import CNN
from carcls.learn.trained_model import TrainedModel
from tests.pictures import photo

PHOTOS = [photo(number, 64, 48) for number in range(5)]
BATCH = 4


@pytest.fixture(scope="module")
def model() -> TrainedModel:
    return TrainedModel(build_network(CNN, 32, 3), CNN, ("interior", "exterior", "other"), 32)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras_engine, "BATCH", BATCH)
    monkeypatch.setattr(keras_engine, "GPU_BATCH", BATCH)


def read(name: int) -> bytes:
    if name % 5 == 3:
        raise PhotoMissing("A photo should be there. Received: none. Look for it.")
    return PHOTOS[name % 5]


@pytest.mark.slow
@pytest.mark.parametrize("on_gpu", [False, True])
def test_order_is_kept_and_a_batch_that_is_filled_up_says_the_same(model: TrainedModel, on_gpu: bool) -> None:
    judged = list(KerasEngine(model, on_gpu=on_gpu).judge(range(14), read, 10**8))
    assert [one.name for one in judged] == list(range(14))
    assert [one.name for one in judged if isinstance(one.result, CarclsError)] == [3, 8, 13]
    first = judged[1].result
    assert isinstance(first, Verdict)
    for name in (6, 11):
        again = judged[name].result
        assert isinstance(again, Verdict)
        assert_allclose(list(again.probabilities.values()), list(first.probabilities.values()), atol=1e-6)


@pytest.mark.slow
def test_a_batch_is_decoded_while_another_is_computed_and_no_more(model: TrainedModel) -> None:
    asked, decoded = [], threading.Event()

    def counted(name: int) -> bytes:
        asked.append(name)
        if len(asked) >= AHEAD * BATCH:
            decoded.set()
        return PHOTOS[0]

    judged = KerasEngine(model).judge(range(100), counted, 10**8)
    next(judged)
    assert decoded.wait(5)
    assert AHEAD * BATCH <= len(asked) <= (AHEAD + 1) * BATCH
    assert len(list(judged)) == 99
