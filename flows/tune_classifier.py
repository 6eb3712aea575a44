"""`tune-classifier`: search for a better recipe to train by; nothing is trained by it until it is set."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from carcls.curate.dataset import DatasetSnapshot, snapshot
from carcls.house import open_house
from flows.stage import ending, plain_errors


@task(cache_policy=NO_CACHE)
@plain_errors
def search(
    dataset: DatasetSnapshot,
    trials: int,
    timeout: float | None,
    study: str | None,
    architecture: str | None,
    fine_tune: bool,
) -> Any:
    """Go on with a study until it has so many trials; its name, its best trial and the file of the best recipe."""
    from carcls.learn.tune import tune

    logger = get_run_logger()
    told = -1

    def tell(done: int, total: int, what: str) -> None:
        nonlocal told
        if done > told:  # a line a trial
            told = done
            logger.info("%d of %d trials done, now %s", done, total, what)

    with open_house() as house:
        found = tune(
            house.store,
            house.settings,
            dataset,
            trials=trials,
            timeout=timeout,
            study=study,
            architecture=architecture,
            fine_tune=fine_tune,
            progress=tell,
        )
    best = found.trials[0]
    return {
        "study": found.study,
        "trials": len(found.trials),
        "loss": best.loss,
        "accuracy": best.accuracy,
        **best.parameters,
        "recipe_file": str(found.recipe_file),
    }


@flow(name="tune-classifier")
@plain_errors
def tune_classifier(
    trials: int = 40,
    timeout: float | None = None,
    study: str | None = None,
    architecture: str | None = None,
    fine_tune: bool = False,
) -> Any:
    """Search for a better recipe on all labels of now, judged on sellers that were left out.

    Killed half-way, it goes on from its last finished trial next time. Set `recipe_file` to train by what it found.

    Args:
        trials: in all; those that the study already has count.
        timeout: seconds after which no trial is begun; none given: no limit.
        study: its name, to go on with it later; none given: one for these labels.
        architecture: efficientnet-lite0 or efficientnet-lite2; none given: both.
        fine_tune: train every layer in each trial, not only the head; for a GPU.
    """
    with open_house() as house:
        dataset = snapshot(house.catalog, house.settings)
    found = search.submit(dataset, trials, timeout, study, architecture, fine_tune).result()
    return ending(
        "tune-classifier",
        f"{found['trials']} trials, the best with loss {found['loss']:.4f} and accuracy {found['accuracy']:.4f} on "
        f"sellers that were left out. Its recipe: {found['recipe_file']}.",
        [{"what": name, "value": str(value)} for name, value in found.items()],
        data=found,
    )
