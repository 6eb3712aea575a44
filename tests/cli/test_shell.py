"""How commands end, what they say, and what starting them costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from carcls.cli import shell
from carcls.cli.app import app
from tests.cli.conftest import Run
from tests.night import Night

HEAVY = (
    *("keras", "tensorflow", "jax", "prefect", "scrapy", "pandas", "pyarrow", "sqlalchemy", "matplotlib"),
    *("numpy", "scipy", "PIL", "requests", "fsspec", "pydantic", "rich.progress"),
)


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """(words, command) of every command and group."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        yield " ".join([*path, name]), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


COMMANDS = dict(commands())
LEAVES = {words: command for words, command in COMMANDS.items() if not hasattr(command, "commands")}


def test_commands_are_those_of_the_readme() -> None:
    assert sorted(LEAVES) == [
        "check",
        "crawl",
        "curate audit",
        "curate explain",
        "dealers list",
        "demo",
        "duplicates",
        "evaluate",
        "explain",
        "export",
        "extract",
        "label",
        "labels conflicts",
        "labels doubts",
        "labels import",
        "labels set",
        "models export",
        "models list",
        "models promote",
        "models rollback",
        "report",
        "status",
        "train",
        "tune",
    ]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_help(words: str) -> None:
    assert COMMANDS[words].help


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_has_an_example_and_every_option_help(words: str) -> None:
    command = LEAVES[words]
    assert f"carcls {words}" in (command.epilog or "")
    assert command.epilog.startswith(("Example: ", "Examples: "))
    assert [parameter.name for parameter in command.params if not parameter.help] == []


def test_starting_imports_nothing_heavy() -> None:
    code = f"import sys, carcls.cli; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_help_and_version_end_well(run: Run) -> None:
    assert run("--help").code == 0
    assert run("--version").out.startswith("carcls ")


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["crawl", "--frobnicate"],
        ["label"],
        ["label", "a.jpg", "--new"],
        ["label", "--new", "--all"],
        ["label", "--new", "--format", "csv"],
        ["label", "a.jpg", "--format", "table", "--output", "x.txt"],
        ["export", "--format", "xml"],
        ["train", "--architecture", "oracle"],
        ["train", "--architecture", "cnn", "--recipe", "recipe.toml"],
        ["tune", "--trials", "0"],
        ["evaluate", "3f9a2c", "--leave-sellers-out"],
        ["evaluate", "--folds", "3"],
        ["evaluate", "--leave-sellers-out", "--folds", "1"],
        ["explain", "a.jpg", "--output", "a.gif"],
        ["labels", "set", "7ea4"],
    ],
    ids=" ".join,
)
def test_used_wrongly_is_2(run: Run, words: list[str]) -> None:
    ended = run(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["crawl", "nobody"], "The dealers file should be readable."),
        (["labels", "import", "missing.csv"], "A labels file should be UTF-8 CSV"),
        (["labels", "set", "abc", "interior"], "A photo should be named by its sha256"),
        (["models", "rollback"], "A model should be in use."),
        (["models", "promote", "abc"], "A model should be named by its digest"),
        (["train"], "A dataset should have labelled photos."),
        (["tune"], "A dataset should have labelled photos."),
        (["labels", "doubts"], "A dataset should have labelled photos."),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_an_error_is_one_line_on_stderr(run: Run, words: list[str], rule: str) -> None:
    ended = run(*words)
    assert ended.code == 1
    assert ended.err.startswith(f"carcls: {rule}")
    assert ended.err.count("\n") == 1


def test_a_wrong_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARCLS_CRAWL_DELAY", "soon")
    ended = run("status")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("carcls: Setting `crawl_delay`")


def test_interrupted_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("carcls.cli.status.open_house", interrupted)
    ended = run("status")
    assert (ended.code, ended.out) == (130, "")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import sys; sys.exit(0)", 0),
        ("import sys; sys.exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", 143),
        ("import os, signal; os.kill(os.getppid(), signal.SIGTERM); signal.pause()", 143),
        ("import os, sys; sys.exit(int(os.environ['CODE']))", 5),
    ],
)
def test_a_modules_exit_code_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: int) -> None:
    (tmp_path / "child_of_carcls.py").write_text(body)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert shell.run_module("child_of_carcls", [], {"CODE": "5"}) == code


def test_escape_sequences_do_not_reach_the_terminal(night: Night, run: Run) -> None:
    shell.say("\x1b[2Jgone")
    shell.show_table(["title"], [["\x1b]0;owned\x07"], [None], [float("nan")], [True], [1234], [0.5]])
    ended = run("--version")
    assert "\x1b" not in ended.out + ended.err
    assert [row[0] for row in ended.cells] == ["\ufffd]0;owned\ufffd", "–", "–", "yes", "1,234", "0.5000"]
