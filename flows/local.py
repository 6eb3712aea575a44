"""Prefect on this machine: `python -m flows.local up` and `down`, which `make up` and `make down` call.

`up` starts what is not there yet: the server at `[tool.prefect.api] url` (or PREFECT_API_URL), the work pool, the
deployments of prefect.yaml, and a worker. Their process ids and logs are in DATA_DIR/run, Prefect's own files in
DATA_DIR/prefect (or PREFECT_HOME). A server that already answers at that URL is used, and left alone by `down`.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import requests

from carcls.config import load_settings
from carcls.errors import CarclsError, SettingsError

POOL = "local"
START_SECONDS = 180.0  # a busy two-core machine needs a minute
STOP_SECONDS = 30.0


def up() -> None:
    """Start server and worker where they are not running, and deploy. Twice is the same as once.

    Raises:
        SettingsError: not in the project's root, or nobody answers at a URL of another machine.
        CarclsError: something did not start; the text names its log.
    """
    if not Path("prefect.yaml").exists():
        raise SettingsError(
            f"Start Prefect in the project's root. Received: {Path.cwd()}, without a prefect.yaml. Go there first."
        )
    api, run = _surroundings()
    if not _answers(api):
        address = urlsplit(api)
        if address.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise SettingsError(f"A Prefect server should answer at {api}. Received: nothing. Start it, then go on.")
        print(f"Starting Prefect's server at {api} …", flush=True)
        _start(run, "server", ["server", "start", "--host", address.hostname, "--port", str(address.port or 80)])
        _wait(run, "server", lambda: _answers(api))
    for command in (["work-pool", "create", POOL, "--type", "process", "--overwrite"], ["deploy", "--all"]):
        _prefect(run, command)
    if _running(run, "worker") is None:
        print("Starting a worker …", flush=True)
        _start(run, "worker", ["worker", "start", "--pool", POOL])
    _wait(run, "worker", lambda: _has_worker(api))
    print(
        f"Up. Runs and their logs: {api.removesuffix('/api')}\n"
        "The night runs by itself, at the hour that prefect.yaml says. Now:\n"
        "  prefect deployment run nightly --watch\n"
        "  prefect deployment run label-dealer-images --watch\n"
        "  make down"
    )


def down() -> None:
    """Stop the worker and the server that `up` started."""
    _, run = _surroundings()
    for name in ("worker", "server"):
        process_id = _running(run, name)
        if process_id is not None:
            _stop(run, name, process_id)
            print(f"Stopped the {name}.")
        (run / f"{name}.pid").unlink(missing_ok=True)


def _surroundings() -> tuple[str, Path]:
    """The API's URL and the folder of process ids and logs. The environment is set for all that is started here."""
    data = load_settings().data_dir.resolve()
    os.environ.setdefault("PREFECT_HOME", str(data / "prefect"))
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    from prefect.settings import get_current_settings

    url = get_current_settings().api.url
    if not url:
        raise SettingsError("PREFECT_API_URL should be http://HOST:PORT/api. Received: nothing. Unset or mend it.")
    run = data / "run"
    run.mkdir(parents=True, exist_ok=True)
    return url.rstrip("/"), run


def _prefect(run: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *command], capture_output=True, text=True, check=False
    )
    (run / f"{command[0]}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise CarclsError(
            f"`prefect {' '.join(command)}` should succeed. Received: {last}. See {run}/{command[0]}.log."
        )


def _start(run: Path, name: str, command: list[str]) -> None:
    with (run / f"{name}.log").open("ab") as log, (run / f"{name}.pid").open("w", encoding="utf-8") as number:
        # The lock goes to what is started, and to nothing that it starts; it is free when that has ended.
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "--no-prompt", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[number.fileno()],
            start_new_session=True,  # it outlives this terminal
        )
        number.write(str(process.pid))


def _wait(run: Path, name: str, is_ready: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while not is_ready():
        if _running(run, name) is None or time.monotonic() > end:
            raise CarclsError(f"Prefect's {name} should start. Received: none after a while. See {run}/{name}.log.")
        time.sleep(0.5)


def _answers(api: str) -> bool:
    try:
        return requests.get(f"{api}/health", timeout=5).ok
    except requests.RequestException:
        return False


def _has_worker(api: str) -> bool:
    workers = requests.post(f"{api}/work_pools/{POOL}/workers/filter", json={}, timeout=30)
    return workers.ok and any(worker["status"] == "ONLINE" for worker in workers.json())


def _running(run: Path, name: str) -> int | None:
    """The process id of what `_start` started; None: it has ended. The lock tells: numbers are used again."""
    try:
        with (run / f"{name}.pid").open(encoding="utf-8") as number:
            fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int((run / f"{name}.pid").read_text(encoding="utf-8"))
    return None


def _stop(run: Path, name: str, process_id: int) -> None:
    """Ask, wait, insist: the process, and what it left behind."""
    with suppress(ProcessLookupError):
        os.kill(process_id, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while _running(run, name) is not None and time.monotonic() < end:
        time.sleep(0.2)
    with suppress(ProcessLookupError):
        os.killpg(process_id, signal.SIGKILL)


if __name__ == "__main__":
    try:
        command = {"up": up, "down": down}.get(" ".join(sys.argv[1:]))
        if command is None:
            raise SettingsError(f"Say up or down. Received: {' '.join(sys.argv[1:]) or 'nothing'}. make up, make down.")
        command()
    except CarclsError as error:
        sys.exit(str(error))
