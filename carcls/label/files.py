"""Label pictures that are not in the catalog: files, folders, URLs. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import requests

from carcls.config import Settings
from carcls.errors import CarclsError, PhotoMissing
from carcls.label.engine import Engine
from carcls.photos.check import digest
from carcls.photos.files import pictures_at, read_picture, too_large

URL_TIMEOUT = 30  # seconds without a byte
BLOCK = 1 << 16  # bytes


def label_files(engine: Engine, inputs: Iterable[str], settings: Settings) -> Iterator[dict[str, Any]]:
    """One row a picture, in order. A picture that cannot be read is a row with an error.

    Args:
        engine: what labels.
        inputs: paths, folders (walked; files that are named like pictures) and http(s) URLs.
        settings: the bounds on bytes and pixels.

    Yields:
        path, sha256, label, confidence, p_CLASS for each class, abstained, model (digest), error. Where there is an
        error, sha256 is there if the bytes could be read, and the rest is None.
    """
    digests: dict[str, str] = {}

    def read(name: str) -> bytes:
        data = read_file_or_url(name, settings.max_photo_bytes)
        digests[name] = digest(data)
        return data

    for judged in engine.judge(_walk(inputs), read, settings.max_photo_pixels):
        row: dict[str, Any] = {"path": judged.name, "sha256": digests.get(judged.name)}
        if isinstance(judged.result, CarclsError):
            row |= {"label": None, "confidence": None, **{f"p_{name}": None for name in engine.classes}}
            row |= {"abstained": None, "model": engine.digest, "error": str(judged.result)}
        else:
            said = judged.result
            row |= {"label": said.label, "confidence": said.confidence}
            row |= {f"p_{name}": said.probabilities[name] for name in engine.classes}
            row |= {"abstained": said.abstained, "model": engine.digest, "error": None}
        yield row


def read_file_or_url(name: str, max_bytes: int) -> bytes:
    """The bytes of a file, or of what an http(s) URL answers.

    Raises:
        PhotoMissing: it cannot be read or fetched.
        PhotoRejected: it has more bytes than that.
    """
    return _download(name, max_bytes) if is_url(name) else read_picture(name, max_bytes)


def is_url(name: str) -> bool:
    """Whether a name is an http(s) URL."""
    return name.startswith(("http://", "https://"))


def _walk(inputs: Iterable[str]) -> Iterator[str]:
    for name in inputs:
        yield from [name] if is_url(name) else pictures_at(name)


def _download(url: str, max_bytes: int) -> bytes:
    try:
        with requests.get(url, stream=True, timeout=URL_TIMEOUT) as response:
            response.raise_for_status()
            data = bytearray()
            for block in response.iter_content(BLOCK):
                data += block
                if len(data) > max_bytes:
                    raise too_large(url, len(data), max_bytes)
            return bytes(data)
    except requests.RequestException as error:
        raise PhotoMissing(
            f"A URL should answer with a picture. Received: {error}. Check the address: {url}"
        ) from error
