"""Labels with Keras, in batches, on whatever device its backend found; decoding runs ahead of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np

from carcls.errors import CarclsError
from carcls.label.engine import Judged, Name, Reader, Verdict, ahead, verdict
from carcls.learn.pixels import Pixels, pixels
from carcls.learn.trained_model import TrainedModel

DECODERS = 4  # threads; Pillow decodes outside the interpreter's lock
BATCH = 32  # photos a prediction: 5 MB of pixels at 224
GPU_BATCH = 256
AHEAD = 2  # batches decoded before they are asked for


class KerasEngine:
    """Labels with a Keras model. on_gpu: larger batches."""

    def __init__(self, model: TrainedModel, *, on_gpu: bool = False) -> None:
        self.model = model
        self.digest = model.digest
        self.classes = model.classes
        self._batch = GPU_BATCH if on_gpu else BATCH

    def judge(self, names: Iterable[Name], read: Reader[Name], max_pixels: int) -> Iterator[Judged[Name, Verdict]]:
        """See `carcls.label.engine.Engine.judge`."""
        size = self.model.input_size

        def decode(name: Name) -> Judged[Name, Pixels]:
            try:
                return Judged(name, pixels(read(name), size, max_pixels))
            except CarclsError as error:
                return Judged(name, error)

        with ThreadPoolExecutor(DECODERS) as threads:
            images = ahead(lambda name: threads.submit(decode, name), names, AHEAD * self._batch)
            while batch := list(islice(images, self._batch)):
                yield from self._judge_batch(batch)

    def _judge_batch(self, batch: list[Judged[Name, Pixels]]) -> Iterator[Judged[Name, Verdict]]:
        readable = [image.result for image in batch if not isinstance(image.result, CarclsError)]
        rows = iter(self.model.predict(np.stack(readable)) if readable else ())
        for image in batch:
            if isinstance(image.result, CarclsError):
                yield Judged(image.name, image.result)
            else:
                yield Judged(image.name, verdict(self.classes, next(rows), self.model.abstain_below))
