"""Fetch a feed: streamed to a file, only if it changed, again where the server is busy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

from carcls.errors import CrawlError
from carcls.retry_after import LONGEST_WAIT
from carcls.whole_file import whole_file

LARGEST = 300_000_000  # bytes, after the transfer's own compression: some 100,000 vehicles
LONGEST = 600.0  # seconds for a whole feed
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces
PIECE = 65_536  # bytes


@dataclass(frozen=True)
class Feed:
    """A feed on this machine. url: where redirects led; status: of the last answer, 304: the file is that of before."""

    file: Path
    url: str
    status: int


class PatientRetry(Retry):
    """urllib3's own, which waits for as long as Retry-After says; too long a wait ends the crawl instead."""

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        wait = self.get_retry_after(response) or 0.0
        if wait > LONGEST_WAIT:
            raise CrawlError(
                f"A feed should be there within {LONGEST_WAIT:g} s. Received: HTTP {response.status}, Retry-After "
                f"{wait:g} s. The next crawl tries again."
            )
        return super().sleep_for_retry(response)


def download_feed(url: str, folder: Path, user_agent: str, *, largest: int = LARGEST) -> Feed:
    """The feed at a URL; where the server says that it did not change, the file of the last time.

    Args:
        url: http(s).
        folder: where files and their validators are kept from one crawl to the next.
        user_agent: who asks.
        largest: bytes; a larger feed is refused.

    Raises:
        CrawlError: it is too large, takes too long, or the server wants to be left alone.
        OutputError: it cannot be written.
        requests.RequestException: it cannot be fetched.
    """
    name = sha256(url.encode()).hexdigest()[:16]
    file, validators = folder / f"{name}.feed", folder / f"{name}.json"
    headers = {"User-Agent": user_agent, "Accept": "text/csv,application/xml,text/xml;q=0.9,*/*;q=0.5"}
    headers |= _validators(validators) if file.exists() else {}
    with requests.Session() as session:
        session.max_redirects = 5
        retry = PatientRetry(3, status_forcelist=(429, 500, 502, 503, 504), backoff_factor=1, raise_on_status=False)
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        with session.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
            if response.status_code == 200:
                validators.unlink(missing_ok=True)  # a crash from here on must not pair them with another file
                _keep(response, file, largest)
                kept = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
                given = {ask: response.headers[name] for ask, name in kept.items() if name in response.headers}
                with whole_file(validators) as stream:
                    stream.write(json.dumps(given).encode())
            return Feed(file, response.url, response.status_code)


def _keep(response: requests.Response, file: Path, largest: int) -> None:
    deadline, length = monotonic() + LONGEST, 0
    with whole_file(file) as stream:
        for piece in response.iter_content(PIECE):
            length += len(piece)
            if length > largest:
                raise CrawlError(
                    f"A feed should have at most {largest} bytes. Received: more, from {response.url}. "
                    "Ask for a feed of one dealer."
                )
            if monotonic() > deadline:
                raise CrawlError(
                    f"A feed should come within {LONGEST:g} s. Received: {length} bytes of {response.url} by then. "
                    "The next crawl tries again."
                )
            stream.write(piece)


def _validators(file: Path) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.loads(file.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}
