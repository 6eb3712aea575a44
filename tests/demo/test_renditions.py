import io
from pathlib import Path

from PIL import Image

from carcls.demo.pool import PoolPhoto
from carcls.demo.renditions import EDITS, RenditionCache
from carcls.photos.fingerprint import fingerprint
from tests.pictures import encoded, photo, picture


def source(folder: Path, name: str = "a.jpg", data: bytes | None = None) -> PoolPhoto:
    (folder / name).write_bytes(photo(1, 640, 480) if data is None else data)
    return PoolPhoto(name, "exterior", None, "seller", folder / name)


def test_full_size_is_the_bytes_as_they_are(tmp_path: Path) -> None:
    rendition = RenditionCache().full(source(tmp_path), None)
    assert rendition.data == photo(1, 640, 480)
    assert (rendition.content_type, rendition.width, rendition.height) == ("image/jpeg", 640, 480)


def test_edits_are_other_files_of_the_same_picture(tmp_path: Path) -> None:
    files, original = RenditionCache(), source(tmp_path)
    made = {edit: files.full(original, edit) for edit in EDITS}
    assert len({rendition.sha256 for rendition in made.values()} | {files.full(original, None).sha256}) == 4
    assert (made["resized"].width, made["resized"].height) == (461, 346)
    before = int(fingerprint(picture(1, 640, 480)).dhash256, 16)
    for rendition in made.values():
        with Image.open(io.BytesIO(rendition.data)) as image:
            assert (int(fingerprint(image).dhash256, 16) ^ before).bit_count() <= 40


def test_thumbnails_are_cropped_or_keep_their_shape(tmp_path: Path) -> None:
    files, original = RenditionCache(), source(tmp_path)
    cropped, narrow = files.thumbnail(original, None, 300, 200), files.thumbnail(original, None, 320, None)
    assert (cropped.width, cropped.height) == (300, 200)
    assert (narrow.width, narrow.height) == (320, 240)
    assert files.thumbnail(original, None, 800, None) is files.full(original, None)
    assert files.thumbnail(original, None, 300, 200) is cropped


def test_transparent_pictures_keep_their_format_in_small_and_get_white_ground(tmp_path: Path) -> None:
    transparent = Image.new("RGBA", (500, 400), (10, 20, 30, 0))
    small = RenditionCache().thumbnail(source(tmp_path, "a.png", encoded(transparent, "PNG")), None, 320, None)
    assert small.content_type == "image/png"
    with Image.open(io.BytesIO(small.data)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_what_is_broken_has_no_size(tmp_path: Path) -> None:
    files, original = RenditionCache(), source(tmp_path)
    empty, page = files.full(original, "empty"), files.full(original, "html")
    assert (empty.data, empty.width, empty.content_type) == (b"", 0, "image/jpeg")
    assert page.data.startswith(b"<!DOCTYPE html>")
    assert files.thumbnail(original, "html", 320, None) is page
