from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import imagehash
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carcls.curate import candidates, hamming, hamming_numba, hamming_numpy, numba_lanes
from carcls.curate.candidates import CROWD, as_words, as_words256, distances256, near_pairs
from carcls.curate.hamming import Words
from carcls.errors import TooManyCandidates

RADII = [0, 1, 3, 8, 14, 30]


@pytest.fixture(params=[hamming_numba, hamming_numpy], ids=["numba", "numpy"])
def loops(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The search, once compiled and once without numba."""
    monkeypatch.setattr(hamming, "_loops", lambda: request.param)
    return request.param


def clustered(seed: int, count: int, families: int, noise: float) -> Words:
    """Words of some families, each family a word with some of its bits turned: pairs at every distance, and copies."""
    random = np.random.default_rng(seed)
    words = random.integers(0, 2**64, families, np.uint64)[random.integers(0, families, count)]
    for bit in range(64):
        words ^= (random.random(count) < noise).astype(np.uint64) << np.uint64(bit)
    return words


def all_pairs(words: Words, radius: int) -> set[tuple[int, int, int]]:
    distances = np.bitwise_count(words[:, None] ^ words[None])
    one, other = np.nonzero(np.triu(distances <= radius, 1))
    return {(i, j, int(distances[i, j])) for i, j in zip(one.tolist(), other.tolist(), strict=True)}


def found_pairs(words: Words, radius: int) -> set[tuple[int, int, int]]:
    pairs, distances = near_pairs(words, radius)
    assert (pairs.dtype, distances.dtype, pairs.shape) == (np.int64, np.uint8, (len(distances), 2))
    found = [(i, j, distance) for (i, j), distance in zip(pairs.tolist(), distances.tolist(), strict=True)]
    assert len(set(found)) == len(found)
    return set(found)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(0, 400),
    families=st.integers(1, 200),
    noise=st.sampled_from([0.0, 0.02, 0.08, 0.3]),
    radius=st.sampled_from(RADII),
)
def test_near_pairs_are_exactly_those_of_brute_force(
    loops: ModuleType, seed: int, count: int, families: int, noise: float, radius: int
) -> None:
    words = clustered(seed, count, families, noise)
    _, copies = np.unique(words, return_counts=True)
    if len(words) == 0 or copies.max() <= CROWD:
        assert found_pairs(words, radius) == all_pairs(words, radius)


@pytest.mark.parametrize(("bits", "radius"), [(64, 14), (64, 20), (20, 3)])
def test_thousands_of_words_too(bits: int, radius: int) -> None:
    words = np.unique(np.random.default_rng(radius).integers(0, 2**bits, 4000, np.uint64))
    assert found_pairs(words, radius) == all_pairs(words, radius)


@pytest.mark.parametrize("cut_for", [10**3, 10**5, 10**6, 10**7, 10**8])
@pytest.mark.parametrize("radius", [0, 2, 8, 10, 12, 14])
def test_every_plan_finds_every_pair(cut_for: int, radius: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = hamming.plan(cut_for, radius)
    assert sum(chunk.radius + 1 for chunk in cut) == radius + 1
    bits = [bit for chunk in cut for bit in range(chunk.shift, chunk.shift + chunk.width)]
    assert len(set(bits)) == len(bits)
    assert not bits or (min(bits) >= 0 and max(bits) < 64)
    if max(chunk.width for chunk in cut) <= 16:  # a wider one has too many keys for a quick test
        monkeypatch.setattr(hamming, "plan", lambda count, radius: cut)
        words = clustered(radius, 300, 30, 0.05)
        assert found_pairs(words, radius) == all_pairs(words, radius)


@pytest.mark.parametrize("copies", [1, CROWD, CROWD + 1, 300])
def test_a_crowd_of_one_word_is_linked_and_not_multiplied(loops: ModuleType, copies: int) -> None:
    near_word, far_word = np.uint64(0b111), np.uint64(2**64 - 1)
    words = np.concatenate([[near_word], np.zeros(copies, np.uint64), [near_word, far_word]])
    found = {(i, j) for i, j, _ in found_pairs(words, 8)}
    zeros, last = range(1, copies + 1), copies + 1
    if copies <= CROWD:
        assert found == {(i, j) for i, j, _ in all_pairs(words, 8)}
    else:
        star, chain = {(1, other) for other in zeros[1:]}, {(other, other + 1) for other in zeros[:-1]}
        assert found == star | chain | {(0, 1), (0, last), (1, last)}


def test_a_hundred_thousand_copies_are_no_five_thousand_million_pairs() -> None:
    pairs, _ = near_pairs(np.append(np.zeros(100_000, np.uint64), np.uint64(1)), 8)
    assert len(pairs) == 2 * 100_000 - 3 + 1


def test_more_pairs_than_fit_into_memory_are_refused(loops: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_PAIRS", 2000)
    assert len(near_pairs(np.arange(60, dtype=np.uint64), 8)[0]) == 60 * 59 // 2
    with pytest.raises(TooManyCandidates, match="more than that among 3000"):
        near_pairs(np.arange(3000, dtype=np.uint64), 8)


def test_without_numba_the_search_is_made_by_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "carcls.curate.hamming_numba", None)
    monkeypatch.delattr("carcls.curate.hamming_numba")
    hamming._loops.cache_clear()
    try:
        assert hamming._loops() is hamming_numpy
        assert found_pairs(clustered(1, 50, 5, 0.02), 8) == all_pairs(clustered(1, 50, 5, 0.02), 8)
    finally:
        hamming._loops.cache_clear()


def test_without_a_place_for_compiled_code_it_is_compiled_each_time() -> None:
    names: dict[str, Any] = {}
    exec("def twice(number): return 2 * number", names)  # code of no file has no folder beside it
    assert numba_lanes.compiled(names["twice"])(21) == 42


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_words_are_the_hashes_numbers(numbers: list[int]) -> None:
    assert as_words([f"{number:016x}" for number in numbers]).tolist() == numbers


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**256 - 1), st.integers(0, 2**256 - 1))))
def test_distances_of_256_bits_are_those_of_imagehash(numbers: list[tuple[int, int]]) -> None:
    hashes = [(f"{one:064x}", f"{other:064x}") for one, other in numbers]
    ours = distances256(as_words256([one for one, _ in hashes]), as_words256([other for _, other in hashes]))
    assert ours.dtype == np.uint16
    expected = [imagehash.hex_to_hash(one) - imagehash.hex_to_hash(other) for one, other in hashes]
    assert ours.tolist() == expected
