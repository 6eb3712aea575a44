from __future__ import annotations

from pathlib import Path

import pytest

from carcls.errors import InputsError
from carcls.label.inputs import Picture, count_pictures, pictures_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.png", "a/2.jpg", "a/1.JPG", "a/notes.txt", "c/deep/x.webp", "odd[1].jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*inputs: str) -> list[str]:
    return [picture.name for picture in pictures_of(inputs)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("b.png", ["b.png"]),
        (".", ["./a/1.JPG", "./a/2.jpg", "./b.png", "./c/deep/x.webp", "./odd[1].jpg"]),
        ("a/*", ["a/1.JPG", "a/2.jpg", "a/notes.txt"]),
        ("**/*.webp", ["c/deep/x.webp"]),
        ("[ac]", ["a/1.JPG", "a/2.jpg", "c/deep/x.webp"]),
        ("odd[1].jpg", ["odd[1].jpg"]),
        ("*.gif", ["*.gif"]),
        ("missing.jpg", ["missing.jpg"]),
        ("https://dealer.example/a?b=*", ["https://dealer.example/a?b=*"]),
        ("s3://bucket/a.jpg", ["s3://bucket/a.jpg"]),
    ],
)
def test_what_an_input_stands_for(folder: Path, given: str, expected: list[str]) -> None:
    assert names(given) == expected
    assert names(given, "b.png") == [*expected, "b.png"]


def test_a_list_names_pictures_as_it_does_and_finds_them_beside_itself(folder: Path) -> None:
    (folder / "a/list.csv").write_text(
        "\ufeffprice,url,path\n1,,1.JPG\n2,https://dealer.example/x,\n3,https://dealer.example/y,../b.png\n4,,\n"
    )
    assert list(pictures_of(["a/list.csv"])) == [
        Picture("1.JPG", "a/1.JPG"),
        Picture("https://dealer.example/x", "https://dealer.example/x"),
        Picture("../b.png", "a/../b.png"),
        Picture("", "a"),
    ]


@pytest.mark.parametrize(
    ("content", "received"),
    [(b"photo,price\nx,1\n", "Received: photo, price in list.csv"), (b"", "no columns"), (b"path\n\xff\n", "decode")],
)
def test_a_list_that_is_none_is_one_line(folder: Path, content: bytes, received: str) -> None:
    Path("list.csv").write_bytes(content)
    with pytest.raises(
        InputsError, match=r"^A list of pictures should be UTF-8 CSV with a column path or url\."
    ) as error:
        names("list.csv")
    assert received in str(error.value)


def test_what_is_at_hand_is_counted_and_what_is_far_is_not(folder: Path) -> None:
    assert count_pictures([".", "https://dealer.example/x.jpg"]) == 6
    assert count_pictures([".", "s3://bucket/prefix/"]) is None
