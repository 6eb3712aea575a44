"""`carcls demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carcls.cli.shell import run_module

commands = typer.Typer()


@commands.command(epilog="Example: carcls demo --photos ~/Pictures/cars")
def demo(
    photos: Annotated[
        Path | None,
        typer.Option(help="Folder with labels.csv, or with one folder a class. Without it: drawings."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed is another dealership.")] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="The demo writes into DATA_DIR/demo; without it: the settings' folder.")
    ] = None,
) -> None:
    """Three nights at a dealership that runs on this machine, by the real pipeline."""
    given = {"--photos": photos, "--seed": seed}
    arguments = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    environment = {"CARCLS_DATA_DIR": str(data_dir)} if data_dir else {}
    raise typer.Exit(run_module("flows.demo", arguments, environment))
