"""`carcls labels import|set|conflicts|doubts`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.errors import LabelsError
from carcls.house import open_house

if TYPE_CHECKING:
    from carcls.deliver.rows import Column

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


@commands.command(epilog="Examples: carcls labels conflicts · carcls labels conflicts --output conflicts.csv")
def conflicts(
    output: Annotated[
        Path | None, typer.Option(help="CSV, Parquet or JSONL file to write; without it: a table.")
    ] = None,
) -> None:
    """List labels of one picture that contradict each other. data/README.md documents the columns."""
    from carcls.curate.group_labels import CONFLICT_COLUMNS
    from carcls.curate.group_labels import conflicts as find_conflicts
    from carcls.deliver.rows import Column, format_of, write_rows

    with open_house() as house, house.catalog.read() as session:
        found = find_conflicts(session)
    if output is None:
        # A beginning is enough for `carcls labels set`.
        show_table(CONFLICT_COLUMNS, [[_short(value) for value in one.values()] for one in found])
    else:
        columns = [Column(name, "time" if name == "created_at" else "text") for name in CONFLICT_COLUMNS]
        rows = (dict(zip(CONFLICT_COLUMNS, one.values(), strict=True)) for one in found)
        write_rows(rows, columns, output, format_of(output) or "csv")
    pictures = len({one.picture for one in found})
    say(f"{pictures:,} pictures with contradicting labels. Say which is right: carcls labels set SHA256 CLASS.")


@commands.command(epilog="Examples: carcls labels doubts · carcls labels doubts --output doubts.csv --limit 500")
def doubts(
    output: Annotated[
        Path | None, typer.Option(help="CSV, Parquet or JSONL file to write; without it: a table.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many labels, the most doubtful first.", min=1)] = 60,
) -> None:
    """List the labels that are most likely wrong, judged without their sellers' photos. data/README.md has the columns.

    Nothing is changed: a person looks at each photo and corrects what is wrong.
    """
    from carcls.curate.dataset import snapshot
    from carcls.deliver.rows import format_of, write_rows
    from carcls.learn.doubts import doubtful_labels
    from carcls.learn.recipe_files import chosen_recipe

    with open_house() as house, progress("judging labels") as update:
        found = doubtful_labels(
            house.catalog,
            house.store,
            house.settings,
            snapshot(house.catalog, house.settings),
            chosen_recipe(house.settings)[0],
            limit=limit,
            progress=lambda stage, done, total, _metrics: update(done, total, stage),
        )
    if found.left_out != "seller":
        say(
            "carcls: labels should be of five sellers or more, so that each is judged without its seller's photos. "
            f"Received: fewer. Each is judged without its {found.left_out} alone: a seller's own mistake stays hidden."
        )
    if output is None:
        shown = ("sha256", "label", "source", "suggested", "quality", "suspect", "seller", "photo_url")
        show_table(shown, [[_short(getattr(row, name)) for name in shown] for row in found.rows])
    else:
        write_rows((asdict(row) for row in found.rows), doubt_columns(), output, format_of(output) or "csv")
    people = sum(row.source == "human" for row in found.rows)
    worst = found.rows[0]
    say(
        f"The {len(found.rows):,} most doubtful of {found.labels:,} labels, {people:,} of them a person's word; "
        f"{found.suspects:,} of all are held to be wrong. Look at the photo, and where the label is wrong: "
        f"carcls labels set {worst.sha256[:12]} {worst.suggested}."
    )


def doubt_columns() -> list[Column]:
    """The columns of a file of doubtful labels; data/README.md says what each holds."""
    from carcls.deliver.rows import Column

    return [
        Column("sha256"),
        Column("label"),
        Column("source"),
        Column("suggested"),
        Column("quality", "number"),
        Column("probability", "number"),
        Column("suspect", "flag"),
        Column("seller"),
        Column("vehicle"),
        Column("page_url"),
        Column("photo_url"),
    ]


def _short(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value[:12] if isinstance(value, str) and len(value) == 64 else value
