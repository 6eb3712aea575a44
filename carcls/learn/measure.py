"""What answers are worth: figures with intervals, tables by class, seller and view, the curve of risk, the mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from carcls.learn.answers import Answers
from carcls.learn.calibration import reliability
from carcls.learn.intervals import rounded, with_intervals

LEAST_LIKELIHOOD = 1e-7  # what a loss counts at most for one photo: 16 nats
CURVE_STEPS = 50  # of the risk-coverage curve
MISTAKES_SHOWN = 36


def measure(answers: Answers) -> dict[str, Any]:
    """What predictions are worth.

    Returns:
        photos; the figures of `carcls.learn.intervals` (None: no photo to judge it by); loss (nats a photo);
        abstain_below (the mean, where folds have their own), abstained (part of the photos) and accuracy_of_kept (None:
        none kept); intervals (see `with_intervals`); reliability (see `calibration.reliability`); risk_coverage (see
        `risk_coverage`); classes {name: precision, recall, f1, photos}; confusion (rows are the truth, columns the
        prediction, in the order of classes); sellers and views (see `by_seller`, `by_view`); mistakes (see
        `worst_mistakes`).
    """
    confusion = np.zeros((len(answers.classes), len(answers.classes)), int)
    known = answers.truth >= 0
    np.add.at(confusion, (answers.truth[known], answers.said[known]), 1)
    figures, intervals = with_intervals(answers)
    return {
        "photos": len(answers.photos),
        **{name: rounded(value) for name, value in figures.items()},
        "loss": round(float(losses(answers.predicted, answers.truth).mean()), 4),
        "abstain_below": round(float(answers.abstain_below.mean()), 4),
        "abstained": _mean(~answers.kept),
        "accuracy_of_kept": _mean(answers.right[answers.kept]),
        "intervals": intervals,
        "reliability": reliability(answers.predicted, answers.truth),
        "risk_coverage": risk_coverage(answers),
        "classes": {name: _class_figures(confusion, answers.said, index) for index, name in enumerate(answers.classes)},
        "confusion": confusion.tolist(),
        "sellers": by_seller(answers),
        "views": by_view(answers),
        "mistakes": worst_mistakes(answers),
    }


def losses(predicted: NDArray[np.float32], truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Negative log-likelihood of each photo, (n,), in nats. truth: -1 is a class that the model does not know."""
    likelihoods = np.where(truth >= 0, predicted[np.arange(len(truth)), truth], 0.0)
    return np.asarray(-np.log(np.maximum(likelihoods, LEAST_LIKELIHOOD)), np.float64)


def risk_coverage(answers: Answers) -> list[dict[str, float]]:
    """What part is wrong (risk) of the surest part of the photos (coverage), in steps of 2 %, the surest first.

    Source: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010.
    """
    wrong = ~answers.right[np.argsort(-answers.confidence, kind="stable")]
    kept = np.unique(np.ceil(np.linspace(0, len(wrong), CURVE_STEPS + 1)[1:]).astype(int))
    risk = np.cumsum(wrong)[kept - 1] / kept
    return [
        {"coverage": round(float(count / len(wrong)), 4), "risk": round(float(part), 4)}
        for count, part in zip(kept, risk, strict=True)
    ]


def by_seller(answers: Answers) -> list[dict[str, Any]]:
    """A row a seller, the largest first: seller, photos, accuracy, abstained (part of them)."""
    rows = [
        {"seller": str(name), **_group_figures(answers, answers.sellers == name)} for name in np.unique(answers.sellers)
    ]
    return sorted(rows, key=lambda row: (-row["photos"], row["seller"]))


def by_view(answers: Answers) -> list[dict[str, Any]]:
    """A row a view of a class, the least right first: label, view, photos, accuracy, abstained, taken_for.

    abstained: part of them. view: empty: photos of that class whose view nobody said. taken_for: the wrong class that
    was said most often; None: all were right.
    """
    rows = []
    for label, view in sorted(set(zip(answers.labels.tolist(), answers.views.tolist(), strict=True))):
        of_it = (answers.labels == label) & (answers.views == view)
        wrong = np.bincount(answers.said[of_it & ~answers.right], minlength=len(answers.classes))
        taken_for = answers.classes[int(wrong.argmax())] if wrong.any() else None
        rows.append({"label": label, "view": view, **_group_figures(answers, of_it), "taken_for": taken_for})
    return sorted(rows, key=lambda row: (row["accuracy"], row["label"], row["view"]))


def worst_mistakes(answers: Answers) -> list[dict[str, Any]]:
    """The mistakes that the model is surest of, the surest first: sha256, seller, view, label, said, confidence.

    Some of them are the label's, not the model's.
    """
    wrong = np.flatnonzero(~answers.right)
    surest = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][:MISTAKES_SHOWN]
    return [
        {
            "sha256": str(answers.photos[row]),
            "seller": str(answers.sellers[row]),
            "view": str(answers.views[row]),
            "label": str(answers.labels[row]),
            "said": answers.classes[int(answers.said[row])],
            "confidence": round(float(answers.confidence[row]), 4),
        }
        for row in surest
    ]


def _group_figures(answers: Answers, of_it: NDArray[np.bool_]) -> dict[str, Any]:
    return {
        "photos": int(of_it.sum()),
        "accuracy": _mean(answers.right[of_it]),
        "abstained": _mean(~answers.kept[of_it]),
    }


def _mean(values: NDArray[np.bool_]) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None


def _class_figures(confusion: NDArray[np.int64], said: NDArray[np.int64], index: int) -> dict[str, float | int | None]:
    hits, photos, named = int(confusion[index, index]), int(confusion[index].sum()), int((said == index).sum())
    precision = hits / named if named else None
    recall = hits / photos if photos else None
    return {
        "precision": None if precision is None else round(precision, 4),
        "recall": None if recall is None else round(recall, 4),
        "f1": round(2 * hits / (named + photos), 4) if named + photos else None,
        "photos": photos,
    }
