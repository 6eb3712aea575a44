"""Run a module that ends when the process that started it does: `python -m carcls.leash MODULE ARGUMENTS…`.

A crawl outlives neither a cancelled flow run nor `make down`, even where its starter was killed outright. The starter
holds the other end of this process's standard input; the operating system closes it, whatever the starter died of.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from threading import Thread
from time import sleep

GRACE = 15.0  # seconds for the last rows, between being asked to end and being ended


def _end_with_starter() -> None:
    while os.read(sys.stdin.fileno(), 1024):  # not sys.stdin.read: its lock would not let the interpreter end
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    Thread(target=_end_with_starter, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
