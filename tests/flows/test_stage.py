from __future__ import annotations

from typing import Any, Literal

from prefect import flow

from carcls.errors import CarclsError
from flows.stage import plain_errors


@flow
@plain_errors
def choosing(which: Literal["one", "two"] = "one") -> Any:
    """A flow.

    Args:
        which: one of two.
    """
    raise CarclsError(which)


def test_prefect_finds_the_types_of_parameters() -> None:
    assert choosing.parameters.properties["which"]["enum"] == ["one", "two"]
    assert choosing.validate_parameters({"which": "two"}) == {"which": "two"}


def test_an_error_is_a_state_of_one_line() -> None:
    state = choosing.fn("two")
    assert (state.is_failed(), state.message) == (True, "two")
