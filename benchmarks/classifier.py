"""How right the classifier is about sellers that it never saw, beside a plain head and the original's plain CNN.

    python benchmarks/classifier.py heads   --work DIR    # heads on frozen features; --input-size N: at another size
    python benchmarks/classifier.py cnn     --work DIR    # the original's kind of net
    python benchmarks/classifier.py tuned   --work DIR    # the recipe that is shipped
    python benchmarks/classifier.py random  --work DIR    # the original's protocol: a random split, two classes
    python benchmarks/classifier.py int8    --work DIR    # the shipped file against the same weights in Keras
    python benchmarks/classifier.py no-cars               # 500 pictures without a vehicle, by `not_cars.py`

DIR is the work folder of `ship_model.py`, whose house has the labelled photos. Each prints one JSON object. Networks
are trained once a fold, on the other folds' sellers; `tuned` takes an hour and more on two cores, and goes on where it
was.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ship_model import ARCHITECTURE, CLASSES, RECIPE, tell

from carcls.curate.dataset import read_manifest, snapshot
from carcls.errors import CarclsError
from carcls.house import open_house
from carcls.label.litert_engine import LiteRTEngine
from carcls.learn.answers import Answers
from carcls.learn.examples import targets
from carcls.learn.fit import fit_network
from carcls.learn.leave_out import cross_calibrated, leave_sellers_out
from carcls.learn.litert import litert_logits
from carcls.learn.measure import measure
from carcls.learn.model_files import load_folder, read_litert, read_model_file
from carcls.learn.pixels import load_pixels
from carcls.learn.recipes import CNN, RECIPES
from carcls.learn.shipped import FOLDER
from carcls.learn.trained_model import TrainedModel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=["heads", "cnn", "tuned", "random", "int8", "no-cars"])
    parser.add_argument("--work", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--judged-folds", type=int)
    parser.add_argument("--input-size", type=int, help="of heads; none given: each network's own")
    options = parser.parse_args()
    if options.what == "no-cars":
        print(json.dumps(no_cars()))
        return
    os.environ["CARCLS_DATA_DIR"] = str(options.work / "house")
    with open_house() as house:
        frame = read_manifest(snapshot(house.catalog, house.settings).path)
        load = partial(load_pixels, house.store, max_pixels=house.settings.max_photo_pixels)
        features = house.settings.features_dir
    if options.what == "int8":
        print(json.dumps(int8(frame, load)))
    elif options.what == "random":
        print(json.dumps(random_split(frame, load, features)))
    else:
        names = {"heads": ["efficientnet-lite0", "efficientnet-lite2"], "cnn": [CNN], "tuned": [ARCHITECTURE]}
        for name in names[options.what]:
            tuned = options.what != "heads"
            kept = options.work / f"{'folds' if name == ARCHITECTURE else name}-{options.folds}" if tuned else None
            recipe = RECIPE if options.what == "tuned" else RECIPES[name]
            if options.input_size and not tuned:
                recipe = replace(recipe, input_size=options.input_size)
            started = time.process_time()
            judged = leave_sellers_out(
                frame,
                CLASSES,
                load,
                recipe,
                features_dir=features,
                folds=options.folds,
                judged_folds=options.judged_folds,
                fine_tune=tuned and name != CNN,
                kept=kept,
                progress=tell,
            )
            seconds = round(time.process_time() - started, 1)
            print(
                json.dumps(
                    {
                        "network": name,
                        "input_size": recipe.input_size,
                        "tuned": tuned,
                        "cpu_s": seconds,
                        **figures(judged),
                    }
                ),
                flush=True,
            )


def figures(judged: pd.DataFrame) -> dict[str, Any]:
    """What the folds' predictions are worth; see `carcls.learn.measure.measure` and `carcls.learn.intervals`."""
    predicted, thresholds = cross_calibrated(judged, CLASSES)
    answers = Answers.to(judged.rename(columns={"seller": "dealer"}), CLASSES, predicted, thresholds)
    metrics = measure(answers)
    names = [
        "photos",
        "accuracy",
        "interior_exterior_accuracy",
        "interior_against_exterior_accuracy",
        "accuracy_of_surest",
        "ece",
        "abstained",
        "accuracy_of_kept",
    ]
    cars = answers.truth < 2
    sure = answers.confidence >= np.quantile(answers.confidence[cars], 0.05)
    two = predicted[cars, :2] / predicted[cars, :2].sum(axis=1, keepdims=True)  # as if there were only these classes
    two_right = two.argmax(axis=1) == answers.truth[cars]
    two_sure = two.max(axis=1) >= np.quantile(two.max(axis=1), 0.05)
    return {
        **{name: metrics[name] for name in names},
        "interior_exterior_photos": int(cars.sum()),
        "of_their_surest_95_percent_wrong": int((~answers.right[cars & sure]).sum()),
        "of_the_surest_95_percent_of_two_classes_wrong": int((~two_right[two_sure]).sum()),
        "intervals_over_sellers": {name: ends["sellers"] for name, ends in metrics["intervals"].items()},
    }


def random_split(frame: pd.DataFrame, load: Any, features: Path) -> dict[str, Any]:
    """The original's protocol: two classes, a fifth of the photos drawn at random to be judged."""
    classes = CLASSES[:2]
    cars = frame[frame["label"].isin(classes)].reset_index(drop=True)
    out = np.random.default_rng(0).random(len(cars)) < 0.2
    sides = cars.assign(split=np.where(out, "val", "train"))
    told: dict[str, Any] = {"photos": int(out.sum())}
    for name in (ARCHITECTURE, CNN):
        network, _history = fit_network(
            sides, classes, load, RECIPES[name], features_dir=features, fine_tune=name != CNN, progress=tell
        )
        model = TrainedModel(network, name, classes, RECIPES[name].input_size)
        said = model.predict(load(list(cars["sha256"][out]), model.input_size)).argmax(axis=1)
        told[name] = round(float((said == targets(cars[out], classes)).mean()), 4)
    return told


def int8(frame: pd.DataFrame, load: Any) -> dict[str, Any]:
    """The shipped file, all integers, against its weights in Keras, whose activations are floats."""
    model = load_folder(FOLDER)
    litert = read_litert(FOLDER, read_model_file(FOLDER))
    some = frame.sample(600, random_state=5)
    photos = load(list(some["sha256"]), model.input_size)
    integers, floats = litert_logits(litert, photos), model.logits(photos)
    truth = targets(some, CLASSES)
    return {
        "photos": len(some),
        "same_class": round(float((integers.argmax(1) == floats.argmax(1)).mean()), 4),
        "right_int8": round(float((integers.argmax(1) == truth).mean()), 4),
        "right_float": round(float((floats.argmax(1) == truth).mean()), 4),
        "note": "it learned these photos: how far the two are apart counts, not how right they are",
    }


def no_cars() -> dict[str, Any]:
    """How many pictures that show no vehicle get a sure interior or exterior from the shipped model."""
    from io import BytesIO

    from not_cars import not_cars
    from ship_model import DRAWN

    pictures = {}
    kinds = {}
    for number, (kind, picture) in enumerate(not_cars()):
        stream = BytesIO()
        picture.save(stream, "PNG")
        pictures[str(number)], kinds[str(number)] = stream.getvalue(), kind
    sure: dict[str, int] = {}
    wrong = 0
    for judged in LiteRTEngine(FOLDER).judge(pictures, pictures.__getitem__, 10**8):
        if isinstance(judged.result, CarclsError):
            raise judged.result
        if judged.result.label != "other":
            wrong += 1
            if not judged.result.abstained:
                sure[kinds[judged.name]] = sure.get(kinds[judged.name], 0) + 1
    learned = sum(kind in DRAWN for kind in kinds.values())
    return {
        "pictures": len(pictures),
        "of_kinds_that_it_learned": learned,
        "interior_or_exterior": wrong,
        "of_them_sure": sum(sure.values()),
        "share": round(sum(sure.values()) / len(pictures), 4),
        "share_of_kinds_not_learned": round(
            sum(n for kind, n in sure.items() if kind not in DRAWN) / (len(pictures) - learned), 4
        ),
        "sure_by_kind": sure,
    }


if __name__ == "__main__":
    main()
