"""Recipes in files: what tuning found, and training uses. A file is TOML: `fine_tune`, and fields of `Recipe`.

architecture = "efficientnet-lite2"  # the recipe of this architecture, but for
input_size = 260
penalty = 230.0
fine_tune = false  # train the head alone
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from carcls.config import Settings
from carcls.errors import TrainingError
from carcls.learn.recipes import Recipe, recipe_of
from carcls.whole_file import whole_file

FINE_TUNE = "fine_tune"
NUMBERS = {field.name: (int if field.type == "int" else float) for field in fields(Recipe) if field.type != "str"}


def chosen_recipe(
    settings: Settings, architecture: str | None = None, file: Path | None = None, fine_tune: bool | None = None
) -> tuple[Recipe, bool]:
    """The recipe to train by, and whether to train every layer: of a file, else of an architecture, else as set.

    Args:
        architecture: a key of `RECIPES`; None: what the settings say, `recipe_file` before `architecture`.
        file: of a recipe; it goes before the architecture.
        fine_tune: None: what the file says, else not.

    Raises:
        TrainingError: no such architecture, one that has nothing to fine-tune, or a file that is no recipe.
    """
    file = file or (None if architecture else settings.recipe_file)
    if file is None:
        fine_tune = bool(fine_tune)
        return recipe_of(architecture or settings.architecture, fine_tune), fine_tune
    recipe, said = read_recipe(file)
    fine_tune = said if fine_tune is None else fine_tune
    recipe_of(recipe.architecture, fine_tune)
    return recipe, fine_tune


def read_recipe(file: Path) -> tuple[Recipe, bool]:
    """A recipe, and whether it is for training every layer. What the file leaves out is as its architecture has it.

    Raises:
        TrainingError: no such file, or not a recipe.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(file, str(error)) from error
    fine_tune, architecture = values.pop(FINE_TUNE, False), values.pop("architecture", None)
    if not isinstance(fine_tune, bool) or not isinstance(architecture, str):
        raise _refused(file, f"fine_tune {fine_tune!r}, architecture {architecture!r}")
    if wrong := [f"{name} = {value!r}" for name, value in values.items() if not _fits(name, value)]:
        raise _refused(file, ", ".join(wrong))
    numbers: dict[str, Any] = {name: NUMBERS[name](value) for name, value in values.items()}
    return replace(recipe_of(architecture, fine_tune), **numbers), fine_tune


def write_recipe(file: Path, recipe: Recipe, fine_tune: bool, comment: str) -> None:
    """Write a file that `read_recipe` reads. comment: a line that says where it comes from.

    Raises:
        OutputError: the file cannot be written.
    """
    values = {**asdict(recipe), FINE_TUNE: fine_tune}
    # Text, numbers and flags are written in TOML as they are in JSON.
    lines = [f"# {comment}", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
    with whole_file(file) as stream:
        stream.write(("\n".join(lines) + "\n").encode())


def _fits(name: str, value: Any) -> bool:
    kind = NUMBERS.get(name)
    is_number = isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    return kind is not None and is_number and (value >= 0 or name == "frozen_blocks")


def _refused(file: Path, received: str) -> TrainingError:
    return TrainingError(
        f"A recipe should be a TOML file with an architecture, fine_tune and numbers: {', '.join(NUMBERS)}. "
        f"Received: {received} in {file}. Make one with carcls tune, or mend the file."
    )
