"""`nightly`: a whole night: crawl, curate, train when it is time to, label, report."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from carcls.catalog.tables import now
from carcls.house import open_house
from flows.curate_dataset import curate_dataset
from flows.label_dealer_images import label_dealer_images
from flows.scrape_dealers import scrape_dealers
from flows.stage import ending, plain_errors
from flows.train_classifier import train_classifier


@task(cache_policy=NO_CACHE)
@plain_errors
def is_training_due() -> Any:
    """Whether to train, and why."""
    from carcls.learn.due import training_due

    with open_house() as house:
        due = training_due(house.catalog, house.settings)
    return Completed(message=due.reason, data=due.due)


@task(cache_policy=NO_CACHE)
@plain_errors
def write_night_report(since: Any) -> Any:
    """Write the HTML report of what came since a moment; its path."""
    from carcls.report import write_report

    with open_house() as house:
        path = str(write_report(house.catalog, house.store, house.settings, since))
    return Completed(message=f"Report: {path}", data={"path": path})


@flow(name="nightly")
@plain_errors
def nightly(dealers: list[str] | None = None) -> Any:
    """Run the stages one after the other. A stage that fails stops none of the later ones; the final state tells.

    Args:
        dealers: names in the dealers file to crawl; none given: all of it.
    """
    since = now()
    stages: dict[str, dict[str, Any]] = {}

    def run(name: str, stage: Callable[..., State[Any]], *arguments: Any) -> Any:
        started = time.monotonic()
        state = stage(*arguments, return_state=True)
        data = state.result(raise_on_failure=False)
        stages[name] = {
            "stage": name,
            "state": state.name,
            "seconds": round(time.monotonic() - started, 1),
            "what": state.message or "",
            "data": None if isinstance(data, Exception) else data,
        }
        return stages[name]["data"]

    run("scrape-dealers", scrape_dealers, dealers)
    run("curate-dataset", curate_dataset)
    if run("training-due", is_training_due):
        run("train-classifier", train_classifier)
    run("label-dealer-images", label_dealer_images)
    run("report", write_night_report, since)
    failed = [f"{stage['stage']}: {stage['what']}" for stage in stages.values() if stage["state"] != "Completed"]
    return ending(
        "nightly",
        f"{len(stages) - len(failed)} of {len(stages)} stages done.",
        [{name: value for name, value in stage.items() if name != "data"} for stage in stages.values()],
        failed=" ".join(failed) or None,
        data=stages,
    )
