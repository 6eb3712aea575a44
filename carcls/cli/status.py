"""`carcls status`."""

from __future__ import annotations

import typer

from carcls.cli.shell import show_table
from carcls.house import open_house

commands = typer.Typer()


@commands.command(epilog="Example: carcls status")
def status() -> None:
    """What the catalog holds, the champion, and the last crawl of each dealer."""
    from carcls.catalog.sightings import latest_crawls, what_is_wrong
    from carcls.report.overview import overview

    with open_house() as house, house.catalog.read() as session:
        stands = overview(session)
        crawls = latest_crawls(session)
    champion = stands.champion
    show_table(
        ["what", "count"],
        [
            ["vehicles", stands.vehicles],
            ["photos", stands.photos],
            ["repeats among them", stands.repeats],
            ["rejected, not counted", stands.rejected],
            *([f"labelled, source {source}", count] for source, count in sorted(stands.said.items())),
            ["labelled by the champion", stands.predicted],
            ["of them unsure", stands.abstained],
            ["still to label", stands.unlabelled],
        ],
        title=f"Catalog {house.catalog.url.render_as_string(hide_password=True)}",
    )
    if champion:
        rows = [
            [champion.digest[:12], champion.architecture, f"{champion.promoted_at:%Y-%m-%d %H:%M}", champion.reason]
        ]
        show_table(["champion", "architecture", "promoted (UTC)", "why"], rows)
    if crawls:
        show_table(
            ["dealer", "last crawl (UTC)", "state", "photos seen", "new", "what is wrong"],
            [
                [
                    name,
                    f"{crawl.started_at:%Y-%m-%d %H:%M}",
                    crawl.state,
                    crawl.stats.get("photos_seen"),
                    crawl.stats.get("photos_new"),
                    " ".join(what_is_wrong(crawl.reason, crawl.stats)),
                ]
                for name, crawl in sorted(crawls.items())
            ],
        )
