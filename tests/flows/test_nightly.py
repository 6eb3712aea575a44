"""The flows themselves, called in this process: a dead dealer, a missing file, stages that cannot run."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
from prefect.artifacts import Artifact

from carcls.catalog import Catalog
from carcls.catalog.sightings import latest_crawls, record_dealer
from carcls.catalog.tables import Photo
from carcls.config import Settings
from carcls.demo.dealership import Dealership
from carcls.demo.pool import PhotoPool
from carcls.demo.site import DemoSite
from carcls.learn.model_files import read_model_file
from carcls.learn.registry import champion
from carcls.learn.shipped import FOLDER
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from flows.label_dealer_images import label_dealer_images
from flows.nightly import nightly
from flows.scrape_dealers import scrape_dealers
from tests.pictures import photo
from tests.scrapers.site import Answer, Site
from tests.scrapers.test_manners import CHALLENGE

# Prefect leaves closing its connections to the garbage collector.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]
Night = tuple[Settings, Catalog]


def test_a_missing_dealers_file_fails_the_crawl_alone_and_the_night_goes_on(night: Night) -> None:
    settings, catalog = night
    sha256 = PhotoIntake(catalog, PhotoStore.from_settings(settings), settings).take(photo(1)).sha256
    state = nightly(return_state=True)
    assert state.is_failed()
    stages = state.result(raise_on_failure=False)
    assert {name: stage["state"] for name, stage in stages.items()} == {
        "scrape-dealers": "Failed",
        "curate-dataset": "Completed",
        "training-due": "Completed",
        "label-dealer-images": "Failed",
        "report": "Completed",
    }
    assert stages["scrape-dealers"]["what"].startswith("The dealers file should be readable.")
    assert stages["curate-dataset"]["what"].startswith("1 photos curated, 0 repeats linked, 0 labels from sites;")
    assert stages["label-dealer-images"]["what"].startswith("A model should be in use.")
    assert state.message.startswith("3 of 5 stages done. scrape-dealers: The dealers file should be readable.")
    assert "\n" not in state.message
    with catalog.read() as session:
        assert session.get_one(Photo, sha256).curated_at is not None
    assert (settings.reports_dir / "latest.html").exists()
    table = table_of("nightly")
    assert [row["stage"] for row in table] == list(stages)
    assert set(table[0]) == {"stage", "state", "seconds", "what"}


def test_a_new_house_is_labelled_by_the_shipped_model(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, catalog = night
    monkeypatch.setenv("CARCLS_SHIPPED_MODEL", "true")
    PhotoIntake(catalog, PhotoStore.from_settings(settings), settings).take(photo(1))
    first, second = (label_dealer_images(return_state=True).result() for _ in range(2))
    shipped = read_model_file(FOLDER)["digest"]
    assert (first["labelled"], first["model"]) == (1, shipped)
    assert (second["labelled"], second["model"]) == (0, shipped)
    assert champion(catalog).digest == shipped


def test_a_dead_dealer_stops_no_other(night: Night) -> None:
    settings, catalog = night
    dealership = Dealership.plan(PhotoPool.open(None))
    with catalog.session() as session:
        record_dealer(session, "summit", platform="Elsewhere")
    with DemoSite(dealership) as site, socket.socket() as dead, Site() as guarded:
        guarded.answers["/"] = Answer(CHALLENGE, headers={"Content-Type": "text/html"})
        dead.bind(("127.0.0.1", 0))
        urls = {"dead": f"http://127.0.0.1:{dead.getsockname()[1]}/", "summit": site.url("summit")}
        urls["guarded"] = f"{guarded.url}/"
        settings.dealers_file.write_text("".join(f'{name} = {{ url = "{url}" }}\n' for name, url in urls.items()))
        state = scrape_dealers(["dead", "guarded", "summit", "nobody"], return_state=True)
    assert state.is_failed()
    data = state.result(raise_on_failure=False)
    dead_row, guarded_row, summit, nobody = data["dealers"]
    assert guarded_row["failed"].startswith("A dealer's site should let the crawler in. Received: a challenge page at ")
    assert (dead_row["photos_new"], nobody["photos_new"]) == (0, 0)
    assert summit["failed"] == ""
    assert summit["alarms"].startswith("platform: A dealer's site should stay what it was.")
    assert "Alarms at 1 of them: summit: platform: " in state.message
    assert summit["photos_new"] > 0
    assert nobody["failed"].startswith("A dealer should stand in ")
    assert "3 of 4 dealers failed: dead: " in state.message
    assert data["photos_new"] == summit["photos_new"]
    with catalog.read() as session:
        assert {name: crawl.state for name, crawl in latest_crawls(session).items()} == {
            "dead": "failed",
            "guarded": "failed",
            "summit": "finished",
        }


def table_of(key: str) -> list[dict[str, Any]]:
    artifact = Artifact.get(key)
    assert artifact is not None
    rows: list[dict[str, Any]] = json.loads(str(artifact.data))
    return rows
