from __future__ import annotations

import uuid
from collections.abc import Iterator

import fsspec
import pytest

from carcls.config import Settings
from carcls.errors import InputsError, PhotoMissing, PhotoRejected
from carcls.label import buckets
from carcls.label.buckets import is_bucket_url, pictures_below, read_from_bucket
from carcls.label.files import label_files
from carcls.label.inputs import pictures_of
from tests.label.engines import BrightnessEngine
from tests.pictures import photo
from tests.s3_server import s3_server


@pytest.fixture
def bucket() -> str:
    """The URL of a folder in fsspec's memory, with pictures and something else."""
    url = f"memory://{uuid.uuid4().hex}"
    files = fsspec.filesystem("memory")
    for name in ("b.jpg", "a/2.png", "a/1.JPG", "a/notes.txt"):
        files.pipe_file(f"{url}/{name}", name.encode())
    return url


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3://b/c", True),
        ("gs://b", True),
        ("http://x/y", False),
        ("https://x", False),
        ("C:/x.jpg", False),
        ("a", False),
    ],
)
def test_what_is_a_bucket(name: str, expected: bool) -> None:
    assert is_bucket_url(name) is expected


def test_what_is_named_like_a_picture_is_found_in_order(bucket: str) -> None:
    for given in (bucket, f"{bucket}/"):
        assert [url.rpartition(bucket[9:])[2] for url in pictures_below(given)] == ["/b.jpg", "/a/1.JPG", "/a/2.png"]
    assert [url.rpartition("/")[2] for url in pictures_below(f"{bucket}/*/*.png")] == ["2.png"]
    assert list(pictures_below(f"{bucket}/missing.jpg")) == [f"{bucket}/missing.jpg"]


def test_bytes_are_read_up_to_the_bound(bucket: str) -> None:
    assert read_from_bucket(f"{bucket}/b.jpg", 5) == b"b.jpg"
    with pytest.raises(PhotoRejected, match="CARCLS_MAX_PHOTO_BYTES"):
        read_from_bucket(f"{bucket}/b.jpg", 4)
    with pytest.raises(PhotoMissing, match="A URL should be that of a picture"):
        read_from_bucket(f"{bucket}/missing.jpg", 5)


def test_what_cannot_be_listed_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputsError, match="or one that fsspec reaches"):
        list(pictures_below("nothing://x/y/"))

    def missing(url: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", missing)
    with pytest.raises(InputsError, match=r"Received: s3://x/y/ \(Install s3fs .*pip install 'carcls\[s3\]'\.$"):
        list(pictures_below("s3://x/y/"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
class TestOnS3:
    @pytest.fixture
    def prefix(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        with s3_server("photos") as variables:
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            yield _filled()

    def test_a_prefix_is_labelled(self, prefix: str, settings: Settings) -> None:
        given = [prefix, "s3://photos/night/0/1.jpg", "s3://photos/night/none.jpg"]
        rows = list(label_files(BrightnessEngine(), pictures_of(given), settings))
        expected = ["0/0.jpg", "0/1.jpg", "1/2.jpg", "0/1.jpg", "none.jpg"]
        assert [row["path"] for row in rows] == [f"{prefix}{name}" for name in expected]
        assert [row["error"] is None for row in rows] == [True] * 4 + [False]

    def test_a_bucket_that_is_not_there_is_one_line(self, prefix: str) -> None:
        with pytest.raises(InputsError, match="Check the address and the credentials"):
            list(buckets.pictures_below("s3://nobodys-bucket/x/"))


def _filled() -> str:
    """The URL of a prefix with three pictures in two folders, and something else."""
    import s3fs

    files = s3fs.S3FileSystem()
    for number in range(3):
        files.pipe_file(f"photos/night/{number // 2}/{number}.jpg", photo(number))
    files.pipe_file("photos/night/readme.txt", b"no picture")
    return "s3://photos/night/"
