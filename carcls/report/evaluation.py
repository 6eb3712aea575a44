"""An evaluation as one HTML page: figures with intervals, plots, tables, and the mistakes as pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carcls.photos.store import PhotoStore
from carcls.report.page import environment
from carcls.report.pictures import data_uri, thumbnail
from carcls.whole_file import whole_file

PAGE = "evaluation.html"
FIGURES = {
    "accuracy": "accuracy of all classes",
    "interior_exterior_accuracy": "interior and exterior photos right, “other” counted as wrong",
    "interior_against_exterior_accuracy": "the same photos, interior against exterior alone",
    "accuracy_of_surest": "accuracy without the least sure 5\u202f%",
    "ece": "expected calibration error",
}
PLOTS = {
    "confusion": "confusion matrix",
    "reliability": "reliability",
    "risk_coverage": "risk and coverage",
    "curves": "training",
}


def write_evaluation_page(
    store: PhotoStore, folder: Path, metrics: Mapping[str, Any], title: str, about: Mapping[str, Any]
) -> Path:
    """Write `evaluation.html` into a folder of `carcls.learn.evaluate.write_metrics`, with plots and pictures inside.

    Args:
        store: where the proxies are; a missing one is a blank.
        folder: where the plots are.
        metrics: of `carcls.learn.measure.measure`, with `split`.
        title: what was evaluated.
        about: more on it, shown as it is.

    Raises:
        OutputError: the file cannot be written.
    """
    plots = [(name, folder / f"{stem}.png") for stem, name in PLOTS.items()]
    html = (
        environment()
        .get_template("evaluation.html.j2")
        .render(
            title=title,
            about=about,
            metrics=metrics,
            figures=FIGURES,
            plots=[(name, data_uri(file.read_bytes(), "image/png")) for name, file in plots if file.exists()],
            thumbnails={each["sha256"]: thumbnail(store, each["sha256"]) for each in metrics["mistakes"]},
        )
    )
    file = folder / PAGE
    with whole_file(file) as stream:
        stream.write(html.encode("utf-8", "replace"))
    return file
