"""`python -m scrapers.extract FILE|URL`: what the spider sees there, as one JSON line. `carcls extract` runs this."""

from __future__ import annotations

import argparse
import codecs
import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from urllib3.exceptions import HTTPError

from carcls.config import load_settings
from carcls.dealers import dealer_of_url, is_http
from carcls.errors import CarclsError, ExtractError
from scrapers.chosen import refuse_strangers
from scrapers.extract import extract_page
from scrapers.extract.document import Document
from scrapers.extract.seen import as_json
from scrapers.extract.sitemap import is_sitemap

_LARGEST = 20_000_000  # bytes of a page
_PATIENCE = 30  # seconds
_MOST_REDIRECTS = 5
_UNKNOWN = "https://page.invalid/"


def main() -> None:
    """Read the arguments, print the line. Exit codes: 0 done; 1 an error, one line on stderr; 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="carcls extract", description=__doc__)
    parser.add_argument("source", help="a saved page or JSON document, or its address")
    parser.add_argument("--url", help="the address that a saved page was found at")
    parser.add_argument(
        "--no-adapters", action="store_true", help="what the rungs read that need no platform's adapter"
    )
    arguments = parser.parse_args()
    try:
        if arguments.url and not is_http(arguments.url):
            raise ExtractError(f"--url should be an http(s) address. Received: {arguments.url!r}. Mend it.")
        if "://" in arguments.source:
            body, url = fetch(arguments.source)
        else:
            body, url = read(Path(arguments.source))
        page = extract_page(body, arguments.url or url, adapters=not arguments.no_adapters)
    except CarclsError as error:
        print(f"carcls: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    print(json.dumps(as_json(page), ensure_ascii=False))


def read(file: Path) -> tuple[bytes, str]:
    """A saved page, and the address that it says itself.

    Raises:
        ExtractError: it cannot be read, or is neither HTML nor JSON nor a sitemap.
    """
    try:
        with file.open("rb") as stream:
            body = stream.read(_LARGEST)
    except OSError as error:
        raise ExtractError(
            f"A saved page should be a file that can be read. Received: {file} ({error.strerror}). Give its path or "
            f"a URL."
        ) from None
    document = Document.read(body, _UNKNOWN)
    what = _no_page(body, document)
    if what:
        raise ExtractError(
            f"A saved page should be HTML or JSON. Received: {file}, {what}. Save the page again, as its source."
        )
    return body, address_of(document)


def _no_page(body: bytes, document: Document) -> str | None:
    """What a file is that is no page; None: it may be one."""
    if is_sitemap(body):
        return None
    if not body.strip():
        return "an empty file"
    if b"\0" in body[:4096] and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "a binary file"
    if document.data is None and body.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:1] in (b"{", b"["):
        return "JSON that is broken"
    return None if document.data is not None or "<" in document.text else "text without any markup"


def address_of(document: Document) -> str:
    """Where a saved page was found: what the browser that saved it wrote, its canonical link, else the site that most
    of its absolute links lead to.
    """
    saved = re.search(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", document.text[:2000])
    if saved:
        return saved[1]
    for element in document.root.iter("link", "meta"):
        told = element.get("href") if element.get("rel") == "canonical" else None
        told = told or (element.get("content") if element.get("property") == "og:url" else None)
        if told and re.match(r"https?://[^/]+", told.strip()):
            return told.strip()
    links = [element.get("href") or "" for element in document.root.iter("a")]
    if document.data is not None:
        links += re.findall(r"https?://[\w.-]+/", document.text[:200_000].replace("\\/", "/"))
    hosts = Counter(found[0] for link in links if (found := re.match(r"https?://[\w.-]+(?::\d+)?", link)))
    return f"{hosts.most_common(1)[0][0]}/" if hosts else _UNKNOWN


def fetch(url: str) -> tuple[bytes, str]:
    """A page's body and the address that it came from, asked for once, under the crawler's own name and its rules.

    Raises:
        SettingsError: it is no http(s) URL, or a site of somebody else and nobody's name is given.
        ExtractError: robots.txt forbids it, or it does not answer.
    """
    from scrapers.settings import USER_AGENT  # reads the settings file

    with requests.Session() as session:
        session.headers["User-Agent"] = USER_AGENT
        try:
            for _ in range(_MOST_REDIRECTS):
                _refuse_closed(session, url)
                with session.get(url, timeout=_PATIENCE, stream=True, allow_redirects=False) as answer:
                    if answer.is_redirect:
                        url = urljoin(url, answer.headers["Location"])
                    elif answer.status_code >= 500 or answer.status_code in {404, 410}:
                        raise ExtractError(
                            f"A page should be there. Received: {answer.status_code} from {url}. "
                            "Look at it with a browser."
                        )
                    else:
                        return answer.raw.read(_LARGEST, decode_content=True), url
        except (requests.RequestException, HTTPError) as error:
            raise ExtractError(
                f"A page should answer. Received: {_reason(error)} from {url}. Look whether the site is up."
            ) from None
    raise ExtractError(f"A page should be there. Received: redirects without an end, to {url}. Look with a browser.")


def _refuse_closed(session: requests.Session, url: str) -> None:
    from scrapers.settings import ROBOTSTXT_USER_AGENT

    refuse_strangers(load_settings(), [dealer_of_url(url)])
    parts = urlsplit(url)
    robots = session.get(f"{parts.scheme}://{parts.netloc}/robots.txt", timeout=_PATIENCE)
    rules = Protego.parse(robots.text[:500_000] if robots.ok else "")
    if robots.status_code >= 500 or robots.status_code == 429 or not rules.can_fetch(url, ROBOTSTXT_USER_AGENT):
        raise ExtractError(
            f"A page should be open to crawlers. Received: {url}, which robots.txt forbids or cannot tell of. "
            "Save the page with a browser and give the file."
        )


def _reason(error: Exception) -> str:
    """What went wrong, without the names of the libraries that tell each other."""
    cause = error.args[0] if error.args else error
    return " ".join(str(getattr(cause, "reason", cause)).rpartition("): ")[2].split())


if __name__ == "__main__":
    main()
