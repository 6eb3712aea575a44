"""`carcls label`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
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

NICE = 10  # of 19: what else runs on the machine goes before relabelling

EXAMPLES = (
    "Examples: carcls label photos/ · carcls label a.jpg https://dealer.example/b.jpg --format jsonl · "
    "carcls label photos/ --output labels.csv · carcls label --new · carcls label --all"
)


@commands.command(epilog=EXAMPLES)
def label(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="PATHS|URLS", help="Pictures, folders (walked) and http(s) URLs.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Label the catalog's photos that no model has labelled.")] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Label all that the model has not labelled; gives way to what else is at work."),
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
    """Say what pictures show. Given pictures are not stored; --new and --all write predictions into the catalog."""
    if [bool(inputs), new, everything].count(True) != 1:
        raise typer.BadParameter("Give pictures, --new or --all, one of the three.", param_hint="PATHS|URLS")
    if not inputs and (file_format or output):
        what = "--new" if new else "--all"
        raise typer.BadParameter(f"{what} writes into the catalog. For a file: carcls export.", param_hint=what)
    if file_format == "table" and output:
        raise typer.BadParameter("A file should be csv, parquet or jsonl.", param_hint="--format")
    if file_format == "parquet" and not output and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal. Add --output FILE.", param_hint="--format")
    with open_house() as house:
        if inputs:
            _label_given(house, model, engine, inputs, file_format, output)
        else:
            _label_catalog(house, model, engine, relabel=everything)


def _label_catalog(house: House, model: str | None, kind: str | None, *, relabel: bool) -> None:
    from carcls.label.batch import LabelResult, label_waiting, model_to_label
    from carcls.label.choose import open_engine
    from carcls.label.claims import Claims
    from carcls.learn.registry import find_model

    digest = find_model(house.catalog, model).digest if model else model_to_label(house.catalog, house.settings)
    result = LabelResult(0, 0, [])
    if digest:
        if relabel:
            os.nice(NICE)  # there are many, and nobody waits for them
        claims = Claims(house.catalog, digest, house.settings.claim_seconds, relabel=relabel)
        engine = cache(partial(open_engine, house.catalog, house.settings, digest, kind))
        with progress("labelling") as done:
            for chunk in label_waiting(claims, house.store, house.settings, engine):
                result += chunk
                done(result.photos)
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
