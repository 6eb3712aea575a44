"""An engine that needs no training: it labels by mean brightness. It is real code behind the real interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from carcls.errors import CarclsError
from carcls.label.engine import Judged, Name, Reader, Verdict, verdict
from carcls.learn.pixels import pixels


class BrightnessEngine:
    """Dark is interior, bright is exterior; in between it abstains."""

    digest = "b" * 64
    classes = ("interior", "exterior", "other")

    def judge(self, names: Iterable[Name], read: Reader[Name], max_pixels: int) -> Iterator[Judged[Name, Verdict]]:
        for name in names:
            try:
                bright = float(pixels(read(name), 32, max_pixels).mean()) / 255
            except CarclsError as error:
                yield Judged(name, error)
                continue
            probabilities = np.array([1 - bright, bright, 0], np.float32)
            yield Judged(name, verdict(self.classes, probabilities, abstain_below=0.8))
