"""`carcls evaluate`."""

from __future__ import annotations

from typing import Annotated

import typer

from carcls.cli.shell import say, show_metrics, show_table
from carcls.house import open_house

commands = typer.Typer()


@commands.command(epilog="Examples: carcls evaluate · carcls evaluate 3f9a2c")
def evaluate(
    model: Annotated[
        str | None, typer.Argument(help="A model's digest or its beginning; without it: the champion.")
    ] = None,
) -> None:
    """Measure a model on the held-back photos of the labels of now; its metrics and plots are written anew."""
    from carcls.curate.dataset import snapshot
    from carcls.learn import evaluate as evaluation
    from carcls.learn.registry import champion, find_model, model_folder

    with open_house() as house:
        row = find_model(house.catalog, model) if model else champion(house.catalog)
        dataset = snapshot(house.catalog, house.settings)
        metrics = evaluation.evaluate(house.catalog, house.store, house.settings, dataset, row.digest)
        show_metrics(metrics)
        figures = ["precision", "recall", "f1", "photos"]
        rows = [[name, *(each[figure] for figure in figures)] for name, each in metrics["classes"].items()]
        show_table(["class", *figures], rows)
        show_table(
            ["seller", "photos", "accuracy"],
            [[each["seller"], each["photos"], each["accuracy"]] for each in metrics["sellers"]],
        )
        say(f"Plots: {model_folder(house.settings, row)}")
