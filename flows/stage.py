"""What every flow needs: errors of one line, chunks, and an ending that tells the night's numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec

from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.states import Completed, Failed

from carcls.errors import CarclsError

P = ParamSpec("P")


def plain_errors(function: Callable[P, Any]) -> Callable[P, Any]:
    """End a flow or task with an error's one line instead of a traceback. Other exceptions are bugs: they show.

    FailedRun is what a task that ended so raises where a flow called it.
    """

    @wraps(function)
    def with_plain_errors(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return function(*args, **kwargs)
        except (CarclsError, FailedRun) as error:
            return Failed(message=str(error))

    # With types for their names: Prefect would look for the names in this module.
    with_plain_errors.__signature__ = signature(function, eval_str=True)
    return with_plain_errors


def chunks(items: Sequence[str], size: int) -> list[list[str]]:
    """Lists of at most `size` items: one task a chunk, since a task costs some 50 ms of the server."""
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def ending(
    flow: str, message: str, rows: Sequence[Mapping[str, Any]], *, failed: str | None = None, data: Any = None
) -> State[Any]:
    """A flow's final state, after its table was written as an artifact.

    Args:
        flow: the flow's name, the artifact's key.
        message: what was done, a short line.
        rows: the table, the same columns in each row.
        failed: what went wrong; None: nothing did.
        data: what the state carries to a flow that called this one.
    """
    create_table_artifact(table=[dict(row) for row in rows], key=flow, description=failed or message)
    return Failed(message=f"{message} {failed}", data=data) if failed else Completed(message=message, data=data)
