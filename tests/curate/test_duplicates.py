from __future__ import annotations

import shutil
from contextlib import suppress
from functools import cache
from itertools import pairwise, permutations
from unittest.mock import Mock

import hypothesis
import pytest
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import DuplicateLink, GroupMember, Photo
from carcls.config import Settings
from carcls.curate.duplicates import find_duplicates, uncurated
from carcls.photos.check import CheckedPhoto, check_photo, digest
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.pictures import encoded, photo, picture


def watermarked(seed: int) -> bytes:
    image = picture(seed)
    ImageDraw.Draw(image).rectangle((0, 212, 320, 240), fill="navy")
    ImageDraw.Draw(image).text((10, 212), "CALL 0800 555 0100", fill="white", font_size=24)
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


@pytest.mark.slow
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


class Killed(Exception):
    """As if the process had been ended there."""


@cache
def nine() -> dict[str, CheckedPhoto]:
    """By content: a picture with a resized, a watermarked and a mirrored copy, one with a cropped copy, one alone."""
    cropped = picture(2).crop((12, 8, 308, 228))
    files = [photo(1), resized(1), watermarked(1), encoded(ImageOps.mirror(picture(1)))]
    files += [photo(2), encoded(cropped), photo(3), encoded(Image.new("RGB", (320, 240), "#ddd"))]
    files += [encoded(Image.new("RGB", (320, 240), "#ddd"), "PNG")]
    return {digest(data): check_photo(data, proxy_short_side=256, max_pixels=10**6) for data in files}


@pytest.mark.slow
@hypothesis.settings(
    max_examples=6,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.reuse, hypothesis.Phase.generate],
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(
    order=st.permutations(range(9)),
    nights=st.lists(st.integers(1, 8), max_size=3),
    killed_at=st.sampled_from(
        ["nowhere", "Traces._append", "Traces._index", "find_links", "_regroup", "Traces.settle"]
    ),
    lost=st.booleans(),
)
def test_neither_order_nor_nights_nor_kills_change_the_groups(
    tmp_path_factory: pytest.TempPathFactory,
    order: list[int],
    nights: list[int],
    killed_at: str,
    lost: bool,
) -> None:
    photos, names = nine(), list(nine())
    folder = tmp_path_factory.mktemp("order")
    store, catalog = PhotoStore(str(folder / "photos")), Catalog(f"sqlite:///{folder / 'catalog.db'}")
    for start, end in pairwise([0, *sorted(nights), 9]):
        with catalog.session() as session:
            for place in order[start:end]:
                name, one = names[place], photos[names[place]]
                store.put(name, b"", one.proxy)
                session.add(Photo(sha256=name, state="ok", width=one.width, height=one.height, bytes=99 - place))
        with pytest.MonkeyPatch.context() as patch:
            if killed_at != "nowhere":
                patch.setattr(f"carcls.curate.duplicates.{killed_at}", Mock(side_effect=Killed))
            with suppress(Killed):
                find_duplicates(catalog, store, folder / "traces", uncurated(catalog))
        if lost:
            shutil.rmtree(folder / "traces")
        find_duplicates(catalog, store, folder / "traces", uncurated(catalog))
    with catalog.read() as session:
        members = {
            row.photo_sha256: (row.group_id, row.is_best, row.partner_sha256, row.changes)
            for row in session.scalars(select(GroupMember))
        }
    catalog.close()
    changes = {names[1]: "resized", names[2]: "watermarked", names[3]: "mirrored", names[5]: "cropped"}
    for place in (names[:4], names[4:6]):
        for name in place:
            assert members[name] == (
                min(place),
                name == place[0],
                None if name == place[0] else place[0],
                changes.get(name),
            )
    assert {members[name][0] for name in names[7:]} == {min(names[7:])}
    assert sorted(members[name][3] or "" for name in names[7:]) == ["", "identical pixels"]
    assert names[6] not in members


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
