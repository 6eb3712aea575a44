"""Labels with LiteRT on a CPU: one interpreter a core, each photo decoded and judged in one thread.

Neither Keras nor TensorFlow is imported. A thread takes a photo's bytes, which other threads have read ahead, decodes
them to the pixels that training saw, and runs its interpreter: all three let go of Python's lock, so that cores stay
busy, and nothing waits for a batch to fill.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from carcls.errors import CarclsError
from carcls.label.engine import READERS, Judged, Name, Reader, Verdict, ahead, verdict
from carcls.learn.litert import interpreter
from carcls.learn.model_files import read_litert, read_model_file
from carcls.learn.pixels import pixels
from carcls.learn.trained_model import probabilities

AHEAD = 8  # photos a core that are begun and not yet taken


class LiteRTEngine:
    """Labels with the LiteRT file of a model's folder."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Open a model. threads: interpreters; None: one a core.

        Raises:
            ModelError: the folder is not whole, or has no LiteRT file.
        """
        content = read_model_file(folder)
        self.digest = str(content["digest"])
        self.classes = tuple(content["classes"])
        self._size = int(content["input_size"])
        self._temperature = float(content["temperature"])
        self._abstain_below = float(content["abstain_below"])
        self._threads = threads or os.cpu_count() or 1
        litert = read_litert(folder, content)
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(self._threads):
            self._idle.put(interpreter(litert))

    def judge(self, names: Iterable[Name], read: Reader[Name], max_pixels: int) -> Iterator[Judged[Name, Verdict]]:
        """See `carcls.label.engine.Engine.judge`."""
        most = AHEAD * self._threads
        with ThreadPoolExecutor(READERS) as readers, ThreadPoolExecutor(self._threads) as cores:

            def start(name: Name) -> Future[Judged[Name, Verdict]]:
                data = readers.submit(read, name)
                return cores.submit(self._judge_one, name, data, max_pixels)

            yield from ahead(start, names, most)

    def _judge_one(self, name: Name, data: Future[bytes], max_pixels: int) -> Judged[Name, Verdict]:
        try:
            photo = pixels(data.result(), self._size, max_pixels)
        except CarclsError as error:
            return Judged(name, error)
        runner = self._idle.get()
        try:
            taken = runner.get_input_details()[0]
            runner.set_tensor(taken["index"], photo[None].astype(taken["dtype"], copy=False))
            runner.invoke()
            logits = np.asarray(runner.get_tensor(runner.get_output_details()[0]["index"]), np.float32)
        finally:
            self._idle.put(runner)
        return Judged(name, verdict(self.classes, probabilities(logits, self._temperature)[0], self._abstain_below))
