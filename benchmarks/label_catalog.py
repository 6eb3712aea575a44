"""What claiming and writing cost the catalog: `python benchmarks/label_catalog.py [--sizes 10000 100000 1000000]`.

A catalog without pictures is made of drawn rows, on SQLite and, where CARCLS_TEST_POSTGRES names a server, on
PostgreSQL. At each size, medians and the slowest of 20 chunks of 256 photos, in milliseconds of wall time:

    claim    what to label is chosen and claimed, one transaction
    write    256 predictions and the claim's end, one transaction
    nothing  asking for a claim where none is free

`together` is four processes at once that claim and write, and do nothing between: the photos that a catalog takes in a
second. `bytes_a_photo` is what a photo with its prediction takes on the disk, indices included.

in the situations that a catalog goes through. What thousands of chunks would label is labelled in one statement, which
PostgreSQL has to sweep at once; of thousands it sweeps some each time that one in fifty photos has changed:

    new house   no photo is labelled
    night       all are, but for 5,000 that have just come
    promotion   another model was promoted: all were labelled by the one before
    rollback    and back: every photo has a prediction of the first model already; going over 256 of them

`missing_predictions` is what choosing at night cost before there were claims: photos without a prediction, by a join.
Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import and_, select

from carcls.catalog import Catalog
from carcls.catalog.tables import Model, Photo, Prediction
from carcls.label.claims import Claims, _use_indices

SIZES = [10_000, 100_000, 1_000_000]
CHUNK, CHUNKS, NEW = 256, 20, 5_000
WORKERS, SECONDS = 4, 5.0
SIZED = ("photos", "predictions")
FIRST, SECOND = "5" * 64, "9" * 64
ODDS = {"exterior": 0.9, "interior": 0.08, "other": 0.02}
LONG = 3600.0
POSTGRES = os.environ.get("CARCLS_TEST_POSTGRES", "")


def sha(number: int) -> str:
    """A photo's name: digits as they would come from a hash."""
    return f"{(number * 0x9E3779B97F4A7C15) % 2**64:016x}".ljust(64, "0")


@contextmanager
def catalogs(name: str) -> Iterator[Catalog]:
    """An empty catalog, gone afterwards."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            catalog = Catalog(f"sqlite:///{Path(folder) / 'catalog.db'}")
            yield catalog
            catalog.close()
        return
    schema = f"carcls_{uuid4().hex}"
    admin = sa.create_engine(POSTGRES)
    with admin.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    try:
        url = sa.make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
        catalog = Catalog(url.render_as_string(hide_password=False))
        yield catalog
        catalog.close()
    finally:
        with admin.begin() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        admin.dispose()


def add_photos(catalog: Catalog, numbers: range) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    columns = [
        "sha256",
        "state",
        "bytes",
        "width",
        "height",
        "dhash64",
        "dhash256",
        "phash",
        "created_at",
        "curated_at",
    ]
    rows = (
        (sha(n), "ok", 200_000, 1600, 1200, p := sha(~n)[:16], p * 4, p, at := start + timedelta(seconds=n), at)
        for n in numbers
    )
    with catalog.engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        if catalog.is_sqlite:
            driver.execute("BEGIN")
            texts = ((*row[:-2], *(at.strftime("%Y-%m-%d %H:%M:%S.%f") for at in row[-2:])) for row in rows)
            places = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO photos ({', '.join(columns)}) VALUES ({places})", texts)
            driver.execute("COMMIT")
        else:
            with driver.cursor() as cursor, cursor.copy(f"COPY photos ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def label_the_rest(catalog: Catalog, model: str) -> None:
    """What thousands of chunks would do, in one statement a table, and what PostgreSQL would sweep between them."""
    odds = ":odds" if catalog.is_sqlite else "CAST(:odds AS json)"
    with catalog.session() as session:
        if not catalog.is_sqlite:  # the rows are right as they are: a superuser may leave out looking at each
            session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        session.execute(
            sa.text(
                "INSERT INTO predictions (photo_sha256, model_digest, class, confidence, probabilities, abstained, "
                f"created_at) SELECT sha256, :model, 'exterior', 0.9, {odds}, false, created_at FROM photos WHERE true "
                "ON CONFLICT DO NOTHING"
            ),
            {"model": model, "odds": json.dumps(ODDS)},
        )
        session.execute(sa.text("UPDATE photos SET labelled_by = :model, claim_id = NULL"), {"model": model})
    if not catalog.is_sqlite:
        with catalog.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM photos"))


def predictions(model: str, sha256s: list[str]) -> list[dict[str, Any]]:
    rest = {"label": "exterior", "confidence": 0.9, "probabilities": ODDS, "abstained": False}
    now = datetime.now(UTC)
    return [{"photo_sha256": name, "model_digest": model, **rest, "created_at": now} for name in sha256s]


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = function()
    return 1000 * (time.perf_counter() - started), result


def figures(times: list[float]) -> dict[str, float]:
    return {"median_ms": round(statistics.median(times), 1), "slowest_ms": round(max(times), 1)}


def chunks(catalog: Catalog, model: str) -> dict[str, Any]:
    """CHUNKS chunks, claimed and written as a worker does."""
    claims = Claims(catalog, model, LONG, relabel=True)
    claiming, writing = [], []
    for _ in range(CHUNKS):
        spent, claim = timed(lambda: claims.take(CHUNK))
        if claim is None:
            break
        claiming.append(spent)
        rows = predictions(model, claim.sha256s)
        writing.append(timed(lambda claim=claim, rows=rows: claims.finish(claim, rows))[0])
    return {"chunks": len(claiming), "claim": figures(claiming), "write": figures(writing)}


def nothing(catalog: Catalog, model: str) -> dict[str, float]:
    claims = Claims(catalog, model, LONG, relabel=True)
    times = []
    for _ in range(CHUNKS):
        spent, claim = timed(lambda: claims.take(CHUNK))
        assert claim is None
        times.append(spent)
    return figures(times)


def missing_predictions(catalog: Catalog, model: str) -> dict[str, float]:
    has = and_(Prediction.photo_sha256 == Photo.sha256, Prediction.model_digest == model)
    waiting = (
        select(Photo.sha256).outerjoin(Prediction, has).where(Photo.state == "ok", Prediction.photo_sha256.is_(None))
    )
    waiting = waiting.order_by(Photo.created_at, Photo.sha256).limit(CHUNK)

    def ask() -> None:
        with catalog.read() as session:
            session.scalars(waiting).all()

    return figures([timed(ask)[0] for _ in range(3)])


def worker(url: str, model: str) -> int:
    """Claim and write as fast as the catalog goes, for SECONDS; photos."""
    catalog = Catalog(url)
    claims = Claims(catalog, model, LONG, relabel=True)
    photos, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end and (claim := claims.take(CHUNK)):
        claims.finish(claim, predictions(model, claim.sha256s))
        photos += len(claim.sha256s)
    catalog.close()
    return photos


def together(catalog: Catalog, model: str) -> dict[str, float]:
    url = catalog.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        list(pool.map(abs, range(WORKERS)))  # they have started
        began = time.perf_counter()
        photos = sum(pool.map(worker, [url] * WORKERS, [model] * WORKERS))
        return {"photos_a_second": round(photos / (time.perf_counter() - began))}


def bytes_on_disk(catalog: Catalog) -> int:
    with catalog.engine.connect() as connection:
        if catalog.is_sqlite:
            return int(connection.exec_driver_sql("SELECT sum(pgsize) FROM dbstat").scalar_one())
        tables = [connection.exec_driver_sql(f"SELECT pg_total_relation_size('{name}')") for name in SIZED]
        return sum(int(size.scalar_one()) for size in tables)


def settle(catalog: Catalog, model: str) -> dict[str, float]:
    """A page of photos that the model labelled earlier, as `Claims.take` goes over them."""
    claims = Claims(catalog, model, LONG, relabel=True)

    def page() -> None:
        with catalog.session() as session:
            _use_indices(session)
            claims._pass_over(session, claims._old(session, CHUNK))

    return figures([timed(page)[0] for _ in range(CHUNKS)])


def measured(name: str, size: int) -> dict[str, Any]:
    with catalogs(name) as catalog:
        with catalog.session() as session:
            session.add_all(Model(digest=digest, architecture="x", path="x", metrics={}) for digest in (FIRST, SECOND))
        add_photos(catalog, range(size))
        answer: dict[str, Any] = {"new house": chunks(catalog, FIRST)}
        label_the_rest(catalog, FIRST)
        add_photos(catalog, range(size, size + NEW))
        answer["missing_predictions"] = missing_predictions(catalog, FIRST)
        answer["night"] = chunks(catalog, FIRST)
        answer["nothing"] = nothing(catalog, FIRST)
        answer["bytes_a_photo"] = round(bytes_on_disk(catalog) / (size + NEW))
        answer["promotion"] = chunks(catalog, SECOND)
        answer["together"] = together(catalog, SECOND)
        label_the_rest(catalog, SECOND)
        answer["nothing after promotion"] = nothing(catalog, SECOND)
        answer["rollback"] = {"page": settle(catalog, FIRST)}
        return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"] if POSTGRES else ["sqlite"])
    options = parser.parse_args()
    figures = {name: {str(size): measured(name, size) for size in options.sizes} for name in options.databases}
    json.dump({"date": datetime.now(UTC).date().isoformat(), "chunk": CHUNK, **figures}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
