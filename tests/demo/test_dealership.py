import csv
from collections import Counter
from dataclasses import astuple
from pathlib import Path

from carcls.demo.dealership import Dealership
from carcls.demo.plan import DEALERS, ServedPhoto
from carcls.demo.pool import PhotoPool


def test_the_same_seed_gives_the_same_bytes(photo_folder: Path, dealership: Dealership) -> None:
    again = Dealership.plan(PhotoPool.open(photo_folder, seed=1), seed=1)
    assert again.cars == dealership.cars
    assert again.truth == dealership.truth
    assert Dealership.plan(PhotoPool.open(photo_folder, seed=2), seed=2).cars != dealership.cars


def test_galleries_have_six_to_twelve_photos_and_a_few_more(dealership: Dealership) -> None:
    for dealer in DEALERS:
        sizes = sorted(len(car.gallery) for car in dealership.cars[dealer])
        assert sizes[-1] <= 20
        assert 6 <= sizes[len(sizes) // 2] <= 15


def test_nights_bring_new_cars_and_take_one(dealership: Dealership) -> None:
    for dealer in DEALERS:
        first, second, third = ({car.vehicle.vin for car in dealership.inventory(dealer, night)} for night in (1, 2, 3))
        assert len(second - first) == 2
        assert len(first - second) == (1 if dealer == "northgate" else 0)
        assert third == second


def test_expected_numbers_add_up(dealership: Dealership) -> None:
    first, second, third = (dealership.expected(night) for night in (1, 2, 3))
    assert first.new_photo_urls == first.photo_urls
    assert first.new_photos == first.photos
    assert first.photo_urls - first.photos >= 3  # the broken ones, and one content under two URLs
    assert first.photos + second.new_photos == len(dealership.truth)
    assert 0 < second.new_photos <= second.new_photo_urls < 60
    assert astuple(third)[1:] == (second.vehicles, second.photo_urls, 0, second.photos, 0)


def test_the_unseen_dealer_shares_no_picture_and_no_seller(dealership: Dealership) -> None:
    for row in dealership.truth.values():
        if "summit" in row.dealers:
            assert row.dealers == ("summit",)
            assert all(dealership.truth[copy].dealers == ("summit",) for copy in row.copies)
    sellers = {dealer: {photo.source.seller for photo in dealership.photos(dealer)} - {None} for dealer in DEALERS}
    assert not sellers["summit"] & (sellers["northgate"] | sellers["harbour"])


def test_copies_are_other_contents_of_one_picture(dealership: Dealership) -> None:
    copied = [row for row in dealership.truth.values() if row.copies]
    assert len(copied) == 2 * (9 + 2)
    across = [row for row in copied if row.dealers == ("harbour",)]
    assert len(across) == 9
    for row in across:
        assert [dealership.truth[copy].dealers for copy in row.copies] == [("northgate",)]
    edits = Counter(photo.edit for photo in dealership.photos("harbour"))
    assert edits == {
        None: edits[None],
        "resized": 3,
        "re-encoded": 3,
        "watermarked": 3,
        "empty": 1,
        "html": 1,
        "missing": 1,
    }


def test_stock_photos_and_placeholders_are_shared(dealership: Dealership) -> None:
    for dealer in DEALERS:
        shown = Counter(place.photo for car in dealership.cars[dealer] for place in car.gallery)
        shared: dict[str, list[int]] = {}
        for photo, count in shown.items():
            shared.setdefault(photo.folder, []).append(count)
        assert shared["stock"] == [3, 3, 3]
        assert shared["placeholders"] == [2]


def test_tags_are_mostly_right_and_the_unseen_dealer_has_none(dealership: Dealership) -> None:
    for dealer in DEALERS:
        tagged = [
            (place.site_tag, place.photo)
            for car in dealership.cars[dealer]
            for place in car.gallery
            if place.site_tag is not None
        ]
        wrong = [photo for tag, photo in tagged if tag.lower() != photo.source.label]
        assert len(wrong) == (0 if dealer == "summit" else 1)
        sortable = sum(photo.source.label != "other" for photo in dealership.photos(dealer))
        assert (0 if dealer == "summit" else 0.3) <= len(tagged) / sortable <= (0 if dealer == "summit" else 0.75)


def test_a_car_without_photos(dealership: Dealership) -> None:
    assert [len(car.gallery) for car in dealership.cars["harbour"]].count(0) == 1


def test_labels_are_true_and_say_nothing_of_the_unseen_dealer(dealership: Dealership, tmp_path: Path) -> None:
    file = tmp_path / "new" / "labels.csv"
    count = dealership.write_labels(file)
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["sha256", "class", "view"]
    assert len(rows) == len({row["sha256"] for row in rows}) == count
    seen = [row for row in dealership.truth.values() if "summit" not in row.dealers]
    assert count == len(seen) * 4 // 5
    for row in rows:
        truth = dealership.truth[row["sha256"]]
        assert (truth.label, truth.view or "") == (row["class"], row["view"])
        assert "summit" not in truth.dealers


def test_every_photo_of_a_dealer_is_named_once(dealership: Dealership) -> None:
    for dealer in DEALERS:
        names = [(photo.folder, photo.name) for photo in dealership.photos(dealer)]
        assert len(names) == len(set(names))
        assert all(isinstance(photo, ServedPhoto) for photo in dealership.photos(dealer))
