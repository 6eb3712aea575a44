"""What a person names to be labelled becomes pictures, one at a time: files, folders, globs, URLs, buckets, lists.

| input | pictures |
|---|---|
| a file | itself |
| a folder | what is named like a picture in it and its subfolders, by name |
| a glob that is no file's name: `photos/*.jpg`, `photos/**/*.png` | what it matches, by name |
| http(s) URL | itself |
| another fsspec URL: `s3://bucket/a.jpg` | itself, where it is named like a picture |
| `s3://bucket/prefix/`, `s3://bucket/*/front.jpg` | what is named like a picture below it; what it matches |
| a CSV: `list.csv` | a picture a row: its `path` (relative to the CSV's folder) or, where that is empty, its `url` |
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import iglob
from pathlib import Path

from carcls.errors import InputsError
from carcls.label.buckets import is_bucket_url, pictures_below
from carcls.label.web import is_url
from carcls.photos.files import pictures_at

LIST_COLUMNS = ("path", "url")  # of a CSV, in the order in which they count


@dataclass(frozen=True)
class Picture:
    """A picture to label. name: as rows call it, as it was given; place: where its bytes are, a path or a URL."""

    name: str
    place: str


def pictures_of(inputs: Iterable[str]) -> Iterator[Picture]:
    """The pictures of all inputs, in order, taken as they are needed. A missing file is one too: reading it says so.

    Raises:
        InputsError: a list or a bucket cannot be read.
    """
    for given in inputs:
        if is_url(given):
            yield Picture(given, given)
        elif is_bucket_url(given):
            yield from (Picture(name, name) for name in pictures_below(given))
        elif given.lower().endswith(".csv"):
            yield from _listed(Path(given))
        else:
            yield from (Picture(name, name) for name in _local(given))


def count_pictures(inputs: Iterable[str]) -> int | None:
    """How many pictures there will be; None: counting them would take requests to a server."""
    known = list(inputs)
    if any(is_bucket_url(given) for given in known):
        return None
    return sum(1 for _ in pictures_of(known))


def _local(given: str) -> Iterator[str]:
    if set(given) & set("*?[") and not Path(given).exists():
        found = sorted(iglob(given, recursive=True))  # noqa: PTH207  # Path.glob takes no absolute pattern
        for path in found:
            yield from pictures_at(path)
        if found:
            return
    yield from pictures_at(given)


def _listed(file: Path) -> Iterator[Picture]:
    rule = "A list of pictures should be UTF-8 CSV with a column path or url."
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            columns = [name for name in LIST_COLUMNS if name in (reader.fieldnames or ())]
            if not columns:
                raise InputsError(
                    f"{rule} Received: {', '.join(reader.fieldnames or ()) or 'no columns'} in {file}. "
                    "Rename one in the file's first line."
                )
            for row in reader:
                name = next((row[column] for column in columns if row[column]), "")
                remote = is_url(name) or is_bucket_url(name)
                yield Picture(name, name if remote else str(file.parent / name))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputsError(f"{rule} Received: {file}: {error}. Mend the path or the file.") from error
