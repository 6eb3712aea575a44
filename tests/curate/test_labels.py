from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.sightings import (
    SeenPhoto,
    VehicleIdentity,
    record_dealer,
    record_sighting,
    record_vehicle,
    start_crawl,
)
from carcls.catalog.tables import Dealer, Photo, Sighting, Vehicle
from carcls.config import Settings
from carcls.curate.import_labels import import_labels
from carcls.curate.labels import EffectiveLabel, effective_labels, record_labels
from carcls.curate.site_labels import class_of_sighting, label_from_site
from carcls.errors import LabelsError
from carcls.photos.check import digest
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy
from tests.pictures import photo

SHA = "a" * 64


def say(catalog: Catalog, label: str, source: str, author: str = "x", view: str | None = None) -> None:
    with catalog.session() as session:
        row = {"photo_sha256": SHA, "label": label, "view": view, "source": source, "author": author}
        record_labels(session, load_taxonomy(), [row])


def effective(catalog: Catalog) -> dict[str, EffectiveLabel]:
    with catalog.read() as session:
        return effective_labels(session)


def test_a_persons_word_stands_whatever_comes_later(any_catalog: Catalog) -> None:
    say(any_catalog, "interior", "human", view="seats")
    say(any_catalog, "exterior", "imported")
    say(any_catalog, "other", "site")
    assert effective(any_catalog) == {SHA: EffectiveLabel("interior", "seats", "human")}


def test_of_equally_strong_words_the_latest_counts(catalog: Catalog) -> None:
    say(catalog, "interior", "human", author="ann")
    say(catalog, "exterior", "human", author="bob")
    assert effective(catalog)[SHA].label == "exterior"
    say(catalog, "other", "human", author="ann")
    assert effective(catalog)[SHA].label == "other"


@pytest.mark.parametrize(("label", "source"), [("cabin", "human"), ("interior", "guess")])
def test_an_unknown_class_or_source_is_refused(catalog: Catalog, label: str, source: str) -> None:
    with pytest.raises(LabelsError, match="should be one of"):
        say(catalog, label, source)


@pytest.mark.parametrize(
    ("tag", "alt", "url", "expected"),
    [
        ("Interior", "front of the car", "https://d.example/exterior.jpg", "interior"),
        (None, "2019 Ford - rear seats", "https://d.example/1.jpg", "interior"),
        (None, "2019 Ford front view", "https://d.example/1.jpg", "exterior"),
        (None, None, "https://d.example/engine_bay-2.jpg", "other"),
        (None, "2019 Ford Interceptor", "https://d.example/1.jpg", None),
        ("All photos", "interior and exterior", "https://d.example/1.jpg", None),
    ],
)
def test_what_a_site_says(tag: str | None, alt: str | None, url: str, expected: str | None) -> None:
    assert class_of_sighting(load_taxonomy(), tag, alt, url) == expected


def test_site_labels_are_written_once_and_never_contradict(catalog: Catalog) -> None:
    tags = {("a", 1): "Interior", ("b", 1): "Exterior", ("b", 2): "Interior", ("c", 1): None}
    with catalog.session() as session:
        dealer_id = record_dealer(session, "ford")
        crawl_id = start_crawl(session, dealer_id)
        for name in "abc":
            session.add(Photo(sha256=name * 64, state="ok", bytes=1))
        session.flush()
        for (name, vehicle), tag in tags.items():
            url = f"https://ford.example/{name}.jpg"
            record_sighting(
                session,
                dealer_id=dealer_id,
                vehicle_id=record_vehicle(session, dealer_id, VehicleIdentity(stock_number=str(vehicle))),
                crawl_id=crawl_id,
                seen=SeenPhoto(url=url, url_identity=url, site_tag=tag),
                photo_sha256=name * 64,
            )
    assert label_from_site(catalog, load_taxonomy()) == 1
    assert label_from_site(catalog, load_taxonomy()) == 0
    assert effective(catalog) == {"a" * 64: EffectiveLabel("interior", None, "site")}


def import_csv(catalog: Catalog, store: PhotoStore, settings: Settings, file: Path, text: str) -> tuple[int, int]:
    file.write_text(text, encoding="utf-8")
    result = import_labels(catalog, store, settings, file)
    assert result.rejected == []
    return result.labels, result.photos


def test_import_by_sha256_may_come_before_the_photo(
    catalog: Catalog, store: PhotoStore, settings: Settings, tmp_path: Path
) -> None:
    text = f"sha256,class,view\n{SHA},interior,seats\n"
    assert import_csv(catalog, store, settings, tmp_path / "labels.csv", text) == (1, 0)
    assert effective(catalog) == {SHA: EffectiveLabel("interior", "seats", "imported")}


def test_import_by_path_takes_the_picture_in_with_its_origin(
    catalog: Catalog, store: PhotoStore, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/1.jpg").write_bytes(photo(1))
    text = "path,label,seller,vehicle\npictures/1.jpg,exterior,ford,S1\n"
    assert import_csv(catalog, store, settings, tmp_path / "labels.csv", text) == (1, 1)
    assert import_csv(catalog, store, settings, tmp_path / "labels.csv", text) == (1, 0)
    with catalog.read() as session:
        origin = session.execute(
            select(Sighting.photo_sha256, Dealer.name, Vehicle.key)
            .join(Dealer, Dealer.id == Sighting.dealer_id)
            .join(Vehicle, Vehicle.id == Sighting.vehicle_id)
        ).all()
    assert [tuple(row) for row in origin] == [(digest(photo(1)), "ford", "S1")]
    assert store.original(digest(photo(1))) == photo(1)


def test_bad_rows_are_left_out_with_a_reason_and_the_others_are_taken(
    catalog: Catalog, store: PhotoStore, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "labels.csv"
    (tmp_path / "empty.jpg").write_bytes(b"")
    file.write_text(
        f"sha256,path,class\n{SHA},,interior\n{'b' * 64},,cabin\nshort,,other\n,missing.jpg,other\n,empty.jpg,other\n",
        encoding="utf-8",
    )
    result = import_labels(catalog, store, settings, file)
    assert (result.labels, result.photos) == (1, 0)
    assert [line.split(":")[0] for line in result.rejected] == [f"labels.csv line {number}" for number in (3, 4, 5, 6)]
    assert "received 'cabin'" in result.rejected[0]
    assert "64 hexadecimal digits" in result.rejected[1]
    assert "no such picture" in result.rejected[2]
    assert "an empty file" in result.rejected[3]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"name,what\n1,2\n"], ids=["missing", "bytes", "columns"])
def test_a_file_that_is_no_labels_file_is_one_clear_line(
    catalog: Catalog, store: PhotoStore, settings: Settings, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "labels.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LabelsError, match="A labels file should") as caught:
        import_labels(catalog, store, settings, file)
    assert "\n" not in str(caught.value)
