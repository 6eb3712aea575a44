"""How right the extraction is on saved pages of real dealers whose answers are known, with adapters and without.

    .venv/bin/python benchmarks/dealer_pages.py [--pages ../shared/dealer_pages] [--keep DIR] [--verbose]

Reads each page of the folder's INDEX.csv through the spider's own `extract_page`, writes predictions as the folder's
score.py takes them, runs it, and prints one JSON object: for each mode the means over detail pages and listings, what
the pages without vehicles gave, VIN, stock and price where known, and CPU seconds per page.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from scrapers.extract import extract_page
from scrapers.extract.__main__ import address_of
from scrapers.extract.document import Document
from scrapers.extract.seen import as_json


def predict(pages: Path, row: dict[str, str], adapters: bool) -> dict[str, Any]:
    """One line for score.py, with what the extraction cost."""
    body = (pages / row["file"]).read_bytes()
    before = time.process_time()
    seen = as_json(extract_page(body, row["page_url"] or address_of(Document.read(body, "")), adapters=adapters))
    vehicle = seen["vehicle"] or {}
    return {
        "file": row["file"],
        "photo_urls": seen["photo_urls"],
        "detail_urls": seen["detail_urls"],
        **{key: vehicle.get(key) for key in ("vin", "stock", "price")},
        "page_type": seen["page_type"],
        "platform": seen["platform"],
        "total": seen["total"],
        "next": seen["next"],
        "cpu_seconds": round(time.process_time() - before, 3),
        "kilobytes": len(body) // 1000,
    }


def judge(pages: Path, predictions: list[dict[str, Any]], verbose: bool) -> dict[str, Any]:
    """The figures of one mode."""
    found = importlib.util.spec_from_file_location("score", pages / "score.py")
    assert found is not None
    assert found.loader is not None
    score = importlib.util.module_from_spec(found)
    found.loader.exec_module(score)
    truths = score.load()
    details, listings, others, said = [], [], {}, {"vin": [], "stock": [], "price": [], "total": []}
    for one in predictions:
        truth = truths.get(one["file"])
        if truth is None:
            others[one["file"]] = [one["page_type"], len(one["photo_urls"]), len(one["detail_urls"])]
            continue
        is_detail = truth["page_type"] == "detail"
        figures = score.detail(truth, one["photo_urls"]) if is_detail else score.listing(truth, one["detail_urls"])
        (details if is_detail else listings).append(figures)
        if is_detail:
            for key in ("vin", "stock", "price"):
                if truth.get(key) is not None:
                    same = str(one[key]) == str(truth[key]) or (key == "price" and one[key] == float(truth[key]))
                    said[key].append(same)
        if verbose:
            shown = {key: round(value, 3) for key, value in figures.items()}
            print(f"{one['file']:45s} {one['platform'] or '':14s} {one['page_type']:8s} {shown}", file=sys.stderr)
    cpu = [one["cpu_seconds"] for one in predictions]
    return {
        "detail": {key: mean(details, key) for key in ("recall", "precision", "full", "dup")}
        | {"must_not": sum(one["must_not"] for one in details), "pages": len(details)},
        "listing": {key: mean(listings, key) for key in ("recall", "precision")} | {"pages": len(listings)},
        "known": {key: f"{sum(values)} of {len(values)}" for key, values in said.items() if values},
        "other_pages": others,
        "cpu_seconds": {"mean": round(statistics.mean(cpu), 3), "max": max(cpu)},
    }


def mean(figures: list[dict[str, float]], key: str) -> float:
    return round(statistics.mean(one[key] for one in figures), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=Path("../shared/dealer_pages"), help="the folder of pages")
    parser.add_argument("--keep", type=Path, help="a folder for the predictions, to run score.py by hand")
    parser.add_argument("--verbose", action="store_true", help="each page's figures on stderr")
    arguments = parser.parse_args()
    with (arguments.pages / "INDEX.csv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index))
    result = {}
    for mode, adapters in (("adapters", True), ("no_adapters", False)):
        predictions = [predict(arguments.pages, row, adapters) for row in rows]
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            lines = "".join(json.dumps(one) + "\n" for one in predictions)
            (arguments.keep / f"{mode}.jsonl").write_text(lines, encoding="utf-8")
        result[mode] = judge(arguments.pages, predictions, arguments.verbose)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
