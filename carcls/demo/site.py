"""Three dealers' web sites on loopback, one port each: what the spider meets in the demo and in tests.

Every site
    /robots.txt             allows all but /private/; no crawl delay; summit's has a `Sitemap:` line
    /                       home page: the dealer's logo, a link to the inventory, one to /private/prices
    /private/prices         disallowed by robots.txt: a polite crawler never asks for it
    /assets/logo.png        site furniture, on every page: no photo of a vehicle
    anything else           404

northgate: server-rendered pages, as WordPress sites have them
    /inventory/             listing, 6 cars a page: "N vehicles", cards with <a href="/vehicle/SLUG/">, <a rel="next">
    /inventory/?page=N      the following pages; past the end 200 with no cars
    /vehicle/SLUG/          JSON-LD Vehicle (vehicleIdentificationNumber, sku, name, offers; no images), and
                            <div class="gallery"> with tabs <section class="gallery-tab" data-tab="Exterior"> (or
                            Interior; "All photos" where the dealer sorted nothing), each photo
                            <a class="lightbox" href="/media/FOLDER/NAME.jpg"><img src="data:image/gif;base64,…"
                            data-src="/media/FOLDER/NAME-300x200.jpg" data-srcset="… 300w, … 768w, … 960w" alt="…"></a>
                            (only renditions smaller than the photo; the last one is the photo itself); below it
                            <div class="similar-vehicles">: thumbnails of other cars, not this car's photos
    /media/FOLDER/NAME.EXT            the full-size photo. FOLDER: the stock number, `stock` or `placeholders`
    /media/FOLDER/NAME-300x200.EXT    renditions, cropped to fit: 300x200 and 768x512

harbour: state as JSON in a script tag
    /used-cars              listing, 6 cars a page. Cards are <a href="/used-cars/SLUG">; next page <a href="?start=6">;
                            <script>window.__INITIAL_STATE__ = {"listing": {"total", "start", "count", "vehicles":
                            [{"vin", "stockNumber", "title", "price", "url", "thumbnail"}]}};</script>
    /used-cars?start=N      the following pages; past the end 200 with no cars
    /used-cars/SLUG         no <img> of the car: window.__INITIAL_STATE__ = {"vehicle": {"vin", "stockNumber", "title",
                            "make", "model", "year", "price", "mileage", "photos": [{"position", "category":
                            "Exterior" | "Interior" | null, "template": "/images/{resize}/FOLDER/NAME.jpg",
                            "thumbnail": "/images/w320/FOLDER/NAME.jpg", "large": "/images/FOLDER/NAME.jpg"}]},
                            "similarVehicles": [{"vin", "title", "url", "thumbnail"}]}
    /images/FOLDER/NAME.EXT           the full-size photo. FOLDER: the VIN, `stock` or `placeholders`
    /images/wNNN/FOLDER/NAME.EXT      a rendition NNN pixels wide (320 or 800)
    Broken on purpose here: one photo answers 404, one is empty, one is an HTML page served as image/jpeg, and one car
    has no photos at all.

summit: JSON inventory API and a sitemap
    /robots.txt             Sitemap: http://127.0.0.1:PORT/sitemap.xml
    /sitemap.xml            /, /about and every /vehicles/VIN
    /, /about               pages without cars. These and every vehicle page have in their head
                            <link rel="alternate" type="application/json" href="/api/inventory?page=1"> and
                            <script>window.inventoryApi = "/api/inventory";</script>
    /vehicles/VIN           a shell: <title>, <div id="app"></div>, <link rel="alternate" type="application/json"
                            href="/api/vehicle/VIN"> and <script>window.vehicleApi = "/api/vehicle/VIN";</script>
    /api/inventory?page=N   {"page", "pages", "total", "vehicles": [{"vin", "stock", "title", "price",
                            "url": "/vehicles/VIN", "api": "/api/vehicle/VIN", "thumbnail"}]}, 6 a page; past the end
                            `vehicles` is empty
    /api/vehicle/VIN        {"vin", "stock", "title", "make", "model", "year", "price", "mileage", "url",
                            "images": [{"position", "uri": "/photos/FOLDER/NAME.jpg", "thumbnail":
                            "/photos/FOLDER/NAME.jpg?w=320"}]}
    /photos/FOLDER/NAME.EXT           the full-size photo. FOLDER: the VIN, `stock` or `placeholders`
    /photos/FOLDER/NAME.EXT?w=NNN     a rendition NNN pixels wide (320 or 800)

Photos carry ETag and Last-Modified and answer 304 to If-None-Match and If-Modified-Since; the broken ones with a body
do too. Pages and JSON carry neither. A car that is sold is gone from listing, sitemap and API, and its page is 404;
its photos stay.
"""

from __future__ import annotations

import io
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from functools import cache, cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from PIL import Image, ImageDraw, ImageFont

from carcls.demo.dealership import Dealership
from carcls.demo.plan import MISSING, ServedPhoto
from carcls.demo.platforms import Document, Platform, Showroom, Size
from carcls.demo.platforms.inventory_api import InventoryApi
from carcls.demo.platforms.server_rendered import ServerRendered
from carcls.demo.platforms.state_json import StateJson
from carcls.demo.renditions import Rendition

PLATFORMS: dict[str, Platform] = {"northgate": ServerRendered(), "harbour": StateJson(), "summit": InventoryApi()}
PHOTOS_SINCE = 1_735_689_600  # 1 January 2025 in seconds since 1970: when the photos say they were last modified
IDLE_SECONDS = 30.0


@dataclass(frozen=True)
class Access:
    """One line of the access log.

    path: with its query. bytes: of the body. is_photo: whether that body is a photo (a broken one is none). seconds:
    since 1970.
    """

    dealer: str
    method: str
    path: str
    status: int
    bytes: int
    is_photo: bool
    seconds: float
    user_agent: str


@dataclass
class DemoSite:
    """The three dealers' servers, from `with` to the end of its block. `night` is what they show."""

    dealership: Dealership
    night: int = 1
    log: list[Access] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._servers = {dealer: _Server(self, dealer) for dealer in PLATFORMS}
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.05,)) for server in self._servers.values()
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def url(self, dealer: str) -> str:
        """The dealer's home page: `http://127.0.0.1:PORT/`."""
        return f"http://127.0.0.1:{self._servers[dealer].server_port}/"

    def advance(self, night: int) -> None:
        """Show that night's cars from now on."""
        self.night = night

    def dealers_toml(self, file: Path) -> None:
        """Write a dealers file that names the three."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "\n".join(f'[{dealer}]\nurl = "{self.url(dealer)}"\n' for dealer in PLATFORMS), encoding="utf-8"
        )


class _Server(ThreadingHTTPServer):
    """One dealer's server."""

    daemon_threads = False  # server_close waits for them, so that nothing outlives the site
    request_queue_size = 64

    def __init__(self, site: DemoSite, dealer: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site, self.dealer, self.platform = site, dealer, PLATFORMS[dealer]
        self.connections: set[socket] = set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @cached_property
    def photos(self) -> dict[str, tuple[ServedPhoto, Size | None]]:
        """What stands at each photo address of all nights."""
        return {
            self.platform.photo_path(photo, size): (photo, size)
            for photo in self.site.dealership.photos(self.dealer)
            for size in (None, *self.platform.sizes)
            if photo.edit != MISSING
        }

    def server_close(self) -> None:
        for connection in tuple(self.connections):  # those kept alive would be waited for
            try:
                connection.shutdown(SHUT_RDWR)
            except OSError:
                continue  # the client was faster
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "DemoDealership/1", ""
    timeout = IDLE_SECONDS
    wbufsize = 65_536  # headers and body leave in one piece; without it each answer waits for the client's ACK
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        try:
            super().finish()
        except OSError:
            return  # the client left

    def do_GET(self) -> None:
        found = self._photo() or self._document()
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, Document("<h1>Not found</h1>"))
        elif isinstance(found, Rendition) and self._is_fresh(found):
            self._send(HTTPStatus.NOT_MODIFIED, found)
        else:
            self._send(HTTPStatus.OK, found)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `DemoSite.log` has every request."""

    def _photo(self) -> Rendition | None:
        if self.path == "/assets/logo.png":
            return Rendition(_logo(self.server.dealer), "image/png")
        if self.path not in self.server.photos:
            return None
        photo, size = self.server.photos[self.path]
        files = self.server.site.dealership.files
        if size is None:
            return files.full(photo.source, photo.edit)
        return files.thumbnail(photo.source, photo.edit, *size)

    def _document(self) -> Document | None:
        parts = urlsplit(self.path)
        site, dealer, base_url = self.server.site, self.server.dealer, self.server.base_url
        if parts.path == "/robots.txt":
            sitemap = f"Sitemap: {base_url}/sitemap.xml\n" if dealer == "summit" else ""
            return Document(f"User-agent: *\nDisallow: /private/\n{sitemap}", "text/plain; charset=utf-8")
        if parts.path == "/private/prices":
            return Document("<h1>For the trade only</h1>")
        showroom = Showroom(site.dealership.inventory(dealer, site.night), site.dealership.files, base_url)
        return self.server.platform.page(parts.path, dict(parse_qsl(parts.query)), showroom)

    def _is_fresh(self, rendition: Rendition) -> bool:
        """Whether the client's copy is the one that it would get. If-None-Match wins. Source: RFC 9110, 13.2.2."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
            return _etag(rendition) in known or "*" in known
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and parsedate_to_datetime(since).timestamp() >= _modified(rendition)
        except ValueError:
            return False  # not a date: as if it were not there

    def _send(self, status: HTTPStatus, found: Rendition | Document) -> None:
        body = found.data if isinstance(found, Rendition) else found.text.encode()
        sent = 0 if status == HTTPStatus.NOT_MODIFIED or self.command == "HEAD" else len(body)
        self.server.site.log.append(
            Access(
                dealer=self.server.dealer,
                method=self.command,
                path=self.path,
                status=int(status),
                bytes=sent,
                is_photo=bool(sent) and isinstance(found, Rendition) and found.width > 0,
                seconds=time.time(),
                user_agent=self.headers.get("User-Agent", ""),
            )
        )
        self.send_response(status)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", found.content_type)
            self.send_header("Content-Length", str(len(body)))
        if isinstance(found, Rendition):
            self.send_header("ETag", _etag(found))
            self.send_header("Last-Modified", formatdate(_modified(found), usegmt=True))
        self.end_headers()
        if sent:
            self.wfile.write(body)


def _etag(rendition: Rendition) -> str:
    return f'"{rendition.sha256[:20]}"'


def _modified(rendition: Rendition) -> int:
    return PHOTOS_SINCE + int(rendition.sha256[:6], 16)  # some moment of the following 194 days


@cache
def _logo(dealer: str) -> bytes:
    image = Image.new("RGB", (220, 60), "#20344d")
    ImageDraw.Draw(image).text((16, 14), dealer.upper(), fill="white", font=ImageFont.load_default(24))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
