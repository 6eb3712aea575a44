"""`carcls check`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from carcls.cli.shell import show_table
from carcls.errors import CarclsError, NoChampion, SettingsError, StoreError

if TYPE_CHECKING:
    from carcls.catalog import Catalog
    from carcls.config import Settings

commands = typer.Typer()

MIN_FREE = 1 << 30  # bytes: some 5,000 photos


@commands.command(epilog="Example: carcls check")
def check() -> None:
    """Is everything in order for tonight? Each line says ok or what to do; exit code 1 if one failed."""
    rows = run_checks()
    show_table(["what", "state", "what was found"], rows)
    if any(state == "failed" for _, state, _ in rows):
        raise typer.Exit(1)


def run_checks() -> list[tuple[str, str, str]]:
    """(what, ok or failed, detail) of each check. Without settings there is nothing else to look at."""
    from carcls.config import load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        return [("settings", "failed", str(error))]
    checks: list[tuple[str, Callable[[], str]]] = [
        ("taxonomy", partial(_taxonomy, settings)),
        ("dealers file", partial(_dealers, settings)),
        ("contact", partial(_contact, settings)),
        ("photo store", partial(_store, settings)),
        ("disk", partial(_disk, settings)),
    ]
    rows = [("settings", "ok", f"data in {settings.data_dir}")]
    from carcls.catalog import Catalog

    with ExitStack() as opened:
        try:
            catalog = Catalog.from_settings(settings)
        except CarclsError as error:
            rows.append(("catalog", "failed", str(error)))
        else:
            opened.callback(catalog.close)
            rows.append(("catalog", "ok", catalog.url.render_as_string(hide_password=True)))
            checks.append(("champion", partial(_champion, settings, catalog)))
        for what, look in checks:
            try:
                rows.append((what, "ok", look()))
            except CarclsError as error:
                rows.append((what, "failed", str(error)))
    return rows


def _taxonomy(settings: Settings) -> str:
    from carcls.taxonomy import load_taxonomy

    return ", ".join(load_taxonomy(settings.taxonomy_file).classes)


def _dealers(settings: Settings) -> str:
    from carcls.dealers import read_dealers

    return f"{len(read_dealers(settings.dealers_file))} dealers in {settings.dealers_file}"


def _contact(settings: Settings) -> str:
    from carcls.dealers import is_loopback, read_dealers

    strangers: list[str] = []
    with suppress(SettingsError):  # the line above says what is wrong with the file
        strangers = [each.name for each in read_dealers(settings.dealers_file).values() if not is_loopback(each.url)]
    if strangers and not settings.contact:
        raise SettingsError(
            f"A crawler should say whose it is. Received: no contact, and {len(strangers)} dealers elsewhere. "
            "Set CARCLS_CONTACT to an e-mail address or a URL."
        )
    return settings.contact or "none; only sites on this machine can be crawled"


def _store(settings: Settings) -> str:
    from carcls.photos.store import PhotoStore

    PhotoStore.from_settings(settings).check_writable()
    return f"{settings.store_url} can be written"


def _disk(settings: Settings) -> str:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE:
        raise StoreError(
            f"The disk should have {MIN_FREE >> 30} GB free. Received: {free / (1 << 30):.2f} GB at {folder}. "
            "Free some space, or set CARCLS_DATA_DIR."
        )
    return f"{free / (1 << 30):.0f} GB free at {Path(folder)}"


def _champion(settings: Settings, catalog: Catalog) -> str:
    from carcls.label.choose import open_engine
    from carcls.learn.registry import champion

    try:
        champion(catalog)
        which = "the champion"
    except NoChampion:
        which = "the shipped model"
    try:
        engine = open_engine(catalog, settings)
    except NoChampion:
        return "none yet: the night trains one when enough labels came"
    return f"{which} {engine.digest[:12]} loads; classes {', '.join(engine.classes)}"
