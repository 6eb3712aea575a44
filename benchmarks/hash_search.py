"""What fingerprints and the search for near ones cost, in CPU seconds of one thread. Prints one JSON object.

    python benchmarks/hash_search.py [--photos DIR] [--largest 10000000]

hashing: of the originals in a folder, by kind of file: `imagehash.phash` on a full decode; ours (scaled decode, three
hashes); the scaled decode alone, below which no hash of it can go; the floor of any hash of a JPEG: simplejpeg's gray
decode at the eighth of its size, which is next to nothing but reading the compressed bytes; `check_photo` (ours, sha256
and the proxy).
search: all pairs at radius 8 among random words with pairs planted at every distance from 1 to 10, among words of which
a tenth is one placeholder, and among words like real ones (eight rows of the originals' dhash64 put together anew, four
copies of each with up to 5 bits turned). What is found is compared with brute force for 500 words in each case, planted
ones first. index: 5,000 words, a fifth of them near known ones, against an index on the disk, opened anew each time.
Every case runs in a process of its own, three times, and the median is told; peak_mb is that process's, its words
included. What compiling takes and what starting with the compiled code kept takes is told apart.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import imagehash  # noqa: E402 - after the number of threads
import numpy as np  # noqa: E402
import simplejpeg  # noqa: E402
from PIL import Image  # noqa: E402

from carcls.curate.candidates import HammingIndex, as_words, near_pairs  # noqa: E402
from carcls.errors import TooManyCandidates  # noqa: E402
from carcls.photos.check import FORMATS, check_photo, decode, hashed_picture  # noqa: E402
from carcls.photos.fingerprint import fingerprint  # noqa: E402

PHOTOS = Path(__file__).parents[1].parent / "shared" / "photos"
RUNS = 3
RADIUS = 8
SHORT_SIDE = 256
PIXELS = 120_000_000
CHECKED = 500  # words whose pairs are compared with brute force
NEW = 5000


def cpu_seconds(function: Callable[[], Any]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def turned(words: np.ndarray, bits: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each word with so many of its bits turned."""
    masks = np.zeros(len(words), np.uint64)
    left = bits.copy()
    while (left > 0).any():
        bit = np.uint64(1) << random.integers(0, 64, len(words)).astype(np.uint64)
        fresh = (left > 0) & (masks & bit == 0)
        masks[fresh] |= bit[fresh]
        left[fresh] -= 1
    return words ^ masks


def words_of(case: str, count: int, real: np.ndarray) -> np.ndarray:
    random = np.random.default_rng(count)
    words = random.integers(0, 2**64, count, np.uint64)
    if case == "real":
        rows = real.view(np.uint8).reshape(-1, 8)[random.integers(0, len(real), (count // 4 + 1, 8)), np.arange(8)]
        pictures = np.ascontiguousarray(rows).view(np.uint64)[:, 0]
        return turned(np.tile(pictures, 4)[:count], random.integers(0, 6, count), random)
    planted = count // 100
    words[:planted] = turned(words[planted : 2 * planted], 1 + np.arange(planted) % 10, random)
    if case == "placeholders":
        words[-count // 10 :] = 0
    return words


def matches_brute_force(words: np.ndarray, pairs: np.ndarray, distances: np.ndarray) -> bool:
    """All pairs of `CHECKED` words; of copies the first alone is looked at, which stands for a crowd."""
    _, first = np.unique(words, return_index=True)
    firsts = np.zeros(len(words), bool)
    firsts[first] = True
    checked = np.flatnonzero(firsts[: len(words) // 100])[:CHECKED]
    marked = np.isin(pairs, checked) & firsts[pairs].all(axis=1)[:, None]
    rows = np.flatnonzero(marked.any(axis=1))
    found = {(*pair, distance) for pair, distance in zip(pairs[rows].tolist(), distances[rows].tolist(), strict=True)}
    expected = set()
    for one in checked.tolist():
        apart = np.bitwise_count(words ^ words[one])
        for other in np.flatnonzero((apart <= RADIUS) & firsts).tolist():
            if other != one:
                expected.add((min(one, other), max(one, other), int(apart[other])))
    return found == expected


def search(case: str, count: int, real: np.ndarray) -> dict[str, object]:
    words = words_of(case, count, real)
    near_pairs(words[:1000], RADIUS)  # compiled code is loaded
    results: list[Any] = [None]

    def run() -> None:
        results[0] = near_pairs(words, RADIUS)

    try:
        run()
    except TooManyCandidates as error:
        return {"refused": str(error), "peak_mb": peak_mb()}
    seconds = statistics.median(cpu_seconds(run) for _ in range(RUNS))
    peak = peak_mb()
    pairs, distances = results[0]
    same = matches_brute_force(words, pairs, distances)
    return {"cpu_s": round(seconds, 2), "peak_mb": peak, "pairs": len(pairs), "as_brute_force": same}


def index(case: str, count: int, real: np.ndarray) -> dict[str, object]:
    words, random = words_of(case, count, real), np.random.default_rng(1)
    new = random.integers(0, 2**64, NEW, np.uint64) if case == "random" else words_of(case, NEW, real)
    new[: NEW // 5] = turned(words[: NEW // 5], 1 + np.arange(NEW // 5) % 10, random)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = cpu_seconds(lambda: HammingIndex.open(folder, RADIUS).add(words, np.arange(count)))
        HammingIndex.open(folder, RADIUS).near(new[:10])
        figures: dict[str, object] = {"cpu_s_to_make": round(made, 2)}
        for radius in (8, 10, 12, 14):
            found: list[Any] = [None]

            def run(radius: int = radius, found: list[Any] = found) -> None:
                found[0] = HammingIndex.open(folder, radius).near(new)

            seconds = statistics.median(cpu_seconds(run) for _ in range(RUNS))
            figures[f"radius_{radius}"] = {"cpu_s": round(seconds, 3), "found": len(found[0][0])}
        opened = HammingIndex.open(folder, RADIUS)
        added = cpu_seconds(lambda: opened.add(new, np.arange(count, count + NEW)))
        return {**figures, "cpu_s_to_add": round(added, 3), "peak_mb": peak_mb()}


def start() -> float:
    """CPU seconds until two words were compared."""
    return cpu_seconds(lambda: near_pairs(np.arange(2, dtype=np.uint64), RADIUS))


def kind_of(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as image:
        if image.format not in ("JPEG", "MPO"):
            return str(image.format)
        large = ", 1 MP and more" if image.width * image.height >= 1_000_000 else ""
        return ("progressive JPEG" if image.info.get("progressive") else "JPEG") + large


def floor(data: bytes) -> None:
    """Read the compressed bytes of a JPEG, and next to nothing else; of other files nothing."""
    with suppress(ValueError):
        simplejpeg.decode_jpeg(data, "GRAY", min_width=1, min_height=1, min_factor=8)


def hashing(folder: Path) -> dict[str, object]:
    kinds: dict[str, list[bytes]] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower().lstrip(".") in ("jpg", "jpeg", "png", "webp"):
            data = file.read_bytes()
            kinds.setdefault(kind_of(data), []).append(data)
    ways: dict[str, Callable[[bytes], object]] = {
        "imagehash_phash": lambda data: imagehash.phash(Image.open(io.BytesIO(data), formats=FORMATS)),
        "ours": lambda data: fingerprint(hashed_picture(decode(data, SHORT_SIDE, PIXELS))),
        "decode": lambda data: decode(data, SHORT_SIDE, PIXELS),
        "floor": floor,
        "check_photo": lambda data: check_photo(data, proxy_short_side=SHORT_SIDE, max_pixels=PIXELS),
    }
    spent: dict[str, dict[str, list[float]]] = {kind: {way: [] for way in ways} for kind in kinds}
    for _ in range(RUNS):
        for kind, files in kinds.items():
            for way, function in ways.items():
                spent[kind][way].append(
                    cpu_seconds(lambda files=files, function=function: [function(d) for d in files])
                )
    medians = {kind: {way: statistics.median(times) for way, times in of.items()} for kind, of in spent.items()}
    photos = {kind: len(files) for kind, files in kinds.items()}

    def row(count: int, seconds: dict[str, float]) -> dict[str, object]:
        milliseconds = {f"{way}_ms": round(1000 * value / count, 2) for way, value in seconds.items()}
        return {
            "photos": count,
            **milliseconds,
            "ours_of_phash": round(seconds["ours"] / seconds["imagehash_phash"], 3),
            "floor_of_phash": round(seconds["floor"] / seconds["imagehash_phash"], 3),
        }

    def together(some: list[str]) -> dict[str, object]:
        return row(sum(photos[kind] for kind in some), {way: sum(medians[kind][way] for kind in some) for way in ways})

    return {
        **{kind: row(photos[kind], medians[kind]) for kind in sorted(kinds)},
        "JPEG of 1 MP and more, progressive or not": together([kind for kind in kinds if kind.endswith("more")]),
        "all": together(list(kinds)),
    }


def real_hashes(folder: Path) -> np.ndarray:
    found = []
    for file in sorted(folder.rglob("*.jp*g")):
        found.append(fingerprint(hashed_picture(decode(file.read_bytes(), SHORT_SIDE, PIXELS))).dhash64)
    return as_words(found)


def alone(function: Callable[..., Any], *arguments: object) -> Any:
    """The function's result, from a process of its own."""
    warnings.simplefilter("ignore")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--largest", type=int, default=10_000_000)
    options = parser.parse_args()
    real = alone(real_hashes, options.photos)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["NUMBA_CACHE_DIR"] = cache
        compiling, starting = alone(start), alone(start)
        sizes = [count for count in (10_000, 100_000, 1_000_000, 10_000_000) if count <= options.largest]
        searched = {
            case: {str(count): alone(search, case, count, real) for count in sizes}
            for case in ("random", "placeholders", "real")
        }
        indexed = {
            case: {str(count): alone(index, case, count, real) for count in sizes[2:]} for case in ("random", "real")
        }
    figures = {
        "date": date.today().isoformat(),
        "hashing": alone(hashing, options.photos),
        "numba": {"compiling_cpu_s": round(compiling, 2), "starting_cpu_s": round(starting, 2)},
        "search": searched,
        "index": indexed,
    }
    json.dump(figures, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
