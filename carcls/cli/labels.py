"""`carcls labels import|set`."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.errors import LabelsError
from carcls.house import open_house

commands = typer.Typer(help="Labels that people and files give.", no_args_is_help=True)


@commands.command("import", epilog="Example: carcls labels import labels.csv")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV with sha256 or path, and class; view, seller and vehicle where known.")
    ],
) -> None:
    """Take labels from a CSV file. Rows with a path bring their picture along."""
    from carcls.curate.import_labels import import_labels

    with open_house() as house, progress("importing") as done:
        result = import_labels(house.catalog, house.store, house.settings, file, done)
    for line in result.rejected:
        say(f"carcls: {line}")
    rows = [["labels", result.labels], ["new photos", result.photos], ["rows left out", len(result.rejected)]]
    show_table(["what", "count"], rows)
    if result.rejected and not result.labels:
        raise LabelsError(f"A labels file should have rows that can be taken. Received: none in {file}. Mend them.")


@commands.command("set", epilog="Example: carcls labels set 7ea4994d4a4b interior --view seats")
def set_label(
    sha256: Annotated[str, typer.Argument(help="The photo's sha256, or its beginning.")],
    label: Annotated[str, typer.Argument(metavar="CLASS", help="A class of the taxonomy.")],
    view: Annotated[str | None, typer.Option(help="A finer kind: dashboard, wheel, …")] = None,
    author: Annotated[str | None, typer.Option(help="Who says so; without it: the user's name.")] = None,
) -> None:
    """Say what a photo shows. A person's word counts more than any file's, site's or model's."""
    from carcls.catalog.lookups import find_photo
    from carcls.curate.labels import record_labels
    from carcls.taxonomy import load_taxonomy

    with open_house() as house:
        taxonomy = load_taxonomy(house.settings.taxonomy_file)
        with house.catalog.session() as session:
            photo = find_photo(session, sha256)
            row = {"photo_sha256": photo, "label": label, "view": view, "source": "human"}
            record_labels(session, taxonomy, [{**row, "author": author or getuser()}])
    say(f"{photo} is {label}.")
