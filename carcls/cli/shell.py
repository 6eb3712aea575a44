"""What the commands share: the opened house, tables on stdout, words and progress on stderr."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

GRACE = 30.0  # seconds that an interrupted child has for its end
PIPED_WIDTH = 200  # columns of a table that goes to a file or another program
SHORT = 12  # letters of what is never folded


def say(text: str) -> None:
    """A line for the person, on stderr: stdout is for what was asked for."""
    typer.echo(_printable(text), err=True)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """A table on stdout. Numbers stand right; None is a dash; text is shown as it is, without markup."""
    cells = [list(row) for row in rows]
    table = Table()
    for place, column in enumerate(columns):
        values = [row[place] for row in cells]
        numeric = any(isinstance(value, int | float) for value in values)
        short = all(len(_cell(value)) <= SHORT for value in values)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=short)
    for row in cells:
        table.add_row(*(Text(_cell(value)) for value in row))
    console = Console(width=table_width(), highlight=False)
    if title:
        console.print(Text(title, "bold"))
    console.print(table)


def table_width() -> int:
    """Columns that a table on stdout may take."""
    return Console().width if sys.stdout.isatty() else PIPED_WIDTH


def show_metrics(metrics: Mapping[str, Any]) -> None:
    """The metrics that are one number each, with what chance would make of them, and what they were measured on."""
    numbers = {name: value for name, value in metrics.items() if type(value) in (int, float)}
    intervals = metrics["intervals"]
    rows = [
        [
            name.replace("_", " "),
            value,
            *(_interval(intervals.get(name, {}).get(unit)) for unit in ("sellers", "photos")),
        ]
        for name, value in numbers.items()
    ]
    columns = ["metric", "value", "95 % over sellers", "95 % over photos"]
    show_table(columns, [["split", metrics["split"], "", ""], *rows])


def _interval(ends: Sequence[float] | None) -> str:
    return "" if ends is None else f"{ends[0]:.4f} to {ends[1]:.4f}"


def _cell(value: Any) -> str:
    if value is None or value != value:  # pandas has NaN where there is nothing
        return "–"
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else _printable(str(value))


def _printable(text: str) -> str:
    # Titles and reasons come from strangers' sites: an escape sequence in one must not steer the terminal.
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)


def shows_progress() -> bool:
    """Whether stderr is a terminal, on which a progress bar is shown."""
    return Console(stderr=True).is_terminal


@contextmanager
def progress(what: str, total: int | None = None, *, hidden: bool = False) -> Iterator[Callable[..., None]]:
    """A progress bar on stderr, where that is a terminal. Yields a function that takes the number done so far, and
    where they change, the total and the words.
    """
    if hidden or not shows_progress():
        yield lambda done, total=None, what=None: None
        return
    # Inside, because who sees none need not wait for it.
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def update(done: int, total: int | None = None, what: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield update


def run_module(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `python -m MODULE …` to its end, by name: the package does not import what is built on it.

    Args:
        environment: variables to set beside those of this process.

    Returns:
        Its exit code; 128 + N where signal N ended it, as a shell has it.
    """
    child = subprocess.Popen([sys.executable, "-m", module, *arguments], env={**os.environ, **environment})
    before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())  # who ends this process ends the child
    try:
        code = child.wait()
    except KeyboardInterrupt:  # a terminal's Ctrl-C went to the child as well: let it end what it has begun
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
        child.terminate()
        child.wait()
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    return code if code >= 0 else 128 - code
