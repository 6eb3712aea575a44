"""The card of a model: what it is, what it learned from, what it is worth, where it ends."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from carcls.learn.recipes import RECIPES
from carcls.learn.trained_model import TrainedModel

if TYPE_CHECKING:
    import pandas as pd


def model_card(model: TrainedModel, metrics: dict[str, Any], frame: pd.DataFrame, script: str | None = None) -> str:
    """The card in Markdown.

    Args:
        model: what it is about.
        metrics: of `measure`, with `split`.
        frame: the manifest that it was trained with.
        script: what made it; None: `carcls train`.
    """
    environment = Environment(  # Markdown, not HTML: nothing to escape
        loader=FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,
    )
    environment.filters["figure"] = lambda value: "none" if value is None else f"{value:.4f}"
    counts = frame.groupby(["split", "label"]).size().to_dict()
    return environment.get_template("card.md.jinja").render(
        model=model,
        details=model.details,
        is_tuned=model.details["recipe"] != asdict(RECIPES[model.architecture]),
        metrics=metrics,
        script=script,
        photos=len(frame),
        sellers=frame["dealer"].nunique(),
        sources=[f"{source} {count}" for source, count in frame["source"].value_counts().items()],
        sides=[(split, [counts.get((split, name), 0) for name in model.classes]) for split in ("train", "val", "test")],
    )
