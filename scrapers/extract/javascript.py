"""Values in scripts: JSON where it is JSON, else JavaScript literals (single quotes, bare keys, trailing commas)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DEEPEST = 60  # levels
MOST_TOKENS = 300_000  # of literals that are no JSON, in one page: scripts are hostile, too
MOST_FAILURES = 3_000  # of values that began like JSON
_SMALLEST = 30  # characters: shorter literals are switches, not state

_OPENING = re.compile(
    r"(?:=(?!=)|:|\(|\|\||\?\?|,(?=\s{0,9}\[\s{0,9}[\"'{]))\s{0,20}(?:JSON\.parse\(\s{0,20}(?=[\"'`])|(?:new\s+Array)?(?=[\[{(])|(?=[\"'`]\s{0,9}[\[{][\s\\]{0,9}[\"'\[{]))"
)
_LIKE_JSON = re.compile(r"\{\s{0,99}[\"}]|\[\s{0,99}[\"\[{\]\d\-tfn]")
_NAME = re.compile(r"([\w$-]+)[\"']?\s*\]?\s*$")
_TOKEN = re.compile(
    r"""\s*(?://[^\n]*\n\s*|/\*.{0,999}?\*/\s*)*
    (?:(?P<mark>[\[\]{}:,()])|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_$!][\w$.!]*))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "!0": True, "!1": False}
# What Nuxt 2 writes: values that occur often are arguments of a function that returns the state.
_FUNCTION = re.compile(r"\(function\s*\(([\w$,\s]{1,20000})\)\s*\{(?:[^{}]{0,20000};)?\s*return\s*(?=\{)")
_CALL = re.compile(r"\s*;?\s*\}\s*\)?\s*(?=\()")
_decoder = json.JSONDecoder()


class _NoLiteralError(ValueError):
    """What stands here is code."""


@dataclass(frozen=True)
class _Parameter:
    """A function's parameter where its argument belongs."""

    name: str


class Reader:
    """Reads the literals of one page's scripts, within one budget."""

    def __init__(self) -> None:
        self.tokens_left = MOST_TOKENS
        self.failures_left = MOST_FAILURES

    def values(self, script: str) -> Iterator[tuple[str | None, Any]]:
        """(the variable or key it stands at, value) of each object and array in a script, outermost first."""
        position = 0
        if function := _FUNCTION.search(script):
            try:
                value, position = self._returned(script, function)
                yield None, value
            except (ValueError, RecursionError):
                pass
        while self.tokens_left > 0 and (found := _OPENING.search(script, position)):
            position = found.end()
            try:
                value, end = self._value(script, position)
            except (ValueError, RecursionError):
                continue
            if end - position >= _SMALLEST and isinstance(value, dict | list):
                name = _NAME.search(script[max(0, found.start() - 60) : found.start()])
                yield name and name[1], value
            position = end

    def _value(self, script: str, position: int) -> tuple[Any, int]:
        if script[position] in "\"'`":  # JSON in a string, JSON.parse's argument
            token = _TOKEN.match(script, position)
            if token is None or not token["text"]:
                raise _NoLiteralError
            return json.loads(_unescape(token["text"][1:-1])), token.end()
        if self.failures_left > 0 and _LIKE_JSON.match(script, position):
            try:
                return _decoder.raw_decode(script, position)
            except (ValueError, RecursionError):
                self.failures_left -= 1  # each counts the lines of the script up to there, for its message
        return self._literal(script, position)

    def _returned(self, script: str, function: re.Match[str]) -> tuple[Any, int]:
        """What a function that is called where it stands returns, its parameters replaced by what it is called with."""
        parameters = [name.strip() for name in function[1].split(",")]
        value, end = self._literal(script, function.end(), frozenset(parameters))
        call = _CALL.match(script, end)
        if call is None:
            raise _NoLiteralError
        try:
            arguments, end = self._literal(script, call.end())
        except ValueError:
            arguments = []  # code among them: what they stand for is not known, the rest is
        return _filled(value, dict(zip(parameters, arguments, strict=False))), end

    def _literal(self, script: str, position: int, parameters: frozenset[str] = frozenset()) -> tuple[Any, int]:
        """A JavaScript literal without code in it, by an explicit stack: depth costs no recursion.

        parameters: words that are no code; they become `_Parameter`.
        """
        stack: list[dict[str, Any] | list[Any]] = []
        keys: list[str | None] = []
        key: str | None = None
        while True:
            token = _TOKEN.match(script, position)
            self.tokens_left -= 1
            if token is None or self.tokens_left < 0:
                raise _NoLiteralError
            position = token.end()
            mark = token["mark"]
            if mark in ("[", "{", "("):
                if (mark == "(" and stack) or len(stack) >= DEEPEST:
                    raise _NoLiteralError
                stack.append({} if mark == "{" else [])
                keys.append(key)
                key = None
                continue
            if mark in ("]", "}", ")"):
                value: Any = stack.pop()
                if isinstance(value, dict) != (mark == "}"):
                    raise _NoLiteralError
                key = keys.pop()
                if not stack:
                    return value, position
            elif mark == ",":
                key = None
                continue
            elif mark == ":":
                raise _NoLiteralError
            elif token["text"]:
                value = _unescape(token["text"][1:-1])
            elif token["number"]:
                value = float(token["number"]) if re.search(r"[.eE]", token["number"]) else int(token["number"])
            else:
                value = token["word"]
            top = stack[-1]
            if isinstance(top, dict) and key is None:
                colon = _TOKEN.match(script, position)
                if colon is None or colon["mark"] != ":" or isinstance(value, dict | list):
                    raise _NoLiteralError
                key, position = str(value), colon.end()
                continue
            if token["word"]:
                if value not in _WORDS and value not in parameters:
                    raise _NoLiteralError
                value = _WORDS[value] if value in _WORDS else _Parameter(value)
            if isinstance(top, dict):
                top[str(key)] = value
            else:
                top.append(value)
            key = None


def _filled(value: Any, arguments: dict[str, Any]) -> Any:
    if isinstance(value, _Parameter):
        return arguments.get(value.name)
    if isinstance(value, dict):
        return {key: _filled(child, arguments) for key, child in value.items()}
    return [_filled(child, arguments) for child in value] if isinstance(value, list) else value


def _unescape(text: str) -> str:
    """A JavaScript string's text."""
    return _ESCAPE.sub(_escape, text) if "\\" in text else text


def _escape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "ux" and len(code) > 1:
        try:
            return chr(int(code.strip("ux{}"), 16))
        except (ValueError, OverflowError):
            return ""
    return _SINGLE.get(code, code)
