"""`python -m scrapers.extract FILE|URL`: what the spider sees there, as one JSON line. `carcls extract` runs this."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import requests
from protego import Protego

from carcls.errors import CarclsError, ExtractError
from scrapers.extract import extract_page
from scrapers.extract.document import Document
from scrapers.extract.seen import as_json

_LARGEST = 20_000_000  # bytes of a page
_PATIENCE = 30  # seconds
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
        if re.match(r"https?://", arguments.source):
            body, url = fetch(arguments.source)
        else:
            body, url = read(Path(arguments.source))
        page = extract_page(body, arguments.url or url, adapters=not arguments.no_adapters)
    except CarclsError as error:
        print(f"carcls: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    print(json.dumps(as_json(page), ensure_ascii=False))


def read(file: Path) -> tuple[bytes, str]:
    """A saved page, and the address that it says itself."""
    try:
        body = file.read_bytes()[:_LARGEST]
    except OSError as error:
        raise ExtractError(
            f"A saved page should be a file that can be read. Received: {file} ({error.strerror}). Give its path or "
            f"a URL."
        ) from None
    return body, address_of(Document.read(body, _UNKNOWN))


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
    links += re.findall(r"https?://[\w.-]+/", document.text[:200_000]) if document.data is not None else []
    hosts = Counter(
        found[0] for link in links if (found := re.match(r"https?://[\w.-]+(?::\d+)?", link.replace("\\", "")))
    )
    return f"{hosts.most_common(1)[0][0]}/" if hosts else _UNKNOWN


def fetch(url: str) -> tuple[bytes, str]:
    """A page's body and the address that it came from, asked for once, under the crawler's own name and its rules."""
    from scrapers.settings import ROBOTSTXT_USER_AGENT, USER_AGENT  # reads the settings file

    try:
        with requests.Session() as session:
            session.headers["User-Agent"] = USER_AGENT
            parts = urlsplit(url)
            robots = session.get(f"{parts.scheme}://{parts.netloc}/robots.txt", timeout=_PATIENCE)
            rules = Protego.parse(robots.text[:500_000] if robots.ok else "")
            if robots.status_code >= 500 or not rules.can_fetch(url, ROBOTSTXT_USER_AGENT):
                raise ExtractError(
                    f"A page should be open to crawlers. Received: {url}, which robots.txt forbids or cannot tell of. "
                    "Save the page with a browser and give the file."
                )
            with session.get(url, timeout=_PATIENCE, stream=True) as answer:
                if answer.status_code >= 500 or answer.status_code in {404, 410}:
                    raise ExtractError(
                        f"A page should be there. Received: {answer.status_code} from {url}. Look at it with a browser."
                    )
                return answer.raw.read(_LARGEST, decode_content=True), answer.url
    except requests.RequestException as error:
        raise ExtractError(
            f"A page should answer. Received: {error} from {url}. Look whether the site is up."
        ) from None


if __name__ == "__main__":
    main()
