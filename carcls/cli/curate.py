"""`carcls curate`, and what can be asked of its splits: `carcls curate audit|explain`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.house import open_house

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from carcls.config import Settings
    from carcls.curate.explain import Explanation
    from carcls.curate.leaks import Finding

commands = typer.Typer()

ROWS_SHOWN = 100


@commands.callback(invoke_without_command=True, epilog="Example: carcls curate")
def curate(context: typer.Context) -> None:
    """Find repeats among new photos, take the sites' own labels, draw splits, freeze a dataset."""
    if context.invoked_subcommand is None:
        _curate()


def _curate() -> None:
    from carcls.curate.dataset import snapshot
    from carcls.curate.duplicates import find_duplicates, uncurated
    from carcls.curate.site_labels import label_from_site
    from carcls.curate.splits import assign_splits
    from carcls.errors import NothingLabelled
    from carcls.taxonomy import load_taxonomy

    with open_house() as house:
        settings = house.settings
        waiting = uncurated(house.catalog)
        links = 0
        with progress("looking for repeats", len(waiting)) as done:
            for start in range(0, len(waiting), settings.hash_chunk):
                chunk = waiting[start : start + settings.hash_chunk]

                def report(count: int, start: int = start) -> None:
                    done(start + count)

                links += find_duplicates(house.catalog, house.store, settings.traces_dir, chunk, report)
        said = label_from_site(house.catalog, load_taxonomy(settings.taxonomy_file))
        splits = assign_splits(house.catalog, settings.split_by)
        show_table(
            ["what", "count"],
            [
                ["photos curated", len(waiting)],
                ["new pairs of the same picture", links],
                ["new labels from the sites", said],
                ["photos given a side", splits.assigned],
                ["photos that tie two sides, left out", splits.excluded],
                ["components tied by looks alone", splits.joined],
                ["components whose side balances the classes", splits.balanced],
            ],
        )
        try:
            dataset = snapshot(house.catalog, settings)
        except NothingLabelled as error:  # no failure: what could be done was done
            say(str(error))
            return
        classes = sorted({name for counts in dataset.counts.values() for name in counts})
        rows = [[side, *(counts.get(name, 0) for name in classes)] for side, counts in dataset.counts.items()]
        show_table(["split", *classes], rows, title=f"Dataset {dataset.digest[:12]}: {dataset.photos:,} photos")


@commands.command(epilog="Examples: carcls curate explain 3f2a91bc · carcls curate explain photos/front.jpg")
def explain(
    photo: Annotated[str, typer.Argument(help="A photo's sha256, its beginning, or a file with its bytes.")],
) -> None:
    """Say why a photo is on its side of the split, or why it is left out. (What a model sees in it: carcls explain.)"""
    from carcls.catalog.lookups import find_photo
    from carcls.curate.explain import explain as explain_photo
    from carcls.photos.check import digest

    sha256 = digest(Path(photo).read_bytes()) if Path(photo).is_file() else photo
    with open_house() as house, house.catalog.read() as session:
        _show(explain_photo(session, house.settings.split_by, find_photo(session, sha256)))


def _show(found: Explanation) -> None:
    from carcls.curate.components import EXCLUDED

    if found.split == EXCLUDED:
        typer.echo(f"{found.photo} is left out: it ties sides together, and nothing moves.")
        for side, names in found.sides.items():
            typer.echo(f"  {side}: {', '.join(sorted(names))}")
    else:
        typer.echo(
            f"{found.photo} is in {found.split}, as all of component {found.component} "
            f"({found.units:,} units, {found.photos:,} photos)."
        )
        how = "The hash of the name draws" if found.drawn else "The classes' balance, or what stood before, gave"
        typer.echo(f"{how} {found.split}. The way there:")
        typer.echo(f"  {found.photo[:12]}")
        for step in found.chain:
            typer.echo(f"  {step.why} {step.node}")
    if found.note:
        typer.echo(f"It was {found.note}.")
    rows = [[tie.why, tie.node, tie.split, tie.component] for tie in found.ties]
    if rows:
        show_table(["tie", "to", "side", "component"], rows, title="What it is tied to")


@commands.command(
    epilog="Examples: carcls curate audit · carcls curate audit dataset/ --format csv > leaks.csv · "
    "carcls curate audit data/var/datasets/DIGEST.parquet"
)
def audit(
    dataset: Annotated[
        Path | None,
        typer.Argument(
            help="A manifest (Parquet), or a folder: SIDE/CLASS/… like train/interior/, or CLASS/…; without it: the "
            "catalog's splits."
        ),
    ] = None,
    file_format: Annotated[Literal["table", "csv", "jsonl"], typer.Option("--format", help="What to print.")] = "table",
) -> None:
    """Find leaks: one picture, look-alikes or one vehicle on two sides, one picture with two classes.

    Exit code 1 where there are any. data/README.md documents the columns.
    """
    from carcls.curate.audit import COLUMNS
    from carcls.curate.leaks import short
    from carcls.deliver.rows import Column, write_rows

    counts: Counter[tuple[bool, str]] = Counter()
    with ExitStack() as stack:
        findings = _counted(_findings(dataset, stack), counts)
        if file_format == "table":
            shown = [[getattr(finding, name) for name in COLUMNS] for finding in islice(findings, ROWS_SHOWN)]
            more = sum(1 for _ in findings)
            if shown:
                show_table(
                    COLUMNS, [[short(value) if isinstance(value, str) else value for value in row] for row in shown]
                )
            if more:
                say(f"carcls: and {more:,} more: --format csv has them all.")
        else:
            columns = [Column(name, "flag" if name == "fault" else "text") for name in COLUMNS]
            write_rows((asdict(finding) for finding in findings), columns, sys.stdout.buffer, file_format)
    told = [f"{count:,} {kind}{'' if fault else ' (no fault)'}" for (fault, kind), count in sorted(counts.items())]
    say(f"carcls: {', '.join(told) or 'nothing leaks'}")
    if any(fault for fault, _ in counts):
        raise typer.Exit(1)


def _findings(dataset: Path | None, stack: ExitStack) -> Iterator[Finding]:
    from carcls.config import load_settings
    from carcls.curate.audit import audit_catalog, audit_folder, audit_manifest

    settings = load_settings()
    if dataset is None:
        house = stack.enter_context(open_house())
        return audit_catalog(stack.enter_context(house.catalog.read()), settings.split_by)
    session = _session_if_there(settings, stack)
    if dataset.is_file():
        return audit_manifest(dataset, session)
    return audit_folder(dataset, settings, session, stack.enter_context(progress("reading")))


def _session_if_there(settings: Settings, stack: ExitStack) -> Session | None:
    """The catalog, where there is one already: to look at a folder makes none."""
    from sqlalchemy import make_url

    url = make_url(settings.catalog_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    return stack.enter_context(stack.enter_context(open_house()).catalog.read())


def _counted(findings: Iterable[Finding], counts: Counter[tuple[bool, str]]) -> Iterator[Finding]:
    for finding in findings:
        counts[finding.fault, finding.kind] += 1
        yield finding
