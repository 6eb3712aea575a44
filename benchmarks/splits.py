"""Splits at a million photos: `python benchmarks/splits.py [PHOTOS]` (default 1,000,000).

A catalog on SQLite is made of drawn rows, no pixels: 20 photos a vehicle, 200 dealers, a label a photo, 1 vehicle in 10
an earlier one listed again with half of its photos, look-alikes of other vehicles at the rate given below, 1 photo in
2,000 a stock photo of 30 vehicles. Then, each in a process of its own, CPU seconds and peak memory of: the first split
of all; a night with 5,000 new photos, ten candidate pairs each; the dataset; the audit; an explanation. Prints one JSON
object, with the sizes of components and the photos left out.

LOOKS is the rate at which photos of other sellers look alike by chance at a million photos: none of 1.5 M pairs of real
car photos of different sellers is within the bounds of carcls/curate/similar.py; 2, 18, 80, 161 are within 1.6, 1.8, 2
and 2.2 times the bounds, which leads to 1 to 2 in 100 M at the bounds themselves: 0.016 a photo at a million.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NIGHT = 5_000
PER_VEHICLE = 20
DEALERS = 200
LISTED_AGAIN, STOCK = 0.1, 0.0005
LOOKS = 0.016  # look-alikes of other vehicles a photo
CANDIDATES = 10  # pairs a new photo whose dhash64 is near
CLASSES = ("exterior", "exterior", "interior", "other")


def sha(number: int) -> str:
    """A photo's name: digits as they would come from a hash."""
    return f"{(number * 0x9E3779B97F4A7C15) % 2**64:016x}".ljust(64, "0")


def grow(database: Path, first: int, photos: int, known: int, when: datetime, draw: random.Random) -> None:
    """Insert photos `first` … with their vehicles, sightings, labels and links to any of the `known` before."""
    moment = when.strftime("%Y-%m-%d %H:%M:%S.000000")
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous=OFF")
    many = connection.executemany
    vehicles = range(first // PER_VEHICLE, (first + photos - 1) // PER_VEHICLE + 1)
    numbers = range(first, first + photos)
    rows = ((dealer + 1, f"dealer{dealer}", moment) for dealer in range(DEALERS))
    many("INSERT OR IGNORE INTO dealers (id, name, created_at) VALUES (?, ?, ?)", rows)
    many(
        "INSERT INTO vehicles (id, dealer_id, key, vin, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)",
        ((v + 1, v % DEALERS + 1, f"K{v}", f"V{v:016}" if v % 2 else None, moment, moment) for v in vehicles),
    )
    prints = (f"{draw.getrandbits(64):016x}" for _ in iter(int, 1))
    many(
        "INSERT INTO photos (sha256, state, bytes, width, height, dhash64, dhash256, phash, created_at, curated_at) "
        "VALUES (?, 'ok', 200000, 1600, 1200, ?, ?, ?, ?, ?)",
        ((sha(n), p := next(prints), p * 4, p, moment, moment) for n in numbers),
    )
    seen = [(n, n // PER_VEHICLE) for n in numbers]
    count = (known or photos) // PER_VEHICLE
    seen += [(n, draw.randrange(count)) for n in numbers if draw.random() < STOCK for _ in range(30)]
    many(
        "INSERT OR IGNORE INTO sightings (photo_sha256, dealer_id, vehicle_id, url, url_identity, first_seen_at, "
        "last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((sha(n), v % DEALERS + 1, v + 1, f"https://x/{v}/{n}", f"{n}", moment, moment) for n, v in seen),
    )
    many(
        "INSERT INTO labels (photo_sha256, class, source, author, created_at) VALUES (?, ?, 'site', 'x', ?)",
        ((sha(n), draw.choice(CLASSES), moment) for n in numbers),
    )
    copies = []
    for vehicle in vehicles:
        if vehicle and draw.random() < LISTED_AGAIN:
            other = draw.randrange(vehicle)
            copies += [(vehicle * PER_VEHICLE + n, other * PER_VEHICLE + n) for n in range(0, PER_VEHICLE, 2)]
    looks = [(n, draw.randrange(known or n)) for n in numbers if n and draw.random() < LOOKS]
    for table, column, value, pairs in (
        ("duplicate_links", "correlation", 0.9, copies),
        ("similar_links", "distance", 40, looks),
    ):
        many(
            f"INSERT OR IGNORE INTO {table} (photo_a, photo_b, {column}, created_at) VALUES (?, ?, ?, ?)",
            ((*sorted((sha(n), sha(other))), value, moment) for n, other in pairs),
        )
    connection.execute(
        "INSERT OR IGNORE INTO groups (photo_sha256, group_id, is_best) "
        "SELECT photo_a, photo_a, 1 FROM duplicate_links UNION SELECT photo_b, photo_a, 0 FROM duplicate_links"
    )
    connection.commit()
    connection.close()


def stage(name: str, folder: Path, photos: int) -> dict[str, Any]:
    """Do one stage in this process; what it found."""
    from sqlalchemy import func, select

    from carcls.catalog import Catalog
    from carcls.catalog.tables import Split
    from carcls.config import load_settings

    settings = load_settings(data_dir=folder)
    catalog = Catalog.from_settings(settings)
    if name in ("first split", "night"):
        from carcls.curate.splits import assign_splits

        return dict(vars(assign_splits(catalog)))
    if name == "look-alikes of the night":
        from carcls.curate.similar import link_similar

        draw = random.Random(3)
        new = range(photos, photos + NIGHT)
        pairs = [(sha(number), sha(draw.randrange(photos))) for number in new for _ in range(CANDIDATES)]
        with catalog.session() as session:
            return {"candidates": len(pairs), "links": link_similar(session, pairs)}
    if name == "dataset":
        from carcls.curate.dataset import snapshot

        frozen = snapshot(catalog, settings)
        return {"photos": frozen.photos, "counts": frozen.counts}
    with catalog.read() as session:
        if name == "audit":
            from carcls.curate.audit import audit_catalog

            return {"findings": dict(Counter(finding.kind for finding in audit_catalog(session, "vehicle")))}
        if name == "explanation":
            from carcls.curate.explain import explain

            return {"chain": len(explain(session, "vehicle", sha(photos // 2)).chain)}
        sizes = select(func.count(Split.photo_sha256).label("photos")).group_by(Split.component).subquery()
        largest = session.scalars(select(sizes.c.photos).order_by(sizes.c.photos.desc()).limit(5)).all()
        sides = session.execute(select(Split.split, func.count(Split.split)).group_by(Split.split)).tuples().all()
        total = sum(count for _, count in sides)
        return {"largest components": largest, "shares": {side: round(count / total, 4) for side, count in sides}}


def measured(name: str, folder: Path, photos: int) -> dict[str, Any]:
    """A stage in a process of its own: what it found, CPU seconds and peak memory, start-up included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [sys.executable, __file__, "--stage", name, str(folder), str(photos)]
    out = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu_s": round(cpu, 2), **out}


def main() -> None:
    """Make the catalog, measure every stage, print."""
    from carcls.catalog import Catalog
    from carcls.config import load_settings

    photos = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    answer: dict[str, Any] = {"photos": photos, "new": NIGHT}
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        Catalog.from_settings(load_settings(data_dir=folder)).close()
        draw = random.Random(0)
        earlier = datetime.now(UTC) - timedelta(days=1)
        grow(folder / "catalog.db", 0, photos, 0, earlier, draw)
        answer["nothing (start-up)"] = measured("sizes", folder, photos)
        answer["first split"] = measured("first split", folder, photos)
        answer["sizes"] = measured("sizes", folder, photos)
        aged = sqlite3.connect(folder / "catalog.db")
        aged.execute("UPDATE splits SET created_at = ?", (earlier.strftime("%Y-%m-%d %H:%M:%S.000000"),))
        aged.execute("UPDATE photos SET curated_at = datetime(curated_at, '-1 day')")
        aged.execute("UPDATE sightings SET first_seen_at = datetime(first_seen_at, '-1 day')")
        aged.commit()
        aged.close()
        grow(folder / "catalog.db", photos, NIGHT, photos, datetime.now(UTC), draw)
        for each in ("look-alikes of the night", "night", "dataset", "audit", "explanation"):
            answer[each] = measured(each, folder, photos)
        answer["sizes after the night"] = measured("sizes", folder, photos)
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stage"]:
        started = time.perf_counter()
        found = stage(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"wall_s": round(time.perf_counter() - started, 2), "peak_mb": peak, **found}))
    else:
        main()
