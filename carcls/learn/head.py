"""The classifier on frozen features: multinomial logistic regression with a strong L2 penalty.

Convex, so there is one answer: L-BFGS finds it in a second, with no learning rate to tune and no run unlike another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carcls.learn.features import Features

STEPS = 200
SMALLEST_DEVIATION = 0.05  # a feature that hardly moves in training must not shout when it does later


@dataclass(frozen=True)
class Head:
    """Logits are `features @ kernel + bias`. kernel: float32 (width, classes); bias: float32 (classes,)."""

    kernel: Features
    bias: Features

    def logits(self, features: Features) -> Features:
        """float32 (n, width) → float32 (n, classes)."""
        return features @ self.kernel + self.bias


def fit_head(
    features: Features,
    classes: NDArray[np.int64],
    weights: Features,
    class_count: int,
    penalty: float,
    on_step: Callable[[int, int, Head], None] | None = None,
) -> Head:
    """Fit to standardised features; the standardisation is folded into the kernel and bias that come back.

    Args:
        features: float32 (n, width).
        classes: (n,), 0 to class_count - 1.
        weights: (n,), how much each photo counts; 1 is a photo.
        penalty: L2, of the kernel; scikit-learn's 1 / C.
        on_step: called with the number of the step, from 1, how many there may be, and the head as it stands.
    """
    from scipy.optimize import OptimizeResult, minimize

    mean, deviation = features.mean(axis=0), np.maximum(features.std(axis=0), SMALLEST_DEVIATION)
    standardised = (features - mean) / deviation
    truth = np.eye(class_count, dtype=np.float32)[classes]
    step = 0

    def loss_and_gradient(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        kernel = flat.reshape(-1, class_count)  # the last row is the bias, which is not penalised
        logits = standardised @ kernel[:-1].astype(np.float32) + kernel[-1]
        log_probabilities = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        error = ((np.exp(log_probabilities) - truth) * weights[:, None]).astype(np.float32)
        loss = -(weights * log_probabilities[truth == 1]).sum() + 0.5 * penalty * (kernel[:-1] ** 2).sum()
        gradient = np.vstack([standardised.T @ error + penalty * kernel[:-1], error.sum(axis=0)])
        return float(loss), gradient.ravel().astype(np.float64)

    def unfolded(flat: NDArray[np.float64]) -> Head:
        kernel = flat.reshape(-1, class_count)
        raw = kernel[:-1] / deviation[:, None]
        return Head(raw.astype(np.float32), (kernel[-1] - mean @ raw).astype(np.float32))

    def after_step(intermediate_result: OptimizeResult) -> None:
        nonlocal step
        step += 1
        if on_step is not None:
            on_step(step, STEPS, unfolded(intermediate_result.x))

    start = np.zeros((features.shape[1] + 1) * class_count)
    found = minimize(
        loss_and_gradient, start, jac=True, method="L-BFGS-B", callback=after_step, options={"maxiter": STEPS}
    )
    return unfolded(found.x)
