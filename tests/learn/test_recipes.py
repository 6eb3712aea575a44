from __future__ import annotations

import pytest

from carcls.errors import TrainingError
from carcls.learn.recipes import recipe_of


def test_the_two_architectures() -> None:
    assert recipe_of("cnn", fine_tune=False).input_size == 128
    assert recipe_of("efficientnet-lite0", fine_tune=True).input_size == 224


@pytest.mark.parametrize(
    ("architecture", "fine_tune", "message"),
    [
        ("resnet", False, "one of cnn, efficientnet-lite0, efficientnet-lite2. Received: 'resnet'"),
        ("cnn", True, "Leave fine-tuning out"),
    ],
)
def test_what_cannot_be_trained_is_said(architecture: str, fine_tune: bool, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        recipe_of(architecture, fine_tune)
