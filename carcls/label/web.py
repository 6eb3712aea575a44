"""Pictures from the web, fetched ahead: several hosts at the same time, each as politely as the crawler visits it."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from time import monotonic, sleep
from types import TracebackType
from typing import TYPE_CHECKING

from carcls.errors import PhotoMissing
from carcls.photos.files import too_large
from carcls.retry_after import BUSY, LONGEST_WAIT, seconds_of

if TYPE_CHECKING:
    import requests

LANES = 16  # hosts that are asked at the same time
URL_TIMEOUT = 30  # seconds without a byte
LONGEST = 120  # seconds for one picture
BLOCK = 1 << 16  # bytes


def is_url(name: str) -> bool:
    """Whether a name is an http(s) URL."""
    return name.lower().startswith(("http://", "https://"))


class Fetcher:
    """Fetches pictures by URL. Hosts are dealt to lanes, and a lane makes so many requests at a time.

    So no host has more than that, and what waits for a slow one holds up its own lane alone. A host that asks for a
    pause (Retry-After) has it.
    """

    def __init__(self, max_bytes: int, user_agent: str, per_host: int = 1) -> None:
        """max_bytes: more are not fetched; per_host: requests to a host at a time."""
        self._max_bytes = max_bytes
        self._user_agent = user_agent
        self._lanes = [ThreadPoolExecutor(per_host) for _ in range(LANES)]  # their threads start when they are needed
        self._mine = threading.local()  # a session a thread: what keeps a connection open between requests
        self._sessions: list[requests.Session] = []
        self._open_at: dict[str, float] = {}  # monotonic seconds, of hosts that asked for a pause

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lane in self._lanes:
            lane.shutdown(wait=True, cancel_futures=True)
        for session in self._sessions:
            session.close()

    def start(self, url: str) -> Future[bytes]:
        """Begin to fetch. The future's result is as that of `fetch`."""
        return self._lanes[hash(_host(url)) % LANES].submit(self.fetch, url)

    def fetch(self, url: str) -> bytes:
        """The bytes that a URL answers.

        Raises:
            PhotoMissing: it does not answer with a picture.
            PhotoRejected: it has more bytes than are taken.
        """
        import requests  # inside, because most pictures are files

        if not hasattr(self._mine, "session"):
            self._mine.session = requests.Session()
            self._mine.session.headers["User-Agent"] = self._user_agent
            self._sessions.append(self._mine.session)
        try:
            return self._ask(self._mine.session, url)
        except (requests.RequestException, OSError, ValueError) as error:  # ValueError: what is no URL at all
            raise PhotoMissing(
                f"A URL should answer with a picture. Received: {error}. Check the address: {url}"
            ) from error

    def _ask(self, session: requests.Session, url: str) -> bytes:
        """Ask when the host will have it, and once more if it only then says that it is busy."""
        host = _host(url)
        for is_last in (False, True):
            wait = self._open_at.get(host, 0) - monotonic()
            if wait > LONGEST_WAIT:
                raise TimeoutError(f"{host} asks to be left alone for {wait:.0f} s more")
            sleep(max(wait, 0))
            with session.get(url, stream=True, timeout=URL_TIMEOUT) as response:
                if response.status_code in BUSY:
                    pause = seconds_of(response.headers.get("Retry-After", ""), datetime.now(UTC))
                    if pause is not None:
                        self._open_at[host] = monotonic() + pause
                        if not is_last:
                            continue
                response.raise_for_status()
                return self._read(response, url)
        raise AssertionError("the last answer is returned or raised")

    def _read(self, response: requests.Response, url: str) -> bytes:
        end = monotonic() + LONGEST
        data = bytearray()
        for block in response.iter_content(BLOCK):
            data += block
            if len(data) > self._max_bytes:
                raise too_large(url, len(data), self._max_bytes)
            if monotonic() > end:
                raise TimeoutError(f"{len(data)} bytes in {LONGEST} s and no end")
        return bytes(data)


def _host(url: str) -> str:
    return url.split("/")[2].lower()  # of what is no URL at all, too: that is for the request to say
