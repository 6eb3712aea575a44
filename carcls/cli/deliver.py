"""`carcls export` and `carcls report`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer

from carcls.cli.shell import say
from carcls.house import open_house

commands = typer.Typer()


@commands.command(epilog="Examples: carcls export > labels.csv · carcls export --output labels.parquet")
def export(
    output: Annotated[Path | None, typer.Option(help="File to write; without it: stdout.")] = None,
    file_format: Annotated[
        Literal["csv", "parquet", "jsonl"] | None,
        typer.Option("--format", help="Without it: what the output's name says, else csv."),
    ] = None,
) -> None:
    """Hand the labels on: one row a photo URL of a vehicle. data/README.md documents the columns."""
    from carcls.deliver.export import export_labels
    from carcls.deliver.rows import format_of
    from carcls.taxonomy import load_taxonomy

    if file_format == "parquet" and not output and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal. Add --output FILE.", param_hint="--format")
    chosen = file_format or (format_of(output) if output else None) or "csv"
    with open_house() as house:
        taxonomy = load_taxonomy(house.settings.taxonomy_file)
        rows = export_labels(house.catalog, output or sys.stdout.buffer, chosen, taxonomy)
    say(f"{rows:,} rows{f' in {output}' if output else ''}")


@commands.command(epilog="Examples: carcls report · carcls report --hours 168 · carcls report --all")
def report(
    hours: Annotated[float, typer.Option(help="How far back the report looks.", min=0)] = 24,
    everything: Annotated[bool, typer.Option("--all", help="Look back to the beginning.")] = False,
) -> None:
    """Write the HTML report of what came, and print its path."""
    from carcls.report import write_report

    since = None if everything else datetime.now(UTC) - timedelta(hours=hours)
    with open_house() as house:
        typer.echo(write_report(house.catalog, house.store, house.settings, since))
