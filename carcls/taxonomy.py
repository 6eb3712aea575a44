"""Classes and views: what a photo can be. They live in a file, and a user can have another one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carcls.errors import SettingsError

DEFAULT_FILE = Path(__file__).with_name("taxonomy.toml")


@dataclass(frozen=True)
class Taxonomy:
    """The classes in the order of a model's outputs, the views below them, and the words that name a class."""

    classes: tuple[str, ...]
    views: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    hints: dict[str, tuple[str, ...]]

    def class_of_view(self, view: str) -> str | None:
        """The class that a view belongs to; None: the view is of more than one class or of none."""
        owners = [name for name in self.classes if view in self.views[name]]
        return owners[0] if len(owners) == 1 else None

    def class_of_text(self, text: str | None) -> str | None:
        """The class that a site's tag, caption or file name says; None: it says nothing, or two classes.

        >>> load_taxonomy().class_of_text("Interior photo 3 of 12")
        'interior'
        >>> load_taxonomy().class_of_text("front seat")  # "front" alone would be exterior
        'interior'
        >>> load_taxonomy().class_of_text("interior and exterior photos")
        """
        if not text:
            return None
        folded = " " + re.sub(r"[\W_]+", " ", text.casefold()) + " "
        for vocabulary in (self.words, self.hints):
            said = {name for name in self.classes for word in vocabulary[name] if f" {word} " in folded}
            if said:
                return said.pop() if len(said) == 1 else None
        return None


@lru_cache
def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file; None: the one that ships.

    Raises:
        SettingsError: the file is missing, is not TOML, or has fewer than two classes.
    """
    file = path or DEFAULT_FILE
    try:
        classes = tomllib.loads(file.read_text(encoding="utf-8"))["classes"]
        taxonomy = Taxonomy(
            tuple(classes),
            {name: tuple(entry.get("views", ())) for name, entry in classes.items()},
            _folded(classes, "words"),
            _folded(classes, "hints"),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"A taxonomy file should hold [classes.NAME] tables. Received: {file} ({error}). "
            f"Start from a copy of {DEFAULT_FILE}."
        ) from error
    if len(taxonomy.classes) < 2:
        raise SettingsError(f"A taxonomy should have two classes or more. Received: {taxonomy.classes} in {file}.")
    return taxonomy


def _folded(classes: dict[str, dict[str, list[str]]], field: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(word.casefold() for word in entry.get(field, ())) for name, entry in classes.items()}
