"""`carcls evaluate`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from carcls.cli.shell import progress, say, show_metrics, show_table
from carcls.house import House, open_house

commands = typer.Typer()

ALONE = "only with --leave-sellers-out"


@commands.command(
    epilog="Examples: carcls evaluate · carcls evaluate 3f9a2c · carcls evaluate --leave-sellers-out · "
    "carcls evaluate --leave-sellers-out --architecture efficientnet-lite2 --folds 10 --output lite2/"
)
def evaluate(
    model: Annotated[
        str | None, typer.Argument(help="A model's digest or its beginning; without it: the champion.")
    ] = None,
    leave_sellers_out: Annotated[
        bool,
        typer.Option(
            "--leave-sellers-out",
            help="Not a model but a recipe: train it once a fold, and judge each photo by a network that saw no photo "
            "of its seller. Goes on where it was stopped.",
        ),
    ] = False,
    folds: Annotated[
        int | None, typer.Option(min=2, help=f"How many parts the sellers are dealt into, {ALONE}; without it: 5.")
    ] = None,
    architecture: Annotated[
        Literal["efficientnet-lite0", "efficientnet-lite2", "cnn"] | None,
        typer.Option(help=f"What to train, {ALONE}; without it: what the settings say."),
    ] = None,
    fine_tune: Annotated[
        bool, typer.Option("--fine-tune", help=f"Train every layer, not only the head; for a GPU; {ALONE}.")
    ] = False,
    seed: Annotated[int | None, typer.Option(help=f"Of the training, {ALONE}; without it: 0.")] = None,
    output: Annotated[
        Path | None, typer.Option(help=f"Folder to write, {ALONE}; without it: one in data/var/evaluations.")
    ] = None,
) -> None:
    """Measure a model on the held-back photos of the labels of now, or a recipe on sellers that it never saw.

    Figures, with what chance would make of them, tables, plots and the surest mistakes go into one folder: a model's
    own, or that of the recipe. `evaluation.html` in it shows all of them.
    """
    if leave_sellers_out and model:
        raise typer.BadParameter("It trains anew. Name an --architecture, not a model.", param_hint="MODEL")
    of_recipe = {"folds": folds, "architecture": architecture, "fine-tune": fine_tune, "seed": seed, "output": output}
    if not leave_sellers_out and (given := [name for name, value in of_recipe.items() if value not in (None, False)]):
        raise typer.BadParameter("Add --leave-sellers-out.", param_hint=f"--{given[0]}")
    with open_house() as house:
        if leave_sellers_out:
            _recipe(house, architecture or house.settings.architecture, folds, fine_tune, seed or 0, output)
        else:
            _model(house, model)


def _model(house: House, digest: str | None) -> None:
    from carcls.curate.dataset import snapshot
    from carcls.learn import evaluate as evaluation
    from carcls.learn.registry import find_model, model_folder
    from carcls.learn.shipped import champion_in_use

    row = find_model(house.catalog, digest) if digest else champion_in_use(house.catalog, house.settings)
    dataset = snapshot(house.catalog, house.settings)
    metrics = evaluation.evaluate(house.catalog, house.store, house.settings, dataset, row.digest)
    about = {"model": row.digest[:12], "architecture": row.architecture, "dataset": dataset.digest[:12]}
    title = f"{row.architecture} {row.digest[:12]} on held-back photos"
    _show(house, metrics, model_folder(house.settings, row), title, about)


def _recipe(
    house: House, architecture: str, folds: int | None, fine_tune: bool, seed: int, output: Path | None
) -> None:
    from carcls.curate.dataset import snapshot
    from carcls.learn.cross_validate import cross_validate
    from carcls.learn.leave_out import FOLDS

    dataset = snapshot(house.catalog, house.settings)
    with progress("leaving sellers out") as update:

        def tell(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
            update(done, total, stage)

        judged = cross_validate(
            house.store,
            house.settings,
            dataset,
            architecture=architecture,
            folds=folds or FOLDS,
            fine_tune=fine_tune,
            seed=seed,
            output=output,
            progress=tell,
        )
    about = {
        "architecture": architecture,
        "trained": "every layer" if fine_tune or architecture == "cnn" else "the head",
        "folds": judged.metrics["folds"],
        "sellers": len(judged.metrics["sellers"]),
        "seed": seed,
        "dataset": dataset.digest[:12],
    }
    _show(house, judged.metrics, judged.folder, f"{architecture} on sellers that it never saw", about)


def _show(house: House, metrics: dict[str, Any], folder: Path, title: str, about: Mapping[str, Any]) -> None:
    from carcls.report.evaluation import write_evaluation_page

    page = write_evaluation_page(house.store, folder, metrics, title, about)
    show_metrics(metrics)
    figures = ["precision", "recall", "f1", "photos"]
    show_table(
        ["class", *figures], [[name, *(row[key] for key in figures)] for name, row in metrics["classes"].items()]
    )
    for columns, rows in (
        (["label", "view", "photos", "accuracy", "abstained", "taken_for"], metrics["views"]),
        (["seller", "photos", "accuracy", "abstained"], metrics["sellers"]),
    ):
        show_table([name.replace("_", " ") for name in columns], [[row[name] for name in columns] for row in rows])
    say(f"All of it, with plots and the surest mistakes: {page}")
