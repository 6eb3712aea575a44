"""What labels: one interface, whatever computes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from carcls.errors import CarclsError

READERS = 8  # threads; they wait for a disk, a server or an object store

Name = TypeVar("Name")
Result = TypeVar("Result", covariant=True)
Done = TypeVar("Done")
Reader: TypeAlias = Callable[[Name], bytes]  # a photo's bytes by its name; may raise a CarclsError


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
class Judged(Generic[Name, Result]):
    """A photo by name with what came of it, or why it could not be read."""

    name: Name
    result: Result | CarclsError


class Engine(Protocol):
    """A model ready to label. digest: the model's; classes: in the order of its outputs."""

    digest: str
    classes: tuple[str, ...]

    def judge(self, names: Iterable[Name], read: Reader[Name], max_pixels: int) -> Iterator[Judged[Name, Verdict]]:
        """One verdict a photo, in order; a photo that cannot be read brings its error.

        Args:
            names: the photos, whatever `read` knows them by; taken as they are needed, so that memory does not grow
                with their number.
            read: bytes of a photo by name, called in other threads.
            max_pixels: larger pictures are not decoded.
        """
        ...


def verdict(classes: tuple[str, ...], probabilities: NDArray[np.float32], abstain_below: float) -> Verdict:
    """What probabilities, shape (classes,), say.

    >>> verdict(("interior", "exterior"), np.array([0.25, 0.75], np.float32), abstain_below=0.8)
    Verdict(label='exterior', confidence=0.75, probabilities={'interior': 0.25, 'exterior': 0.75}, abstained=True)
    """
    best = int(probabilities.argmax())
    confidence = float(probabilities[best])
    by_class = {name: float(value) for name, value in zip(classes, probabilities, strict=True)}
    return Verdict(classes[best], confidence, by_class, confidence < abstain_below)


def ahead(start: Callable[[Name], Future[Done]], names: Iterable[Name], most: int) -> Iterator[Done]:
    """The results of what is started by name, in order, at most so many begun and not yet taken: what bounds memory."""
    begun: deque[Future[Done]] = deque()
    for name in names:
        begun.append(start(name))
        if len(begun) >= most:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
