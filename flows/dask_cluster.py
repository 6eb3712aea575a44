"""Tasks on a Dask cluster: as many at once as its workers have threads, workers that come or go meanwhile included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect import Task
from prefect.client.schemas.objects import State
from prefect.states import Failed

from carcls.errors import SettingsError


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    """Prefect's runner of tasks, connected.

    Raises:
        SettingsError: prefect-dask is not installed, no address is set, or nobody answers there.
    """
    try:
        from prefect_dask import DaskTaskRunner
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"runner=dask should find prefect-dask. Received: {error}. Install it: pip install 'carcls[dask]'."
        ) from error
    what = "runner=dask should have the address of a cluster's scheduler, tcp://HOST:8786."
    if not address:
        raise SettingsError(f"{what} Received: none. Set CARCLS_DASK_SCHEDULER.")
    with DaskTaskRunner(address=address) as tasks:
        try:
            _ = tasks.client  # it connects when it is first asked for
        except (OSError, ValueError) as error:
            line = str(error).splitlines()[0]
            raise SettingsError(
                f"{what} Received: {address!r} ({line}). Start it (dask scheduler), or set CARCLS_DASK_SCHEDULER."
            ) from error
        yield tasks


def on_dask(
    address: str, task: Task[..., Any], parameters: dict[str, Any], shares: Iterator[int]
) -> Iterator[tuple[int, State[Any]]]:
    """Run a task once a share; each share with its final state, as they end.

    Args:
        address: of the scheduler.
        parameters: of every run; the share is its parameter `photos`.
        shares: asked for the next one whenever a worker could take it.

    Raises:
        SettingsError: the cluster cannot be used.
    """
    with _cluster(address) as tasks:
        from distributed import as_completed

        ended = as_completed(loop=tasks.client.loop)
        begun: dict[str, tuple[int, Any]] = {}
        while True:
            # Where there is no worker yet, a task that waits makes an adaptive cluster start one.
            at_once = max(1, sum(tasks.client.nthreads().values()))
            while len(begun) < at_once and (photos := next(shares, None)):
                future = tasks.submit(task, {**parameters, "photos": photos})
                begun[future.wrapped_future.key] = photos, future
                ended.add(future.wrapped_future)
            if not begun:
                return
            photos, future = begun.pop(next(ended).key)
            yield photos, _state(future)


def _state(future: Any) -> State[Any]:
    future.wait()
    state: State[Any] = future.state
    if state.is_final():
        return state
    # Its workers died, or the scheduler: Prefect heard of no end.
    return Failed(message=f"A task on the Dask cluster should end. Received: {future.wrapped_future.status}.")
