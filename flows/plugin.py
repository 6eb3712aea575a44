"""`prefect deployment run label-dealer-images`, exactly as typed.

Prefect asks for FLOW/DEPLOYMENT; each flow here has a deployment called `nightly`, so the bare name is enough. The
start-up hook of Prefect's plugins is meant to set environment variables; completing a command's argument is off that
purpose, but it is the one public place that runs before the command line is read. `[tool.prefect.plugins]` in
pyproject.toml turns it on, in the project's root; elsewhere, type the full name, `label-dealer-images/nightly`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prefect.plugins import HookContext, register_hook

FLOWS = ("scrape-dealers", "curate-dataset", "train-classifier", "tune-classifier", "label-dealer-images", "nightly")
FLAGS = ("--watch",)  # options of `prefect deployment run` that take no value


@register_hook
def setup_environment(*, ctx: HookContext) -> None:
    """Complete the name in this process's arguments; no environment is changed."""
    sys.argv[:] = complete(sys.argv)


def complete(arguments: list[str]) -> list[str]:
    """The arguments with the name of a flow of ours completed to NAME/nightly; others come back as they are.

    >>> complete(["prefect", "deployment", "run", "-p", "limit=5", "label-dealer-images", "--watch"])[-2:]
    ['label-dealer-images/nightly', '--watch']
    """
    starts = [index for index in range(2, len(arguments)) if arguments[index - 2 : index] == ["deployment", "run"]]
    if Path(arguments[0]).stem not in ("prefect", "-m") or not starts:
        return arguments
    completed = list(arguments)
    for index in range(starts[0], len(arguments)):
        previous = arguments[index - 1]
        is_value = previous.startswith("-") and previous not in FLAGS and "=" not in previous
        if arguments[index] in FLOWS and not is_value:
            completed[index] += "/nightly"
    return completed
