"""The command line as a whole: its commands, and how each of them ends."""

from __future__ import annotations

from typing import Annotated

import typer

from carcls.cli import (
    check,
    crawl,
    curate,
    dealers,
    deliver,
    demo,
    duplicates,
    evaluate,
    explain,
    extract,
    label,
    labels,
    models,
    status,
    train,
    tune,
)
from carcls.cli.shell import say
from carcls.errors import CarclsError

app = typer.Typer(
    help="From a dealership's pages to labelled photos, every night, without anyone watching.",
    epilog="Start with: carcls demo. Settings: CARCLS_* in the environment or carcls.toml, see README.md.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (demo, crawl, extract, duplicates, train, tune, evaluate, label, explain, deliver, status, check):
    app.add_typer(room.commands)
app.add_typer(curate.commands, name="curate")
app.add_typer(labels.commands, name="labels")
app.add_typer(models.commands, name="models")
app.add_typer(dealers.commands, name="dealers")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"carcls {version('carcls')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run `carcls`. Exit codes: 0 done; 1 an error, one line on stderr; 2 used wrongly; 130 interrupted."""
    try:
        app()
    except CarclsError as error:
        say(f"carcls: {error}")
        raise SystemExit(1) from None
