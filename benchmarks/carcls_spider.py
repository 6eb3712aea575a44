"""`scrapy crawl dealer -a url=…` for benchmarks; with --kept-only, photos are stored and recorded but not decoded."""

from __future__ import annotations

import sys

from scrapy.cmdline import execute

import carcls.photos.intake as intake
from carcls.photos.check import CheckedPhoto
from carcls.photos.fingerprint import Fingerprint


def unchecked(data: bytes, *, proxy_short_side: int, max_pixels: int) -> CheckedPhoto:
    """What `check_photo` gives, without a look at the picture; its sha256 the intake has."""
    return CheckedPhoto("", "JPEG", 1, 1, Fingerprint("0" * 16, "0" * 64, "0" * 16), None)  # type: ignore[arg-type]


if __name__ == "__main__":
    if "--kept-only" in sys.argv:
        intake.check_photo = unchecked
    execute(["scrapy", "crawl", "dealer", "-a", f"url={sys.argv[1]}"])
