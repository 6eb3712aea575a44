"""`carcls tune`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.house import open_house

commands = typer.Typer()
SHOWN = 10  # trials in the table


@commands.command(
    epilog="Examples: carcls tune · carcls tune --trials 100 --timeout 3600 · carcls tune --fine-tune --study gpu"
)
def tune(
    trials: Annotated[int, typer.Option(help="Trials in all; those that the study already has count.", min=1)] = 40,
    timeout: Annotated[
        float | None, typer.Option(help="Seconds after which no trial is begun; without it: none.", min=0)
    ] = None,
    study: Annotated[
        str | None, typer.Option(help="Its name, to go on with it later; without it: one for these labels.")
    ] = None,
    architecture: Annotated[
        Literal["efficientnet-lite0", "efficientnet-lite2"] | None,
        typer.Option(help="The only one to try; without it: both."),
    ] = None,
    fine_tune: Annotated[
        bool, typer.Option("--fine-tune", help="Train every layer in each trial, not only the head; for a GPU.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed tries other recipes.")] = 0,
) -> None:
    """Search for a better recipe, judged on sellers that were left out, and write it for `carcls train`.

    It can be interrupted: the same command goes on where it was.
    """
    from carcls.curate.dataset import snapshot
    from carcls.learn import tune as tuning

    with open_house() as house, progress("tuning") as update:
        found = tuning.tune(
            house.store,
            house.settings,
            snapshot(house.catalog, house.settings),
            trials=trials,
            timeout=timeout,
            study=study,
            architecture=architecture,
            fine_tune=fine_tune,
            seed=seed,
            progress=update,
        )
    names = list(found.trials[0].parameters)
    show_table(
        ["trial", "loss", "accuracy", "seconds", *names],
        [
            [one.number + 1, one.loss, one.accuracy, one.seconds, *(one.parameters[name] for name in names)]
            for one in found.trials[:SHOWN]
            if one.state == "complete"
        ],
        title=f"The best of {len(found.trials)} trials of {found.study}",
    )
    if found.plot:
        show_table(["parameter", "importance"], list(found.importances.items()))
        say(f"What mattered: {found.plot}")
    say(f"Train by the best: carcls train --recipe {found.recipe_file}, or set CARCLS_RECIPE_FILE to it.")
