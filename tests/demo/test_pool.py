import io
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from carcls.demo.pool import PhotoPool
from carcls.errors import LabelsError
from tests.pictures import SHARED, photo


def test_a_folder_with_a_labels_file(photo_folder: Path) -> None:
    pool = PhotoPool.open(photo_folder)
    assert (len(pool.photos), pool.is_drawn) == (150, False)
    first = pool.photos[0]
    assert (first.key, first.label, first.view, first.seller) == ("0.jpg", "exterior", None, "seller-0")
    assert first.read() == (photo_folder / "0.jpg").read_bytes()


def test_no_seller_is_at_two_dealers(photo_folder: Path) -> None:
    hands = PhotoPool.open(photo_folder).share_out(3)
    sellers = [{photo.seller for photo in hand} for hand in hands]
    assert [len(each) for each in sellers] == [2, 2, 2]
    assert len(set.union(*sellers)) == 6
    assert [len(hand) for hand in hands] == [50, 50, 50]


def test_the_same_seed_shares_out_the_same(photo_folder: Path) -> None:
    one, again, other = (PhotoPool.open(photo_folder, seed).share_out(3) for seed in (5, 5, 6))
    assert one == again != other


def test_a_large_pool_is_sampled_with_the_classes_in_proportion(
    photo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carcls.demo.pool.PHOTOS_PER_DEALER", 44)
    for hand in PhotoPool.open(photo_folder).share_out(3):
        counts = Counter(photo.label for photo in hand)
        assert (counts.total(), counts["exterior"], counts["interior"]) == (44, 20, 16 + 8 - counts["other"])


def test_folders_named_by_class(tmp_path: Path) -> None:
    for label in ("Interior", "exterior"):
        for number in range(65):
            file = tmp_path / label / f"album/{number}.jpg"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(photo(1, 32, 32))
    (tmp_path / "notes").mkdir()
    pool = PhotoPool.open(tmp_path)
    assert Counter(photo.label for photo in pool.photos) == {"interior": 65, "exterior": 65}
    assert sorted(len(hand) for hand in pool.share_out(3)) == [43, 43, 44]


def test_what_is_no_picture_is_not_shown(photo_folder: Path, tmp_path: Path) -> None:
    for file in photo_folder.glob("*.jpg"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "labels.csv").write_bytes((photo_folder / "labels.csv").read_bytes())
    (tmp_path / "0.jpg").write_bytes(b"no picture")
    shown = {photo.key for hand in PhotoPool.open(tmp_path).share_out(3) for photo in hand}
    assert len(shown) == 149
    assert "0.jpg" not in shown


def test_drawings_need_no_folder() -> None:
    pool = PhotoPool.open(None, seed=2)
    assert pool.is_drawn
    hands = pool.share_out(3)
    assert [len(hand) for hand in hands] == [116, 116, 116]
    assert {photo.label for photo in hands[2]} == {"interior", "exterior", "other"}
    drawing = hands[0][0]
    with Image.open(io.BytesIO(drawing.read())) as image:
        assert (image.format, image.width >= 900) == ("JPEG", True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("file,class\na.jpg,interior\n", "should have the columns path and label. Received: file, class"),
        ("path,label\nmissing.jpg,interior\n", "should name files that are there. Received: missing.jpg"),
        ("path,label\na.jpg,cabriolet\n", "should be one of interior, exterior, other. Received: 'cabriolet'"),
        ("", "should be a CSV"),
        ("path,label\na.jpg,interior\n", "should be enough for 3 dealers: 40 or more each"),
    ],
    ids=["columns", "missing file", "unknown class", "empty", "too few"],
)
def test_a_bad_labels_file_is_told_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "labels.csv").write_text(content, encoding="utf-8")
    (tmp_path / "a.jpg").write_bytes(photo(1, 32, 32))
    with pytest.raises(LabelsError) as caught:
        PhotoPool.open(tmp_path).share_out(3)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_none_and_one_without_classes(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="should be a folder"):
        PhotoPool.open(tmp_path / "nowhere")
    with pytest.raises(LabelsError, match=r"labels\.csv, or folders named interior, exterior, other"):
        PhotoPool.open(tmp_path)


@pytest.mark.shared
def test_real_photos_give_each_dealer_its_own_sellers() -> None:
    hands = PhotoPool.open(SHARED / "photos").share_out(3)
    assert [len(hand) for hand in hands] == [230, 230, 230]
    sellers = [{photo.seller for photo in hand} for hand in hands]
    assert not sellers[0] & sellers[1] | sellers[0] & sellers[2] | sellers[1] & sellers[2]
    assert min(map(len, sellers)) >= 10
