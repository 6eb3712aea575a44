"""A real S3 server on loopback (moto's), for tests of what lies in one."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests


@contextmanager
def s3_server(bucket: str) -> Iterator[dict[str, str]]:
    """A server with an empty bucket. Yields AWS's own variables, by which it is reached."""
    s3fs = pytest.importorskip("s3fs", reason="needs pip install 'carcls[s3]'")
    s3fs.S3FileSystem.clear_instance_cache()  # else what was opened on another server's address is opened again
    pytest.importorskip("moto.server", reason="needs pip install 'carcls[dev]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                assert requests.put(f"{address}/{bucket}", timeout=5).ok
                break
            except requests.ConnectionError:
                assert server.poll() is None
                time.sleep(0.25)
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        server.terminate()
        server.wait(10)
