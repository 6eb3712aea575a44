"""`label-dealer-images`: label every photo that the champion has not labelled yet."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from carcls.house import open_house
from flows.stage import chunks, ending, plain_errors


@lru_cache(maxsize=1)
def _engine(digest: str) -> Any:
    """The model's engine; loaded once for all the chunks that a process labels."""
    from carcls.label.choose import open_engine

    with open_house() as house:
        return open_engine(house.catalog, house.settings, digest)


@task(task_run_name="label {photos}", cache_policy=NO_CACHE)
@plain_errors
def label_chunk(model: str, sha256s: list[str], photos: str) -> Any:
    """Label one chunk; how many were labelled, of these abstained, and failed."""
    from carcls.label.batch import label_photos

    with open_house() as house:
        result = label_photos(house.catalog, house.store, house.settings, _engine(model), sha256s)
    for line in result.failed:
        get_run_logger().warning(line)
    return {"labelled": result.labelled, "abstained": result.abstained, "failed": len(result.failed)}


@flow(name="label-dealer-images")
@plain_errors
def label_dealer_images(limit: int | None = None) -> Any:
    """Label what is new with the champion. Run twice, the second run labels nothing; killed, it goes on next time.

    Args:
        limit: at most so many photos, the oldest first; none given: all of them.
    """
    from carcls.label.batch import champions_work

    with open_house() as house:
        model, waiting = champions_work(house.catalog, house.settings, limit)
        parts = chunks(waiting, house.settings.label_chunk)
    numbers = {"labelled": 0, "abstained": 0, "failed": 0}
    failures = []
    for part in parts:
        state = label_chunk(model, part, f"{len(part)} photos", return_state=True)
        if state.is_completed():
            numbers = {name: count + state.result()[name] for name, count in numbers.items()}
        else:
            failures.append(state.message)
    return ending(
        "label-dealer-images",
        f"{numbers['labelled']} photos labelled, {numbers['abstained']} of them for a person to see, "
        f"{numbers['failed']} could not be read.",
        [{"what": name, "number": number} for name, number in numbers.items()],
        failed=f"{len(failures)} of {len(parts)} chunks failed: {failures[0]}" if failures else None,
        data={**numbers, "model": model},
    )
