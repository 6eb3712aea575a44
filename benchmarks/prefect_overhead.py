"""What Prefect costs a labelling: `python benchmarks/prefect_overhead.py [--photos 10000] [--runs 3]`.

A catalog on SQLite and a store in a folder have 10,000 photos, 200 drawn pictures under so many names, and the shipped
model labels them: by the bare loop, as `carcls label --new` does, and by the flow `label-dealer-images`, called in a
process of its own, with a Prefect server on loopback. In turns, so that both meet the same neighbours. CPU seconds are
those of the process and, for the flow, of the server too, from the process's start to its end; wall seconds likewise.
`nothing` is the same where no photo waits: what starting costs a run, however many photos it has. `share` is what the
flow takes more, of what the loop takes; `share_of_work` the same without what starting costs. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import delete, update

from carcls.catalog import Catalog
from carcls.catalog.tables import Photo, Prediction
from carcls.config import load_settings
from carcls.demo.pool import PhotoPool
from carcls.photos.check import check_photo
from carcls.photos.store import PhotoStore

PICTURES = 200
TICKS = os.sysconf("SC_CLK_TCK")
LOOP = """
from functools import cache
from carcls.house import open_house
from carcls.label.batch import label_waiting, model_to_label
from carcls.label.choose import open_engine
from carcls.label.claims import Claims
with open_house() as house:
    model = model_to_label(house.catalog, house.settings)
    claims = Claims(house.catalog, model, house.settings.claim_seconds, relabel=True)
    engine = cache(lambda: open_engine(house.catalog, house.settings, model))
    print(sum(chunk.labelled for chunk in label_waiting(claims, house.store, house.settings, engine)))
"""
FLOW = "from flows.label_dealer_images import label_dealer_images as run; print(run()['labelled'])"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def fill(catalog: Catalog, store: PhotoStore, count: int) -> None:
    """Photos in catalog and store."""
    pool = PhotoPool.open(None).photos
    proxies = [
        check_photo(photo.read(), proxy_short_side=256, max_pixels=10**8).proxy
        for photo in pool[:: max(1, len(pool) // PICTURES)]
    ]
    for number in range(count):
        store.put(f"{number:064x}", b"not read", proxies[number % len(proxies)])
    with catalog.session() as session:
        session.add_all(Photo(sha256=f"{number:064x}", state="ok", bytes=8) for number in range(count))


def forget(catalog: Catalog) -> None:
    """As if nothing had been labelled."""
    with catalog.session() as session:
        session.execute(delete(Prediction))
        session.execute(update(Photo).values(labelled_by=None))


def server_cpu(server: int) -> float:
    """CPU seconds so far of a process and of what it has started."""
    spent = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == server:  # its process group
                spent += sum(int(field) for field in fields[11:15])
    return spent / TICKS


def measured(code: str, environment: dict[str, str], server: int, photos: int) -> dict[str, float]:
    """A process that should label so many photos: its CPU and wall seconds, and the server's CPU meanwhile."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    server_before = server_cpu(server)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=sys.stderr, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) == photos, done.stdout
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_s": cpu, "server_cpu_s": server_cpu(server) - server_before, "wall_s": wall}


def median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(run[name] for run in runs), 2) for name in runs[0]}


def compare(catalog: Catalog, environment: dict[str, str], server: int, options: argparse.Namespace) -> dict[str, Any]:
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in ("loop", "flow", "loop, nothing", "flow, nothing")}
    measured(LOOP, environment, server, options.photos)  # files are in the disk's cache, compiled code is there
    measured(FLOW, environment, server, 0)
    for _ in range(options.runs):
        for name, code in (("loop", LOOP), ("flow", FLOW)):
            forget(catalog)
            runs[name].append(measured(code, environment, server, options.photos))
            runs[f"{name}, nothing"].append(measured(code, environment, server, 0))
    loop, flow, loop_start, flow_start = (median(runs[name]) for name in runs)

    def share(what: str) -> dict[str, float]:
        servers = what == "cpu_s"
        more = flow[what] - loop[what] + servers * flow["server_cpu_s"]
        start = flow_start[what] - loop_start[what] + servers * flow_start["server_cpu_s"]
        return {"share": round(more / loop[what], 4), "share_of_work": round((more - start) / loop[what], 4)}

    return {**{name: median(of) for name, of in runs.items()}, "cpu": share("cpu_s"), "wall": share("wall_s")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        port = free_port()
        environment = os.environ | {
            "CARCLS_DATA_DIR": f"{folder}/var",
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_HOME": f"{folder}/prefect",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        settings = load_settings(data_dir=Path(folder) / "var")
        catalog = Catalog.from_settings(settings)
        fill(catalog, PhotoStore.from_settings(settings), options.photos)
        command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
        server = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            while True:
                with suppress(requests.RequestException):
                    if requests.get(f"http://127.0.0.1:{port}/api/health", timeout=5).ok:
                        break
                assert server.poll() is None
                time.sleep(0.5)
            figures = compare(catalog, environment, server.pid, options)
        finally:
            server.terminate()
            server.wait(60)
        catalog.close()
    json.dump({"date": datetime.now(UTC).date().isoformat(), "photos": options.photos, **figures}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
