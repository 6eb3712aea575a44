"""Wrong labels found among real ones: `python benchmarks/label_doubts.py [PHOTOS] [--house DIR] [--draws 3]`.

Imports and curates a folder with a `labels.csv` (default ../shared/photos), or copies a data folder where that was
done. Then, a draw at a time, flips 40 labels of photos without a repeat to another class at random, ranks all labels
with `carcls.learn.doubts`, and counts how many of the 40 stand among the first 40, 60 and 100, and how many labels
confident learning holds to be wrong. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import update

from carcls.catalog import Catalog
from carcls.catalog.tables import Label
from carcls.config import Settings, load_settings
from carcls.curate.dataset import read_manifest, snapshot
from carcls.curate.duplicates import find_duplicates, uncurated
from carcls.curate.import_labels import import_labels
from carcls.curate.splits import assign_splits
from carcls.learn.doubts import doubtful_labels
from carcls.learn.recipe_files import chosen_recipe
from carcls.photos.store import PhotoStore
from carcls.taxonomy import load_taxonomy

PHOTOS = Path(__file__).resolve().parents[2] / "shared" / "photos"
FLIPPED = 40
FIRST = (40, 60, 100)


def prepare(folder: Path, photos: Path, house: Path | None) -> Settings:
    """A data folder of our own with the photos imported and curated."""
    if house is not None:
        shutil.copytree(house / "features", folder / "features")
        shutil.copy(house / "catalog.db", folder)
        return load_settings(data_dir=folder, store_url=str((house / "photos").absolute()))
    settings = load_settings(data_dir=folder)
    catalog, store = Catalog.from_settings(settings), PhotoStore.from_settings(settings)
    import_labels(catalog, store, settings, photos / "labels.csv")
    find_duplicates(catalog, store, settings.traces_dir, uncurated(catalog))
    assign_splits(catalog, settings.split_by)
    catalog.close()
    return settings


def draw(settings: Settings, seed: int) -> dict[str, Any]:
    """Flip labels, rank them, count, and put the labels back."""
    catalog, store = Catalog.from_settings(settings), PhotoStore.from_settings(settings)
    classes = load_taxonomy(settings.taxonomy_file).classes
    frame = read_manifest(snapshot(catalog, settings).path)
    random = np.random.default_rng(seed)
    drawn = frame[frame["group_id"].isna()].sample(FLIPPED, random_state=seed)
    wrong = {
        row.sha256: str(random.choice([name for name in classes if name != row.label])) for row in drawn.itertuples()
    }
    say(catalog, wrong)
    started = time.process_time()
    found = doubtful_labels(catalog, store, settings, snapshot(catalog, settings), chosen_recipe(settings)[0])
    seconds = time.process_time() - started
    say(catalog, dict(zip(drawn["sha256"], drawn["label"], strict=True)))
    catalog.close()
    ranked = [row.sha256 in wrong for row in found.rows]
    return {
        "seed": seed,
        "labels": found.labels,
        "flipped": FLIPPED,
        **{f"among the first {first}": sum(ranked[:first]) for first in FIRST},
        "held to be wrong": found.suspects,
        "of the flipped": sum(row.suspect and row.sha256 in wrong for row in found.rows),
        "suggested as it was": sum(row.suggested == known for row, known in _known(found.rows, drawn)),
        "cpu seconds": round(seconds, 1),
    }


def say(catalog: Catalog, labels: dict[str, str]) -> None:
    """Overwrite what the catalog's labels of these photos say."""
    with catalog.session() as session:
        for sha256, label in labels.items():
            session.execute(update(Label).where(Label.photo_sha256 == sha256).values(label=label))


def _known(rows: list[Any], drawn: Any) -> list[tuple[Any, str]]:
    was = dict(zip(drawn["sha256"], drawn["label"], strict=True))
    return [(row, was[row.sha256]) for row in rows if row.sha256 in was]


def main() -> None:
    """Prepare, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="?", type=Path, default=PHOTOS)
    parser.add_argument("--house", type=Path)
    parser.add_argument("--draws", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = prepare(Path(folder), options.photos, options.house)
        answer = {
            "architecture": settings.architecture,
            "draws": [draw(settings, seed) for seed in range(options.draws)],
        }
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
