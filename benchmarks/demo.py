"""How long the demo takes, and how right it is on a dealer that its model never saw.

    .venv/bin/python benchmarks/demo.py [--photos DIR] [--runs 3]

Runs `carcls demo` in a folder of its own, several times with different seeds, and prints one JSON object: for each run
wall and CPU seconds (the demo's process and all that it started) and the figures of its summary; and their medians.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FIGURES = ("accuracy", "unseen_judged", "unseen_accuracy", "unseen_coverage", "unseen_accuracy_not_abstained",
           "photos_seen", "unique", "downloads_night_2", "downloads_night_3", "labelled_night_3")  # fmt: skip


def run(seed: int, photos: Path | None) -> dict[str, Any]:
    """One demo: its seconds and its figures."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("carcls")), "demo", "--seed", str(seed)]
        done = subprocess.run(
            [*command, *(["--photos", str(photos)] if photos else [])],
            env={**os.environ, "CARCLS_DATA_DIR": folder},
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
            check=True,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    summary = json.loads(done.stdout.splitlines()[-1])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds = {"wall_seconds": round(time.monotonic() - started, 1), "cpu_seconds": round(cpu, 1)}
    return {"seed": seed, **seconds, **{name: summary[name] for name in FIGURES}}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, help="folder with labels.csv; none: drawings")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    runs = [run(seed, options.photos and options.photos.resolve()) for seed in range(options.runs)]
    medians = {name: statistics.median(run[name] for run in runs) for name in runs[0] if name != "seed"}
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine()}
    print(json.dumps({"machine": machine, "runs": runs, "medians": medians}, indent=2))


if __name__ == "__main__":
    main()
