"""What labelling costs, beside what it cannot do without, and beside what a person would write with Keras.

    python benchmarks/labelling.py shares  --photos DIR   # CPU a photo against decoding alone and the net alone
    python benchmarks/labelling.py keras   --photos DIR   # against image_dataset_from_directory and model.predict
    python benchmarks/labelling.py proxies --photos DIR   # photos of 2 megapixels: proxies against originals
    python benchmarks/labelling.py memory  --photos DIR   # peak memory of `carcls label` of 3,000 and 30,000 photos
    python benchmarks/labelling.py start   --photos DIR   # seconds and peak memory of `carcls label ONE.jpg`

Each prints one JSON object. DIR is any folder of photos; they are taken in an order drawn once and for all, again and
again until there are as many as `--count` says. The contenders take turns, a block of photos each, so that what
else the machine does hits all of them; CPU is that of the process, all threads.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from carcls.config import load_settings
from carcls.label.engine import Verdict
from carcls.label.files import label_files
from carcls.label.inputs import Picture
from carcls.label.litert_engine import LiteRTEngine
from carcls.learn.litert import interpreter
from carcls.learn.model_files import read_litert, read_model_file
from carcls.learn.pixels import pixels
from carcls.learn.shipped import FOLDER
from carcls.photos.check import check_photo
from carcls.photos.files import pictures_at

BLOCK = 500  # photos
MAX_PIXELS = 10**9
TWO_MEGAPIXELS = 2_000_000
CARCLS = (sys.executable, "-c", "from carcls.cli import main; main()")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["shares", "keras", "proxies", "memory", "start"])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--count", type=int, help="photos; without it: as each measurement says")
    options = parser.parse_args()
    files = sorted(pictures_at(options.photos))
    random.Random(0).shuffle(files)
    measure, count = {
        "shares": (shares, 3_000),
        "keras": (keras, 1_000),
        "proxies": (proxies, 3_000),
        "memory": (memory, 3_000),
        "start": (start, 1),
    }[options.what]
    taken = list(itertools.islice(itertools.cycle(files), options.count or count))
    busy = os.getloadavg()[0]
    print(json.dumps({"photos": len(taken), "cores": os.cpu_count(), "load_before": round(busy, 1), **measure(taken)}))


def shares(files: Sequence[str]) -> dict[str, Any]:
    """Files to rows by two threads, against the same decode alone and the interpreter alone, both in one thread."""
    content = read_model_file(FOLDER)
    size, net = content["input_size"], interpreter(read_litert(FOLDER, content))
    taken, given = net.get_input_details()[0]["index"], net.get_output_details()[0]["index"]
    engine, settings = LiteRTEngine(FOLDER), load_settings()
    clocks = {name: Clock() for name in ("decode", "net", "label")}

    def run_net(photo: Any) -> None:
        net.set_tensor(taken, photo[None])
        net.invoke()
        net.get_tensor(given)

    ratios = []
    for block in blocks(files):
        contents = [Path(file).read_bytes() for file in block]
        with clocks["decode"].measured():
            photos = [pixels(data, size, MAX_PIXELS) for data in contents]
        with clocks["net"].measured():
            for photo in photos:
                run_net(photo)
        with clocks["label"].measured():
            rows = list(label_files(engine, (Picture(file, file) for file in block), settings))
        assert not any(row["error"] for row in rows)
        ratios.append(clocks["label"].last / (clocks["decode"].last + clocks["net"].last))
    label, alone = clocks["label"], clocks["decode"].cpu + clocks["net"].cpu
    return {
        **{f"{name}_cpu_ms": milliseconds(clock.cpu, files) for name, clock in clocks.items()},
        "ratio": round(label.cpu / alone, 3),
        "median_ratio_of_blocks": round(statistics.median(ratios), 3),
        "label_wall_ms": milliseconds(label.wall, files),
        "wall_over_cpu_by_cores": round(label.wall / (label.cpu / (os.cpu_count() or 1)), 3),
        "photos_a_second": round(len(files) / label.wall, 1),
    }


def keras(files: Sequence[str]) -> dict[str, Any]:
    """The same net in Keras, as Keras' own guide has it; of the photos those that its loader can read."""
    readable = [file for file in files if Image.open(file).format in ("JPEG", "PNG", "GIF", "BMP")]
    content = read_model_file(FOLDER)
    size = content["input_size"]
    from carcls.learn.keras_backend import import_keras
    from carcls.learn.networks import build_network

    module = import_keras()
    network = build_network(content["architecture"], size, len(content["classes"]))
    engine, settings = LiteRTEngine(FOLDER), load_settings()
    clocks = {name: Clock() for name in ("keras", "label")}
    with TemporaryDirectory() as root:
        for number, block in enumerate(blocks(readable)):
            folder = Path(root, str(number), "photos")
            folder.mkdir(parents=True)
            for place, file in enumerate(block):
                suffix = {"JPEG": "jpg"}.get(str(Image.open(file).format), str(Image.open(file).format).lower())
                (folder / f"{place:06}.{suffix}").symlink_to(Path(file).resolve())
            dataset = module.utils.image_dataset_from_directory(
                folder.parent, labels=None, image_size=(size, size), shuffle=False, verbose=False
            )
            if number == 0:
                network.predict(dataset.take(2), verbose=0)  # tracing is not measured
            with clocks["keras"].measured():
                assert len(network.predict(dataset, verbose=0)) == len(block)
            with clocks["label"].measured():
                rows = list(label_files(engine, (Picture(file, file) for file in block), settings))
            assert not any(row["error"] for row in rows)
    ours, theirs = clocks["label"], clocks["keras"]
    return {
        "readable": len(readable),
        "keras_photos_a_second": round(len(readable) / theirs.wall, 1),
        "label_photos_a_second": round(len(readable) / ours.wall, 1),
        "times_the_rate": round(theirs.wall / ours.wall, 2),
        "keras_cpu_ms": milliseconds(theirs.cpu, readable),
        "label_cpu_ms": milliseconds(ours.cpu, readable),
    }


def proxies(files: Sequence[str]) -> dict[str, Any]:
    """Photos made 2 megapixels large as JPEGs of quality 85, from their originals and from their proxies.

    They are made of those that have a megapixel or more: the others would be smoother than a camera's.
    """
    settings, engine = load_settings(), LiteRTEngine(FOLDER)
    files = [file for file in dict.fromkeys(files) if pixels_of(file) >= TWO_MEGAPIXELS / 2]
    clocks = {name: Clock() for name in ("originals", "proxies")}
    same = 0
    for block in blocks(files, 100):
        originals = {file: two_megapixels(file) for file in block}
        small = {
            file: check_photo(data, proxy_short_side=settings.proxy_short_side, max_pixels=MAX_PIXELS).proxy
            for file, data in originals.items()
        }
        said = {}
        for name, contents in (("originals", originals), ("proxies", small)):
            with clocks[name].measured():
                said[name] = [judged.result for judged in engine.judge(block, contents.__getitem__, MAX_PIXELS)]
        for one, other in zip(said["originals"], said["proxies"], strict=True):
            assert isinstance(one, Verdict)
            assert isinstance(other, Verdict)
            same += one.label == other.label
    return {
        "large_enough": len(files),
        **{f"{name}_cpu_ms": milliseconds(clock.cpu, files) for name, clock in clocks.items()},
        "times_less_cpu": round(clocks["originals"].cpu / clocks["proxies"].cpu, 2),
        "times_the_rate": round(clocks["originals"].wall / clocks["proxies"].wall, 2),
        "same_class": same,
    }


def memory(files: Sequence[str]) -> dict[str, Any]:
    """`carcls label LIST --output FILE` in a process of its own: once with the photos, once with ten times as many."""
    found: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        for count in (len(files), 10 * len(files)):
            listed = Path(folder, f"{count}.csv")
            with listed.open("w", newline="") as stream:
                rows = csv.writer(stream)
                rows.writerow(["path"])
                rows.writerows([str(Path(file).resolve())] for file in itertools.islice(itertools.cycle(files), count))
            ended = run_carcls(folder, "label", str(listed), "--output", f"{count}.out.csv")
            lines = Path(folder, f"{count}.out.csv").read_text(encoding="utf-8").count("\n")
            assert lines == count + 1
            found[str(count)] = {name: round(value, 1) for name, value in ended.items()}
    return found


def start(files: Sequence[str]) -> dict[str, Any]:
    """`carcls label ONE` seven times, where there is no catalog and where there is one; and `carcls --help`."""
    photo = next(file for file in files if Image.open(file).format == "JPEG")
    with TemporaryDirectory() as empty, TemporaryDirectory() as house:
        run_carcls(house, "status")
        return {
            "no_catalog": medians(lambda: run_carcls(empty, "label", photo)),
            "catalog": medians(lambda: run_carcls(house, "label", photo)),
            "help": medians(lambda: run_carcls(empty, "--help")),  # its peak is less than this process's own
        }


def run_carcls(folder: str, *words: str) -> dict[str, float]:
    """Run it in a folder; its seconds, CPU seconds and peak memory in MB."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.monotonic()
    child = subprocess.Popen([*CARCLS, *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    wall = time.monotonic() - begun
    return {"wall_s": wall, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}


def medians(run: Callable[[], dict[str, float]], times: int = 7) -> dict[str, float]:
    """The median of each figure; a run before them writes the byte code and is not counted."""
    run()
    runs = [run() for _ in range(times)]
    return {name: round(statistics.median(one[name] for one in runs), 2) for name in runs[0]}


def pixels_of(file: str) -> int:
    """How many a photo has."""
    with Image.open(file) as opened:
        return opened.width * opened.height


def two_megapixels(file: str) -> bytes:
    """A photo with about 2,000,000 pixels, as a JPEG of quality 85."""
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    scale = (TWO_MEGAPIXELS / (picture.width * picture.height)) ** 0.5
    buffer = io.BytesIO()
    large = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.BICUBIC)
    large.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def blocks(files: Sequence[str], size: int = BLOCK) -> Iterator[Sequence[str]]:
    """The files, some at a time."""
    return (files[begin : begin + size] for begin in range(0, len(files), size))


def milliseconds(seconds: float, files: Sequence[str]) -> float:
    """Of each file, on average."""
    return round(seconds / len(files) * 1000, 2)


class Clock:
    """Adds up what several blocks took. last: CPU seconds of the last of them."""

    def __init__(self) -> None:
        self.cpu = self.wall = self.last = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Count what is done inside."""
        cpu, wall = time.process_time(), time.monotonic()
        yield
        self.last = time.process_time() - cpu
        self.cpu += self.last
        self.wall += time.monotonic() - wall


if __name__ == "__main__":
    main()
