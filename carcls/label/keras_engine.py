"""Labels with Keras, in batches, on whatever device its backend found; reading and decoding run ahead of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import numpy as np

from carcls.errors import CarclsError
from carcls.label.engine import READERS, Judged, Name, Reader, Verdict, ahead, verdict
from carcls.learn.pixels import Pixels, pixels
from carcls.learn.trained_model import BATCH, TrainedModel

GPU_BATCH = 256  # photos a step: 28 MB of pixels at 192
AHEAD = 2  # batches that are begun and not yet taken: while the device computes one, the next is decoded


class KerasEngine:
    """Labels with a Keras model. on_gpu: large batches, all of one size, since another size is compiled anew."""

    def __init__(self, model: TrainedModel, *, on_gpu: bool = False) -> None:
        self.model = model
        self.digest = model.digest
        self.classes = model.classes
        self._batch = GPU_BATCH if on_gpu else BATCH
        self._fills_up = on_gpu  # a CPU computes what fills up at full price

    def judge(self, names: Iterable[Name], read: Reader[Name], max_pixels: int) -> Iterator[Judged[Name, Verdict]]:
        """See `carcls.label.engine.Engine.judge`."""
        size = self.model.input_size

        def decode(name: Name, data: Future[bytes]) -> Judged[Name, Pixels]:
            try:
                return Judged(name, pixels(data.result(), size, max_pixels))
            except CarclsError as error:
                return Judged(name, error)

        with ThreadPoolExecutor(READERS) as readers, ThreadPoolExecutor(os.cpu_count()) as cores:

            def start(name: Name) -> Future[Judged[Name, Pixels]]:
                return cores.submit(decode, name, readers.submit(read, name))

            images = ahead(start, names, AHEAD * self._batch)
            while batch := list(islice(images, self._batch)):
                yield from self._judge_batch(batch)

    def _judge_batch(self, batch: list[Judged[Name, Pixels]]) -> Iterator[Judged[Name, Verdict]]:
        readable = [image.result for image in batch if not isinstance(image.result, CarclsError)]
        if readable and self._fills_up:
            readable += [np.zeros_like(readable[0])] * (self._batch - len(readable))
        rows = iter(self.model.predict(np.stack(readable), self._batch) if readable else ())
        for image in batch:
            if isinstance(image.result, CarclsError):
                yield Judged(image.name, image.result)
            else:
                yield Judged(image.name, verdict(self.classes, next(rows), self.model.abstain_below))
