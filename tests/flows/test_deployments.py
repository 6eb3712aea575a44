"""prefect.yaml: every deployment starts a flow that there is, and nothing runs twice in a night."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from prefect import Flow

PREFECT_YAML = Path(__file__).resolve().parents[2] / "prefect.yaml"


def deployments() -> list[tuple[dict[str, Any], Flow[Any, Any]]]:
    """Each entry of prefect.yaml with the flow that its entry point names."""
    entries = yaml.safe_load(PREFECT_YAML.read_text(encoding="utf-8"))["deployments"]
    found = []
    for entry in entries:
        module, _, name = entry["entrypoint"].rpartition(".")
        found.append((entry, getattr(importlib.import_module(module), name)))
    return found


@pytest.mark.parametrize(("entry", "flow"), deployments(), ids=lambda value: getattr(value, "name", ""))
class TestDeployment:
    def test_is_called_nightly_and_starts_a_flow_named_as_its_file(self, entry: dict[str, Any], flow: Any) -> None:
        assert isinstance(flow, Flow)
        assert entry["name"] == "nightly"
        assert entry["entrypoint"] == f"flows.{flow.name.replace('-', '_')}.{flow.name.replace('-', '_')}"

    def test_runs_in_the_pool_that_make_up_makes_one_at_a_time_unless_runs_share_the_work(
        self, entry: dict[str, Any], flow: Any
    ) -> None:
        from flows.local import POOL

        assert entry["work_pool"] == {"name": POOL}
        one_at_a_time = {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        shares_the_work = flow.name == "label-dealer-images"
        assert entry.get("concurrency_limit") == (None if shares_the_work else one_at_a_time)

    def test_schedules_have_a_time_zone_and_only_the_whole_night_runs_by_itself(
        self, entry: dict[str, Any], flow: Any
    ) -> None:
        for schedule in entry["schedules"]:
            assert ZoneInfo(schedule["timezone"])
        assert any(schedule["active"] for schedule in entry["schedules"]) == (flow.name == "nightly")

    def test_parameters_are_documented_and_optional(self, entry: dict[str, Any], flow: Any) -> None:
        for name, parameter in inspect.signature(flow.fn).parameters.items():
            assert parameter.default is not inspect.Parameter.empty
            assert f"    {name}: " in flow.description
        for schedule in entry["schedules"]:
            assert set(schedule.get("parameters", {})) <= set(inspect.signature(flow.fn).parameters)


def test_no_path_of_a_machine_is_named() -> None:
    entries = yaml.safe_load(PREFECT_YAML.read_text(encoding="utf-8"))
    assert "pull" not in entries
    assert all("pull" not in entry for entry in entries["deployments"])
