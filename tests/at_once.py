"""Processes that do the same thing at the same moment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

PROCESSES, TIMES = 4, 20


def do_at_once(act: Callable[[Path], None], folder: Path) -> None:
    """Four processes call a function with a new folder, twenty times; an error there is one here. The fewer cores are
    free, the less they meet.
    """
    folders = [folder / str(number // PROCESSES) for number in range(PROCESSES * TIMES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(_with_others, act), folders, timeout=60))


def _with_others(act: Callable[[Path], None], folder: Path) -> None:
    (folder / str(os.getpid())).mkdir(parents=True)
    give_up = time.monotonic() + 30
    while len(list(folder.iterdir())) < PROCESSES:
        assert time.monotonic() < give_up, "the other processes never came"
        time.sleep(0.001)
    time.sleep(max(0, folder.stat().st_mtime + 0.05 - time.time()))
    act(folder)
