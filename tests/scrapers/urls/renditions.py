"""The rules turned round: other URLs of one photo, as its host and the frameworks before it write them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

SIZES = ("80x60", "300x200", "640x480", "1024x768")


def renditions(url: str, size: str) -> list[str]:
    """Other URLs of a photo that is given by its own, with one of SIZES where they say one."""
    width, height = size.split("x")
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    is_file = bool(dot) and extension.lower() in ("jpg", "jpeg", "png") and not parts.query
    changed = [parts._replace(scheme="https" if parts.scheme == "http" else "http")]
    if is_file:
        changed += [
            parts._replace(query=f"w={width}&h={height}&fit=crop"),
            parts._replace(query=f"v={width}"),
            parts._replace(path=f"{folder}/{stem}-{size}.{extension}"),
            parts._replace(path=f"{folder}/{stem}_thumb.{extension}"),
            parts._replace(path=f"{folder}/thumbs/{name}"),
            parts._replace(path=f"{folder}/{stem}.webp"),
            parts._replace(path=f"{parts.path}/{size}.webp"),
        ]
    of_host = {
        "pictures.dealer.com": [parts._replace(path=f"{folder}/thumb_{name}", query="impolicy=downsize&w=300")],
        "content.homenetiol.com": [parts._replace(path=re.sub(r"/\d+x\d+/", f"/{size}/", parts.path))],
        "inventory-cf.assets-cdk.com": [parts._replace(path=f"{folder}/{stem}x{width}.{extension}")],
        "cdn-ds.com": [parts._replace(path=re.sub(r"/sz_\d+", f"/sz_{width}", parts.path))],
        "cdn.dealerspike.com": [parts._replace(path=re.sub(r"/\d+x\d+/", f"/{size}/", parts.path))],
    }
    if "[" not in url:
        changed += of_host.get(parts.netloc, []) if is_file or parts.netloc == "cdn-ds.com" else []
    plain = [urlunsplit(one) for one in changed]
    wrapped = [f"https://elm.example/_next/image?url={quote(url, safe='')}&w={width}&q=75"]
    if is_file and parts.scheme:
        wrapped.append(f"https://elm.example/cdn-cgi/image/width={width}/{url}")
    return plain + wrapped
