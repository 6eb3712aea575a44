from __future__ import annotations

import os
import subprocess
import sys

LEASH = [sys.executable, "-m", "carcls.leash"]
SECONDS = 60


def test_what_is_on_the_leash_ends_when_its_starter_is_killed() -> None:
    command = [*LEASH, "http.server", "0", "--bind", "127.0.0.1"]
    starter = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.Popen({command}, stdin=subprocess.PIPE).wait()"],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert starter.stdout is not None
    assert starter.stdout.readline().startswith(b"Serving HTTP on 127.0.0.1")
    starter.kill()
    # The output ends when the last process that holds it does.
    starter.communicate(timeout=SECONDS)


def test_a_module_has_its_own_arguments_output_and_exit_code() -> None:
    with subprocess.Popen([*LEASH, "calendar", "2026", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as module:
        assert module.stdout is not None
        assert module.stdout.read().splitlines()[0].strip() == b"January 2026"
        assert module.wait(SECONDS) == 0
    with subprocess.Popen([*LEASH, "calendar", "x"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as module:
        assert module.wait(SECONDS) == 2
