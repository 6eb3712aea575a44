"""State as its frameworks keep it made plain: JSON in strings, references, React's elements, photos' bare names."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

STARTS = re.compile(r"\s*(?:\[\s*[\[{\"]|\{\s*\")")  # JSON in a text
_BARE_NAME = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{10,64}(?:\.(?:jpe?g|png|webp))?")
_PHOTO_KEY = re.compile(r"photo|image|picture|media|gallery", re.IGNORECASE)
_ESCAPED = re.compile(r"\s*\{\s*&q;")
_ESCAPE = re.compile(r"&([aqslg]);")
_LETTERS = {"a": "&", "q": '"', "s": "'", "l": "<", "g": ">"}
_PACKED = re.compile(r"(?:eyI|eyJ|W3s|WyJ)[A-Za-z0-9+/\s]{27,}={0,2}\s*$")  # of {" and [{ and ["
_MOST_REFERENCES = 5_000  # of one page
_DEEPEST_REFERENCE = 3
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


def unfold(value: Any, depth: int = 0) -> Any:
    """The value with the JSON in its strings read as well (state that was serialized twice)."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, str):
        if len(value) >= SMALLEST and STARTS.match(value):
            for inner in parsed(value):
                return unfold(inner, depth + 1)
        return value
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, str | dict | list):
                value[key] = unfold(child, depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            if isinstance(child, str | dict | list):
                value[index] = unfold(child, depth + 1)
    return value


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


def with_addresses(value: Any, text: str, depth: int = 0) -> Any:
    """The value with lists of photos' bare names made addresses, where the page shows one of them in full.

    {"images": ["3uagz5xuc6ik", "q1ctz4ybj74o"]} on a page with <img src="https://cdn.example/3uagz5xuc6ik">.
    """
    if depth > _DEEPEST:
        return value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        is_named = isinstance(key, str) and _PHOTO_KEY.search(key) and isinstance(child, list) and len(child) > 1
        if is_named and all(isinstance(name, str) and _BARE_NAME.fullmatch(name) for name in child):
            shown = (
                re.search(rf"(https?:)?//[^\s\"'<>()\\\\]{{3,200}}/(?={re.escape(name)})", text) for name in child[:5]
            )
            folder = next((found[0] for found in shown if found), None)
            if folder:
                value[key] = [folder + name for name in child]
        elif isinstance(child, dict | list):
            with_addresses(child, text, depth + 1)
    return value
