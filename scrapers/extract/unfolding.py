"""State as its frameworks keep it made plain: JSON in strings, references, places in a list, React's elements."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

STARTS = re.compile(r"\s*(?:\[\s*[\[{\"]|\{\s*\")")  # JSON in a text
_ESCAPED = re.compile(r"\s*\{\s*&q;")
_ESCAPE = re.compile(r"&([aqslg]);")
_LETTERS = {"a": "&", "q": '"', "s": "'", "l": "<", "g": ">"}
_PACKED = re.compile(r"(?:eyI|eyJ|W3s|WyJ)[A-Za-z0-9+/\s]{27,}={0,2}\s*$")  # of {" and [{ and ["
_KINDS = frozenset(
    {"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "Set", "Map", "Date", "RegExp",
     "BigInt", "Object", "null", "NuxtError", "Island", "URL"}
)  # fmt: skip
_COLLECTIONS = frozenset({"Set", "Map", "Object"})
_SHORTEST_FLAT = 4
_MOST_NODES = 50_000
_MOST_REFERENCES = 5_000  # of one page
_DEEPEST_REFERENCE = 3
_BETWEEN = (re.compile(r"[|;\n]|,(?=\s{0,9}(?:https?:|/))"), re.compile(r"[|;\n,]"))  # an address may have commas
_ADDRESS = re.compile(r"[^\s'\"{}()<>]{3,2000}\.(?:jpe?g|png|webp|avif)(?:\?[^\s'\"{}()<>]*)?", re.IGNORECASE)
SMALLEST = 30  # characters: shorter texts are no state
_DEEPEST = 40


def parsed(text: str) -> Iterator[Any]:
    """The value of a text that is JSON, also as Angular writes it for its own reader; none of one that is not."""
    if _ESCAPED.match(text):
        text = _ESCAPE.sub(lambda found: _LETTERS[found[1]], text)
    try:
        yield json.loads(text.strip().removeprefix("<!--").removesuffix("-->"))
    except (ValueError, RecursionError):
        return


def packed(text: str) -> Iterator[Any]:
    """The value of a text that is JSON in base64."""
    if _PACKED.match(text):
        try:
            yield from parsed(base64.b64decode(text, validate=True).decode())
        except ValueError:
            return


def addresses_in(text: str) -> list[str]:
    """The photos' addresses that a text parts by commas, bars or breaks; none of one that has anything else.

    >>> addresses_in("/a/1.jpg|/a/2.jpg")
    ['/a/1.jpg', '/a/2.jpg']
    """
    for between in _BETWEEN:
        parts = [part.strip() for part in between.split(text.strip("'\" ,;|\n"))]
        if len(parts) > 1 and all(map(_ADDRESS.fullmatch, parts)):
            return parts
    return []


def unfold(value: Any, depth: int = 0) -> Any:
    """The value with the JSON in its strings read as well (state that was serialized twice), and lists of photos'
    addresses that are written as one text.
    """
    if depth > _DEEPEST:
        return value
    if isinstance(value, str):
        if len(value) >= SMALLEST and STARTS.match(value):
            for inner in parsed(value):
                return unfold(inner, depth + 1)
        return addresses_in(value) or value if len(value) >= SMALLEST else value
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, str | dict | list):
                value[key] = unfold(child, depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, str | dict | list):
                value[index] = unfold(child, depth + 1)
    return value


def with_indices(value: Any) -> Any:
    """Nuxt 3's flat list, whose objects and lists hold places in it, as the value that it stands for.

    [{"price": 1, "images": 2}, 17990, [3, 4], "/a.jpg", "/b.jpg"] is {"price": 17990, "images": ["/a.jpg", "/b.jpg"]}.
    """
    return _Places(value).at(0) if _is_flat(value) else value


_ROW = re.compile(r"(?:P\d{1,6}:)?(?=\[)")
_KEY_PLACE = re.compile(r"_\d{1,7}")


def streamed(text: str) -> Iterator[Any]:
    """The values of what React Router streams: rows of one flat list, whose keys are places in it as well.

    '[{"_1":2},"price",17990]\\nP3:[{"_1":4},9500]' is {"price": 17990}, then {"price": 9500}.
    """
    nodes: list[Any] = []
    roots = []
    for row in text.split("\n"):
        if start := _ROW.match(row):
            for value in parsed(row[start.end() :]):
                roots.append(len(nodes))
                nodes += value
    places = _Places(nodes, is_streamed=True)
    yield from map(places.at, roots)


class _Places:
    """A flat list, whose objects and lists hold places in it."""

    def __init__(self, nodes: list[Any], *, is_streamed: bool = False) -> None:
        self._nodes = nodes
        self._is_streamed = is_streamed
        self._left = _MOST_NODES

    def at(self, place: Any, depth: int = 0) -> Any:
        """The value that a place stands for."""
        self._left -= 1
        if not isinstance(place, int) or not 0 <= place < len(self._nodes) or depth > _DEEPEST or self._left < 0:
            return None
        node = self._nodes[place]
        if isinstance(node, dict):
            return self._object(node, depth)
        if not isinstance(node, list):
            return node
        if node and isinstance(node[0], str) and self._is_streamed:
            return self._of_kind(node, depth)
        if node and isinstance(node[0], str):  # a kind and what is of it: ["Reactive", 7], ["Set", 8, 9]
            children = [self.at(child, depth + 1) for child in node[1:]]
            return children if node[0] in _COLLECTIONS else next(iter(children), None)
        return [self.at(child, depth + 1) for child in node]

    def _of_kind(self, node: list[Any], depth: int) -> Any:
        """A set, an object without a prototype, what came before; of other kinds the text is there itself: a URL."""
        kind, inner = node[0], node[1] if len(node) > 1 else None
        if kind == "S":
            return [self.at(child, depth + 1) for child in node[1:]]
        if kind == "N" and isinstance(inner, dict):
            return self._object(inner, depth)
        if kind == "Z" or (len(kind) > 1 and _is_place(inner)):  # what is of a class of the site's own
            return self.at(inner, depth + 1)
        return inner if isinstance(inner, str) else None

    def _object(self, node: dict[str, Any], depth: int) -> dict[str, Any]:
        return {self._named(key): self.at(child, depth + 1) for key, child in node.items()}

    def _named(self, key: str) -> str:
        if not (self._is_streamed and _KEY_PLACE.fullmatch(key) and int(key[1:]) < len(self._nodes)):
            return key
        name = self._nodes[int(key[1:])]
        return name if isinstance(name, str) else key


def _is_flat(value: Any) -> bool:
    """True for a list that begins with what holds places of it, as do all its objects and lists."""
    if not isinstance(value, list) or len(value) < _SHORTEST_FLAT or not isinstance(value[0], dict | list):
        return False
    nodes = [node for node in value if isinstance(node, dict | list)]
    return any(isinstance(node, dict) and node for node in nodes) and all(
        (node[0] in _KINDS if node and isinstance(node[0], str) else all(map(_is_place, node)))
        if isinstance(node, list)
        else all(map(_is_place, node.values()))
        for node in nodes
    )


def _is_place(child: Any) -> bool:
    return isinstance(child, int) and not isinstance(child, bool)


def with_properties(value: Any, depth: int = 0) -> Any:
    """React's elements (["$", type, key, properties]) as their properties alone: no lists of anything."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):
            return with_properties(value[3], depth + 1)
        return [with_properties(child, depth + 1) for child in value]
    return (
        {key: with_properties(child, depth + 1) for key, child in value.items()} if isinstance(value, dict) else value
    )


def without_tuples(value: Any, depth: int = 0) -> Any:
    """Livewire's tuples ([value, {"s": kind}]) as their values alone."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        if len(value) == 2 and isinstance(value[1], dict) and "s" in value[1]:
            return without_tuples(value[0], depth + 1)
        return [without_tuples(child, depth + 1) for child in value]
    return {key: without_tuples(child, depth + 1) for key, child in value.items()} if isinstance(value, dict) else value


def without_kinds(value: Any, depth: int = 0) -> Any:
    """The properties of Astro's islands ({"images": [1, [[0, "/a.jpg"]]]}) without the kind before each value."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list) and len(value) == 2 and _is_place(value[0]):
        kind, inner = value
        if kind == 1 and isinstance(inner, list):
            return [without_kinds(child, depth + 1) for child in inner]
        return without_kinds(inner, depth + 1) if isinstance(inner, dict) else inner
    return {key: without_kinds(child, depth + 1) for key, child in value.items()} if isinstance(value, dict) else value


def with_references(value: Any, text: str) -> Any:
    """Normalized state (Apollo's) with {"__ref": "Image:7"} replaced by what stands under `Image:7`."""
    if '"__ref"' not in text or not isinstance(value, dict):
        return value
    tables = [value, *(child for child in value.values() if isinstance(child, dict))]
    left = _MOST_REFERENCES

    def resolved(node: Any, depth: int, level: int = 0) -> Any:
        nonlocal left
        if level > _DEEPEST:
            return node
        if isinstance(node, list):
            return [resolved(child, depth, level + 1) for child in node]
        if not isinstance(node, dict):
            return node
        name = node.get("__ref")
        if isinstance(name, str) and len(node) == 1:
            target = next((table[name] for table in tables if isinstance(table.get(name), dict)), None)
            left -= 1
            if target is None or depth == 0 or left < 0:
                return node
            return resolved(target, depth - 1, level + 1)
        return {key: resolved(child, depth, level + 1) for key, child in node.items()}

    return resolved(value, _DEEPEST_REFERENCE)
