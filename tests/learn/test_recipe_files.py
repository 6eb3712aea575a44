from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carcls.config import Settings
from carcls.errors import TrainingError
from carcls.learn.recipe_files import chosen_recipe, read_recipe, write_recipe
from carcls.learn.recipes import RECIPES

LITE0, LITE2 = RECIPES["efficientnet-lite0"], RECIPES["efficientnet-lite2"]
FOUND = replace(LITE2, penalty=234.5, learning_rate=1e-05, epochs=4)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "recipe.toml"
    write_recipe(file, FOUND, fine_tune=True, comment="a study, trial 3")
    assert file.read_text().startswith('# a study, trial 3\narchitecture = "efficientnet-lite2"\ninput_size = 192\n')
    assert read_recipe(file) == (FOUND, True)


def test_what_a_file_leaves_out_is_as_its_architecture_has_it(tmp_path: Path) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text('architecture = "efficientnet-lite2"\npenalty = 30\n')
    recipe, fine_tune = read_recipe(file)
    assert (recipe, fine_tune) == (replace(LITE2, penalty=30.0), False)
    assert isinstance(recipe.penalty, float)


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("penalty = 30", "architecture None"),
        ('architecture = "efficientnet-lite0"\nfine_tune = 1', "fine_tune 1"),
        ('architecture = "efficientnet-lite0"\nlearnig_rate = 1e-3', "learnig_rate = 0.001"),
        ('architecture = "efficientnet-lite0"\nepochs = 2.5', "epochs = 2.5"),
        ('architecture = "efficientnet-lite0"\npenalty = true', "penalty = True"),
        ('architecture = "efficientnet-lite0"\npenalty = -1', "penalty = -1"),
        ("architecture", "Expected '='"),
        ('architecture = "resnet"', "'resnet'"),
        ('architecture = "cnn"\nfine_tune = true', "cnn, which is trained whole anyway"),
    ],
    ids=["no architecture", "no flag", "misspelt", "no integer", "no number", "below 0", "no TOML", "unknown", "cnn"],
)
def test_a_file_that_is_no_recipe_is_refused(tmp_path: Path, text: str, received: str) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text(text)
    with pytest.raises(TrainingError) as refused:
        read_recipe(file)
    assert received in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"Make one with carcls tune"):
        read_recipe(tmp_path / "missing.toml")


def test_a_named_recipe_goes_before_a_named_architecture_and_both_before_the_settings(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "recipe.toml"
    write_recipe(file, FOUND, fine_tune=True, comment="found")
    assert chosen_recipe(settings) == (LITE0, False)
    assert chosen_recipe(settings, "efficientnet-lite2", fine_tune=True) == (LITE2, True)
    assert chosen_recipe(settings, None, file) == (FOUND, True)
    assert chosen_recipe(settings, None, file, fine_tune=False) == (FOUND, False)
    set_to_it = settings.model_copy(update={"recipe_file": file})
    assert chosen_recipe(set_to_it) == (FOUND, True)
    assert chosen_recipe(set_to_it, "cnn") == (RECIPES["cnn"], False)
