"""The JSON that a page carries: in script tags, in strings inside other JSON, in attributes.

Shapes, by their makers: typed JSON (`<script type="application/json">`: Next.js, Nuxt, many themes), `window.X = {…}`,
`JSON.parse("…")`, `self.__next_f.push([1, "…"])` (React server components), `data-images='[…]'`, arrays of URLs in
code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from scrapers.extract.javascript import Reader

_MENTIONS = re.compile(r"\.(?:jpe?g|png|webp|avif)|https?:|\\?/\\?/|\bvin\b|price", re.IGNORECASE)
_STARTS = re.compile(r"\s*(?:\[\s*[\[{\"]|\{\s*\")")
_FLIGHT = re.compile(r"(?:^|\n)[0-9a-f]*:(?=[\[{])")
_PHOTO = re.compile(r"\.(?:jpe?g|png|webp|avif)\b", re.IGNORECASE)
_PLAIN = frozenset({"src", "href", "srcset", "style", "alt", "title", "class", "content", "data-srcset", "data-src"})
_HIDDEN_STATE = {"template", "textarea", "code"}
_SMALLEST = 30  # characters
_DEEPEST = 40


class State(NamedTuple):
    """A JSON value and the variable, key or attribute that it stood at."""

    name: str | None
    value: Any


def page_state(root: HtmlElement) -> Iterator[State]:
    """Each JSON value of a page, JSON-LD left out; JSON in its strings is unfolded."""
    reader = Reader()
    flight: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if len(text) < _SMALLEST or "ld+json" in kind:
            continue
        if "json" in kind:
            yield from (State(script.get("id"), unfold(value)) for value in _whole(text))
        elif ("javascript" in kind or kind in {"", "module"} or _STARTS.match(text)) and _MENTIONS.search(text):
            for name, value in reader.values(text):
                if name == "push" and isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
                    flight.append(value[1])
                else:
                    yield State(name, unfold(value))
    text = "".join(flight)
    for found in _FLIGHT.finditer(text):
        try:
            value, end = json.JSONDecoder().raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if end - found.end() >= _SMALLEST:
            yield State(None, unfold(value))
    yield from _in_attributes(root, reader)


def _in_code(name: str, value: str, reader: Reader) -> Iterator[State]:
    """An attribute of Vue, Alpine and the like (x-data="{ photos: ['a.jpg', 'b.jpg'] }"); addresses parted by "
    "commas."""
    parts = [part.strip() for part in re.split(r"[,;|\n]+", value)]
    if len(parts) > 1 and all(_PHOTO.search(part) and not re.search(r"[\s'\"{}()<>]", part) for part in parts if part):
        yield State(name, [part for part in parts if part])
    elif re.search(r"[\[{]", value):
        yield from (State(inner or name, unfold(found)) for inner, found in reader.values(f"{name}={value}"))


def _in_attributes(root: HtmlElement, reader: Reader) -> Iterator[State]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if len(value) < _SMALLEST:
                continue
            if _STARTS.match(value) and (found := list(_whole(value))):
                yield from (State(name, unfold(one)) for one in found)
            elif name not in _PLAIN and _PHOTO.search(value):
                yield from _in_code(name, value, reader)
        if element.tag in _HIDDEN_STATE and element.text and _STARTS.match(element.text):
            yield from (State(element.get("id"), unfold(found)) for found in _whole(element.text))


def _whole(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text.strip().removeprefix("<!--").removesuffix("-->"))
    except (ValueError, RecursionError):
        return


def unfold(value: Any, depth: int = 0) -> Any:
    """The value with the JSON in its strings read as well (state that was serialized twice)."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, str):
        if len(value) >= _SMALLEST and _STARTS.match(value):
            for inner in _whole(value):
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
