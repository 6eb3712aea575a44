"""`carcls curate`."""

from __future__ import annotations

import typer

from carcls.cli.shell import progress, say, show_table
from carcls.house import open_house

commands = typer.Typer()


@commands.command(epilog="Example: carcls curate")
def curate() -> None:
    """Find repeats among new photos, take the sites' own labels, draw splits, freeze a dataset."""
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
