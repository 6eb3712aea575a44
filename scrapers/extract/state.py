"""The JSON that a page carries: in script tags, in strings inside other JSON, in attributes.

Shapes, by their makers: typed JSON (`<script type="application/json">`: Next.js, Nuxt, many themes), `window.X = {…}`,
`JSON.parse("…")`, `self.__next_f.push([1, "…"])` (React server components), `streamController.enqueue("…")` (React
Router), `data-images='[…]'`, arrays of URLs in code, `photos.push("…")` one after the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from scrapers.extract.javascript import Reader
from scrapers.extract.unfolding import (
    SMALLEST,
    STARTS,
    addresses_in,
    packed,
    parsed,
    streamed,
    unfold,
    with_indices,
    with_properties,
    with_references,
    without_kinds,
    without_tuples,
)
from scrapers.extract.vin import vin_in

_MENTIONS = re.compile(r"\.(?:jpe?g|png|webp|avif)|https?:|\\?/\\?/|\bvin\b|price", re.IGNORECASE)
_PIECE = "__next_f.push("  # of a text in pieces: one alone may mention nothing
_STREAMED = re.compile(
    r"""\bstreamController\.enqueue\(("[^"\\]*(?:\\.[^"\\]*)*")\)"""
)  # React Router's pieces of a text
_FLIGHT = re.compile(r"(?:^|(?<=\n)|[0-9a-f]{1,6}):(?=[\[{])")  # a row of text ends by its length, without a break
_PHOTO = re.compile(r"\.(?:jpe?g|png|webp|avif)\b", re.IGNORECASE)
_PLAIN = frozenset({"src", "href", "srcset", "style", "alt", "title", "class", "content", "data-srcset", "data-src"})
_HIDDEN_STATE = {"template", "textarea", "code"}
# pics.push("/a/1.jpg"); img[3].src = '/a/3.jpg': the code before each address is the same but for its numbers.
_STATEMENT = re.compile(
    r"""(?<![\w$.\[\]])([\w$.\[\]]{1,200}\s{0,5}(?:=|\())\s{0,5}(?:new\s+\w+\(\s{0,5})?["']([^"'\s<>]{3,30000}\.(?:jpe?g|png|webp)(?:\?[^"'\s<>]{0,300})?)["']""",
    re.IGNORECASE,
)
_FEWEST_STATEMENTS = 3


class State(NamedTuple):
    """A JSON value and the variable, key or attribute that it stood at."""

    name: str | None
    value: Any


def page_state(root: HtmlElement) -> Iterator[State]:
    """Each JSON value of a page, JSON-LD left out; JSON in its strings is unfolded."""
    reader = Reader()
    flight: list[str] = []
    rows: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if len(text) < SMALLEST or "ld+json" in kind:
            continue
        streamed_here = _STREAMED.findall(text)
        rows += (piece for found in streamed_here for piece in parsed(found))
        if "json" in kind:
            values = (unfold(with_indices(value)) for value in parsed(text))
            yield from (State(script.get("id"), with_references(value, text)) for value in values)
        elif ("javascript" in kind or kind in {"", "module"} or STARTS.match(text)) and (
            _PIECE in text or _MENTIONS.search(text)
        ):
            for name, value in reader.values(text):
                if name == "push" and isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
                    flight.append(value[1])
                elif name != "enqueue" or not streamed_here:
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
        if end - found.end() >= SMALLEST:
            yield State(None, with_properties(unfold(value)))
    yield from (State(None, unfold(value)) for value in streamed("".join(rows)))
    yield from _in_attributes(root, reader)


def _in_statements(script: str) -> Iterator[State]:
    """Photo addresses that statements of one form name one after the other."""
    forms: dict[str, list[str]] = {}
    for found in _STATEMENT.finditer(script):
        address = found[2].replace("\\/", "/")
        if addresses := addresses_in(address):  # a text of several: var photos = "/a/1.jpg,/a/2.jpg,/a/3.jpg"
            yield State(found[1], addresses)
        else:
            forms.setdefault(re.sub(r"\d+", "#", found[1]), []).append(address)
    yield from (State(form, urls) for form, urls in forms.items() if len(urls) >= _FEWEST_STATEMENTS)


def _in_code(name: str, value: str, reader: Reader) -> Iterator[State]:
    """An attribute of Vue, Alpine and the like (x-data="{ photos: ['a.jpg', 'b.jpg'] }"); addresses parted by "
    "commas."""
    if parts := addresses_in(value):
        yield State(name, parts)
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
            if len(value) < SMALLEST:
                continue
            if found := list(parsed(value) if STARTS.match(value) else packed(value)):
                read = (unfold(one) for one in found)
                if name.startswith("wire:"):
                    read = (without_tuples(one) for one in read)
                elif element.tag == "astro-island":
                    read = (without_kinds(one) for one in read)
                states += (State(name, one) for one in read)
            elif name not in _PLAIN and _PHOTO.search(value):
                states += _in_code(name, value, reader)
        photos = {state.name or "photos": state.value for state in states if isinstance(state.value, list)}
        if vin and photos:  # <gallery :vin="…" :photos="…">: one vehicle's
            yield State(None, {"vin": vin, **photos})
            states = [state for state in states if not isinstance(state.value, list)]
        yield from states
        if element.tag in _HIDDEN_STATE and element.text and STARTS.match(element.text):
            yield from (State(element.get("id"), unfold(found)) for found in parsed(element.text))
