"""`carcls label`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from carcls.cli.shell import progress, say, show_table, shows_progress, table_width
from carcls.house import House, open_house

if TYPE_CHECKING:
    from carcls.deliver.growing_file import GrowingFile
    from carcls.deliver.rows import Column
    from carcls.label.inputs import Picture

commands = typer.Typer()

# Columns that a terminal needs for the probabilities, and for the digests as well: a narrower one leaves them out.
MIDDLING, WIDE = 110, 140

NICE = 10  # of 19: what else runs on the machine goes before relabelling

EXAMPLES = (
    "Examples: carcls label photos/ · carcls label a.jpg https://dealer.example/b.jpg --format jsonl · "
    "carcls label photos/ --output labels.csv · carcls label urls.csv --output labels.csv --resume · "
    "carcls label --new · carcls label --all"
)


@commands.command(epilog=EXAMPLES)
def label(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS|URLS",
            help="Pictures, folders (walked), globs (in quotes), http(s) URLs, s3://BUCKET/PREFIX/ and other fsspec "
            "URLs; a CSV with a column path or url stands for what it lists.",
        ),
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
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the output of a run that broke off, CSV or JSONL.")
    ] = False,
    per_host: Annotated[int, typer.Option(min=1, help="Requests at a time to one host of http(s) URLs.")] = 1,
) -> None:
    """Say what pictures show. Given pictures are not stored; --new and --all write predictions into the catalog."""
    if [bool(inputs), new, everything].count(True) != 1:
        raise typer.BadParameter("Give pictures, --new or --all, one of the three.", param_hint="PATHS|URLS")
    what = "--new" if new else "--all"
    if not inputs and (file_format or output):
        raise typer.BadParameter(f"{what} writes into the catalog. For a file: carcls export.", param_hint=what)
    if file_format == "table" and output:
        raise typer.BadParameter("A file should be csv, parquet or jsonl.", param_hint="--format")
    if file_format == "parquet" and not output and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal. Add --output FILE.", param_hint="--format")
    if inputs:
        chosen = _format(file_format, output)
        if resume and (output is None or chosen == "parquet"):
            raise typer.BadParameter("Only a CSV or JSONL --output can be gone on with.", param_hint="--resume")
        _label_given(model, engine, inputs, chosen, output, resume, per_host)
        return
    if resume:
        raise typer.BadParameter(f"{what} goes on by itself: it labels what is not labelled.", param_hint="--resume")
    with open_house() as house:
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
    model: str | None,
    kind: str | None,
    inputs: Sequence[str],
    chosen: Literal["csv", "parquet", "jsonl"] | None,
    output: Path | None,
    resume: bool,
    per_host: int,
) -> None:
    from carcls.config import load_settings
    from carcls.deliver.growing_file import GrowingFile
    from carcls.deliver.rows import write_rows
    from carcls.label.choose import open_engine_for_files
    from carcls.label.files import label_files
    from carcls.label.inputs import count_pictures, pictures_of

    settings = load_settings()
    engine = open_engine_for_files(settings, model, kind)
    columns = label_columns(engine.classes)
    pictures = pictures_of(inputs)
    tally = _Tally()
    shown: list[dict[str, Any]] = []
    # On a terminal a bar and the rows would overwrite each other.
    hidden = not shows_progress() or (chosen is not None and not output and sys.stdout.isatty())
    with progress("labelling", None if hidden else count_pictures(inputs), hidden=hidden) as done:
        if output is None or chosen in (None, "parquet"):
            rows = tally.counted(label_files(engine, pictures, settings, per_host), done)
            if chosen is None:
                shown = list(rows)
            else:
                write_rows(rows if output else _flushed(rows), columns, output or sys.stdout.buffer, chosen)
        else:
            assert chosen is not None
            growing = GrowingFile(output, columns, chosen, resume=resume)
            for row in tally.counted(growing.rows(), done):
                _check_same(row, next(pictures, None), engine.digest, growing)
            rows = tally.counted(label_files(engine, pictures, settings, per_host), done)
            try:
                growing.append(rows)
            except BaseException:
                if growing.partial.exists():
                    say(f"carcls: {tally.pictures:,} rows are in {growing.partial}. To go on: the same with --resume.")
                raise
    if shown:
        _show(shown, [column.name for column in columns])
    if not tally.pictures:
        say(f"carcls: There should be pictures to label. Received: {', '.join(inputs)}: none. Give some, or a folder.")
    elif tally.errors:
        unread = f"{tally.errors} of {tally.pictures} pictures could not be read"
        say(f"carcls: {unread}; the column `error` says why.")
    if tally.errors == tally.pictures:
        raise typer.Exit(1)


def _check_same(row: Mapping[str, Any], picture: Picture | None, digest: str, growing: GrowingFile) -> None:
    """Whether a row of an earlier run is what this run would write at its place."""
    from carcls.errors import OutputError

    wrote = str(row["model"])
    if wrote != digest:
        raise OutputError(
            f"A file that is gone on with should be written by the model {digest[:12]}. Received: {wrote[:12]} "
            f"in {growing.begun}. Add --model {wrote[:12]}, or choose another file."
        )
    if picture is None or growing.as_written(picture.name) != row["path"]:
        raise OutputError(
            f"A file that is gone on with should have the same pictures in the same order. Received: {row['path']} in "
            f"{growing.begun}, where {picture.name if picture else 'no picture'} comes now. "
            "Choose another file, or give what was given before."
        )


def _flushed(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows for stdout, each of which goes out before the next one is waited for."""
    for row in rows:
        yield row
        sys.stdout.buffer.flush()


@dataclass
class _Tally:
    """How many rows there are, and how many of them are errors."""

    pictures: int = 0
    errors: int = 0

    def counted(self, rows: Iterable[dict[str, Any]], done: Callable[[int], None]) -> Iterator[dict[str, Any]]:
        for row in rows:
            self.pictures += 1
            self.errors += bool(row["error"])  # a CSV that is read again has empty text for none
            done(self.pictures)
            yield row


def _format(
    given: Literal["table", "csv", "parquet", "jsonl"] | None, output: Path | None
) -> Literal["csv", "parquet", "jsonl"] | None:
    """What to write; None: a table."""
    from carcls.deliver.rows import format_of

    if given == "table" or (given is None and output is None):
        return None
    return given or (output and format_of(output)) or "csv"


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
    from carcls.deliver.rows import Column

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
