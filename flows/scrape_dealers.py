"""`scrape-dealers`: crawl the dealers of the dealers file, each in a process of its own."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.states import Failed
from prefect.task_runners import ThreadPoolTaskRunner

from carcls.catalog.sightings import what_is_wrong
from carcls.config import load_settings
from carcls.crawl import crawl_dealer
from carcls.dealers import find_dealer, read_dealers
from carcls.house import open_house
from flows.stage import ending, plain_errors

SHOWN = 5  # failures in the final state; the table has all
DEALERS_AT_ONCE = 4  # those that share a photo host take turns at it: scrapers.turns
COUNTS = ("vehicles", "pages", "photos_seen", "photos_downloaded", "photos_new", "photos_rejected", "photos_failed")


@task(task_run_name="crawl {dealer}", cache_policy=NO_CACHE)
@plain_errors
def crawl(dealer: str) -> Any:
    """Crawl one dealer; its log goes to the task's log."""
    logger = get_run_logger()
    with open_house() as house:
        entry = find_dealer(house.settings.dealers_file, dealer)
        result = crawl_dealer(house.catalog, house.settings, entry, logger.info)
    alarms = [text for text in what_is_wrong(result.reason, result.stats) if text != result.reason]
    row = {
        "dealer": dealer,
        "failed": result.reason or "",
        "alarms": " ".join(alarms),
        **{name: result.stats.get(name, 0) for name in COUNTS},
    }
    return Failed(message=result.reason, data=row) if result.reason else row


@flow(name="scrape-dealers", task_runner=ThreadPoolTaskRunner(max_workers=DEALERS_AT_ONCE))
@plain_errors
def scrape_dealers(dealers: list[str] | None = None) -> Any:
    """Crawl dealers; one that fails stops no other. Alarms that only warn stand in the state's message.

    Args:
        dealers: names in the dealers file; none given: all of it.
    """
    names = dealers or list(read_dealers(load_settings().dealers_file))
    runs = crawl.map(names)
    wait(runs)
    rows, failures, alarms = [], [], []
    for name, run in zip(names, runs, strict=True):
        said = run.state.result(raise_on_failure=False)
        row = (
            said if isinstance(said, dict) else {"dealer": name, "failed": "", "alarms": "", **dict.fromkeys(COUNTS, 0)}
        )
        if not run.state.is_completed():
            row["failed"] = run.state.message
            failures.append(" ".join(filter(None, (f"{name}: {row['failed']}", row["alarms"]))))
        elif row["alarms"]:
            alarms.append(f"{name}: {row['alarms']}")
        rows.append(row)
    totals = {count: sum(row[count] for row in rows) for count in COUNTS}
    return ending(
        "scrape-dealers",
        f"{totals['photos_new']} new photos of {totals['photos_seen']} seen at {len(names)} dealers."
        + (f" Alarms at {len(alarms)} of them: {' '.join(alarms[:SHOWN])}" if alarms else ""),
        rows,
        failed=f"{len(failures)} of {len(names)} dealers failed: {' '.join(failures[:SHOWN])}" if failures else None,
        data={"dealers": rows, **totals},
    )
