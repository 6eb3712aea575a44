"""One answer of a site: its text, and what the rungs of the ladder read of it, made once and only if asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from w3lib.encoding import html_to_unicode

from scrapers.extract.addresses import joined
from scrapers.extract.photo_addresses import PhotoAddresses
from scrapers.extract.state import State, page_state
from scrapers.extract.unfolding import unfold
from scrapers.page import ApiRequest

_JSON = re.compile(r"\ufeff?\s*[\[{]")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)  # what follows it browsers show, and the parser drops


@dataclass(eq=False)
class Document:
    """A page or a JSON document.

    url: where it was found. text: decoded. data: the parsed JSON where the text is JSON, else None. request: how it was
    asked for, where that was not a plain GET: an inventory API's answer does not say what was posted.
    """

    url: str
    text: str
    data: Any = None
    request: ApiRequest | None = None

    @classmethod
    def read(cls, body: bytes | str, url: str, request: ApiRequest | None = None) -> Document:
        """The document of a body; never raises, whatever the bytes are."""
        text = html_to_unicode(None, body)[1] if isinstance(body, bytes) else body
        data = None
        if _JSON.match(text[:200]):
            try:
                data = json.loads(text.lstrip("\ufeff"))
            except (ValueError, RecursionError):
                data = None
        return cls(url, text, data, request)

    @cached_property
    def root(self) -> HtmlElement:
        """The page's tree; an empty one for JSON and for what is no page."""
        if self.data is None:
            parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
            text = _END.sub("", self.text)
            try:
                root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
                for template in root.iter("template"):
                    if "shadowrootmode" in template.attrib:  # unlike others it is shown
                        template.tag = "div"
                return root
            except (lxml.etree.ParserError, ValueError):
                pass
        return lxml.html.document_fromstring("<html></html>")

    @cached_property
    def base_url(self) -> str:
        """What the document's relative addresses are relative to."""
        base = self.root.find(".//base[@href]")
        return self.url if base is None else joined(self.url, base.get("href")) or self.url

    @cached_property
    def named_states(self) -> list[State]:
        """The JSON that the page carries, JSON-LD left out, each with the name that it stands at."""
        if self.data is not None:
            return [State(None, unfold(self.data))]
        addresses = PhotoAddresses(self.text)
        return [State(state.name, addresses.complete(state.value)) for state in page_state(self.root)]

    @property
    def states(self) -> list[Any]:
        """The values of `named_states`; of a JSON document, the document itself."""
        return [state.value for state in self.named_states]
