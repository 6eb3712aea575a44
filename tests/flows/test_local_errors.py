from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from carcls.errors import CarclsError, SettingsError
from flows.local import _wait, down, up
from tests.flows.conftest import ROOT


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARCLS_DATA_DIR", str(tmp_path / "var"))
    for name in ("PREFECT_HOME", "PREFECT_SERVER_ANALYTICS_ENABLED", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, str(tmp_path / "prefect"))  # so that what `up` sets is taken back


def test_elsewhere_than_in_the_root_nothing_is_started(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"Start Prefect in the project's root. Received: {tmp_path}"):
        up()


@pytest.mark.slow
def test_what_is_no_command_is_said_in_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "flows.local", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (1, "Say up or down. Received: --help. make up, make down.\n")


def test_a_server_of_another_machine_is_not_started_here(tmp_path: Path) -> None:
    (tmp_path / "prefect.yaml").touch()
    with (
        temporary_settings({PREFECT_API_URL: "http://prefect.invalid:4200/api"}),
        pytest.raises(SettingsError, match=r"A Prefect server should answer at http://prefect\.invalid:4200/api"),
    ):
        up()


def test_what_ended_at_once_is_not_waited_for_and_its_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(CarclsError, match="Prefect's server should start") as raised:
        _wait(tmp_path, "server", lambda: False)
    assert str(tmp_path / "server.log") in str(raised.value)


def test_down_with_nothing_up_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    down()
    assert capsys.readouterr().out == ""
