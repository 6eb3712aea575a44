from __future__ import annotations

import subprocess
import sys

import pytest

from flows.plugin import FLOWS, complete

RUN = ["prefect", "deployment", "run"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([*RUN, "label-dealer-images"], [*RUN, "label-dealer-images/nightly"]),
        ([*RUN, "label-dealer-images", "--watch"], [*RUN, "label-dealer-images/nightly", "--watch"]),
        ([*RUN, "--watch", "nightly"], [*RUN, "--watch", "nightly/nightly"]),
        ([*RUN, "-p", "limit=5", "label-dealer-images"], [*RUN, "-p", "limit=5", "label-dealer-images/nightly"]),
        ([*RUN, "--tag=x", "nightly"], [*RUN, "--tag=x", "nightly/nightly"]),
        (["/usr/bin/prefect", *RUN[1:], "nightly"], ["/usr/bin/prefect", *RUN[1:], "nightly/nightly"]),
        (["-m", "--no-prompt", *RUN[1:], "nightly"], ["-m", "--no-prompt", *RUN[1:], "nightly/nightly"]),
        (
            ["prefect", "--profile", "x", *RUN[1:], "nightly"],
            ["prefect", "--profile", "x", *RUN[1:], "nightly/nightly"],
        ),
    ],
    ids=" ".join,
)
def test_a_bare_name_is_completed(typed: list[str], meant: list[str]) -> None:
    assert complete(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        [*RUN, "label-dealer-images/nightly"],
        [*RUN, "label-dealer-images/weekly"],
        [*RUN, "somebody-elses-flow"],
        [*RUN, "--tag", "nightly", "other/one"],
        RUN,
        ["prefect", "deployment", "inspect", "nightly"],
        ["prefect", "flow", "run", "nightly"],
        ["pytest", "deployment", "run", "nightly"],
        ["prefect"],
        [""],
    ],
    ids=" ".join,
)
def test_everything_else_is_left_as_it_is(typed: list[str]) -> None:
    assert complete(typed) == typed


def test_the_names_are_those_of_the_deployments() -> None:
    from tests.flows.test_deployments import deployments

    assert {flow.name for _, flow in deployments()} == set(FLOWS)


@pytest.mark.slow
def test_the_plugin_loads_with_prefect_and_brings_nothing_heavy() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "import sys, prefect; print('flows.plugin' in sys.modules, *sys.modules)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded, *modules = shown.stdout.split()
    assert loaded == "True"
    assert shown.stderr == ""
    assert {name.partition(".")[0] for name in modules}.isdisjoint(
        {"carcls", "scrapy", "keras", "tensorflow", "pandas"}
    )
