"""Where the buttons of a form that only asks (method GET) lead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from lxml.html import FormElement, HtmlElement

from scrapers.extract.links import absolute

_MOST_FIELDS = 50  # of one form: what has more is a search
_MOST_BUTTONS = 50  # of one form


class Submit(NamedTuple):
    """A button of a form: the element, what it says, and the address that it asks for."""

    element: HtmlElement
    said: str
    url: str


def submits(form: FormElement, base_url: str, here: str) -> Iterator[Submit]:
    """The buttons that send a form; none of one that posts, or that asks for words.

    Args:
        form: one of a page.
        base_url: what the page's addresses are relative to.
        here: the page's own address, which a form without an action asks.
    """
    if (form.get("method") or "get").strip().lower() != "get":
        return
    action = absolute(form.get("action") or here, base_url)
    fields = [field for field in form.iter("input", "select", "textarea") if field.get("name")]
    if action is None or len(fields) > _MOST_FIELDS or any(_asks_for_words(field) for field in fields):
        return
    values = form.form_values()
    buttons = (button for button in form.iter("button", "input") if _sends(button))
    for button, _ in zip(buttons, range(_MOST_BUTTONS), strict=False):
        said = button.text_content()[:40] if button.tag == "button" else button.get("value") or button.get("alt") or ""
        own = [(button.get("name"), button.get("value") or "")] if button.get("name") else []
        yield Submit(button, said, urlsplit(action)._replace(query=urlencode([*values, *own]), fragment="").geturl())


def _asks_for_words(field: HtmlElement) -> bool:
    return field.tag == "textarea" or (
        field.tag == "input" and (field.get("type") or "text").lower() in {"text", "search", "email", "tel", "password"}
    )


def _sends(button: HtmlElement) -> bool:
    kind = (button.get("type") or "").lower()
    return kind in ({"", "submit"} if button.tag == "button" else {"submit", "image"})
