"""An engine that needs no training: it labels by mean brightness. It is real code behind the real interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from carcls.errors import CarclsError
from carcls.label.engine import Judged, Verdict, verdict
from carcls.learn.pixels import Pixels


class BrightnessEngine:
    """Dark is interior, bright is exterior; in between it abstains."""

    digest = "b" * 64
    classes = ("interior", "exterior", "other")
    input_size = 32

    def judge(self, images: Iterable[Judged[Pixels]]) -> Iterator[Judged[Verdict]]:
        for image in images:
            if isinstance(image.result, CarclsError):
                yield Judged(image.name, image.result)
                continue
            bright = float(image.result.mean()) / 255
            probabilities = np.array([1 - bright, bright, 0], np.float32)
            yield Judged(image.name, verdict(self.classes, probabilities, abstain_below=0.8))
