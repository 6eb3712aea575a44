"""The page after this one, of a list in HTML or of an inventory API."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapers.page import ApiRequest


@dataclass(frozen=True, kw_only=True)
class Paging:
    """How a platform counts its pages.

    parameter: of the query, or the path of a key in the JSON that is posted. segment: where the number is a part of the
    URL's path instead, what stands before it: `/page`. first: the number of the first page. by_entries: the number is
    that of the first entry, not of the page. as_list: the posted value is `["18"]`.
    """

    parameter: str = ""
    segment: str | None = None
    first: int = 1
    by_entries: bool = False
    as_list: bool = False

    def next_url(self, url: str, entries: int, total: int | None, pages: int | None) -> str | None:
        """The following page's URL; None: this is the last, or nothing says that there is another."""
        if self.segment:
            path, _, here_text = urlsplit(url).path.rstrip("/").rpartition(self.segment)
            here = int(here_text) if path and here_text.isdigit() else self.first
            following = self._following(here, entries, total, pages)
            before = path if path and here_text.isdigit() else urlsplit(url).path.rstrip("/")
            return urlunsplit(urlsplit(url)._replace(path=f"{before}{self.segment}{following}")) if following else None
        query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
        here = next((int(value) for key, value in query if key == self.parameter and value.isdigit()), self.first)
        following = self._following(here, entries, total, pages)
        return None if following is None else with_parameter(url, self.parameter, following)

    def next_request(
        self, request: ApiRequest, entries: int, total: int | None, pages: int | None
    ) -> ApiRequest | None:
        """As `next_url`, for a request that posts JSON."""
        try:
            body = json.loads(request.body or "")
        except ValueError:
            return None
        *parents, key = self.parameter.split(".")
        node: Any = body
        for parent in parents:
            node = node.setdefault(parent, {}) if isinstance(node, dict) else None
        if not isinstance(node, dict):
            return None
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        here = int(str(value)) if str(value).isdigit() else self.first
        following = self._following(here, entries, total, pages)
        if following is None:
            return None
        node[key] = [str(following)] if self.as_list else following
        return replace(request, body=json.dumps(body))

    def _following(self, here: int, entries: int, total: int | None, pages: int | None) -> int | None:
        if not entries:
            return None
        if self.by_entries:
            return here + entries if total is not None and here - self.first + entries < total else None
        if pages is not None:
            return here + 1 if here - self.first + 1 < pages else None
        return here + 1 if total is not None and (here - self.first + 1) * entries < total else None


def with_parameter(url: str, name: str, value: int | str) -> str:
    """The URL with a query parameter set."""
    parts = urlsplit(url)
    query = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*query, (name, str(value))])))
