"""The JSON that a page carries: in script tags, in strings inside other JSON, in attributes.

Shapes, by their makers: typed JSON (`<script type="application/json">`: Next.js, Nuxt, many themes), `window.X = {…}`,
`JSON.parse("…")`, `self.__next_f.push([1, "…"])` (React server components), `data-images='[…]'`, arrays of URLs in
code, `photos.push("…")` one after the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from scrapers.extract.javascript import Reader
from scrapers.extract.vin import vin_in

_MENTIONS = re.compile(r"\.(?:jpe?g|png|webp|avif)|https?:|\\?/\\?/|\bvin\b|price", re.IGNORECASE)
_STARTS = re.compile(r"\s*(?:\[\s*[\[{\"]|\{\s*\")")
_FLIGHT = re.compile(r"(?:^|(?<=\n)|[0-9a-f]{1,6}):(?=[\[{])")  # a row of text ends by its length, without a break
_PHOTO = re.compile(r"\.(?:jpe?g|png|webp|avif)\b", re.IGNORECASE)
_PLAIN = frozenset({"src", "href", "srcset", "style", "alt", "title", "class", "content", "data-srcset", "data-src"})
_HIDDEN_STATE = {"template", "textarea", "code"}
# pics.push("/a/1.jpg"); img[3].src = '/a/3.jpg': the code before each address is the same but for its numbers.
_STATEMENT = re.compile(
    r"""([\w$.\[\]]{1,60}\s{0,5}(?:=|\())\s{0,5}(?:new\s+\w+\(\s{0,5})?["']([^"'\s<>]{3,30000}\.(?:jpe?g|png|webp)(?:\?[^"'\s<>]{0,300})?)["']""",
    re.IGNORECASE,
)
_BARE_NAME = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{10,64}(?:\.(?:jpe?g|png|webp))?")
_PHOTO_KEY = re.compile(r"photo|image|picture|media|gallery", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[a-z0-9])[,;|](?=https?:|/)", re.IGNORECASE)
_FEWEST_STATEMENTS = 3
_MOST_REFERENCES = 5_000  # of one page
_DEEPEST_REFERENCE = 3
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
            yield from (State(script.get("id"), with_references(unfold(value), text)) for value in _whole(text))
        elif ("javascript" in kind or kind in {"", "module"} or _STARTS.match(text)) and _MENTIONS.search(text):
            for name, value in reader.values(text):
                if name == "push" and isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
                    flight.append(value[1])
                else:
                    yield State(name, with_references(unfold(value), text))
            yield from _in_statements(text)
    text = "".join(flight)
    end = 0
    while found := _FLIGHT.search(text, end):
        end = found.end()
        try:
            value, end = json.JSONDecoder().raw_decode(text, end)
        except (ValueError, RecursionError):
            continue
        if end - found.end() >= _SMALLEST:
            yield State(None, _properties(unfold(value)))
    yield from _in_attributes(root, reader)


def _properties(value: Any, depth: int = 0) -> Any:
    """React's elements (["$", type, key, properties]) as their properties alone: no lists of anything."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        if len(value) > 3 and value[0] == "$" and isinstance(value[3], dict):
            return _properties(value[3], depth + 1)
        return [_properties(child, depth + 1) for child in value]
    return {key: _properties(child, depth + 1) for key, child in value.items()} if isinstance(value, dict) else value


def _in_statements(script: str) -> Iterator[State]:
    """Photo addresses that statements of one form name one after the other."""
    forms: dict[str, list[str]] = {}
    for found in _STATEMENT.finditer(script):
        addresses = _BETWEEN.split(found[2].replace("\\/", "/"))
        if len(addresses) >= _FEWEST_STATEMENTS:  # a text of several: var photos = "/a/1.jpg,/a/2.jpg,/a/3.jpg"
            yield State(found[1], addresses)
        else:
            forms.setdefault(re.sub(r"\d+", "#", found[1]), []).extend(addresses)
    yield from (State(form, urls) for form, urls in forms.items() if len(urls) >= _FEWEST_STATEMENTS)


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


def _in_code(name: str, value: str, reader: Reader) -> Iterator[State]:
    """An attribute of Vue, Alpine and the like (x-data="{ photos: ['a.jpg', 'b.jpg'] }"); addresses parted by "
    "commas."""
    parts = [part.strip() for part in re.split(r"[,;|\n]+", value.strip("'\" "))]
    if len(parts) > 1 and all(_PHOTO.search(part) and not re.search(r"[\s'\"{}()<>]", part) for part in parts if part):
        yield State(name, [part for part in parts if part])
    elif re.search(r"[\[{]", value):
        yield from (State(inner or name, unfold(found)) for inner, found in reader.values(f"{name}={value}"))


def _in_attributes(root: HtmlElement, reader: Reader) -> Iterator[State]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        states: list[State] = []
        vin = None
        for name, value in element.attrib.items():
            if name.endswith("vin"):
                vin = vin_in(value)
            if len(value) < _SMALLEST:
                continue
            if _STARTS.match(value) and (found := list(_whole(value))):
                states += (State(name, unfold(one)) for one in found)
            elif name not in _PLAIN and _PHOTO.search(value):
                states += _in_code(name, value, reader)
        photos = {state.name or "photos": state.value for state in states if isinstance(state.value, list)}
        if vin and photos:  # <gallery :vin="…" :photos="…">: one vehicle's
            yield State(None, {"vin": vin, **photos})
            states = [state for state in states if not isinstance(state.value, list)]
        yield from states
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
