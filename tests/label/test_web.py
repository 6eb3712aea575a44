from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from carcls.errors import PhotoMissing, PhotoRejected
from carcls.label import web
from carcls.label.web import Fetcher, is_url


class Host(ThreadingHTTPServer):
    """Answers every path with itself; `/404` and the like with that status; `/busy/N` first with 503 and a
    Retry-After of N seconds. most: requests that it had at the same time; asked: paths.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.lock, self.now, self.most = threading.Lock(), 0, 0
        self.agents: set[str | None] = set()
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        host = self.server
        with host.lock:
            host.now += 1
            host.most = max(host.most, host.now)
            host.agents.add(self.headers["User-Agent"])
            is_new = self.path not in host.asked
            host.asked.append(self.path)
        time.sleep(0.01)
        with host.lock:
            host.now -= 1
        if self.path.startswith("/busy/") and is_new:
            self.send_response(503)
            self.send_header("Retry-After", self.path.rpartition("/")[2])
        else:
            self.send_response(404 if self.path == "/404" else 200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host()
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("per_host", [1, 3])
def test_a_host_has_no_more_requests_at_a_time_than_it_should(host: Host, per_host: int) -> None:
    with Fetcher(100, "carcls/test (+a@b.example)", per_host) as fetcher:
        begun = [fetcher.start(f"{host.url}/{number}") for number in range(12)]
        assert [one.result() for one in begun] == [f"/{number}".encode() for number in range(12)]
    assert host.most == per_host
    assert host.agents == {"carcls/test (+a@b.example)"}


def test_what_is_no_picture_is_one_line(host: Host) -> None:
    with Fetcher(5, "carcls") as fetcher:
        assert isinstance(fetcher.start("http://[").exception(), PhotoMissing)
        with pytest.raises(PhotoRejected, match="CARCLS_MAX_PHOTO_BYTES"):
            fetcher.fetch(f"{host.url}/too-long")
        for url, received in ((f"{host.url}/404", "404"), ("http://", "Invalid URL"), ("http://[", "")):
            with pytest.raises(PhotoMissing, match=rf"^A URL should answer with a picture\. Received: .*{received}"):
                fetcher.fetch(url)


def test_a_host_that_asks_for_a_pause_has_it(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    clock = [0.0]
    monkeypatch.setattr(web, "sleep", lambda seconds: (slept.append(seconds), clock.append(clock[-1] + seconds)))
    monkeypatch.setattr(web, "monotonic", lambda: clock[-1])
    with Fetcher(100, "carcls") as fetcher:
        assert fetcher.fetch(f"{host.url}/busy/7") == b"/busy/7"
        assert [seconds for seconds in slept if seconds] == [7]
        for path in ("/busy/3600", "/1", "/2"):
            with pytest.raises(PhotoMissing, match="asks to be left alone for 3600 s more"):
                fetcher.fetch(f"{host.url}{path}")
    assert host.asked == ["/busy/7", "/busy/7", "/busy/3600"]


def test_what_is_a_url() -> None:
    assert [is_url(name) for name in ("HTTP://x", "https://x", "http:/x", "s3://x")] == [True, True, False, False]
