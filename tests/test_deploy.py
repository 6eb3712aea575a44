"""deploy/: what compose.yaml and the Dockerfile name is there: commands and their options, settings, pool, services."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import prefect.settings
import pytest
import yaml
from sqlalchemy import make_url

from carcls.config import Settings
from flows.local import POOL

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "carcls"}
SHARED: dict[str, str] = COMPOSE["x-carcls"]["environment"]
IN_PLACE_OF_SECRETS = re.compile(r"\$\{\w+(?::[?-][^}]*)?\}")


def test_every_service_waits_for_services_that_there_are() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            assert wait["condition"] != "service_healthy" or "healthcheck" in SERVICES[name]


@pytest.mark.parametrize("name", OURS)
def test_settings_exist(name: str) -> None:
    for variable in OURS[name]["environment"]:
        if variable.startswith("CARCLS_"):
            assert variable.removeprefix("CARCLS_").lower() in Settings.model_fields
        elif variable.startswith("PREFECT_"):
            assert getattr(prefect.settings, variable).name == variable
        else:
            assert variable.startswith("AWS_")


def test_urls_lead_to_the_services() -> None:
    urls = [make_url(IN_PLACE_OF_SECRETS.sub("x", SHARED["CARCLS_CATALOG_URL"]))]
    urls.append(
        make_url(
            IN_PLACE_OF_SECRETS.sub("x", SERVICES["prefect"]["environment"]["PREFECT_API_DATABASE_CONNECTION_URL"])
        )
    )
    assert [(url.host, url.database) for url in urls] == [("postgres", "carcls"), ("postgres", "prefect")]
    assert urls[0].username == SERVICES["postgres"]["environment"]["POSTGRES_USER"]
    assert "CREATE DATABASE prefect OWNER carcls;" in (DEPLOY / "postgres.sql").read_text(encoding="utf-8")
    for variable in ("PREFECT_API_URL", "CARCLS_DASK_SCHEDULER", "AWS_ENDPOINT_URL"):
        assert urlsplit(SHARED[variable]).hostname in SERVICES
    assert urlsplit(SHARED["CARCLS_DASK_SCHEDULER"]).port == int(option("dask-scheduler", "--port"))
    assert urlsplit(SHARED["PREFECT_API_URL"]).port == int(option("prefect", "--port"))
    assert SHARED["CARCLS_DASK_SCHEDULER"] in SERVICES["dask-worker"]["command"]
    bucket = urlsplit(SHARED["CARCLS_STORE_URL"]).hostname
    assert f"makedirs('{bucket}', exist_ok=True)" in SERVICES["setup"]["command"][-1]


def option(service: str, name: str) -> str:
    command = SERVICES[service]["command"]
    return str(command[command.index(name) + 1])


def test_the_worker_takes_from_the_pool_of_the_deployments() -> None:
    assert option("worker", "--pool") == POOL
    assert f"work-pool create {POOL} " in SERVICES["setup"]["command"][-1]


@pytest.mark.parametrize("name", ["dask-scheduler", "dask-worker"])
def test_dask_knows_the_options(name: str) -> None:
    distributed = pytest.importorskip("distributed.cli", reason="needs pip install 'carcls[dask]'")
    command = import_module(f"{distributed.__name__}.{name.replace('-', '_')}").main
    known = {opt for parameter in command.params for opt in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in SERVICES[name]["command"] if word.startswith("--")} <= known


@pytest.mark.slow
@pytest.mark.parametrize("name", ["prefect", "worker"])
def test_prefect_knows_the_options(name: str) -> None:
    words = SERVICES[name]["command"][1:]
    options = [word for word in words if word.startswith("--")]
    command = words[: words.index(options[0])]
    shown = subprocess.run(
        [sys.executable, "-m", "prefect", *command, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert all(option in shown for option in options)


def test_what_the_image_copies_is_there() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE) for word in line.split()]
    assert copied
    assert all((ROOT / name).exists() for name in copied)
    assert SERVICES["prefect"]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}


def test_the_notes_name_parts_and_settings_that_there_are() -> None:
    notes = (DEPLOY / "README.md").read_text(encoding="utf-8")
    parts = {
        name for row in re.findall(r"^\| (`.+?) \|", notes, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)
    }
    assert parts | {"setup"} == set(SERVICES)
    assert {name.lower() for name in re.findall(r"CARCLS_([A-Z_]+)", notes)} <= set(Settings.model_fields)
    assert all(getattr(prefect.settings, name).name == name for name in re.findall(r"PREFECT_[A-Z_]+", notes))
