"""The dealers file: which sites are crawled, a line each. data/dealers.toml shows its form."""

from __future__ import annotations

import ipaddress
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from carcls.errors import SettingsError, UnknownDealer


@dataclass(frozen=True)
class DealerEntry:
    """One dealer to crawl.

    url: where the crawl starts: the list of vehicles, or the home page. feed: its inventory as CSV or XML; with one,
    the site's own lists are not read. None: there is no feed.
    """

    name: str
    url: str
    feed: str | None = None


def read_dealers(file: Path) -> dict[str, DealerEntry]:
    """The dealers of a file by name, in its order.

    Raises:
        SettingsError: the file is missing or is not TOML, or an entry has no http(s) `url`.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The dealers file should be readable. Received: {file} ({error.strerror}). "
            'Make it with a line a dealer, NAME = { url = "https://…" }, or set CARCLS_DEALERS_FILE.'
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The dealers file should be TOML. Received: {file} ({error}). Mend the file.") from error
    return {name: _entry(name, table, file) for name, table in tables.items()}


def find_dealer(file: Path, name: str) -> DealerEntry:
    """One dealer of a file.

    Raises:
        SettingsError: see `read_dealers`.
        UnknownDealer: the file has no such dealer; the text names the nearest ones.
    """
    dealers = read_dealers(file)
    if name not in dealers:
        near = ", ".join(get_close_matches(name, dealers, n=3, cutoff=0.4) or list(dealers)[:3]) or "no dealers"
        raise UnknownDealer(
            f"A dealer should stand in {file}. Received: {name!r}; the file has {near}"
            f'{" and others" if len(dealers) > 3 else ""}. Add the line {name} = {{ url = "https://…" }}.'
        )
    return dealers[name]


def dealer_of_url(url: str) -> DealerEntry:
    """A dealer that stands in no file, named by its host (with the port where the URL has one).

    Raises:
        SettingsError: the URL is not http(s).
    """
    if not is_http(url):
        raise SettingsError(
            f"A dealer's url should start with http:// or https:// and have a host. Received: {url!r}. Mend the URL."
        )
    return DealerEntry(urlsplit(url).netloc.rpartition("@")[2].lower(), url)


def is_loopback(url: str) -> bool:
    """True where a URL's host is this machine."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _entry(name: str, table: object, file: Path) -> DealerEntry:
    keys = set(table) if isinstance(table, dict) else set()
    if not isinstance(table, dict) or not {"url"} <= keys <= {"url", "feed"} or not all(map(is_http, table.values())):
        raise SettingsError(
            f'A dealer should be a line like NAME = {{ url = "https://…" }}, with feed = "https://…" if there is one. '
            f"Received: {name} = {table!r} in {file}. Mend the line."
        )
    return DealerEntry(name, table["url"], table.get("feed"))


def is_http(url: object) -> bool:
    """True for an http(s) URL with a host."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
