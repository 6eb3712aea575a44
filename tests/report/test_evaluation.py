"""The page of an evaluation, read as a browser would."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from carcls.learn.answers import Answers
from carcls.learn.measure import measure
from carcls.photos.intake import PhotoIntake
from carcls.photos.store import PhotoStore
from carcls.report.evaluation import write_evaluation_page
from tests.pictures import photo

CLASSES = ("interior", "exterior", "other")


@pytest.fixture
def metrics(intake: PhotoIntake) -> dict[str, Any]:
    """Three photos, two of them told wrong, one of which the store has."""
    side = pd.DataFrame(
        {
            "sha256": [intake.take(photo(1)).sha256, "b" * 64, "c" * 64],
            "label": ["other", "exterior", "interior"],
            "dealer": ["<script>alert(1)</script>", "north", "north"],
            "view": ["engine", "side", None],
        }
    )
    predicted = np.array([[0.98, 0.01, 0.01], [0.5, 0.3, 0.2], [0.9, 0.1, 0]], np.float32)
    return {"split": "test", **measure(Answers.to(side, CLASSES, predicted, 0.6))}


@pytest.fixture
def html(store: PhotoStore, tmp_path: Path, metrics: dict[str, Any]) -> str:
    (tmp_path / "confusion.png").write_bytes(b"a plot")
    about = {"model": "3f9a2c", "architecture": "cnn"}
    page = write_evaluation_page(store, tmp_path, metrics, "cnn <3f9a2c> on held-back photos", about)
    assert page == tmp_path / "evaluation.html"
    return page.read_text(encoding="utf-8")


def section(html: str, name: str) -> str:
    """The text of one section, in one line."""
    inside = html.split(f'<section id="{name}"')[1].split("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", inside.split(">", 1)[1])).split())


def test_figures_stand_with_both_intervals(html: str, metrics: dict[str, Any]) -> None:
    text = section(html, "figures")
    low, high = metrics["intervals"]["accuracy"]["sellers"]
    assert text.startswith("3 photos of test ")
    assert f"accuracy of all classes 0.3333 {low:.4f} to {high:.4f} " in text
    assert "abstains: on 0.3333 of the photos. Of the rest 0.5000 are right." in text
    assert "architecture cnn" in text


def test_mistakes_are_pictures_with_truth_answer_and_confidence_the_surest_first(
    html: str, metrics: dict[str, Any]
) -> None:
    first, second = (part.split("</figure>")[0] for part in html.split('id="mistakes"')[1].split("<figure>")[1:])
    assert "other → interior 0.980" in first
    assert 'src="data:image/jpeg;base64,' in first
    assert metrics["mistakes"][0]["sha256"][:12] in first
    assert "exterior → interior 0.500" in second
    assert "no picture in the store" in second


def test_views_say_what_they_are_taken_for(html: str) -> None:
    assert "other engine interior 1 0.0000 0.0000" in section(html, "views")
    assert "interior – – 1 1.0000 0.0000" in section(html, "views")


def test_plots_of_the_folder_are_inside(html: str) -> None:
    assert 'src="data:image/png;base64,YSBwbG90" alt="confusion matrix"' in html
    assert re.findall(r'src="(?!data:)[^"]*"', html) == []


def test_hostile_text_is_text(html: str) -> None:
    assert "<script" not in html
    assert "cnn &lt;3f9a2c&gt;" in html
    assert "default-src 'none'" in html


def test_without_mistakes_it_says_so(store: PhotoStore, tmp_path: Path) -> None:
    side = pd.DataFrame({"sha256": ["a" * 64], "label": ["other"], "dealer": ["north"], "view": [None]})
    right = measure(Answers.to(side, CLASSES, np.array([[0, 0, 1]], np.float32), 0.6))
    page = write_evaluation_page(store, tmp_path, {"split": "test", **right}, "all right", {})
    assert (
        section(page.read_text(encoding="utf-8"), "mistakes") == "The surest mistakes None: every photo was told right."
    )
