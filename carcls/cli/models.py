"""`carcls models list|promote|rollback|export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from carcls.cli.shell import say, show_table
from carcls.house import open_house

commands = typer.Typer(help="The registry of trained models.", no_args_is_help=True)


@commands.command("list", epilog="Example: carcls models list")
def list_all() -> None:
    """The models, newest first."""
    from carcls.learn.registry import list_models

    with open_house() as house:
        models = list_models(house.catalog).to_dict("records")
    rows = [
        [
            model["digest"][:12],
            model["architecture"],
            model["accuracy"],
            model["loss"],
            model["photos"],
            model["split"],
            f"{model['created_at']:%Y-%m-%d %H:%M}",
            model["champion"],
        ]
        for model in models
    ]
    show_table(["digest", "architecture", "accuracy", "loss", "photos", "split", "trained (UTC)", "champion"], rows)


@commands.command(epilog="Example: carcls models promote 3f9a2c --reason 'tried it for a week'")
def promote(
    digest: Annotated[str, typer.Argument(help="A model's digest or its beginning.")],
    reason: Annotated[str, typer.Option(help="Kept with the promotion.")] = "promoted by hand",
) -> None:
    """Make a model the champion: the one that labels."""
    from carcls.learn import registry

    with open_house() as house:
        say(f"{registry.promote(house.catalog, digest, reason)} is the champion. Label with it: carcls label --all")


@commands.command(epilog="Example: carcls models rollback --reason 'mistakes boots for engines'")
def rollback(
    reason: Annotated[str, typer.Option(help="Kept with the promotion.")] = "rolled back by hand",
) -> None:
    """Go back to the champion before this one. Its predictions are still there."""
    from carcls.learn import registry

    with open_house() as house:
        say(f"{registry.rollback(house.catalog, reason)} is the champion again.")


@commands.command(epilog="Examples: carcls models export litert-int8 --output cars.tflite · carcls models export onnx")
def export(
    kind: Annotated[Literal["keras", "savedmodel", "litert", "litert-int8", "onnx"], typer.Argument(help="The form.")],
    model: Annotated[
        str | None, typer.Option(help="A model's digest or its beginning; without it: the champion.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="File, or folder for savedmodel; without it: DIGEST in the working directory.")
    ] = None,
) -> None:
    """Write a model for other programs, and check on the catalog's photos that it says the same.

    It takes RGB pixels 0 to 255, (n, size, size, 3), the whole photo squashed to a square, and gives calibrated
    probabilities in the order of the classes.
    """
    from carcls.learn.export import SUFFIXES, export_model
    from carcls.learn.registry import load_model
    from carcls.learn.shipped import champion_in_use
    from carcls.learn.some_photos import some_photos

    with open_house() as house:
        digest = model or champion_in_use(house.catalog, house.settings).digest
        loaded = load_model(house.catalog, house.settings, digest)
        photos = some_photos(house.catalog, house.store, house.settings, loaded.input_size)
        done = export_model(loaded, kind, output or Path(loaded.digest[:12] + SUFFIXES[kind]), photos)
    say(f"{done.path}: {loaded.input_size} pixels a side; classes {', '.join(loaded.classes)}.")
    same = f"it gives the same class for {done.agreement:.1%}, probabilities differ by {done.difference:.4f} at most"
    say(f"On {done.photos} photos {same}.")
