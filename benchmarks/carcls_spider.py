"""`scrapy crawl dealer -a url=…` for benchmarks; with --kept-only, photos are stored and recorded but not decoded."""

from __future__ import annotations

import sys

from scrapy.cmdline import execute

from carcls.photos.check import CheckedPhoto
from carcls.photos.decoders import Decoders
from carcls.photos.fingerprint import Fingerprint


def unchecked(decoders: Decoders, data: bytes) -> CheckedPhoto:
    """What decoders answer, without a look at the picture."""
    return CheckedPhoto("JPEG", 1, 1, Fingerprint("0" * 16, "0" * 64, "0" * 16), None)  # type: ignore[arg-type]


if __name__ == "__main__":
    if "--kept-only" in sys.argv:
        Decoders.check = unchecked  # type: ignore[method-assign]
    execute(["scrapy", "crawl", "dealer", "-a", f"url={sys.argv[1]}"])
