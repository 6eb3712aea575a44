"""Query strings, parameter by parameter, without touching how the rest of them is written."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

# Parameters that choose a rendition: size, crop, encoding (imgix, Cloudinary, Akamai, Sanity, Squarespace, …); itok:
# Drupal's proof that it may make one, which no original needs.
SIZE = frozenset(
    {"w", "h", "width", "height", "imwidth", "imheight", "maxwidth", "maxheight", "max-w", "max-h", "wid", "hei",
     "size", "sz", "resize", "resizew", "resizeh", "fit", "crop", "rect", "ar", "dpr", "scale", "impolicy", "downsize",
     "quality", "q", "qlt", "fm", "fmt", "format", "auto", "imdensity", "rule", "tr", "ixlib", "zoom", "thumb",
     "thumbnail", "strip", "optimize", "cropgravity", "bgcolor", "im", "mode",
     "rmode", "anchor", "preset", "itok", "rh", "rw", "ch", "cw", "cg", "wtmk"}
)  # fmt: skip
# Of these, what a service refuses to do without; which one asks for the largest it does not tell.
NEEDED = frozenset({"rule"})
# Parameters that only defeat caches.
CACHE = frozenset({"cb", "_", "ts", "timestamp", "cachebust", "cachebuster"})
# These do so behind a file's name, but may name the photo behind a script's: photo.php?v=7.
CACHE_OF_FILES = CACHE | {"v", "ver", "version", "t", "rev", "updated", "modified", "date", "d"}
# Parameters of a signature. Who changes a signed URL is refused.
SIGNATURE = frozenset(
    {"signature", "expires", "policy", "key-pair-id", "sig", "awsaccesskeyid", "googleaccessid", "x-amz-algorithm",
     "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signature", "x-amz-signedheaders",
     "x-amz-security-token", "x-goog-signature", "x-goog-algorithm", "x-goog-credential", "x-goog-date",
     "x-goog-expires", "x-goog-signedheaders"}
)  # fmt: skip
_PROVES_SIGNED = frozenset({"signature", "sig", "x-amz-signature", "x-goog-signature"})
_PROVES_SIZE = frozenset({"hash", "checksum", "hmac"})  # beside a size: of Sitecore and others
_OF_AZURE = frozenset({"sv", "se", "sr", "sp", "st", "spr", "sip", "skoid", "sktid", "skt", "ske", "sks", "skv"})
_SIZES = re.compile(r"[a-z]?\d{2,4}[x,*][a-z]?\d{2,4}", re.IGNORECASE)
_HOW = frozenset({"fit", "crop", "mode", "rmode"})  # fit=max: no larger than asked for
_LARGE = re.compile(r"(?:x*large|x+l|big|full(?:size)?|orig(?:inal)?|max|zoom|hd)$", re.IGNORECASE)


def pairs(query: str) -> list[tuple[str, str, str]]:
    """Each parameter as (name in lower case, decoded value, as it stands)."""
    parts = [part for part in query.split("&") if part]
    split = [(part, *part.partition("=")) for part in parts]
    return [(unquote_plus(name).lower(), unquote_plus(value), part) for part, name, _, value in split]


def without(query: str, names: frozenset[str], *, keep_large: bool = False) -> str:
    """The query without parameters of these names, else as it was.

    keep_large: leave those that ask for the large rendition in a word (`size=large`): without it a script may send its
    small one.
    """
    kept = [
        part
        for name, value, part in pairs(query)
        if name not in names or (keep_large and name not in _HOW and _LARGE.match(value))
    ]
    return "&".join(kept)


def without_sizes(query: str) -> str:
    """The query without parameters that are sizes by what they say, whatever their name: class=S640X640."""
    return "&".join(part for _, value, part in pairs(query) if not _SIZES.fullmatch(value))


def value(query: str, *names: str) -> str | None:
    """The decoded value of the first parameter of one of these names; None: there is none."""
    return next((value for name, value, _ in pairs(query) if name in names), None)


def is_signed(query: str) -> bool:
    """True where a query carries a signature over the URL (AWS, Google, Azure, imgix), or over the size it asks for."""
    asked = pairs(query)
    names = {name for name, _, _ in asked}
    if any(name in _PROVES_SIGNED or _is_imgix(name, value) for name, value, _ in asked):
        return True
    return not (names.isdisjoint(_PROVES_SIZE) or names.isdisjoint(SIZE))


def without_signature(query: str) -> str:
    """The query of a signed URL without its signature's parameters: they change from one night to the next."""
    names = SIGNATURE | _OF_AZURE | _PROVES_SIZE
    return "&".join(part for name, value, part in pairs(query) if name not in names and not _is_imgix(name, value))


def _is_imgix(name: str, value: str) -> bool:
    return name == "s" and bool(re.fullmatch(r"[0-9a-f]{32}", value))
