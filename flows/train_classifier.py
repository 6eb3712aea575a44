"""`train-classifier`: train on the labels as they stand, evaluate, promote only what is better by more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from carcls.curate.dataset import DatasetSnapshot, snapshot
from carcls.house import open_house
from flows.stage import ending, plain_errors

LINES = 10  # of progress in the log, for each part of a training
MEASURES = ("accuracy", "loss")


@task(cache_policy=NO_CACHE)
@plain_errors
def train(dataset: DatasetSnapshot, architecture: str | None, seed: int, fine_tune: bool | None) -> Any:
    """Train, calibrate, evaluate and register one model; its digest, architecture, device, accuracy and loss."""
    from carcls.learn.train import train_model

    logger = get_run_logger()

    def tell(part: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
        if done == total or done % max(1, total // LINES) == 0:
            figures = ", ".join(f"{name} {value:.4f}" for name, value in metrics.items())
            logger.info("%s: %d of %d %s", part, done, total, figures)

    with open_house() as house:
        trained = train_model(
            house.catalog,
            house.store,
            house.settings,
            dataset,
            architecture=architecture,
            seed=seed,
            fine_tune=fine_tune,
            progress=tell,
        )
    return {
        "model": trained.digest,
        "architecture": trained.architecture,
        "device": trained.device,
        **{name: trained.metrics[name] for name in MEASURES},
    }


@task(task_run_name="promote {model}", cache_policy=NO_CACHE)
@plain_errors
def promote_model(dataset: DatasetSnapshot, model: str, force: bool) -> Any:
    """Compare with the champion on the dataset's held-back photos; whether the model was promoted, and why."""
    from carcls.learn.compare import promote_if_better

    with open_house() as house:
        outcome = promote_if_better(house.catalog, house.store, house.settings, model, dataset, even_if_worse=force)
    return {"promoted": outcome.promoted, "reason": outcome.reason}


@flow(name="train-classifier")
@plain_errors
def train_classifier(
    architecture: str | None = None, seed: int = 0, fine_tune: bool | None = None, force: bool = False
) -> Any:
    """Train a candidate on all labels of now; it becomes the champion if it is better on the same held-back
    photos by more than chance.

    Args:
        architecture: efficientnet-lite0, efficientnet-lite2 or cnn; none given: what the settings say.
        seed: another number, another training.
        fine_tune: train every layer of the backbone, not only its head; for a GPU. None given: what the recipe says.
        force: promote the candidate even where it is not better, or not by more than chance.
    """
    with open_house() as house:
        dataset = snapshot(house.catalog, house.settings)
    trained = train.submit(dataset, architecture, seed, fine_tune).result()
    outcome = promote_model.submit(dataset, trained["model"], force).result()
    numbers = {"photos": dataset.photos, **trained, **outcome}
    return ending(
        "train-classifier",
        f"{trained['architecture']} {trained['model'][:12]} trained on {trained['device']}, "
        f"accuracy {trained['accuracy']:.4f}; {'promoted' if outcome['promoted'] else 'not promoted'}. "
        f"{outcome['reason']}",
        [{"what": name, "value": str(value)} for name, value in numbers.items()],
        data=numbers,
    )
