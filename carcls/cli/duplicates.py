"""`carcls duplicates`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.house import open_house

if TYPE_CHECKING:
    from collections.abc import Callable

    from carcls.config import Settings
    from carcls.curate.repeats import Repeat
    from carcls.deliver.rows import Column

commands = typer.Typer()

ROWS_SHOWN = 200
EXAMPLES = (
    "Examples: carcls duplicates photos/ · carcls duplicates photos/ --format html --output repeats.html · "
    "carcls duplicates --catalog --format csv > repeats.csv"
)


@commands.command(epilog=EXAMPLES)
def duplicates(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="PATHS", help="Pictures, and folders with their subfolders.")
    ] = None,
    catalog: Annotated[bool, typer.Option("--catalog", help="The groups that the catalog has.")] = False,
    file_format: Annotated[
        Literal["table", "jsonl", "csv", "html"], typer.Option("--format", help="html shows them side by side.")
    ] = "table",
    output: Annotated[Path | None, typer.Option(help="File to write; without it: stdout.")] = None,
) -> None:
    """Find pictures that are the same: resized, re-encoded, cropped, watermarked, mirrored; and say why.

    A crop below 0.85 of a side, or a small copy that was also cropped and mirrored, may be missed.
    Folders need no catalog, and nothing but the output is written. data/README.md documents the columns.
    """
    from carcls.config import load_settings
    from carcls.whole_file import whole_file

    if bool(folders) == catalog:
        raise typer.BadParameter("Give folders or --catalog, one of the two.", param_hint="PATHS")
    if file_format == "table" and output:
        raise typer.BadParameter("A file should be jsonl, csv or html.", param_hint="--format")
    with ExitStack() as stack:
        settings = load_settings()
        thumbnail: Callable[[str], str | None]
        if catalog:
            from carcls.curate.repeats import repeats_in_catalog
            from carcls.report.pictures import thumbnail as of_store

            house = stack.enter_context(open_house())
            repeats = repeats_in_catalog(stack.enter_context(house.catalog.read()))
            thumbnail = partial(of_store, house.store)
        else:
            from carcls.curate.folder import read_folder
            from carcls.curate.repeats import repeats_in_folder

            with progress("reading") as done:
                found = read_folder(folders or [], settings, done)
            repeats = repeats_in_folder(found)
            thumbnail = partial(_thumbnail, settings)
        counts = {"groups": 0, "pictures": 0, "unreadable": 0}
        rows = _counted(repeats, counts)
        if file_format == "table":
            _show(rows)
        else:
            stream = stack.enter_context(whole_file(output)) if output else sys.stdout.buffer
            if file_format == "html":
                from carcls.report.repeats import write_repeats_page

                with progress("looking at groups") as done:
                    write_repeats_page(rows, thumbnail, stream, done)
            else:
                from carcls.deliver.rows import write_rows

                write_rows((asdict(row) for row in rows), repeat_columns(), stream, file_format)
    told = f"{counts['groups']:,} groups of {counts['pictures']:,} pictures"
    say(f"carcls: {told}" + (f"; {counts['unreadable']:,} files could not be read" if counts["unreadable"] else ""))


def repeat_columns() -> list[Column]:
    """The columns of a file of repeats; data/README.md says what each holds."""
    from carcls.deliver.rows import Column

    return [
        Column("group", "integer"),
        Column("picture"),
        Column("is_best", "flag"),
        Column("changes"),
        Column("partner"),
        Column("correlation", "number"),
        Column("scale", "number"),
        Column("width", "integer"),
        Column("height", "integer"),
        Column("bytes", "integer"),
        Column("error"),
    ]


def _show(rows: Iterator[Repeat]) -> None:
    from carcls.curate.leaks import short

    cells = []
    for row in islice(rows, ROWS_SHOWN):
        why = "best" if row.is_best else row.changes or row.error
        cells.append([row.group, short(row.picture), why, row.correlation, row.width, row.height])
    more = sum(1 for _ in rows)
    if cells:
        show_table(["group", "picture", "why", "agrees", "width", "height"], cells)
    if more:
        say(f"carcls: and {more:,} more: --format csv has them all.")


def _counted(rows: Iterable[Repeat], counts: dict[str, int]) -> Iterator[Repeat]:
    for row in rows:
        counts["unreadable" if row.group is None else "pictures"] += 1
        counts["groups"] = max(counts["groups"], row.group or 0)
        yield row


def _thumbnail(settings: Settings, path: str) -> str | None:
    from carcls.errors import CarclsError
    from carcls.photos.check import decode_scaled
    from carcls.photos.files import read_picture
    from carcls.report.pictures import SIDE, small

    try:
        data = read_picture(path, settings.max_photo_bytes)
        return small(decode_scaled(data, min(SIDE), settings.max_photo_pixels)[0])
    except CarclsError:
        return None  # it was there a moment ago
