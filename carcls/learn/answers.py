"""What a model said of photos whose truth is known: what every figure, table and plot of an evaluation is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from carcls.learn.examples import targets

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN_SELLER = "unknown"


@dataclass(frozen=True)
class Answers:
    """A row a photo, n at least 1.

    classes: in the order of `predicted`. photos: (n,), sha256. labels: (n,), the true classes, also such as the model
    does not know. truth: (n,), their positions among the classes; -1: one that the model does not know, so it is wrong.
    sellers: (n,), `unknown` where none is. views: (n,), empty where none is known. predicted: calibrated probabilities,
    float32 (n, classes). abstain_below: float32 (n,), the confidence below which the photo's model abstains.
    """

    classes: tuple[str, ...]
    photos: NDArray[np.str_]
    labels: NDArray[np.str_]
    truth: NDArray[np.int64]
    sellers: NDArray[np.str_]
    views: NDArray[np.str_]
    predicted: NDArray[np.float32]
    abstain_below: NDArray[np.float32]

    @classmethod
    def to(
        cls,
        side: pd.DataFrame,
        classes: tuple[str, ...],
        predicted: NDArray[np.float32],
        abstain_below: float | NDArray[np.float32],
    ) -> Answers:
        """Answers to the photos of a manifest's rows, which are in the order of `predicted`."""
        return cls(
            classes,
            side["sha256"].to_numpy(str),
            side["label"].to_numpy(str),
            targets(side, classes),
            side["dealer"].fillna(UNKNOWN_SELLER).to_numpy(str),
            side["view"].fillna("").to_numpy(str),
            predicted,
            np.broadcast_to(np.asarray(abstain_below, np.float32), (len(side),)),
        )

    @cached_property
    def said(self) -> NDArray[np.int64]:
        """(n,), positions of the most probable classes."""
        return np.asarray(self.predicted.argmax(axis=1), np.int64)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(n,)."""
        return np.asarray(self.said == self.truth, np.bool_)

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        """(n,), the probability of what was said."""
        return np.asarray(self.predicted.max(axis=1), np.float32)

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """(n,): it did not abstain."""
        return np.asarray(self.confidence >= self.abstain_below, np.bool_)

    def table(self) -> pd.DataFrame:
        """Columns: sha256, seller, view, label, said, right, confidence, abstained, p_CLASS; flags: true or false."""
        import pandas as pd

        return pd.DataFrame(
            {
                "sha256": self.photos,
                "seller": self.sellers,
                "view": self.views,
                "label": self.labels,
                "said": np.array(self.classes)[self.said],
                "right": np.where(self.right, "true", "false"),
                "confidence": self.confidence,
                "abstained": np.where(self.kept, "false", "true"),
                **{f"p_{name}": self.predicted[:, index] for index, name in enumerate(self.classes)},
            }
        )
