"""`carcls extract`."""

from __future__ import annotations

from typing import Annotated

import typer

from carcls.cli.shell import run_module

commands = typer.Typer()


@commands.command(
    epilog="Example: carcls extract page.html --url https://dealer.example/used/2019-golf | jq .photo_urls"
)
def extract(
    source: Annotated[str, typer.Argument(help="A saved page or JSON document, or an address.", metavar="FILE|URL")],
    url: Annotated[
        str | None, typer.Option(help="Where the saved page was found. Without it: what the page says itself.")
    ] = None,
    adapters: Annotated[
        bool, typer.Option("--adapters/--no-adapters", help="Read with the platforms' adapters, or without.")
    ] = True,
) -> None:
    """Print what the spider sees on a page, as one JSON line: its vehicle, photos, links to vehicles, next page."""
    arguments = [source, *(["--url", url] if url else []), *([] if adapters else ["--no-adapters"])]
    raise typer.Exit(run_module("scrapers.extract", arguments, {}))
