"""`carcls train`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from carcls.cli.shell import progress, say, show_metrics
from carcls.house import open_house

commands = typer.Typer()


@commands.command(
    epilog="Examples: carcls train · carcls train --architecture cnn --seed 7 --no-promote · "
    "carcls train --fine-tune --teacher 3f9a2c --unlabelled 5000 · carcls train --recipe recipe.toml"
)
def train(
    architecture: Annotated[
        Literal["efficientnet-lite0", "efficientnet-lite2", "cnn"] | None,
        typer.Option(help="Without it: what the settings say."),
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe as carcls tune writes it; without it: what the settings say.")
    ] = None,
    fine_tune: Annotated[
        bool | None,
        typer.Option(
            "--fine-tune/--no-fine-tune",
            help="Train every layer, for a GPU, or only the head. Without it: what the recipe says, else the head.",
        ),
    ] = None,
    teacher: Annotated[
        list[str] | None,
        typer.Option(help="A model whose probabilities are learned beside the labels; more than one: their mean."),
    ] = None,
    unlabelled: Annotated[
        int, typer.Option(min=0, help="So many photos without a label are learned from the teachers alone.")
    ] = 0,
    seed: Annotated[
        int,
        typer.Option(
            help="Another seed is another training; a head on frozen features has one answer, whatever the seed."
        ),
    ] = 0,
    promote: Annotated[
        bool | None,
        typer.Option(
            "--promote/--no-promote", help="Without it: promoted if better than the champion by more than chance."
        ),
    ] = None,
) -> None:
    """Train a model on all labels of now, evaluate it on held-back photos, promote it if it is better.

    Better is what McNemar's test on the same held-back photos calls better; else the model stays a candidate.
    """
    from carcls.curate.dataset import snapshot
    from carcls.learn.compare import promote_if_better
    from carcls.learn.train import train_model

    if recipe and architecture:
        raise typer.BadParameter("A recipe has its architecture. Leave one of the two out.", param_hint="--recipe")
    with open_house() as house:
        dataset = snapshot(house.catalog, house.settings)
        with progress("training") as update:

            def tell(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
                update(done, total, stage)

            trained = train_model(
                house.catalog,
                house.store,
                house.settings,
                dataset,
                architecture=architecture,
                recipe_file=recipe,
                seed=seed,
                fine_tune=fine_tune,
                teachers=teacher or [],
                unlabelled=unlabelled,
                progress=tell,
            )
        say(f"Model {trained.digest} trained on {trained.device}, in {trained.path}")
        show_metrics(trained.metrics)
        if promote is False:
            say("Not promoted, as asked.")
            return
        outcome = promote_if_better(
            house.catalog, house.store, house.settings, trained.digest, dataset, even_if_worse=promote is True
        )
        verdict = "Promoted. Label with it: carcls label --all." if outcome.promoted else "Not promoted."
        say(f"{verdict} {outcome.reason}")
