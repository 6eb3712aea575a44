"""`carcls label`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from carcls.cli.shell import progress, say, show_table, table_width
from carcls.house import House, open_house

if TYPE_CHECKING:
    from carcls.deliver import Column

commands = typer.Typer()

# Columns that a terminal needs for the probabilities, and for the digests as well: a narrower one leaves them out.
MIDDLING, WIDE = 110, 140

EXAMPLES = (
    "Examples: carcls label photos/ · carcls label a.jpg https://dealer.example/b.jpg --format jsonl · "
    "carcls label photos/ --output labels.csv · carcls label --new"
)


@commands.command(epilog=EXAMPLES)
def label(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="PATHS|URLS", help="Pictures, folders (walked) and http(s) URLs.")
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Label the catalog's photos that the model has not labelled.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(help="A model's digest or its beginning; without it: the champion, or the one that is shipped."),
    ] = None,
    engine: Annotated[
        Literal["auto", "litert", "keras"] | None,
        typer.Option(help="litert is for a CPU, keras for a GPU. Without it: what the settings say."),
    ] = None,
    file_format: Annotated[
        Literal["table", "csv", "parquet", "jsonl"] | None,
        typer.Option("--format", help="Without it: what the output's name says, csv; without an output: table."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="File to write; without it: stdout.")] = None,
) -> None:
    """Say what pictures show. Given pictures are not stored; --new writes predictions into the catalog."""
    if bool(inputs) == new:
        raise typer.BadParameter("Give pictures or --new, one of the two.", param_hint="PATHS|URLS")
    if new and (file_format or output):
        raise typer.BadParameter("--new writes into the catalog. For a file: carcls export.", param_hint="--new")
    if file_format == "table" and output:
        raise typer.BadParameter("A file should be csv, parquet or jsonl.", param_hint="--format")
    if file_format == "parquet" and not output and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal. Add --output FILE.", param_hint="--format")
    with open_house() as house:
        if new:
            _label_new(house, model, engine)
        else:
            _label_given(house, model, engine, inputs or [], file_format, output)


def _label_new(house: House, model: str | None, kind: str | None) -> None:
    from carcls.label.batch import LabelResult, champions_work, label_photos, unlabelled
    from carcls.label.choose import open_engine
    from carcls.learn.registry import find_model

    if model:
        digest: str | None = find_model(house.catalog, model).digest
        waiting = unlabelled(house.catalog, str(digest))
    else:
        digest, waiting = champions_work(house.catalog, house.settings)
    result = LabelResult(0, 0, [])
    if waiting:  # loading a model costs up to 10 s: not where nothing is new
        engine = open_engine(house.catalog, house.settings, digest, kind)
        with progress("labelling", len(waiting)) as done:
            for start in range(0, len(waiting), house.settings.label_chunk):
                chunk = waiting[start : start + house.settings.label_chunk]
                result += label_photos(house.catalog, house.store, house.settings, engine, chunk)
                done(start + len(chunk))
    for line in result.failed:
        say(f"carcls: {line}")
    rows = [["labelled", result.labelled], ["of them unsure", result.abstained], ["not readable", len(result.failed)]]
    show_table(["what", "photos"], rows)


def _label_given(
    house: House,
    model: str | None,
    kind: str | None,
    inputs: Sequence[str],
    file_format: Literal["table", "csv", "parquet", "jsonl"] | None,
    output: Path | None,
) -> None:
    from carcls.deliver import format_of, write_rows
    from carcls.label.choose import open_engine
    from carcls.label.files import label_files

    engine = open_engine(house.catalog, house.settings, model, kind)
    counts = {"pictures": 0, "errors": 0}
    columns = label_columns(engine.classes)
    as_rows = output is not None or file_format not in (None, "table")
    # On a terminal a bar and the rows would overwrite each other.
    with progress("labelling", hidden=as_rows and not output and sys.stdout.isatty()) as done:
        rows = _counted(label_files(engine, inputs, house.settings), counts, done)
        if as_rows:
            chosen = file_format or (output and format_of(output)) or "csv"
            assert chosen != "table"
            write_rows(rows, columns, output or sys.stdout.buffer, chosen)
            shown = None
        else:
            shown = list(rows)
    if shown:
        _show(shown, [column.name for column in columns])
    if not counts["pictures"]:
        say(f"carcls: There should be pictures to label. Received: {', '.join(inputs)}: none. Give some, or a folder.")
    elif counts["errors"]:
        unread = f"{counts['errors']} of {counts['pictures']} pictures could not be read"
        say(f"carcls: {unread}; the column `error` says why.")
    if counts["errors"] == counts["pictures"]:
        raise typer.Exit(1)


def _show(rows: list[dict[str, Any]], names: list[str]) -> None:
    digests = ("sha256", "model")
    if table_width() < WIDE:
        names = [name for name in names if name not in digests]
    if table_width() < MIDDLING:
        names = [name for name in names if not name.startswith("p_")]
    shown = [{**row, **{name: row[name] and row[name][:12] for name in digests}} for row in rows]
    show_table(names, [[row[name] for name in names] for row in shown])


def label_columns(classes: Sequence[str]) -> list[Column]:
    """The columns of a labels file; data/README.md says what each holds."""
    from carcls.deliver import Column

    return [
        Column("path"),
        Column("sha256"),
        Column("label"),
        Column("confidence", "number"),
        *(Column(f"p_{name}", "number") for name in classes),
        Column("abstained", "flag"),
        Column("model"),
        Column("error"),
    ]


def _counted(rows: Iterable[dict[str, Any]], counts: dict[str, int], done: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        counts["pictures"] += 1
        counts["errors"] += row["error"] is not None
        done(counts["pictures"])
        yield row
