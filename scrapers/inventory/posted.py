"""The following page of an inventory API that is posted to, where no adapter knows its paging."""

from __future__ import annotations

import re
from dataclasses import replace

from scrapers.page import ApiRequest

# A number after its name, in JSON ("start": 0, "start": ["0"]), in a form (page=2) and in a form within JSON (Algolia).
_VALUE = r"""(["'\\]*\s*[:=]\s*\[?\s*["'\\]*)(\d{1,7})(?!\d)"""
_OFFSET = re.compile(rf"(?<![a-z])(start|offset|skip|startIndex|firstResult){_VALUE}", re.IGNORECASE)
_PAGE = re.compile(rf"(?<![a-z])(page|pageNumber|pageNo|pageIndex|currentPage|pg|pn){_VALUE}", re.IGNORECASE)


def following_post(request: ApiRequest, entries: int, total: int | None) -> ApiRequest | None:
    """The request with its offset or page number counted on; None: it has none, or there is no more.

    Args:
        request: what was posted.
        entries: vehicles that the answer had.
        total: vehicles that it states; None: it does not, and the list ends where an answer brings nothing new.
    """
    body = request.body or ""
    for pattern, step in ((_OFFSET, entries), (_PAGE, 1)):
        found = pattern.search(body)
        if not found:
            continue
        here = int(found[3])
        if not entries or (step == entries and total is not None and here + entries >= total):
            return None
        return replace(request, body=f"{body[: found.start(3)]}{here + step}{body[found.end(3) :]}")
    return None
