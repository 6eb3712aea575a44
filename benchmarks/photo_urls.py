"""What the rules for photo URLs do on real ones: identities that collide, full sizes, how right the stock flags are.

    .venv/bin/python benchmarks/photo_urls.py --urls real_photo_url_lists.csv

The list has a row for each photo of a vehicle, with the number of vehicles that share its URL. A URL that several
vehicles share is taken for a stock photo or a placeholder: that is the truth that the flags are held against, and a
rough one, because a stock photo of a rare trim stands on one vehicle only. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapers.urls import full_size, photo_flags, photo_identity
from scrapers.urls.full_size import rewrite


def read(file: Path) -> list[dict[str, str]]:
    """The rows with a whole photo URL: some were cut off where they were collected."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if is_whole(row["photo_url"])]


def is_whole(url: str) -> bool:
    """True where a URL has a host with a domain, and a path to a file."""
    parts = urlsplit(url)
    return "." in parts.netloc and len(parts.path) > 1 and "[" not in url[-7:]


def collisions(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Different URLs of one vehicle with one identity: renditions of one photo, or a rule that merges photos."""
    photos: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        photos[row["vdp_url"]][photo_identity(row["photo_url"])].add(full_size(row["photo_url"]))
    merged = [sorted(urls) for vehicle in photos.values() for urls in vehicle.values() if len(urls) > 1]
    return {
        "vehicles": len(photos),
        "photos": sum(len(vehicle) for vehicle in photos.values()),
        "merged": len(merged),
        "examples": merged[:5],
    }


def flags(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Precision and recall of any flag against "several vehicles share this URL"; and how many have which flag."""
    counts: Counter[tuple[bool, bool]] = Counter()
    missed: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for row in {row["photo_url"]: row for row in rows}.values():
        found, shared = photo_flags(row["photo_url"]), int(row["vehicles_sharing_this_url"]) > 1
        counts[bool(found), shared] += 1
        named.update(found)
        if shared and not found:
            missed[urlsplit(row["photo_url"]).netloc] += 1
    right = counts[True, True]
    return {
        "urls": sum(counts.values()),
        "shared": right + counts[False, True],
        **named,
        "precision": round(right / (right + counts[True, False]), 3),
        "recall": round(right / (right + counts[False, True]), 3),
        "missed_by_host": dict(missed.most_common(10)),
    }


def main() -> None:
    """Read, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--urls", type=Path, default=Path("../shared/dealer_pages/real_photo_url_lists.csv"))
    rows = read(parser.parse_args().urls)
    urls = {row["photo_url"] for row in rows}
    touched = Counter(name for url in urls for name in rewrite(url)[1])
    print(
        json.dumps(
            {
                "urls": len(urls),
                "dealers": len({row["dealer_site"] for row in rows}),
                "identities": len({photo_identity(url) for url in urls}),
                "one_vehicle": collisions(rows),
                "full_size_changes": {"urls": sum(full_size(url) != url for url in urls), **touched},
                "flags": flags(rows),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
