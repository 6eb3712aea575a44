"""`carcls models list|promote|rollback`."""

from __future__ import annotations

from typing import Annotated

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
        say(f"{registry.promote(house.catalog, digest, reason)} is the champion. Label with it: carcls label --new")


@commands.command(epilog="Example: carcls models rollback --reason 'mistakes boots for engines'")
def rollback(
    reason: Annotated[str, typer.Option(help="Kept with the promotion.")] = "rolled back by hand",
) -> None:
    """Go back to the champion before this one. Its predictions are still there."""
    from carcls.learn import registry

    with open_house() as house:
        say(f"{registry.rollback(house.catalog, reason)} is the champion again.")
