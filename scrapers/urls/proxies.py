"""Photos that are asked for through another URL: image proxies of frameworks and of content networks."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import unquote, urljoin, urlsplit

from scrapers.urls.query import value

_BY_PARAMETER = re.compile(
    r"/_next/image/?$|/_vercel/image/?$|/\.netlify/images/?$|/_image/?$|"  # frameworks' own image routes
    r"/(?:tim|php)?thumb(?:nail)?(?:er)?\.php$|/(?:resize|image|img|photo)(?:[-_]?(?:resizer?|handler|proxy))?\.(?:php|ashx|aspx)$",
    re.IGNORECASE,
)
_WESERV = re.compile(r"(?:^|\.)(?:images\.weserv\.nl|wsrv\.nl)$")
_PHOTON = re.compile(r"^i\d\.wp\.com$")  # WordPress' network: i0.wp.com/HOST/PATH
_ON_SITE = re.compile(r"^/(?:cdn-cgi/image|_ipx)/[^/]+/(?P<rest>(?!https?:).+)$")  # Cloudflare's and Nuxt's
# A whole URL in the path: thumbor, imgproxy, Cloudinary's fetch, Nuxt's ipx, Search Optics, …
_IN_PATH = re.compile(r"/(?P<scheme>https?):/{1,2}(?P<rest>[\w-]+(?:\.[\w-]+)+(?::\d+)?/.+)$", re.IGNORECASE)
_IN_BASE64 = re.compile(r"^/(?P<asked>eyJ[A-Za-z0-9+/_-]{20,4000}={0,2})$")  # AWS' image handler: bucket, key, edits
_ENCODING = re.compile(r"(?<=\w)@(?:jpe?g|png|webp|avif)$")  # that imgproxy is to answer in
_PHOTO = re.compile(r"\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)
_KEEPS = re.compile(r"(?:^|\.)archive\.org$")  # its copies stand for pages that are gone


def unwrapped(url: str) -> str:
    """The URL that a proxy was asked for; the URL itself where it names no other.

    >>> unwrapped("https://oak.example/_next/image?url=%2Fcars%2Fa1.jpg&w=640&q=75")
    'https://oak.example/cars/a1.jpg'
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if _KEEPS.search(host):
        return url
    if _WESERV.search(host):
        inner = value(parts.query, "url")
        return _absolute(url, inner if inner and "//" in inner else inner and f"//{inner}")
    if _PHOTON.match(host) and "." in parts.path.split("/")[1]:
        return f"{'https' if 'ssl=1' in parts.query else parts.scheme}:/{parts.path}"
    if _BY_PARAMETER.search(parts.path):
        inner = value(parts.query, "url", "src", "image", "img", "path", "href")
        return _absolute(url, inner if inner and inner.startswith(("/", "http://", "https://")) else None)
    inner = value(parts.query, "url", "src", "image", "img")
    if inner and inner.startswith(("http://", "https://")) and _PHOTO.search(urlsplit(inner).path):
        return _absolute(url, inner)
    if on_site := _ON_SITE.match(parts.path):
        return _absolute(url, f"/{on_site['rest']}", parts.query)
    path = unquote(parts.path) if "%3a" in parts.path.lower() else parts.path
    if found := _IN_PATH.search(path):
        rest = _ENCODING.sub("", found["rest"])
        return _absolute(url, f"{found['scheme'].lower()}://{rest}", parts.query)
    return url


def asked_of_handler(path: str) -> str:
    """A path that asks an image handler in base64, as its bucket and key alone: the same for each crop and size."""
    found = _IN_BASE64.match(unquote(path))
    if found is None:
        return path
    asked = found["asked"].replace("-", "+").replace("_", "/")
    try:
        request = json.loads(base64.b64decode(asked + "=" * (-len(asked) % 4)))
    except ValueError:
        return path
    return f"/{request.get('bucket', '')}/{request['key']}" if isinstance(request, dict) and "key" in request else path


def _absolute(url: str, inner: str | None, query: str = "") -> str:
    if not inner:
        return url
    return urljoin(url, inner.replace(" ", "%20") + (f"?{query}" if query and "?" not in inner else ""))
