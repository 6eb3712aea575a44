"""`label-dealer-images`: label every photo that the champion has not labelled yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Literal

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from carcls.house import open_house
from flows.dask_cluster import on_dask
from flows.stage import ending, plain_errors

SHARE = 16  # chunks a task: a task costs some 50 ms of the server
FAILURES = 3  # tasks that may fail before the run gives up; their photos wait for the next one


@lru_cache(maxsize=1)
def _engine(digest: str) -> Any:
    """The model's engine; loaded once for all that a process labels."""
    from carcls.label.choose import open_engine

    with open_house() as house:
        return open_engine(house.catalog, house.settings, digest)


@task(task_run_name="label up to {photos} photos", cache_policy=NO_CACHE)
@plain_errors
def label_share(model: str, began: datetime, photos: int) -> Any:
    """Label what waits, claimed chunk by chunk; how many were labelled, of these abstained, and failed."""
    from carcls.label.batch import LabelResult, label_waiting
    from carcls.label.claims import Claims

    result = LabelResult(0, 0, [])
    with open_house() as house:
        claims = Claims(house.catalog, model, house.settings.claim_seconds, relabel=True, began=began)
        for chunk in label_waiting(claims, house.store, house.settings, partial(_engine, model), photos):
            for line in chunk.failed:
                get_run_logger().warning(line)
            result += chunk
    return {"labelled": result.labelled, "abstained": result.abstained, "failed": len(result.failed)}


@flow(name="label-dealer-images")
@plain_errors
def label_dealer_images(limit: int | None = None, runner: Literal["local", "dask"] = "local") -> Any:
    """Label with the champion: first the photos that no model has labelled, the newest first, then those that another
    one has, the oldest first. Run twice, the second run labels nothing; killed, it goes on next time; several at once
    share the work.

    Args:
        limit: at most so many photos; none given: all of them.
        runner: local labels in this process, dask on the cluster that the setting `dask_scheduler` names.
    """
    from carcls.label.batch import model_to_label
    from carcls.label.claims import clock

    with open_house() as house:
        settings = house.settings
        model = model_to_label(house.catalog, settings)
        began = clock(house.catalog)
    work = _Work(SHARE * settings.label_chunk, limit, is_done=model is None)
    parameters = {"model": model, "began": began}
    if runner == "dask":
        ended = on_dask(settings.dask_scheduler, label_share, parameters, work.shares())
    else:
        ended = ((photos, label_share(**parameters, photos=photos, return_state=True)) for photos in work.shares())
    for photos, state in ended:
        work.take(photos, state)
    numbers = work.numbers
    return ending(
        "label-dealer-images",
        f"{numbers['labelled']} photos labelled, {numbers['abstained']} of them for a person to see, "
        f"{numbers['failed']} could not be read.",
        [{"what": name, "number": number} for name, number in numbers.items()],
        failed=f"{len(work.failures)} of {work.tasks} tasks failed: {work.failures[0]}" if work.failures else None,
        data={**numbers, "model": model},
    )


class _Work:
    """What a run hands out, and what came of it."""

    def __init__(self, share: int, limit: int | None, is_done: bool) -> None:
        """share: photos a task; limit: at most so many photos, None: all; is_done: there is nothing to do."""
        self.numbers = {"labelled": 0, "abstained": 0, "failed": 0}
        self.tasks = 0
        self.failures: list[str] = []
        self._share, self._left, self._is_done = share, limit, is_done

    def shares(self) -> Iterator[int]:
        """How many photos one more task may label, for as long as there may be work."""
        while not self._is_done and self._left != 0 and len(self.failures) < FAILURES:
            photos = self._share if self._left is None else min(self._share, self._left)
            if self._left is not None:
                self._left -= photos
            yield photos

    def take(self, photos: int, state: State[Any]) -> None:
        """Count what became of a share. One that was not used up found nothing more that waits."""
        self.tasks += 1
        if not state.is_completed():
            self.failures.append(str(state.message))
            return
        found = state.result()
        self.numbers = {name: count + found[name] for name, count in self.numbers.items()}
        self._is_done |= found["labelled"] + found["failed"] < photos
