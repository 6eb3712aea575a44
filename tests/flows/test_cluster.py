"""Many machines, here as processes: two Prefect workers on one pool, a Dask cluster, PostgreSQL and S3. Some die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import func, select, update
from urllib3.util import Retry

from carcls.catalog import Catalog
from carcls.catalog.tables import Claim, Prediction
from carcls.config import load_settings
from carcls.label.claims import Claims
from carcls.learn.registry import champion
from carcls.learn.shipped import champion_in_use
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from tests.conftest import empty_postgres
from tests.flows.conftest import LIMIT, ROOT, LocalPrefect
from tests.pictures import photo
from tests.s3_server import s3_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    # s3fs leaves closing its connections to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
PHOTOS, CHUNK = 240, 4
Worker: TypeAlias = "subprocess.Popen[bytes]"
DASK = """
import sys, time
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def environment(
    local_prefect: LocalPrefect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """What every machine has set: where Prefect, catalog, store and the Dask cluster are."""
    pytest.importorskip("prefect_dask", reason="needs pip install 'carcls[dask]'")
    with s3_server("photos") as variables, empty_postgres() as catalog_url:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        shared = {
            **local_prefect.environment,
            **variables,
            "CARCLS_DATA_DIR": str(tmp_path / "var"),
            "CARCLS_CATALOG_URL": catalog_url,
            "CARCLS_STORE_URL": "s3://photos/cars",
            "CARCLS_LABEL_CHUNK": str(CHUNK),
            "CARCLS_CLAIM_SECONDS": "5",
        }
        (tmp_path / "cluster.py").write_text(DASK)
        dask = subprocess.Popen(
            [sys.executable, str(tmp_path / "cluster.py")],
            env=shared | {"PREFECT_PLUGINS_ENABLED": "false"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert dask.stdout
        try:
            yield shared | {"CARCLS_DASK_SCHEDULER": dask.stdout.readline().strip()}
        finally:
            dask.communicate()


@pytest.fixture
def catalog(environment: dict[str, str], tmp_path: Path) -> Iterator[Catalog]:
    """The catalog of all: photos that nobody has labelled, and the shipped model as champion."""
    settings = load_settings(
        data_dir=tmp_path / "var",
        catalog_url=environment["CARCLS_CATALOG_URL"],
        store_url=environment["CARCLS_STORE_URL"],
        shipped_model=True,
    )
    catalog = Catalog.from_settings(settings)
    champion_in_use(catalog, settings)
    intake = PhotoIntake(catalog, PhotoStore.from_settings(settings), settings)
    for seed in range(PHOTOS):
        intake.take(photo(seed, 64, 48))
    yield catalog
    catalog.close()


@pytest.fixture
def prefect_workers(local_prefect: LocalPrefect, environment: dict[str, str], tmp_path: Path) -> Iterator[list[Worker]]:
    """Two workers on one pool, a run at a time each."""
    local_prefect.run("prefect", "--no-prompt", "work-pool", "create", "cluster", "--type", "process")
    entry = "flows.label_dealer_images.label_dealer_images"
    local_prefect.run("prefect", "--no-prompt", "deploy", entry, "--name", "cluster", "--pool", "cluster")
    start = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "cluster", "--limit", "1"]
    workers = [
        subprocess.Popen(
            [*start, "--name", name],
            cwd=ROOT,
            env=environment | {"CARCLS_SHIPPED_MODEL": "true"},
            stdout=(tmp_path / f"{name}.log").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        for name in ("one", "two")
    ]
    yield workers
    for worker in workers:
        kill(worker)


def kill(worker: Worker) -> None:
    """A Prefect worker with the runs that it has started, at once."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def predictions(catalog: Catalog) -> int:
    with catalog.read() as session:
        return session.execute(select(func.count()).select_from(Prediction)).scalar_one()


def labellers(catalog: Catalog) -> list[int]:
    """The processes that hold claims."""
    with catalog.read() as session:
        return [int(worker.rpartition(":")[2]) for worker in session.scalars(select(Claim.worker))]


def start_run(prefect: LocalPrefect) -> str:
    """Ask for a run on the cluster's pool; its id."""
    (deployment,) = prefect.ask("deployments", {"deployments": {"name": {"any_": ["cluster"]}}})
    url = f"{prefect.api}/deployments/{deployment['id']}/create_flow_run"
    with requests.Session() as session:
        # On SQLite a server that is busy says so.
        busy = Retry(total=8, backoff_factor=0.5, status_forcelist=[503], allowed_methods=None)
        session.mount("http://", HTTPAdapter(max_retries=busy))
        answer = session.post(url, json={"parameters": {"runner": "dask"}, "state": {"type": "SCHEDULED"}}, timeout=30)
    answer.raise_for_status()
    return str(answer.json()["id"])


def states(prefect: LocalPrefect, runs: list[str]) -> Counter[str]:
    found = prefect.ask("flow_runs", {"flow_runs": {"id": {"any_": runs}}})
    failed = [run["state"]["message"] for run in found if run["state"]["type"] in ("FAILED", "CRASHED")]
    assert not failed
    return Counter(run["state"]["type"] for run in found)


def running(prefect: LocalPrefect, runs: list[str]) -> bool:
    """Whether all of them are."""
    return states(prefect, runs)["RUNNING"] == len(runs)


def test_workers_die_half_way_and_every_photo_has_one_prediction(
    local_prefect: LocalPrefect, catalog: Catalog, prefect_workers: list[Worker]
) -> None:
    # One worker has claimed all, and the runs wait for it; when both are there it is found to be dead.
    assert Claims(catalog, champion(catalog).digest, LIMIT, relabel=True).take(PHOTOS)
    runs = [start_run(local_prefect) for _ in prefect_workers]
    wait(lambda: running(local_prefect, runs))
    with catalog.session() as session:
        session.execute(update(Claim).values(expires_at=Claim.created_at))
    wait(lambda: running(local_prefect, runs) and predictions(catalog) >= PHOTOS // 4 and bool(labellers(catalog)))
    os.kill(labellers(catalog)[0], signal.SIGKILL)  # a Dask worker, with the photos that it has claimed
    wait(lambda: running(local_prefect, runs) and predictions(catalog) >= PHOTOS // 2)
    kill(prefect_workers[0])
    assert predictions(catalog) < PHOTOS
    wait(lambda: states(local_prefect, runs)["COMPLETED"] == 1)
    with catalog.read() as session:
        rows = session.execute(select(Prediction.photo_sha256, Prediction.model_digest)).tuples().all()
        assert len(rows) == len({photo for photo, _ in rows}) == PHOTOS
        assert len({model for _, model in rows}) == 1
        assert session.scalars(select(Claim)).all() == []

    again = start_run(local_prefect)
    wait(lambda: states(local_prefect, [again])["COMPLETED"] == 1)
    (last,) = local_prefect.ask("flow_runs", {"flow_runs": {"id": {"any_": [again]}}})
    assert last["state"]["message"] == "0 photos labelled, 0 of them for a person to see, 0 could not be read."
