"""A dealer's site on loopback for tests: what it answers is a dictionary, what it was asked is a list.

`Site()` is an empty site: every path is 404. `oak()` fills one with this dealer:

    /robots.txt              allows all but /private/
    /                        home page: links to /used/ and /private/prices
    /used/                   listing: cars 1 and 2, facets (/used/?make=ford), rel=next to page 2
    /used/?page=2            car 3 and a link to /gone (404), `Next` to page 3
    /used/?page=3            page 2 again, with `Next` to page 4: the list without an end
    /used/car-N-2019-…       three vehicle pages: JSON-LD, lazy gallery with tabs, a rail of other cars
    /photos/NAME.jpg         photos, by name:
        tag-1                ETag, 304 when asked with it
        dated-1              Last-Modified alone, 304 when asked with it
        bare-1               no validators: a HEAD tells its length
        stock                on cars 1 and 2
        lost                 404 in full size; /photos/lost-300x200.jpg is there
        gone                 404 in every size
        empty, page          200 with nothing, and with an HTML page, both as image/jpeg
        huge                 longer than CARCLS_MAX_PHOTO_BYTES
    http://127.0.0.1:1/…     a photo on a host that does not answer
"""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.pictures import photo

MODIFIED = "Sun, 01 Nov 2026 10:00:00 GMT"
HUGE = 200_000  # bytes


@dataclass
class Answer:
    """What a path answers. seconds: how long it takes."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0


@dataclass(frozen=True)
class Asked:
    """One line of the site's log. seconds: since 1970, when the request came."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    seconds: float


class Site:
    """A server for the length of a `with` block. `answers` may be changed while it runs."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[int], Answer]] = {}  # a function gets how often it was asked before
        self.posts: dict[str, Callable[[str], Answer]] = {}  # what a path answers to what is posted
        self.log: list[Asked] = []
        self.at_once = self.most_at_once = 0  # requests that are being answered
        self._counting = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def do_GET(self) -> None:
                site._answer(self)

            do_HEAD = do_POST = do_GET

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def asked(self, prefix: str = "") -> list[tuple[str, str, int]]:
        """(method, path, status) of the requests below a prefix, in their order."""
        return [(asked.method, asked.path, asked.status) for asked in self.log if asked.path.startswith(prefix)]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        moment = time.time()
        with self._counting:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self._reply(handler, moment)
        finally:
            with self._counting:
                self.at_once -= 1

    def _reply(self, handler: BaseHTTPRequestHandler, moment: float) -> None:
        answer = self.answers.get(handler.path, Answer("no such page", 404))
        if handler.command == "POST" and handler.path in self.posts:
            sent = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
            answer = self.posts[handler.path](sent)
        elif callable(answer):
            answer = answer(sum(1 for asked in self.log if asked.path == handler.path))
        asked_for = dict(handler.headers)
        same = [
            answer.headers.get(name) is not None and asked_for.get(condition) == answer.headers.get(name)
            for name, condition in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
        ]
        status = 304 if any(same) and answer.status == 200 else answer.status
        self.log.append(Asked(handler.command, handler.path, status, asked_for, moment))
        time.sleep(answer.seconds)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        handler.send_response(status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD" and status != 304:
            handler.wfile.write(body)


def html(body: str) -> Answer:
    """A page."""
    return Answer(
        f"<!doctype html><title>Oak</title><body>{body}", headers={"Content-Type": "text/html; charset=utf-8"}
    )


def image(body: bytes, **headers: str) -> Answer:
    """A photo; headers with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(body, headers={"Content-Type": "image/jpeg", **named})


def car(number: int, gallery: str) -> Answer:
    """A vehicle's page: JSON-LD, a gallery, a rail of other cars."""
    data = {"@type": "Car", "name": f"Car {number}", "sku": f"OAK{number}", "vehicleIdentificationNumber": vin(number)}
    rail = '<div class="similar"><a href="/used/other"><img src="/photos/other-300x200.jpg"></a></div>'
    return html(
        f'<script type="application/ld+json">{json.dumps(data)}</script><div class="gallery">{gallery}</div>{rail}'
    )


def vin(number: int) -> str:
    """A vehicle's VIN."""
    return f"WVWZZZAUZKW90{number:04}"


def lazy(name: str, alt: str = "") -> str:
    """A photo as lazy galleries have it."""
    source = f'src="data:image/gif;base64,AAAA" data-src="/photos/{name}-300x200.jpg"'
    return f'<a href="/photos/{name}.jpg"><img {source} alt="{alt}"></a>'


def page_of_car(number: int) -> str:
    """The path of a vehicle's page."""
    return f"/used/car-{number}-2019-ford-1000{number}/"


def card(number: int) -> str:
    """A vehicle in a listing."""
    return f'<div class="card"><a href="{page_of_car(number)}"><img src="/photos/thumb-{number}.jpg"></a></div>'


def lot(cars: int, photos: int = 1) -> Site:
    """A dealer with a list of cars on its first page; car N has photos /photos/N-1.jpg, /photos/N-2.jpg, …"""
    site = Site()
    site.answers["/"] = html("".join(card(number) for number in range(1, cars + 1)))
    for number in range(1, cars + 1):
        names = [f"{number}-{place}" for place in range(1, photos + 1)]
        site.answers[page_of_car(number)] = car(number, "".join(f'<img src="/photos/{name}.jpg">' for name in names))
        for name in names:
            site.answers[f"/photos/{name}.jpg"] = image(photo(hash_of(name)), ETag=f'"{name}"')
    return site


def hash_of(name: str) -> int:
    """A number for a name, the same in every process."""
    return zlib.crc32(name.encode())


def oak() -> Site:
    """The dealer of this module's docstring."""
    site = Site()
    site.answers |= {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n"),
        "/": html('<a href="/used/">Used cars</a><a href="/private/prices">Prices</a>'),
        "/used/": html(
            card(1) + card(2) + '<a href="/used/?make=ford">Ford</a><a rel="next" href="/used/?page=2">2</a>'
        ),
        "/used/?page=2": html(card(3) + '<a href="/used/gone-2019-ford-10009/">x</a><a href="/used/?page=3">Next</a>'),
        "/used/?page=3": html(card(3) + '<a href="/used/gone-2019-ford-10009/">x</a><a href="/used/?page=4">Next</a>'),
        page_of_car(1): car(
            1,
            f'<section data-tab="Exterior">{lazy("tag-1", "Front view")}{lazy("stock")}</section>'
            f'<section data-tab="Interior">{lazy("dated-1")}{lazy("bare-1")}</section>',
        ),
        page_of_car(2): car(2, lazy("stock") + lazy("lost") + lazy("gone")),
        page_of_car(3): car(
            3,
            lazy("empty") + lazy("page") + lazy("huge") + '<a href="http://127.0.0.1:1/far.jpg"><img src="/x.gif"></a>',
        ),
        "/photos/tag-1.jpg": image(photo(1), ETag='"tag-1"'),
        "/photos/dated-1.jpg": image(photo(2), Last_Modified=MODIFIED),
        "/photos/bare-1.jpg": image(photo(3)),
        "/photos/stock.jpg": image(photo(4), ETag='"stock"', Last_Modified=MODIFIED),
        "/photos/lost-300x200.jpg": image(photo(5), ETag='"lost"'),
        "/photos/empty.jpg": image(b"", ETag='"empty"'),
        "/photos/page.jpg": image(b"<!doctype html><title>Sorry</title>", ETag='"page"'),
        "/photos/huge.jpg": image(bytes(HUGE)),
    }
    return site
