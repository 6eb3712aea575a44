"""`make up` on a port of its own: schedules create runs, bare names run, a killed run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from carcls.catalog import Catalog
from carcls.catalog.tables import Prediction
from carcls.learn.registry import promote, register
from carcls.learn.trained_model import TrainedModel
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from flows.local import POOL
from tests.flows.conftest import LIMIT, ROOT, LocalPrefect
from tests.pictures import photo

pytestmark = pytest.mark.slow
PHOTOS = 60


@pytest.fixture(scope="module")
def catalog(local_prefect: LocalPrefect) -> Iterator[Catalog]:
    """The catalog that the worker's flows work in: photos, and a champion that was never trained."""
    from carcls.learn.keras_backend import import_keras

    settings = local_prefect.settings
    catalog = Catalog.from_settings(settings)
    keras = import_keras()
    network = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Flatten(), keras.layers.Dense(3)])
    model = TrainedModel(network, "cnn", ("interior", "exterior", "other"), 16)
    register(catalog, settings, model, {}, lambda folder: None)
    promote(catalog, model.digest, "the test's")
    intake = PhotoIntake(catalog, PhotoStore.from_settings(settings), settings)
    for seed in range(PHOTOS):
        intake.take(photo(seed, 64, 48))
    yield catalog
    catalog.close()


def predictions(catalog: Catalog) -> int:
    with catalog.read() as session:
        return session.execute(select(func.count()).select_from(Prediction)).scalar_one()


def label_dealer_images(prefect: LocalPrefect, *options: str) -> str:
    return prefect.run("prefect", "deployment", "run", "label-dealer-images", *options, "--watch")


def test_the_cron_schedule_creates_runs_of_the_night_and_of_nothing_else(local_prefect: LocalPrefect) -> None:
    deadline = time.monotonic() + 90  # the scheduler looks once a minute
    question = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    while not (runs := local_prefect.ask("flow_runs", question)) and time.monotonic() < deadline:
        time.sleep(1)
    (nightly,) = local_prefect.ask("deployments", {"flows": {"name": {"any_": ["nightly"]}}})
    assert {run["deployment_id"] for run in runs} == {nightly["id"]}
    assert all(run["auto_scheduled"] for run in runs)
    assert {str(run["expected_start_time"])[11:16] for run in runs} == {"02:15"}


def test_up_twice_is_the_same_as_once(local_prefect: LocalPrefect) -> None:
    run = local_prefect.settings.data_dir / "run"
    before = {name: (run / f"{name}.pid").read_text() for name in ("server", "worker")}
    assert "prefect deployment run" in local_prefect.run("flows.local", "up")
    assert {name: (run / f"{name}.pid").read_text() for name in ("server", "worker")} == before
    workers = local_prefect.ask(f"work_pools/{POOL}/workers", {})
    assert [worker["status"] for worker in workers] == ["ONLINE"]
    assert len(local_prefect.ask("deployments", {})) == 6


def test_a_parameter_reaches_the_flow_by_its_bare_name(local_prefect: LocalPrefect, catalog: Catalog) -> None:
    before = predictions(catalog)
    assert "Flow run finished successfully" in label_dealer_images(local_prefect, "-p", "limit=3")
    assert predictions(catalog) - before == 3


def test_killed_half_way_it_goes_on_and_every_photo_has_one_prediction(
    local_prefect: LocalPrefect, catalog: Catalog
) -> None:
    before = predictions(catalog)
    code = "from flows.label_dealer_images import label_dealer_images as run; run()"
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=local_prefect.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + LIMIT
        while predictions(catalog) <= before and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    assert before < predictions(catalog) < PHOTOS

    assert "Flow run finished successfully" in label_dealer_images(local_prefect)
    with catalog.read() as session:
        rows = set(session.execute(select(Prediction.photo_sha256, Prediction.created_at)))
    assert len(rows) == len({sha256 for sha256, _ in rows}) == PHOTOS

    assert "Flow run finished successfully" in label_dealer_images(local_prefect)
    with catalog.read() as session:
        assert set(session.execute(select(Prediction.photo_sha256, Prediction.created_at))) == rows
    ended = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}, "sort": "END_TIME_DESC", "limit": 1}
    (last,) = local_prefect.ask("flow_runs", ended)
    assert last["state"]["message"] == "0 photos labelled, 0 of them for a person to see, 0 could not be read."
