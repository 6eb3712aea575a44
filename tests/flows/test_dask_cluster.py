"""What is missing for `runner=dask` is one line. That it labels: test_cluster.py."""

from __future__ import annotations

import sys

import pytest
from prefect import task

from carcls.errors import SettingsError
from flows.dask_cluster import on_dask


@task
def nothing(photos: int) -> int:
    return photos


def failure(address: str) -> str:
    with pytest.raises(SettingsError) as caught:
        list(on_dask(address, nothing, {}, iter([1])))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    assert "pip install 'carcls[dask]'" in failure("tcp://127.0.0.1:8786")


@pytest.mark.slow
def test_no_address() -> None:
    assert failure("").endswith("Received: none. Set CARCLS_DASK_SCHEDULER.")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x"])
def test_nobody_there(address: str) -> None:
    import dask

    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert failure(address).startswith("runner=dask should have the address of a cluster's scheduler")
