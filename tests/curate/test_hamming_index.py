from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carcls.curate import hamming_index
from carcls.curate.candidates import HammingIndex
from carcls.curate.hamming import Words
from carcls.errors import IndexDamaged
from tests.curate.test_candidates import RADII, clustered


def numbered(count: int, start: int = 0) -> np.ndarray:
    return np.arange(start, start + count, dtype=np.int64)


def brute(queries: Words, words: Words, items: np.ndarray, radius: int) -> list[tuple[int, int, int]]:
    """(row, distance, item) by brute force, sorted; an item once a row, at its smallest distance."""
    best: dict[tuple[int, int], int] = {}
    for row, query in enumerate(queries):
        for item, distance in zip(items.tolist(), np.bitwise_count(words ^ query).tolist(), strict=True):
            if distance <= radius:
                best[row, item] = min(distance, best.get((row, item), 64))
    return sorted((row, distance, item) for (row, item), distance in best.items())


def found(
    index: HammingIndex, queries: Words, radius: int | None = None, limit: int | None = None
) -> list[tuple[int, int, int]]:
    rows, items, distances = index.near(queries, radius, limit)
    assert (rows.dtype, items.dtype, distances.dtype) == (np.int64, np.int64, np.uint8)
    return list(zip(rows.tolist(), distances.tolist(), items.tolist(), strict=True))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    parts=st.lists(st.integers(0, 60), max_size=6),
    radius=st.sampled_from(RADII),
    noise=st.sampled_from([0.0, 0.05, 0.3]),
    linear=st.sampled_from([1, 50, 65536]),
)
def test_an_index_finds_exactly_what_brute_force_finds(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parts: list[int], radius: int, noise: float, linear: int
) -> None:
    folder = tmp_path_factory.mktemp("index")
    words = clustered(seed, sum(parts), 10, noise)
    items = np.random.default_rng(seed).integers(0, 1 + sum(parts) // 2, sum(parts))  # an item has several entries
    queries = np.concatenate([words[:20], clustered(seed + 1, 5, 5, noise)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hamming_index, "LINEAR", linear)
        start = 0
        for part in parts:
            HammingIndex.open(folder, radius).add(words[start : start + part], items[start : start + part])
            start += part
        index = HammingIndex.open(folder, radius)
        assert len(index) == len(words)
        assert index.items().tolist() == sorted(set(items.tolist()))
        expected = brute(queries, words, items, radius)
        assert found(index, queries) == expected
        assert found(index, queries, radius // 2) == brute(queries, words, items, radius // 2)
        nearest = [hit for row in range(len(queries)) for hit in [one for one in expected if one[0] == row][:3]]
        assert found(index, queries, limit=3) == nearest


def test_a_night_is_added_at_its_own_cost(tmp_path: Path) -> None:
    index = HammingIndex.open(tmp_path, 8)
    index.add(clustered(0, 5000, 5000, 0.5), numbered(5000))
    (large,) = tmp_path.glob("*.segment")
    for night in range(30):
        index.add(clustered(night, 30, 30, 0.5), numbered(30, 5000 + 30 * night))
        assert large.exists()  # it is not written again
    assert len(list(tmp_path.glob("*.segment"))) <= 4
    assert len(index) == 5900


def test_nothing_is_near_in_an_empty_index_or_to_nothing(tmp_path: Path) -> None:
    index = HammingIndex.open(tmp_path / "not" / "there", 8)
    assert (len(index), len(index.items()), found(index, np.zeros(3, np.uint64))) == (0, 0, [])
    index.add(np.zeros(2, np.uint64), numbered(2))
    assert found(index, np.empty(0, np.uint64)) == []


def test_two_who_opened_it_both_add(tmp_path: Path) -> None:
    one, other = HammingIndex.open(tmp_path, 8), HammingIndex.open(tmp_path, 8)
    one.add(np.zeros(2, np.uint64), numbered(2))
    other.add(np.zeros(2, np.uint64), numbered(2, 2))
    assert found(one, np.zeros(1, np.uint64)) == [(0, 0, 0), (0, 0, 1)]  # what it mapped is still there for it
    assert HammingIndex.open(tmp_path, 8).items().tolist() == [0, 1, 2, 3]


def flip(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


DAMAGE = {
    "a bit of a segment": lambda folder: flip(next(folder.glob("*.segment")), 40),
    "the last bit of a segment": lambda folder: flip(next(folder.glob("*.segment")), -1),
    "a segment cut off": lambda folder: next(folder.glob("*.segment")).write_bytes(b"12345678" * 3),
    "a segment cut within a number": lambda folder: next(folder.glob("*.segment")).write_bytes(b"123"),
    "an empty segment": lambda folder: next(folder.glob("*.segment")).write_bytes(b""),
    "a segment gone": lambda folder: next(folder.glob("*.segment")).unlink(),
    "another version": lambda folder: (folder / "index.json").write_text(json.dumps({"version": 0, "segments": []})),
    "half an index.json": lambda folder: (folder / "index.json").write_text('{"version": 1, "segm'),
    "something else in it": lambda folder: (folder / "index.json").write_text("[1]"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_noticed_and_the_index_can_be_made_anew(tmp_path: Path, damage: str) -> None:
    words = clustered(3, 40, 5, 0.02)
    HammingIndex.open(tmp_path, 8).add(words, numbered(40))
    before = found(HammingIndex.open(tmp_path, 8), words)
    DAMAGE[damage](tmp_path)
    with pytest.raises(IndexDamaged, match="can be made anew from the catalog"):
        HammingIndex.open(tmp_path, 8)
    anew = HammingIndex.clear(tmp_path, 8)
    assert len(anew) == 0
    anew.add(words, numbered(40))
    assert found(HammingIndex.open(tmp_path, 8), words) == before


ADDING = """
import sys
from pathlib import Path
import numpy as np
from carcls.curate import hamming, hamming_numpy
from carcls.curate.hamming_index import HammingIndex
hamming._loops = lambda: hamming_numpy  # it starts sooner
index = HammingIndex.open(Path(sys.argv[1]), 8)
while True:
    start = len(index)
    index.add(np.arange(start, start + 10, dtype=np.uint64), np.arange(start, start + 10))
    print("added", flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_instant_it_is_as_before_or_after_an_addition(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", ADDING, str(tmp_path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(random.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
        index = HammingIndex.open(tmp_path, 8)
        assert len(index) % 10 == 0
        assert index.items().tolist() == list(range(len(index)))
    assert len(index) > 0
    index.add(np.zeros(1, np.uint64), numbered(1, len(index)))
    assert not list(tmp_path.glob(".*.partial"))  # what the killed left behind
    assert len(list(tmp_path.glob("*.segment"))) == len(index._segments)
