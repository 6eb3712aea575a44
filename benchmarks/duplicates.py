"""Repeats: edited copies found, different cars in one photo booth kept apart, beside imagededup and plain phash.

    python benchmarks/duplicates.py quality [--imagededup PYTHON] [--bases 400] [--draw 1]
    python benchmarks/duplicates.py million [--known 1000000] [--new 5000]

CPU seconds are of all threads; with OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1 none are wasted on waiting.

`quality` works on the real photos in ../shared/photos and on edited copies of some of them (edited_copies.py; each
photo once with each edit). A pair is right if both are of one photo, or of photos that were seen by eye to be the same
picture (same_pictures.csv, or the same dup_group of labels.csv, which favours the others). booth_pairs.csv are pairs of
different cars from the same angle in one booth, chosen by eye. carcls' pairs are all those within its groups; the
others' are only those that they name themselves, which favours them. PYTHON is an interpreter that has imagededup.

`million` measures the CPU seconds of a night's new photos against a million known ones: hashes and thumbnails of real
photos with a quarter of their bits flipped, each with a thumbnail of another. How many pairs have to be verified is
taken from the real photos: pairs of one seller as they are, pairs of different sellers times the number of photos.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import cv2
import imagehash
import numpy as np
from edited_copies import EDITS, edited_copy
from PIL import Image
from scipy.stats import chi2

from carcls.curate.alike import rows_of
from carcls.curate.pictures import Picture, group_pictures
from carcls.curate.trace import Trace, make_trace
from carcls.curate.traces import Traces
from carcls.curate.verify import Hint, same_picture
from carcls.errors import PhotoRejected
from carcls.photos.check import check_photo, decode_scaled

HERE = Path(__file__).parent
PHOTOS = HERE.parent.parent / "shared" / "photos"
FALSE_DUP_GROUPS = ("d0107", "d0111", "d0112")  # says ../shared/photos/README.md
MOST_PIXELS = 100_000_000
PHASH_RADIUS = 8

Pairs = set[tuple[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quality", "million"])
    parser.add_argument("--imagededup", type=Path, help="an interpreter that has imagededup")
    parser.add_argument("--bases", type=int, default=400, help="photos that are edited")
    parser.add_argument("--draw", default="1", help="another text draws other photos and other edits")
    parser.add_argument("--known", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=5_000)
    asked = parser.parse_args()
    if not PHOTOS.is_dir():
        sys.exit(f"The photos should be in {PHOTOS}. Received: no such folder.")
    cv2.setNumThreads(1)
    figures = quality(asked) if asked.what == "quality" else million(asked)
    print(json.dumps(figures, indent=1))


def quality(asked: argparse.Namespace) -> dict[str, object]:
    with (PHOTOS / "labels.csv").open(encoding="utf-8") as stream:
        labelled = list(csv.DictReader(stream))
    with TemporaryDirectory() as folder:
        files = write_files(Path(folder), [row["path"] for row in labelled], asked.bases, asked.draw)
        same = same_pictures(labelled)
        with (HERE / "booth_pairs.csv").open(encoding="utf-8") as stream:
            booth = [(row["one"], row["other"]) for row in csv.DictReader(stream)]
        contenders: dict[str, Callable[[], Pairs]] = {
            "carcls": lambda: by_carcls(files),
            f"imagehash phash <= {PHASH_RADIUS}": lambda: by_phash(files),
        }
        if asked.imagededup:
            contenders["imagededup PHash"] = lambda: by_imagededup(asked.imagededup, files)
        figures: dict[str, object] = {
            "files": len(files),
            "edited photos": asked.bases,
            "booth pairs": len(booth),
            "draw": asked.draw,
        }
        for name, find in contenders.items():
            before = cpu()
            pairs = find()
            figures[name] = {**judged(pairs, files, same, booth), "CPU s": round(cpu() - before, 1)}
        figures["carcls verification"] = verification(files, booth)
    return figures


def write_files(folder: Path, paths: list[str], bases: int, draw: str) -> dict[str, Path]:
    """Originals and edited copies as flat files that can be decoded, by name: PATH or PATH|KIND."""
    chosen = set(random.Random(f"bases {draw}").sample(sorted(paths), bases))
    files = {}
    for path in paths:
        data = (PHOTOS / path).read_bytes()
        try:
            image, _, _ = decode_scaled(data, 10_000, MOST_PIXELS)
        except PhotoRejected:
            continue
        contents = {path: data}
        if path in chosen:
            contents |= {f"{path}|{kind}": edited_copy(image, kind, f"{draw}/{path}") for kind in EDITS}
        for name, content in contents.items():
            suffix = ".jpg" if "|" in name else Path(path).suffix
            files[name] = folder / f"{len(files):06}{suffix}"
            files[name].write_bytes(content)
    return files


def same_pictures(labelled: list[dict[str, str]]) -> Callable[[str, str], bool]:
    """Whether two names are of one picture."""
    root: dict[str, str] = {}

    def found(path: str) -> str:
        while root.get(path, path) != path:
            path = root[path]
        return path

    clusters: dict[str, list[str]] = defaultdict(list)
    for row in labelled:
        if row["dup_group"] and row["dup_group"] not in FALSE_DUP_GROUPS:
            clusters[row["dup_group"]].append(row["path"])
    with (HERE / "same_pictures.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            clusters[f"seen {row['picture']}"].append(row["path"])
    for paths in clusters.values():
        for path in paths[1:]:
            root[found(path)] = found(paths[0])
    return lambda one, other: found(one.split("|")[0]) == found(other.split("|")[0])


def judged(
    pairs: Pairs, files: dict[str, Path], same: Callable[[str, str], bool], booth: list[tuple[str, str]]
) -> dict[str, object]:
    recall, halves = {}, defaultdict(list)
    for kind in EDITS:
        copies = [name for name in files if name.endswith(f"|{kind}")]
        hits = [tuple(sorted((name.split("|")[0], name))) in pairs for name in copies]
        recall[kind] = round(float(np.mean(hits)), 4)
        for name, hit in zip(copies, hits, strict=True):
            halves[sum(name.split("/")[0].encode()) % 2].append(hit)
    false = sorted(pair for pair in pairs if not same(*pair))
    of_originals = [pair for pair in false if "|" not in pair[0] + pair[1]]
    return {
        "recall": round(float(np.mean([hit for half in halves.values() for hit in half])), 4),
        "recall of each half of the sellers": [round(float(np.mean(halves[half])), 4) for half in (0, 1)],
        "recall by kind": recall,
        "pairs": len(pairs),
        "precision": round(1 - len(false) / max(1, len(pairs)), 5),
        "false pairs": len(false),
        "false pairs of originals": len(of_originals),
        "examples": [" ".join(pair) for pair in false[:10]],
        "booth pairs merged": round(sum(tuple(sorted(pair)) in pairs for pair in booth) / len(booth), 4),
    }


def by_carcls(files: dict[str, Path]) -> Pairs:
    found = group_pictures(pictures(files))
    return {pair for one in found for pair in combinations(sorted(member.name for member in one.members), 2)}


def pictures(files: dict[str, Path]) -> Iterable[Picture]:
    for name, file in files.items():
        data = file.read_bytes()
        photo = check_photo(data, proxy_short_side=256, max_pixels=MOST_PIXELS)
        yield Picture(name, photo.width, photo.height, len(data), photo.proxy)


def by_phash(files: dict[str, Path]) -> Pairs:
    names = list(files)
    words = np.array([int(str(imagehash.phash(Image.open(files[name]))), 16) for name in names], np.uint64)
    pairs = set()
    for index, word in enumerate(words):
        near = np.flatnonzero(np.bitwise_count(words[index + 1 :] ^ word) <= PHASH_RADIUS)
        pairs |= {ordered(names[index], names[index + 1 + other]) for other in near.tolist()}
    return pairs


def by_imagededup(python: Path, files: dict[str, Path]) -> Pairs:
    """Its default: PHash, distance 10."""
    folder = next(iter(files.values())).parent
    script = (
        "import json, sys; from imagededup.methods import PHash;"
        "found = PHash(verbose=False).find_duplicates(image_dir=sys.argv[1], num_enc_workers=0, num_dist_workers=0);"
        "json.dump(found, open(sys.argv[2], 'w'))"
    )
    answer = folder.parent / f"{folder.name}.json"
    subprocess.run([python, "-c", script, str(folder), str(answer)], check=True, stdout=sys.stderr)
    names = {file.name: name for name, file in files.items()}
    found = json.loads(answer.read_text())
    answer.unlink()
    return {ordered(names[one], names[other]) for one, others in found.items() for other in others}


def verification(files: dict[str, Path], booth: list[tuple[str, str]]) -> dict[str, object]:
    """What a trace and the verification of a pair cost, and how many pairs are verified."""
    originals = {name: file for name, file in files.items() if "|" not in name}
    proxies = {picture.name: picture.proxy for picture in pictures(originals)}
    before = cpu()
    traces = {name: make_trace(proxy) for name, proxy in proxies.items()}
    a_trace = (cpu() - before) / len(traces)
    rates = candidate_rates(traces)
    before = cpu()
    for one, other in booth:
        same_picture(traces[one], traces[other], [(0, (0, 0, 1, 1), (0, 0, 1, 1))])
    return {
        "CPU ms a trace": round(1e3 * a_trace, 2),
        "bytes a trace": round(float(np.mean([len(trace.to_bytes()) for trace in traces.values()]))),
        "CPU ms a booth pair": round(1e3 * (cpu() - before) / len(booth), 2),
        **{name: round(value, 4) for name, value in rates.items()},
    }


def candidate_rates(traces: dict[str, Trace]) -> dict[str, float]:
    """How many pairs are to be verified a photo, and what verifying one costs."""
    with TemporaryDirectory() as folder, Traces(Path(folder)) as kept:
        kept.add(list(traces.items()))
        numbers = kept.numbers(traces)
        chosen = list(numbers.values())
        pairs = kept.candidates(chosen)
        anything = dict.fromkeys(("WHOLE_ALIKE", "TURN_ALIKE", "CROP_ALIKE", "INSIDE_ALIKE"), -2.0)
        with patch.multiple("carcls.curate.alike", **anything):
            near = kept.candidates(chosen)
        sellers = {number: name.split("/")[0] for name, number in numbers.items()}
        own = {pair: hints for pair, hints in pairs.items() if sellers[pair[0]] == sellers[pair[1]]}
        across = {pair: hints for pair, hints in pairs.items() if pair not in own}
        count = len(traces)
        possible = sum(sellers[one] != sellers[other] for one, other in combinations(chosen, 2))
        in_a_million = 1e6 / possible  # pairs a photo with a million others, for each pair here
        low, high = chi2.ppf(0.025, 2 * len(across)) / 2, chi2.ppf(0.975, 2 * len(across) + 2) / 2  # Poisson
        return {
            "pairs to verify a photo, same seller": 2 * len(own) / count,
            "pairs to verify a photo, a million photos of other sellers": len(across) * in_a_million,
            "CPU ms a pair to verify, same seller": verification_ms(kept, own),
            "CPU ms a pair to verify, other sellers": verification_ms(kept, across),
            "pairs of other sellers": possible,
            "of them near by hashes": sum(sellers[one] != sellers[other] for one, other in near),
            "of them to verify": len(across),
            "95 % at least, a photo in a million": low * in_a_million,
            "95 % at most, a photo in a million": high * in_a_million,
        }


def verification_ms(kept: Traces, pairs: dict[tuple[int, int], list[Hint]]) -> float:
    """CPU ms to verify a pair, both traces read from the disk; mean of all pairs, a thousand times at least."""
    rounds = -(-1000 // max(1, len(pairs)))
    before = cpu()
    for _ in range(rounds):
        for (one, other), hints in pairs.items():
            kept.trace.cache_clear()
            same_picture(kept.trace(one), kept.trace(other), hints)
    return 1e3 * (cpu() - before) / max(1, rounds * len(pairs))


def million(asked: argparse.Namespace) -> dict[str, object]:
    with (PHOTOS / "labels.csv").open(encoding="utf-8") as stream:
        files = {row["path"]: PHOTOS / row["path"] for row in csv.DictReader(stream)}
    traces = {}
    for name, file in files.items():
        try:
            photo = check_photo(file.read_bytes(), proxy_short_side=256, max_pixels=MOST_PIXELS)
        except PhotoRejected:
            continue
        traces[name] = make_trace(photo.proxy)
    rates = candidate_rates(traces)
    draw = np.random.default_rng(0)
    real = list(traces.values())
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "traces"
        with Traces(folder) as kept:
            fill(kept, real, asked.known, draw)
        new = [(f"new {index}", real[index % len(real)]) for index in range(asked.new)]
        with Traces(folder) as warm:
            warm.candidates([0])  # numba's compiled loops come from its cache on the disk
        before = cpu()
        with Traces(folder) as kept:
            opened = cpu() - before
            before = cpu()
            kept.add(new)
            added = cpu() - before
            numbers = list(kept.numbers([name for name, _ in new]).values())
            before = cpu()
            rows = kept._rows()
            found = kept._found(rows, np.unique(np.array(numbers)))
            searched = cpu() - before
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    same, across, same_ms, across_ms = list(rates.values())[:4]
    same_pairs, across_pairs = asked.new * same, asked.new * across * asked.known / 1e6
    to_verify = same_pairs + across_pairs
    verified = (same_pairs * same_ms + across_pairs * across_ms) / 1e3
    return {
        "known": asked.known,
        "new": asked.new,
        "CPU s": {
            "open, with checksums": round(opened, 2),
            "add the new": round(added, 2),
            "search and filter": round(searched, 2),
            "verify": round(verified, 2),
            "all": round(opened + added + searched + verified, 2),
        },
        "pairs among hashes and thumbnails": len(found),
        "pairs to verify, from the real rate": round(to_verify),
        **{name: round(value, 4) for name, value in rates.items()},
        "MB on the disk": round(size / 1e6),
    }


def fill(kept: Traces, real: list[Trace], count: int, draw: np.random.Generator) -> None:
    """Known photos: rows of real ones with a quarter of their bits flipped and another one's thumbnail; no pictures."""
    with kept._database as database:
        known = ((number, f"known {number}", number.to_bytes(16, "big")) for number in range(count))
        database.executemany("INSERT INTO traces (number, name, pixels) VALUES (?, ?, ?)", known)
    sources = rows_of(real)
    step = 50_000
    for start in range(0, count, step):
        rows = sources[draw.integers(len(real), size=min(step, count - start))].copy()
        shape = rows["hashes"].shape
        # Two random words and-ed: a quarter of the bits.
        flips = draw.integers(2**64, size=shape, dtype=np.uint64) & draw.integers(2**64, size=shape, dtype=np.uint64)
        rows["hashes"] ^= flips
        rows["thumb"] = sources["thumb"][draw.integers(len(real), size=len(rows))]
        kept._rows_file.write(rows.tobytes())
    kept._rows_file.flush()
    kept._index(0)


def ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def cpu() -> float:
    """CPU seconds of this process and of those it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
