"""Make the model that ships in the package again: train, judge on sellers left out, quantise, write it with its card.

    .venv/bin/python benchmarks/ship_model.py --photos ../shared/photos --work DIR [--out carcls/learn/shipped]

Takes an hour on two cores with three folds, minutes on a GPU; killed, it goes on where it was. `--photos` is a folder
with a labels.csv as `carcls labels import` takes it. Beside its photos the net learns 204 drawn pictures (noise,
gradients, pages, windows, shapes) to be `other`. What is shipped is trained on everything; temperature, threshold and
the figures of the card are of networks that did not see the seller (leave-sellers-out, the same recipe, without the
drawn ones).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from not_cars import EACH, KINDS
from PIL import Image

from carcls.catalog.tables import now
from carcls.curate.dataset import read_manifest, snapshot
from carcls.house import open_house
from carcls.learn.answers import Answers
from carcls.learn.calibration import calibrate
from carcls.learn.card import model_card
from carcls.learn.evaluate import HISTORY_FILE, METRICS_FILE
from carcls.learn.examples import targets
from carcls.learn.fit import fit_network
from carcls.learn.keras_backend import device, import_keras
from carcls.learn.leave_out import cross_calibrated, leave_sellers_out
from carcls.learn.litert import CALIBRATION_PHOTOS, litert_logits, network_from_litert, to_litert
from carcls.learn.measure import measure
from carcls.learn.model_files import LITERT_FILE, write_model
from carcls.learn.pixels import Pixels, load_pixels, pixels
from carcls.learn.recipes import RECIPES
from carcls.learn.trained_model import TrainedModel
from carcls.whole_file import whole_file

CLASSES = ("interior", "exterior", "other")
ARCHITECTURE = "efficientnet-lite2"
# A mean has less of what each training learned by chance, so it goes further than half-way.
RECIPE = replace(RECIPES[ARCHITECTURE], members=5, blend=0.75)
DRAWN = ("noise", "clouds", "gradient", "page", "screenshot", "shapes")  # the benchmark has other kinds as well
DRAWN_SEED = 1_000_003  # not the benchmark's


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photos", type=Path, required=True, help="folder with a labels.csv")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept on the way")
    parser.add_argument("--out", type=Path, default=Path("carcls/learn/shipped"))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--judged-folds", type=int, help="stop judging after so many; none given: all")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    os.environ["CARCLS_DATA_DIR"] = str(options.work / "house")
    if not (options.work / "house").exists():
        carcls("labels", "import", str(options.photos / "labels.csv"))
        carcls("curate")
    with open_house() as house:
        dataset = snapshot(house.catalog, house.settings)
        frame = read_manifest(dataset.path)
        stored = partial(load_pixels, house.store, max_pixels=house.settings.max_photo_pixels)
        features = house.settings.features_dir
    recipe = RECIPE
    drawn = draw(options.work / "drawn")
    learned = pd.concat([frame, drawn], ignore_index=True)
    load = with_drawn(stored, options.work / "drawn")

    weights = options.work / "network.keras"
    if not weights.exists():
        everything = learned.assign(split="train")
        watched = everything.sample(64, random_state=0).assign(split="val")  # of a training on everything: to see it go
        network, history = fit_network(
            pd.concat([everything, watched]),
            CLASSES,
            load,
            recipe,
            features_dir=features,
            fine_tune=True,
            seed=options.seed,
            kept=options.work / "all",
            progress=tell,
        )
        history.to_csv(options.work / "history.csv", index=False)
        network.save(weights)
    judged = leave_sellers_out(
        frame,
        CLASSES,
        stored,
        recipe,
        features_dir=features,
        folds=options.folds,
        judged_folds=options.judged_folds,
        fine_tune=True,
        seed=options.seed,
        kept=options.work / f"folds-{options.folds}",
        progress=tell,
    )
    judged.to_parquet(options.work / "judged.parquet")
    keras = import_keras()
    network = keras.models.load_model(weights, compile=False)
    photos = load(list(learned["sha256"].sample(CALIBRATION_PHOTOS, random_state=0)), recipe.input_size)
    litert = to_litert(network, photos)
    logits = judged[[f"logit_{name}" for name in CLASSES]].to_numpy(np.float32)
    calibration = calibrate(logits, targets(judged, CLASSES))
    predicted, thresholds = cross_calibrated(judged, CLASSES)
    answers = Answers.to(judged.rename(columns={"seller": "dealer"}), CLASSES, predicted, thresholds)
    sellers = judged["seller"].nunique()
    metrics = {"dataset": dataset.digest, "split": f"{sellers} sellers that were left out", **measure(answers)}
    details = {
        "dataset": dataset.digest,
        "seed": options.seed,
        "fine_tune": True,
        "recipe": asdict(recipe),
        "created_at": now().isoformat(timespec="seconds"),
        "device": device(),
        "backend": keras.backend.backend(),
        "keras": keras.__version__,
        "notes": [
            "The figures are of networks by the same recipe that did not see the seller; what is deployed saw all.",
            f"Beside the photos it learned {len(drawn)} drawn pictures (noise, pages, shapes) to be other.",
            "Its weights have 8 bits: on a CPU all arithmetic has, in Keras the weights alone.",
        ],
    }
    model = TrainedModel(
        network_from_litert(litert, ARCHITECTURE, recipe.input_size, len(CLASSES)),
        ARCHITECTURE,
        CLASSES,
        recipe.input_size,
        calibration.temperature,
        calibration.abstain_below,
        details,
    )
    options.out.mkdir(parents=True, exist_ok=True)
    write_model(options.out, model, litert, with_network=False)
    with whole_file(options.out / METRICS_FILE) as stream:  # no tables: they would name photos that are not published
        stream.write((json.dumps({**metrics, "mistakes": []}, indent=2) + "\n").encode())
    pd.read_csv(options.work / "history.csv").to_csv(options.out / HISTORY_FILE, index=False)
    card = model_card(model, metrics, frame.assign(split="train"), script="benchmarks/ship_model.py")
    (options.out / "card.md").write_text(card, encoding="utf-8")
    agreement = float((litert_logits(litert, photos).argmax(1) == model.logits(photos).argmax(1)).mean())
    size = (options.out / LITERT_FILE).stat().st_size
    print(json.dumps({"digest": model.digest, "bytes": size, "int8_agrees_with_keras": agreement, **metrics}))


def carcls(*arguments: str) -> None:
    """Run a command of carcls on the folder's house."""
    subprocess.run([sys.executable, "-c", "from carcls.cli import main; main()", *arguments], check=True)


def draw(folder: Path) -> pd.DataFrame:
    """Draw the pictures that show nothing into a folder; their rows of a manifest, named by their file."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(DRAWN_SEED)
    names = [f"drawn-{kind}-{number}" for kind in DRAWN for number in range(EACH)]
    for name in names:
        Image.fromarray(KINDS[name.split("-")[1]](random)).save(folder / f"{name}.jpg", quality=88)
    return pd.DataFrame(
        {"sha256": names, "label": "other", "view": None, "source": "imported", "split": "train"}
        | {"dealer": None, "vehicle": None, "group_id": None}
    )


def with_drawn(stored: Any, folder: Path) -> Any:
    """A `PixelLoader` of the store's photos and the folder's drawn ones."""

    def load(sha256s: Sequence[str], size: int, *, file: Path | None = None) -> Pixels:
        photos = [sha256 for sha256 in sha256s if not sha256.startswith("drawn-")]
        from_store = iter(stored(photos, size))
        shape = (len(sha256s), size, size, 3)
        images = (
            np.lib.format.open_memmap(file, mode="w+", dtype=np.uint8, shape=shape)
            if file
            else np.empty(shape, np.uint8)
        )
        for row, name in enumerate(sha256s):
            is_drawn = name.startswith("drawn-")
            images[row] = pixels((folder / f"{name}.jpg").read_bytes(), size, 10**8) if is_drawn else next(from_store)
        return images

    return load


def tell(stage: str, done: int, total: int, metrics: Mapping[str, float]) -> None:
    """A line a step of what takes long."""
    if "training" in stage and total < 100:
        figures = ", ".join(f"{name} {value:.4f}" for name, value in metrics.items())
        print(f"{now():%H:%M:%S} {stage}: {done} of {total}, {figures}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
