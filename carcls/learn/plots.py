"""Plots of a model's evaluation and training and of a study of recipes, drawn from their figures alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BLUE, ORANGE = "#1f77b4", "#ff7f0e"


def draw_plots(folder: Path, metrics: dict[str, Any], history: pd.DataFrame | None) -> None:
    """confusion.png, reliability.png, risk_coverage.png and, where there is a history, curves.png.

    Args:
        metrics: of `carcls.learn.measure.measure`, with `split`.
        history: epoch, loss, accuracy, val_loss, val_accuracy.
    """
    figures = {
        "confusion": confusion_plot(metrics),
        "reliability": reliability_plot(metrics),
        "risk_coverage": risk_coverage_plot(metrics),
    }
    if history is not None:
        figures["curves"] = curves_plot(history)
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png")


def confusion_plot(metrics: dict[str, Any]) -> Figure:
    """The confusion matrix: truth down, prediction across, photos in the fields, coloured by part of the row."""
    figure = blank_figure(4.8, 4.2)
    axes = figure.add_subplot()
    names, rows = list(metrics["classes"]), metrics["confusion"]
    axes.imshow([[n / max(1, sum(row)) for n in row] for row in rows], cmap="Blues", vmin=0, vmax=1)
    for y, row in enumerate(rows):
        for x, photos in enumerate(row):
            axes.text(x, y, str(photos), ha="center", va="center", color="white" if photos > sum(row) / 2 else "black")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("truth")
    axes.set_title(f"{metrics['photos']} photos of {metrics['split']}, accuracy {metrics['accuracy']:.4f}")
    return figure


def reliability_plot(metrics: dict[str, Any]) -> Figure:
    """Accuracy against confidence; on the diagonal a probability means what it says."""
    figure = blank_figure(4.8, 4.2)
    axes = figure.add_subplot()
    bins = metrics["reliability"]
    most = max(each["photos"] for each in bins)
    axes.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1)
    axes.plot([each["confidence"] for each in bins], [each["accuracy"] for each in bins], color=BLUE)
    sizes = [20 + 180 * each["photos"] / most for each in bins]
    axes.scatter([each["confidence"] for each in bins], [each["accuracy"] for each in bins], s=sizes, color=BLUE)
    axes.axvline(metrics["abstain_below"], color=ORANGE, linewidth=1, label="abstains below")
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0, 1.02), ylim=(0, 1.05))
    axes.set_title(f"Reliability, expected calibration error {metrics['ece']:.3f}")
    axes.legend(loc="upper left")
    return figure


def risk_coverage_plot(metrics: dict[str, Any]) -> Figure:
    """What part is wrong of the surest part of the photos: how much is bought by leaving the unsure to a person."""
    figure = blank_figure(4.8, 4.2)
    axes = figure.add_subplot()
    curve = metrics["risk_coverage"]
    axes.plot([each["coverage"] for each in curve], [each["risk"] for each in curve], color=BLUE)
    if metrics["accuracy_of_kept"] is not None:
        kept = [1 - metrics["abstained"]], [1 - metrics["accuracy_of_kept"]]
        axes.scatter(*kept, color=ORANGE, zorder=3, label="at the model's threshold")
        axes.legend(loc="upper left")
    axes.set(xlabel="coverage: part that is answered, the surest first", ylabel="risk: part of it that is wrong")
    axes.set(xlim=(0, 1.02), ylim=(0, None), title=f"Risk and coverage on {metrics['photos']} photos")
    axes.grid(alpha=0.3)
    return figure


def curves_plot(history: pd.DataFrame) -> Figure:
    """Loss and accuracy of train and val by epoch (or step of the head)."""
    figure = blank_figure(8.4, 3.6)
    for position, name in enumerate(("loss", "accuracy"), 1):
        axes = figure.add_subplot(1, 2, position)
        axes.plot(history["epoch"], history[name], color=BLUE, label="train")
        axes.plot(history["epoch"], history[f"val_{name}"], color=ORANGE, label="val")
        axes.set(xlabel="epoch or step", title=name)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


def importances_plot(importances: dict[str, float], trials: int) -> Figure:
    """A bar a parameter of a study with so many trials: how much it decided, 0 to 1, the largest at the top."""
    figure = blank_figure(6.4, 1.2 + 0.35 * len(importances))
    axes = figure.add_subplot()
    names = [name.replace("_", " ") for name in importances]
    axes.barh(names, list(importances.values()), color=BLUE)
    axes.invert_yaxis()
    axes.set(xlabel="importance", title=f"What decided among {trials} trials")
    axes.grid(axis="x", alpha=0.3)
    return figure


def blank_figure(width: float, height: float) -> Figure:
    """A figure of its own, on no canvas of pyplot's: that one is global and not for threads. Sizes in inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    return figure
