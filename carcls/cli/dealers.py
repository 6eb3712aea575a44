"""`carcls dealers list`."""

from __future__ import annotations

import typer

from carcls.cli.shell import show_table
from carcls.house import open_house

commands = typer.Typer(help="The dealers of the dealers file and of the catalog.", no_args_is_help=True)


@commands.command("list", epilog="Example: carcls dealers list")
def list_all() -> None:
    """Each dealer with its vehicles, photos and last crawl. To add one, write its line into the dealers file."""
    from carcls.catalog.lookups import dealer_counts
    from carcls.catalog.sightings import latest_crawls, what_is_wrong
    from carcls.dealers import read_dealers

    with open_house() as house:
        listed = read_dealers(house.settings.dealers_file) if house.settings.dealers_file.exists() else {}
        with house.catalog.read() as session:
            counts = dealer_counts(session)
            crawls = latest_crawls(session)
    rows = []
    for name in [*listed, *(name for name in counts if name not in listed)]:
        vehicles, photos = counts.get(name, (0, 0))
        crawl = crawls.get(name)
        url = listed[name].url if name in listed else "not in the file"
        started = f"{crawl.started_at:%Y-%m-%d %H:%M}" if crawl else None
        state = crawl.state if crawl else "never crawled"
        wrong = " ".join(what_is_wrong(crawl.reason, crawl.stats)) if crawl else ""
        rows.append([name, url, vehicles, photos, started, state, wrong])
    show_table(["dealer", "site", "vehicles", "photos", "last crawl (UTC)", "state", "what is wrong"], rows)
