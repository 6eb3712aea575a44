"""`curate-dataset`: find the repeats among new photos, take the sites' labels, draw the splits, freeze a dataset."""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from carcls.curate.dataset import snapshot
from carcls.curate.duplicates import find_duplicates, uncurated
from carcls.curate.site_labels import label_from_site
from carcls.curate.splits import assign_splits
from carcls.errors import NothingLabelled
from carcls.house import open_house
from carcls.taxonomy import load_taxonomy
from flows.stage import chunks, ending, plain_errors


@task(task_run_name="repeats among {photos}", cache_policy=NO_CACHE)
@plain_errors
def find_repeats(sha256s: list[str], photos: str) -> int:
    """Link and group the photos of one chunk; the number of new links."""
    with open_house() as house:
        return find_duplicates(house.catalog, house.store, house.settings.traces_dir, sha256s)


@task(cache_policy=NO_CACHE)
@plain_errors
def take_site_labels() -> int:
    """The number of new labels that the dealers' own sites say."""
    with open_house() as house:
        return label_from_site(house.catalog, load_taxonomy(house.settings.taxonomy_file))


@task(cache_policy=NO_CACHE)
@plain_errors
def draw_splits() -> dict[str, int]:
    """How many photos got a side and how many stay out; components that looks tied, and that balance the classes."""
    with open_house() as house:
        result = assign_splits(house.catalog, house.settings.split_by)
    return dict(vars(result))


@task(cache_policy=NO_CACHE)
@plain_errors
def freeze_dataset() -> dict[str, Any]:
    """The dataset's digest and its number of photos; before the first label there is none, and that is no failure."""
    with open_house() as house:
        try:
            frozen = snapshot(house.catalog, house.settings)
        except NothingLabelled:
            return {"digest": None, "photos": 0}
    return {"digest": frozen.digest, "photos": frozen.photos}


@flow(name="curate-dataset")
@plain_errors
def curate_dataset() -> Any:
    """Curate every photo that was not curated yet. It takes no parameters; killed half-way, it goes on next time."""
    with open_house() as house:
        waiting = uncurated(house.catalog)
        parts = chunks(waiting, house.settings.hash_chunk)
    # One after the other: a chunk is compared with those that were curated before it.
    links = sum(find_repeats.submit(part, f"{len(part)} photos").result() for part in parts)
    labels = take_site_labels.submit().result()
    sides = draw_splits.submit().result()
    frozen = freeze_dataset.submit().result()
    numbers = {"curated": len(waiting), "links": links, "site_labels": labels, **sides, "dataset": frozen["photos"]}
    return ending(
        "curate-dataset",
        f"{len(waiting)} photos curated, {links} repeats linked, {labels} labels from sites; "
        f"the dataset has {frozen['photos']} photos, {sides['excluded']} tie two sides and stay out.",
        [{"what": name, "number": number} for name, number in numbers.items()],
        data={**numbers, "digest": frozen["digest"]},
    )
