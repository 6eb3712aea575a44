"""Paths into JSON: `props.pageProps.listings.*`, `**.vehiclesMap.*`, `items.[key=vin].value`.

step        what it is
name        the value of a key
*           every value of an object, every entry of a list
**          the node itself and every node below it
[name=text] the entries of a list whose key `name` has this text
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

DEEPEST = 40  # levels that ** goes down; a page's JSON is hostile, too
_CONDITION = re.compile(r"\[(\w+)=(.*)\]")


def find(node: Any, path: str) -> Iterator[Any]:
    """The values at a path, in the order of the document; none where the document has another shape.

    >>> list(find({"cars": [{"vin": "A"}, {"vin": "B"}]}, "cars.*.vin"))
    ['A', 'B']
    """
    nodes: Iterable[Any] = [node]
    for step in path.split(".") if path else ():
        nodes = [found for one in nodes for found in _step(one, step)]
    yield from nodes


def first(node: Any, paths: Iterable[str]) -> Any:
    """The first value that is there at one of the paths; None: none is."""
    return next((value for path in paths for value in find(node, path) if value not in (None, "", [], {})), None)


def _step(node: Any, step: str) -> Iterator[Any]:
    if step == "**":
        yield from _below(node)
    elif step == "*":
        yield from node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    elif condition := _CONDITION.fullmatch(step):
        entries = node if isinstance(node, list) else ()
        yield from (one for one in entries if isinstance(one, dict) and str(one.get(condition[1])) == condition[2])
    elif isinstance(node, dict) and step in node:
        yield node[step]


def _below(node: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(node, dict | list) and depth < DEEPEST:
        yield node
        for child in node.values() if isinstance(node, dict) else node:
            yield from _below(child, depth + 1)
