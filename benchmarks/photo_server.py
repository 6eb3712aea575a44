"""A dealer's site on loopback that answers faster than any crawler asks: photos from memory, counts of what was asked.

    /robots.txt           allows all
    /inventory?page=N     twenty vehicles a page, with a link to the next page
    /vehicle/…-N          a vehicle with its stock number and a gallery of twenty photos
    /photos/N.EXT         a photo with ETag and Last-Modified; 304 to a matching If-None-Match; with --max-age, it says
                          how many seconds the photo holds
    /counts               JSON: what was asked so far; resets the counts

Run as a program it serves until its standard input ends, and prints its port first.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

VEHICLE_PHOTOS = 20
LIST_VEHICLES = 20
LAST_MODIFIED = "Wed, 01 Jan 2025 00:00:00 GMT"


def read_photos(folder: Path, count: int) -> list[tuple[str, bytes]]:
    """(extension, bytes) of `count` distinct photos; where there are too few, JPEGs repeat with a numbered comment."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        files = [folder / row["path"] for row in csv.DictReader(stream)][:count]
    photos = [(file.suffix, file.read_bytes()) for file in files]
    jpegs = [data for _, data in photos if data[:3] == b"\xff\xd8\xff"]
    for number in range(count - len(photos)):
        photos.append((".jpg", numbered(jpegs[number % len(jpegs)], number)))
    return photos


def numbered(jpeg: bytes, number: int) -> bytes:
    """The same picture as another content: a JPEG with a comment segment behind its first marker."""
    comment = str(number).encode()
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


class Site:
    """What the server knows and has counted."""

    def __init__(self, photos: list[tuple[str, bytes]], max_age: int = 0) -> None:
        self.holds = {"Cache-Control": f"max-age={max_age}"} if max_age else {}
        self.photos = {f"/photos/{number}{suffix}": data for number, (suffix, data) in enumerate(photos)}
        self.paths = list(self.photos)
        self.vehicles = -(-len(self.paths) // VEHICLE_PHOTOS)
        self.forget()

    def forget(self) -> None:
        self.counts: Counter[str] = Counter()
        self.first = self.last = 0.0

    def counted(self) -> dict[str, Any]:
        told = {"first": self.first, "last": self.last, **self.counts}
        self.forget()
        return told

    def count(self, kind: str, length: int) -> None:
        self.last = time.time()
        self.first = self.first or self.last
        self.counts[kind] += 1
        self.counts["bytes"] += length

    def answer(self, method: str, target: str, headers: dict[str, str]) -> tuple[int, str, bytes, dict[str, str]]:
        """Status, content type, body and further headers."""
        if target == "/counts":
            return 200, "application/json", json.dumps(self.counted()).encode(), {}
        data = self.photos.get(target)
        if data is not None:
            etag = f'"{hash(target):x}"'
            more = {"ETag": etag, "Last-Modified": LAST_MODIFIED, **self.holds}
            if headers.get("if-none-match") == etag:
                self.count("photos_304", 0)
                return 304, "image/jpeg", b"", more
            self.count("photos_200" if method == "GET" else "photos_head", len(data))
            return 200, "image/jpeg", data, more
        if target == "/robots.txt":
            self.count("robots", 0)
            return 200, "text/plain", b"User-agent: *\nDisallow:\n", {}
        body = self.page(target)
        self.count("pages", len(body or b""))
        return (200, "text/html; charset=utf-8", body, {}) if body else (404, "text/plain", b"not here", {})

    def page(self, target: str) -> bytes | None:
        if target.startswith("/inventory"):
            page = int(target.partition("page=")[2] or 1)
            first = (page - 1) * LIST_VEHICLES
            here = range(first, min(first + LIST_VEHICLES, self.vehicles))
            cards = "".join(
                f'<li class="card"><a href="/vehicle/used-2019-oak-sedan-{n + 10000}">2019 Oak Sedan</a></li>'
                for n in here
            )
            following = f'<a rel="next" href="/inventory?page={page + 1}">Next</a>' if here.stop < self.vehicles else ""
            text = f"<p>{self.vehicles} vehicles</p><ul>{cards}</ul>{following}"
            return f"<html><body>{text}</body></html>".encode()
        if target.startswith("/vehicle/"):
            number = int(target.rpartition("-")[2]) - 10000
            own = self.paths[number * VEHICLE_PHOTOS : (number + 1) * VEHICLE_PHOTOS]
            photos = "".join(f'<a href="{path}"><img src="{path}" alt="photo"></a>' for path in own)
            facts = f"<h1>2019 Oak Sedan</h1><p>Stock #: S{number:05}</p>"
            return f'<html><body>{facts}<div class="gallery">{photos}</div></body></html>'.encode()
        return None


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as crawlers speak it to a site: GET and HEAD, kept alive."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.buffer = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            method, target, _ = lines[0].split(" ", 2)
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            status, kind, body, more = self.site.answer(method, target, headers)
            is_last = headers.get("connection", "").lower() == "close"
            told = {"Content-Type": kind, "Content-Length": str(len(body)), **more}
            if is_last:
                told["Connection"] = "close"
            answer = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items())
            self.transport.write(answer.encode("latin-1") + b"\r\n" + (body if method == "GET" else b""))
            if is_last:
                self.transport.close()


async def serve(site: Site) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(site), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True, help="folder with labels.csv")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--max-age", type=int, default=0)
    options = parser.parse_args()
    asyncio.run(serve(Site(read_photos(options.photos, options.count), options.max_age)))
