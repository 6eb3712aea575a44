"""What labels: a model behind one interface, and the decoding that runs ahead of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from carcls.errors import CarclsError
from carcls.learn.pixels import Pixels, pixels
from carcls.learn.registry import TrainedModel

DECODERS = 4  # threads; Pillow decodes outside the interpreter's lock
BATCH = 32  # photos a prediction: 5 MB of pixels at 224
AHEAD = 2 * BATCH  # photos decoded before they are asked for: what bounds the memory

Name = TypeVar("Name")
Result = TypeVar("Result", covariant=True)


@dataclass(frozen=True)
class Verdict:
    """What a model says of one photo. confidence: the label's calibrated probability, 0 to 1; probabilities: by
    class, they sum to 1; abstained: the confidence is below the model's threshold.
    """

    label: str
    confidence: float
    probabilities: dict[str, float]
    abstained: bool


@dataclass(frozen=True)
class Judged(Generic[Result]):
    """A photo by name with what came of it: pixels, then a verdict; or why it could not be read."""

    name: str
    result: Result | CarclsError


class Engine(Protocol):
    """A model ready to label. classes: in the order of its outputs; input_size: side of its square of pixels."""

    digest: str
    classes: tuple[str, ...]
    input_size: int

    def judge(self, images: Iterable[Judged[Pixels]]) -> Iterator[Judged[Verdict]]:
        """One verdict a photo, in order; a photo that could not be read is passed on."""
        ...


class KerasEngine:
    """Labels with a Keras model on whatever device its backend found."""

    def __init__(self, model: TrainedModel) -> None:
        self.model = model
        self.digest = model.digest
        self.classes = model.classes
        self.input_size = model.input_size

    def judge(self, images: Iterable[Judged[Pixels]]) -> Iterator[Judged[Verdict]]:
        """One verdict a photo, in order; a photo that could not be read is passed on."""
        stream = iter(images)
        while batch := list(islice(stream, BATCH)):
            readable = [image.result for image in batch if not isinstance(image.result, CarclsError)]
            verdicts = iter(self._verdicts(np.stack(readable)) if readable else ())
            for image in batch:
                if isinstance(image.result, CarclsError):
                    yield Judged(image.name, image.result)
                else:
                    yield Judged(image.name, next(verdicts))

    def _verdicts(self, images: NDArray[np.uint8]) -> list[Verdict]:
        probabilities = self.model.predict(images)
        return [verdict(self.classes, row, self.model.abstain_below) for row in probabilities]


def verdict(classes: tuple[str, ...], probabilities: NDArray[np.float32], abstain_below: float) -> Verdict:
    """What probabilities, shape (classes,), say.

    >>> verdict(("interior", "exterior"), np.array([0.25, 0.75], np.float32), abstain_below=0.8)
    Verdict(label='exterior', confidence=0.75, probabilities={'interior': 0.25, 'exterior': 0.75}, abstained=True)
    """
    best = int(probabilities.argmax())
    confidence = float(probabilities[best])
    by_class = {name: float(value) for name, value in zip(classes, probabilities, strict=True)}
    return Verdict(classes[best], confidence, by_class, confidence < abstain_below)


def decode_all(
    read: Callable[[str], bytes], names: Iterable[str], size: int, max_pixels: int
) -> Iterator[Judged[Pixels]]:
    """Read and decode photos ahead of their use, in order; one that cannot be read brings its error.

    Args:
        read: bytes of a photo by name; may raise a CarclsError.
        names: the photos.
        size: side of the square of pixels.
        max_pixels: larger pictures are not decoded.
    """

    def decode(name: str) -> Judged[Pixels]:
        try:
            return Judged(name, pixels(read(name), size, max_pixels))
        except CarclsError as error:
            return Judged(name, error)

    waiting: deque[Future[Judged[Pixels]]] = deque()
    with ThreadPoolExecutor(DECODERS) as threads:
        for name in names:
            waiting.append(threads.submit(decode, name))
            if len(waiting) >= AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
