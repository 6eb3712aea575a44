"""`carcls crawl`."""

from __future__ import annotations

from typing import Annotated

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.errors import CrawlError
from carcls.house import open_house

commands = typer.Typer()

COUNTS = (
    "vehicles",
    "photos_seen",
    "photos_downloaded",
    "photos_unchanged",
    "photos_shared",
    "photos_new",
    "photos_rejected",
    "photos_failed",
)


@commands.command(
    epilog="Examples: carcls crawl · carcls crawl ada-cars bob · carcls crawl --url https://dealer.example/"
)
def crawl(
    names: Annotated[list[str] | None, typer.Argument(help="Dealers of the dealers file; none: all of them.")] = None,
    url: Annotated[list[str] | None, typer.Option(help="A site that stands in no file. May be repeated.")] = None,
    log: Annotated[bool, typer.Option(help="Show the spider's log.")] = False,
) -> None:
    """Collect the photos of dealers, one after the other. One that fails stops no other."""
    from carcls.catalog.sightings import what_is_wrong
    from carcls.crawl import crawl_dealer
    from carcls.dealers import dealer_of_url, find_dealer, read_dealers

    with open_house() as house:
        file = house.settings.dealers_file
        dealers = [find_dealer(file, name) for name in dict.fromkeys(names or ())] + [
            dealer_of_url(each) for each in url or ()
        ]
        if not names and not url:
            dealers = list(read_dealers(file).values())
        results = []
        with progress("crawling", len(dealers)) as done:
            for count, dealer in enumerate(dealers, start=1):
                results.append(crawl_dealer(house.catalog, house.settings, dealer, say if log else lambda line: None))
                done(count)
    show_table(
        ["dealer", "crawl", *(name.removeprefix("photos_") for name in COUNTS), "seconds", "what is wrong"],
        [
            [
                each.dealer,
                "failed" if each.reason else "finished",
                *(each.stats.get(name) for name in COUNTS),
                each.stats.get("seconds"),
                " ".join(what_is_wrong(each.reason, each.stats)),
            ]
            for each in results
        ],
    )
    if failed := [each for each in results if each.reason]:
        raise CrawlError(
            f"Every dealer's crawl should finish. Received: {len(failed)} of {len(results)} failed, "
            f"the first: {failed[0].dealer}: {failed[0].reason}"
        )
