"""`carcls demo`: three nights at a dealership that runs on this machine, through the real `nightly` flow.

    python -m flows.demo [--photos DIR] [--seed N]

Everything is in DATA_DIR/demo, made anew each time: Prefect's own files too, so that nothing of yours is touched. The
nights run in one process on one ephemeral Prefect server. People read stderr; stdout is one line: the JSON object of
`carcls.demo.summary`, which is also in DATA_DIR/demo/summary.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from carcls.catalog import Catalog
from carcls.config import load_settings
from carcls.curate.import_labels import import_labels
from carcls.deliver.export import export_labels
from carcls.demo.dealership import NIGHTS, Dealership
from carcls.demo.pool import PhotoPool
from carcls.demo.site import DemoSite
from carcls.demo.summary import NightNumbers, summarize
from carcls.errors import CarclsError
from carcls.photos.store import PhotoStore
from carcls.report import write_report
from carcls.taxonomy import load_taxonomy

console = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the demo. Exits with 1 and a line where it cannot, or where a stage of a night failed."""
    parser = argparse.ArgumentParser(prog="carcls demo", description="Three nights at a dealership on this machine.")
    parser.add_argument("--photos", type=Path, help="folder with labels.csv, or one folder a class; none: drawings")
    parser.add_argument("--seed", type=int, default=0, help="another number, another dealership")
    options = parser.parse_args()
    try:
        folder = (load_settings().data_dir / "demo").resolve()
        pool = PhotoPool.open(options.photos.resolve() if options.photos else None, options.seed)
        use_folder(folder)
        summary, failures = run_nights(folder, Dealership.plan(pool, options.seed))
    except CarclsError as error:
        sys.exit(str(error))
    line = json.dumps(summary)
    (folder / "summary.json").write_text(line + "\n", encoding="utf-8")
    show(folder, summary)
    print(line, flush=True)
    if failures:
        sys.exit("\n".join(failures))


def use_folder(folder: Path) -> None:
    """Empty the folder and work in it: no setting of the operator's, nor a file of theirs, is read from here on."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "prefect").mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith(("CARCLS_", "PREFECT_"))]:
        del os.environ[name]
    os.environ |= {
        "CARCLS_DATA_DIR": str(folder),
        "CARCLS_DEALERS_FILE": str(folder / "dealers.toml"),
        "CARCLS_CRAWL_DELAY": "0",
        "CARCLS_SHIPPED_MODEL": "false",  # what is shown is how the labels of a first night make a model
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",  # the spiders' lines are for real nights
        "DO_NOT_TRACK": "1",
    }
    os.chdir(folder)


def run_nights(folder: Path, dealership: Dealership) -> tuple[dict[str, Any], list[str]]:
    """Serve the dealership, run the nights, sum up; with a line for each night that failed."""
    settings = load_settings()
    catalog, store = Catalog.from_settings(settings), PhotoStore.from_settings(settings)
    seconds: dict[str, float] = {}
    console.print("Making the dealership's photos and starting Prefect's server …")
    with timed(seconds, "start"), ThreadPoolExecutor(1) as beside:
        server = beside.submit(start_server)
        operators_labels = folder / "operator.csv"
        dealership.write_labels(operators_labels)  # makes every picture
        import_labels(catalog, store, settings, operators_labels)
        server.result()

    from flows.nightly import nightly

    nights, failures = [], []
    with DemoSite(dealership) as site:
        site.dealers_toml(settings.dealers_file)
        for night in NIGHTS:
            console.rule(f"Night {night}")
            site.advance(night)
            answered = len(site.log)
            state = nightly(return_state=True)
            if not state.is_completed():
                failures.append(f"Night {night}: {state.message}")
            stages = state.result(raise_on_failure=False)
            if not isinstance(stages, dict):
                break  # not a stage, the night itself: the failure says why
            show_night(night, stages)
            seconds |= {f"night_{night}_{name}": stage["seconds"] for name, stage in stages.items()}
            seen, labelled = (
                (stages[stage]["data"] or {}).get(count, 0)
                for stage, count in (("scrape-dealers", "photos_seen"), ("label-dealer-images", "labelled"))
            )
            downloads = sum(access.is_photo for access in site.log[answered:])  # by the sites' own account
            nights.append(NightNumbers(night, seen, downloads, labelled))
    with timed(seconds, "export"):
        export_labels(catalog, folder / "labels.csv", "csv", load_taxonomy())
        write_report(catalog, store, settings)  # of all nights: the last one has nothing to show
    summary = summarize(catalog, dealership, nights, seconds)
    catalog.close()
    return summary, failures


def start_server() -> None:
    """Prefect's ephemeral server starts with a process's first client, and ends with the process."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        client.hello()


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Note how long the block takes."""
    started = time.monotonic()
    yield
    seconds[name] = time.monotonic() - started


def show_night(night: int, stages: Mapping[str, Mapping[str, Any]]) -> None:
    """A night's stages as a table."""
    table = Table("stage", "state", "seconds", "what", title=f"Night {night}", title_justify="left")
    for stage in stages.values():
        table.add_row(stage["stage"], stage["state"], f"{stage['seconds']:.1f}", escape(stage["what"]))
    console.print(table)


def show(folder: Path, summary: Mapping[str, Any]) -> None:
    """The summary as a table, and where everything is."""
    table = Table("summary", "", title="Three nights", title_justify="left")
    for name, value in summary.items():
        if name != "seconds":
            table.add_row(name.replace("_", " "), str(value))
    table.add_row("seconds in all", str(summary["seconds"]["total"]))
    console.print(table)
    for name, file in (("Report", "reports/latest.html"), ("Labels", "labels.csv"), ("Catalog", "catalog.db")):
        console.print(f"{name}: {folder / file}", soft_wrap=True)


if __name__ == "__main__":
    main()
