"""How fast the spider is, and what a photo costs: against Scrapy's FilesPipeline and img2dataset, on one loopback site.

    .venv/bin/python benchmarks/crawl_speed.py --photos DIR [--img2dataset ITS_PYTHON] [--count 2000] [--runs 3]
    .venv/bin/python benchmarks/crawl_speed.py --photos DIR --memory 20000
    .venv/bin/python benchmarks/crawl_speed.py --photos DIR --again

Politeness is off for all. A rate is photos by the seconds from the first request that the site saw to the end of the
process: starting up is not in it, and no work is left out of it. CPU is user and system time of the whole process with
its children, start-up included; making the catalog's tables, which the first night does, is not in it. The contenders
take turns, so that what else the machine does hits all of them.
Modules should have been compiled before: run it once with --count 100 --runs 1.

carcls                  as `scrapy crawl dealer` does it: robots, pages, photos fetched, checked, decoded,
                        fingerprinted, given a proxy, stored through to the disk, and recorded in the catalog
carcls, kept only       the same without decoding, fingerprint and proxy: what the other two do
FilesPipeline           a plain Scrapy spider of the same site with Scrapy's own pipeline
img2dataset, kept only  the photos' URLs as a list; bytes written as they came
img2dataset             the same, and each photo decoded, as `resize_mode=no` does it
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import urlopen

from photo_server import VEHICLE_PHOTOS, Site, read_photos

HERE = Path(__file__).resolve().parent

IMG2DATASET = """
import sys
from img2dataset import download
urls, out, is_kept_only = sys.argv[1], sys.argv[2], sys.argv[3] == "1"
download(url_list=urls, input_format="txt", output_folder=out, output_format="files", resize_mode="no",
         processes_count=2, thread_count=16, number_sample_per_shard=1000, compute_hash="sha256", retries=2,
         skip_reencode=True, disable_all_reencoding=is_kept_only, enable_wandb=False)
"""

CATALOG = """
from carcls.catalog import Catalog
from carcls.config import load_settings
Catalog.from_settings(load_settings()).close()
"""


@contextmanager
def site(photos: Path, count: int, max_age: int = 0) -> Iterator[str]:
    """The site's address, while it runs in a process of its own."""
    command = [sys.executable, str(HERE / "photo_server.py"), "--photos", str(photos), "--count", str(count)]
    command += ["--max-age", str(max_age)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.stdin.close()
        server.wait()


def counts(address: str) -> dict[str, Any]:
    """What the site was asked since the last time, and begin anew."""
    with urlopen(f"{address}/counts") as answer:
        return dict(json.load(answer))


def measure(address: str, command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Run a contender to its end: its rate, its CPU, its largest and its sampled resident memory, what it asked for."""
    counts(address)
    log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
    started = time.time()
    given = {name: text for name, text in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    process = subprocess.Popen(command, env=given | environment, stdout=log, stderr=subprocess.STDOUT)
    over, memory = Event(), list[int]()
    sampler = Thread(target=_sample, args=(process.pid, over, memory))
    sampler.start()
    _, status, usage = os.wait4(process.pid, 0)
    ended = time.time()
    process.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    sampler.join()
    asked = counts(address)
    photos = asked.get("photos_200", 0)
    if process.returncode or not (photos or asked.get("photos_304") or asked.get("pages")):
        log.seek(0)
        sys.exit(
            f"A contender should end well. Received: exit code {process.returncode}, {asked}\n{log.read()[-3000:]}"
        )
    cpu = usage.ru_utime + usage.ru_stime
    return {
        "photos_per_second": round(photos / (ended - asked["first"]), 1),
        "cpu_ms_per_photo": round(1000 * cpu / max(photos, 1), 2),
        "cpu_seconds": round(cpu, 2),
        "wall_seconds": round(ended - started, 2),
        "largest_rss_mb": round(usage.ru_maxrss / 1024),
        "rss_mb": memory,
        "asked": {name: number for name, number in asked.items() if name not in ("first", "last")},
    }


def _sample(pid: int, over: Event, memory: list[int]) -> None:
    while not over.wait(2):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return
        memory += [int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")]


def carcls(address: str, folder: Path, *, is_kept_only: bool = False) -> dict[str, Any]:
    """Our spider, in a data folder."""
    command = [sys.executable, str(HERE / "carcls_spider.py"), f"{address}/inventory", *["--kept-only"] * is_kept_only]
    environment = {
        "CARCLS_DATA_DIR": str(folder),
        "CARCLS_CRAWL_DELAY": "0",
        "CARCLS_DEALERS_FILE": str(folder / "none.toml"),
        "SCRAPY_SETTINGS_MODULE": "scrapers.settings",
        "PYTHONPATH": str(HERE.parent),
    }
    subprocess.run([sys.executable, "-c", CATALOG], env=os.environ | environment, check=True)
    return measure(address, command, environment)


def files_pipeline(address: str, folder: Path) -> dict[str, Any]:
    """Scrapy's own."""
    spider = str(HERE / "files_pipeline_spider.py")
    command = [sys.executable, "-m", "scrapy", "runspider", spider, "-a", f"url={address}/inventory"]
    return measure(address, command, {"FILES_STORE": str(folder), "SCRAPY_SETTINGS_MODULE": ""})


def img2dataset(python: str, paths: list[str], address: str, folder: Path, *, is_kept_only: bool) -> dict[str, Any]:
    """img2dataset in an environment of its own."""
    urls = folder / "urls.txt"
    urls.write_text("".join(f"{address}{path}\n" for path in paths))
    command = [python, "-c", IMG2DATASET, str(urls), str(folder / "out"), str(int(is_kept_only))]
    return measure(address, command, {"NO_ALBUMENTATIONS_UPDATE": "1", "PYTHONPATH": ""})


def compare(photos: Path, count: int, runs: int, python: str | None) -> dict[str, Any]:
    """All contenders in turn, several times: their medians, and ours as a share of the best of the others."""
    paths = Site(read_photos(photos, count)).paths
    contenders: dict[str, Callable[[str, Path], dict[str, Any]]] = {
        "carcls": carcls,
        "carcls, kept only": partial(carcls, is_kept_only=True),
        "FilesPipeline": files_pipeline,
    }
    if python:
        contenders["img2dataset"] = partial(img2dataset, python, paths, is_kept_only=False)
        contenders["img2dataset, kept only"] = partial(img2dataset, python, paths, is_kept_only=True)
    found: dict[str, list[dict[str, Any]]] = {label: [] for label in contenders}
    # What they wrote is deleted at the end alone: ext4 is slow to make files for some seconds after many were deleted.
    with site(photos, count) as address, tempfile.TemporaryDirectory() as name:
        for number in range(runs):
            for label, contender in contenders.items():
                folder = Path(name) / f"{number} {label}"
                folder.mkdir()
                found[label].append(contender(address, folder))
                print(number + 1, label, found[label][-1]["photos_per_second"], file=sys.stderr)
    figures = ("photos_per_second", "cpu_ms_per_photo", "wall_seconds", "largest_rss_mb")
    medians: dict[str, Any] = {
        label: {name: round(statistics.median(run[name] for run in many), 2) for name in figures}
        for label, many in found.items()
    }

    def share(ours: str, figure: str, *others: str) -> float | None:
        theirs = [medians[label][figure] for label in others if label in medians]
        if not theirs:
            return None
        mine = medians[ours][figure]
        return round(mine / max(theirs) if figure == "photos_per_second" else min(theirs) / mine, 2)

    kept = ("carcls, kept only", "FilesPipeline", "img2dataset, kept only")
    return {
        "photos": count,
        "runs": runs,
        "img2dataset": "compared" if python else "not installed",
        "medians": medians,
        "share_of_the_best": {
            "kept only": {figure: share(kept[0], figure, *kept[1:]) for figure in figures[:2]},
            "with intake, against those that only keep": {
                figure: share("carcls", figure, *kept[1:]) for figure in figures[:2]
            },
            "with intake, against img2dataset that decodes": {
                figure: share("carcls", figure, "img2dataset") for figure in figures[:2]
            },
        },
    }


def memory(photos: Path, count: int) -> dict[str, Any]:
    """One long crawl: the resident memory over its course."""
    with site(photos, count) as address, tempfile.TemporaryDirectory() as name:
        run = carcls(address, Path(name))
    sampled = run["rss_mb"]
    tenths = [sampled[len(sampled) * part // 10] for part in range(10)] + sampled[-1:]
    return {"photos": count, **run, "rss_mb": tenths}


def again(photos: Path, count: int) -> dict[str, Any]:
    """A second crawl with nothing new: what a vehicle costs where each photo is asked whether it changed, and where
    their server said that they hold.
    """
    vehicles = -(-count // VEHICLE_PHOTOS)
    found: dict[str, Any] = {"photos": count, "vehicles": vehicles}
    for kind, max_age in (("asked", 0), ("held", 86_400)):
        with site(photos, count, max_age) as address, tempfile.TemporaryDirectory() as name:
            runs = [carcls(address, Path(name)) for _ in range(2)]
        for night, run in zip(("first", "second"), runs, strict=True):
            requests = sum(number for what, number in run["asked"].items() if what != "bytes")
            found[f"{night}, {kind}"] = {
                "cpu_ms_per_vehicle": round(1000 * run["cpu_seconds"] / vehicles, 1),
                "requests_per_vehicle": round(requests / vehicles, 2),
                "wall_seconds": run["wall_seconds"],
                **run["asked"],
            }
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True, help="folder with labels.csv")
    parser.add_argument("--img2dataset", metavar="PYTHON", help="the Python of an environment that has it")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory", type=int, metavar="PHOTOS", help="one long crawl instead")
    parser.add_argument("--again", action="store_true", help="a second crawl with nothing new instead")
    options = parser.parse_args()
    photos = options.photos.resolve()
    if options.memory:
        result = memory(photos, options.memory)
    elif options.again:
        result = again(photos, options.count)
    else:
        result = compare(photos, options.count, options.runs, options.img2dataset)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine()}
    print(json.dumps({"machine": machine, **result}, indent=2))


if __name__ == "__main__":
    main()
