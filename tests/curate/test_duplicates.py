from __future__ import annotations

from itertools import permutations

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import DuplicateLink, GroupMember
from carcls.config import Settings
from carcls.curate.duplicates import find_duplicates, uncurated
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import encoded, photo, picture


def watermarked(seed: int) -> bytes:
    image = picture(seed)
    ImageDraw.Draw(image).rectangle((0, 216, 320, 240), fill="navy")
    return encoded(image, quality=80)


def resized(seed: int) -> bytes:
    return encoded(picture(seed).resize((160, 120), Image.Resampling.LANCZOS), quality=80)


def groups(catalog: Catalog) -> dict[str, tuple[str, bool]]:
    with catalog.read() as session:
        return {row.photo_sha256: (row.group_id, row.is_best) for row in session.scalars(select(GroupMember))}


def test_resized_and_watermarked_copies_are_one_group_with_the_largest_as_best(
    catalog: Catalog, store: PhotoStore, intake: PhotoIntake, settings: Settings
) -> None:
    original, small, marked, other = (
        intake.take(data).sha256 for data in (photo(1), resized(1), watermarked(1), photo(2))
    )
    find_duplicates(catalog, store, settings.traces_dir, uncurated(catalog))
    found = groups(catalog)
    assert set(found) == {original, small, marked}
    assert {group for group, _ in found.values()} == {min(original, small, marked)}
    assert found[small][1] is False
    assert sum(best for _, best in found.values()) == 1
    assert other not in found
    assert uncurated(catalog) == []


def test_order_of_arrival_does_not_change_the_groups(settings: Settings) -> None:
    answers = []
    for number, order in enumerate(permutations([photo(1), resized(1), watermarked(1)])):
        own = settings.model_copy(update={"catalog_url": f"sqlite:///{settings.data_dir}/{number}.db"})
        catalog, store = Catalog.from_settings(own), PhotoStore.from_settings(own)
        for data in order:  # one night each
            PhotoIntake(catalog, store, own).take(data)
            find_duplicates(catalog, store, own.data_dir / f"traces-{number}", uncurated(catalog))
        answers.append(groups(catalog))
        catalog.close()
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == 3


def test_a_second_run_finds_nothing_new(
    catalog: Catalog, store: PhotoStore, intake: PhotoIntake, settings: Settings
) -> None:
    for data in (photo(1), resized(1)):
        intake.take(data)
    assert find_duplicates(catalog, store, settings.traces_dir, uncurated(catalog)) == 1
    assert find_duplicates(catalog, store, settings.traces_dir, uncurated(catalog)) == 0
    with catalog.read() as session:
        assert len(session.scalars(select(DuplicateLink)).all()) == 1


@pytest.mark.shared
@pytest.mark.slow
def test_different_cars_in_one_booth_stay_apart(
    catalog: Catalog, store: PhotoStore, intake: PhotoIntake, settings: Settings
) -> None:
    import csv

    from tests.pictures import SHARED

    with (SHARED / "photos/labels.csv").open(encoding="utf-8") as stream:
        booth = [row for row in csv.DictReader(stream) if row["seller"] == "trusty-cars-export" and row["vehicle"]]
    vehicle_of = {}
    for row in booth[:150]:
        taken = intake.take((SHARED / "photos" / row["path"]).read_bytes())
        vehicle_of[taken.sha256] = row["vehicle"]
    find_duplicates(catalog, store, settings.traces_dir, uncurated(catalog))
    with catalog.read() as session:
        links = session.scalars(select(DuplicateLink)).all()
    assert [link for link in links if vehicle_of[link.photo_a] != vehicle_of[link.photo_b]] == []
