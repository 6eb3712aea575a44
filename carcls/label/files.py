"""Label pictures that are not in the catalog: files, URLs, what lies in a bucket. Nothing is stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from carcls.config import Settings
from carcls.errors import CarclsError
from carcls.label.buckets import is_bucket_url, read_from_bucket
from carcls.label.engine import Engine
from carcls.label.inputs import Picture
from carcls.label.web import Fetcher, is_url
from carcls.photos.check import digest
from carcls.photos.files import read_picture

FETCHED_AHEAD = 32  # URLs that are begun before an engine asks for them


@dataclass
class _Begun:
    """A picture on its way through the engine. fetched: of a URL; sha256: None until its bytes were read."""

    picture: Picture
    fetched: Future[bytes] | None
    sha256: str | None = None


def label_files(
    engine: Engine, pictures: Iterable[Picture], settings: Settings, per_host: int = 1
) -> Iterator[dict[str, Any]]:
    """One row a picture, in order, as it comes. A picture that cannot be read is a row with an error.

    Memory does not grow with the number of pictures.

    Args:
        engine: what labels.
        pictures: see `carcls.label.inputs.pictures_of`.
        settings: the bounds on bytes and pixels, and the contact that web servers are told.
        per_host: requests at a time to one host of http(s) URLs.

    Yields:
        path, sha256, label, confidence, p_CLASS for each class, abstained, model (digest), error. Where there is an
        error, sha256 is there if the bytes could be read, and the rest is None.

    Raises:
        InputsError: a list or a bucket cannot be read; the rows before are whole.
    """

    def read(begun: _Begun) -> bytes:
        place, most = begun.picture.place, settings.max_photo_bytes
        if begun.fetched is not None:
            data, begun.fetched = begun.fetched.result(), None
        else:
            data = read_from_bucket(place, most) if is_bucket_url(place) else read_picture(place, most)
        begun.sha256 = digest(data)
        return data

    with Fetcher(settings.max_photo_bytes, settings.user_agent, per_host) as fetcher:
        for judged in engine.judge(_ahead(pictures, fetcher), read, settings.max_photo_pixels):
            row: dict[str, Any] = {"path": judged.name.picture.name, "sha256": judged.name.sha256}
            if isinstance(judged.result, CarclsError):
                row |= {"label": None, "confidence": None, **{f"p_{name}": None for name in engine.classes}}
                row |= {"abstained": None, "model": engine.digest, "error": str(judged.result)}
            else:
                said = judged.result
                row |= {"label": said.label, "confidence": said.confidence}
                row |= {f"p_{name}": said.probabilities[name] for name in engine.classes}
                row |= {"abstained": said.abstained, "model": engine.digest, "error": None}
            yield row


def _ahead(pictures: Iterable[Picture], fetcher: Fetcher) -> Iterator[_Begun]:
    waiting: deque[_Begun] = deque()
    for picture in pictures:
        waiting.append(_Begun(picture, fetcher.start(picture.place) if is_url(picture.place) else None))
        if len(waiting) > FETCHED_AHEAD:
            yield waiting.popleft()
    yield from waiting


def read_file_or_url(name: str, settings: Settings) -> bytes:
    """The bytes of a file, or of what an http(s) URL answers.

    Raises:
        PhotoMissing: it cannot be read or fetched.
        PhotoRejected: it has more bytes than are taken.
    """
    if not is_url(name):
        return read_picture(name, settings.max_photo_bytes)
    with Fetcher(settings.max_photo_bytes, settings.user_agent) as fetcher:
        return fetcher.fetch(name)
