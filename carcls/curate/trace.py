"""What is kept of a photo for the search for repeats: a small grey picture, its keypoints, its hashes.

A photo's proxy is decoded once; all that comes later works on its trace, some 20 kB. A picture is found again
although it was cropped, bordered, mirrored or turned, because its trace has a hash for the whole picture, for crops of
it, for what is inside its border, and for the turned picture: the whole of one photo is compared with every version
of the other, from both sides, so that it does not matter which of the two came first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

FORMAT = 1  # of the blob below and of what is in it; with another number traces are made anew
SIDE = 160  # pixels of the short side, smaller pictures enlarged: keypoints of all photos are of one scale
LONGEST = 4 * SIDE
KEYPOINTS = 300
GRAY_QUALITY = 92
THUMB = 32  # pixels: the whole picture, stretched to a square
COLOURS = 16  # pixels: the same of its colours
BORDER_SPREAD = 12.0  # grey levels between the 10th and 90th percentile of a row that may belong to a border
MAX_BORDER = 0.2  # of the side
RIM = 5  # pixels: an edge of a picture or of a frame reaches so far into the fine detail
FLAT = 1.5  # grey levels: standard deviation of fine detail below which hashes say nothing

Gray = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the picture

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
# A crop that keeps .83 to .98 of the sides is near one of these, wherever it is.
CROPPED = 0.91
CROPS: tuple[Box, ...] = tuple(
    (left * (1 - CROPPED), top * (1 - CROPPED), left * (1 - CROPPED) + CROPPED, top * (1 - CROPPED) + CROPPED)
    for top in (0.0, 0.5, 1.0)
    for left in (0.0, 0.5, 1.0)
)
TURNS = ("", "mirrored", "rotated 180", "rotated 90", "rotated 270")  # counter-clockwise
# The versions of a picture that are hashed: (turn, box); None is the box inside its border.
VERSIONS: tuple[tuple[int, Box | None], ...] = (
    (0, WHOLE),
    *((0, box) for box in CROPS),
    (0, None),
    *((turn, WHOLE) for turn in range(1, len(TURNS))),
)
_HEADER = struct.Struct("<BHHHB4f16s")


@dataclass(frozen=True)
class Trace:
    """A photo made ready for comparison.

    shape: height and width of `gray`, short side `SIDE`. jpeg: what `gray` is decoded from. turn: what is done to it
    after that, an index into `TURNS`. colours: (COLOURS, COLOURS, 2) int8, Cr and Cb. points: (n, 2)
    float32, x and y. descriptors: (n, 32) uint8. inside: the box inside a flat border; `WHOLE`: it has none. hashes:
    (len(VERSIONS), 5) uint64, the dhash of 64 and of 256 bits of each of `VERSIONS`. is_flat: it shows next to nothing,
    so that hashes say nothing. pixels: 16 bytes, equal for equal proxies.
    """

    shape: tuple[int, int]
    jpeg: bytes
    colours: npt.NDArray[np.int8]
    points: npt.NDArray[np.float32]
    descriptors: npt.NDArray[np.uint8]
    inside: Box
    hashes: Words
    is_flat: bool
    pixels: bytes
    turn: int = 0

    @cached_property
    def gray(self) -> Gray:
        """The picture, uint8 of shape `shape`, decoded when it is first asked for: keypoints mostly say enough."""
        decoded = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        return np.ascontiguousarray(turn_pixels(np.asarray(decoded, np.uint8), self.turn))

    @cached_property
    def thumb(self) -> npt.NDArray[np.int8]:
        """The fine detail of the whole picture in a square of `THUMB` pixels, int8, standard deviation 32."""
        small = cv2.resize(self.gray, (THUMB, THUMB), interpolation=cv2.INTER_AREA).astype(np.float32)
        fine = small - cv2.GaussianBlur(small, (0, 0), 2.0)
        fine -= fine.mean()
        return np.clip(np.round(fine * (32 / max(float(fine.std()), 1e-3))), -127, 127).astype(np.int8)

    @cached_property
    def detail(self) -> npt.NDArray[np.float32]:
        """What is finer than shape and light, float32 of the shape of `gray`."""
        return high_pass(self.gray)

    def turned(self, turn: int) -> Trace:
        """The trace of the turned picture (an index into `TURNS`), without hashes of its own."""
        if turn == 0:
            return self
        gray = np.ascontiguousarray(turn_pixels(self.gray, turn))
        points, descriptors = _keypoints(gray)
        return replace(
            self,
            shape=gray.shape,
            turn=turn,
            colours=turn_pixels(self.colours, turn),
            points=points,
            descriptors=descriptors,
            inside=turn_box(self.inside, turn),
        )

    def to_bytes(self) -> bytes:
        """The blob that `read_trace` reads, some 20 kB."""
        count = len(self.points)
        header = _HEADER.pack(FORMAT, *self.shape, count, self.is_flat, *self.inside, self.pixels)
        points = np.round(self.points * 16).astype("<u2").tobytes()
        hashes, colours = self.hashes.astype("<u8").tobytes(), self.colours.tobytes()
        return b"".join((header, hashes, colours, points, self.descriptors.tobytes(), self.jpeg))


def make_trace(proxy: bytes) -> Trace:
    """Decode a proxy JPEG, once; find its keypoints and hashes.

    Raises:
        ValueError: the bytes do not decode.
    """
    colour = cv2.imdecode(np.frombuffer(proxy, np.uint8), cv2.IMREAD_COLOR)
    if colour is None:
        raise ValueError("A proxy should be a JPEG. Received: bytes that do not decode.")
    image = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    height, width = image.shape
    scale = min(SIDE / min(height, width), LONGEST / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    gray: Gray = np.asarray(
        cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8
    )
    few = cv2.resize(colour, (COLOURS, COLOURS), interpolation=cv2.INTER_AREA)
    colours = (cv2.cvtColor(few, cv2.COLOR_BGR2YCrCb)[..., 1:].astype(np.int16) - 128).astype(np.int8)
    inside = _inside(gray)
    exact = gray.astype(np.float32)  # whole grey levels would tie, and a tie is another bit in the mirror
    hashes = np.stack([_hash(turn_pixels(cut(exact, box or inside), turn)) for turn, box in VERSIONS])
    # Keypoints of the pixels that a reader of the blob gets back.
    jpeg = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, GRAY_QUALITY])[1].tobytes()
    gray = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
    points, descriptors = _keypoints(gray)
    fine = high_pass(gray)[RIM:-RIM, RIM:-RIM]  # the rim of a gradient is no detail
    is_flat = fine.size == 0 or float(fine.std()) < FLAT
    pixels = blake2b(proxy, digest_size=16).digest()
    shape = (gray.shape[0], gray.shape[1])
    return Trace(shape, jpeg, colours, points, descriptors, inside, hashes, is_flat, pixels)


def read_trace(blob: bytes) -> Trace | None:
    """The trace that `Trace.to_bytes` wrote; None: it is of another format and has to be made anew."""
    if len(blob) < _HEADER.size or blob[0] != FORMAT:
        return None
    _, height, width, count, is_flat, *box, pixels = _HEADER.unpack_from(blob)
    start = _HEADER.size
    hashes = np.frombuffer(blob, "<u8", len(VERSIONS) * 5, start).reshape(-1, 5)
    start += hashes.nbytes
    colours = np.frombuffer(blob, np.int8, COLOURS * COLOURS * 2, start).reshape(COLOURS, COLOURS, 2)
    start += colours.nbytes
    points = np.asarray(np.frombuffer(blob, "<u2", count * 2, start).reshape(count, 2) / 16, np.float32)
    start += count * 4
    descriptors = np.frombuffer(blob, np.uint8, count * 32, start).reshape(count, 32)
    jpeg = blob[start + count * 32 :]
    left, top, right, bottom = (float(value) for value in box)
    inside = (left, top, right, bottom)
    return Trace((height, width), jpeg, colours, points, descriptors, inside, hashes, bool(is_flat), pixels)


def turn_pixels(image: npt.NDArray[Any], turn: int) -> npt.NDArray[Any]:
    """The picture turned as `TURNS` says."""
    return image[:, ::-1] if turn == 1 else np.rot90(image, (0, 0, 2, 1, 3)[turn])


def turn_box(box: Box, turn: int) -> Box:
    """Where a box of the picture is after the turn."""
    left, top, right, bottom = box
    return (
        box,
        (1 - right, top, 1 - left, bottom),
        (1 - right, 1 - bottom, 1 - left, 1 - top),
        (top, 1 - right, bottom, 1 - left),
        (1 - bottom, left, 1 - top, right),
    )[turn]


def cut(image: npt.NDArray[Any], box: Box) -> npt.NDArray[Any]:
    """The part of a picture that a box names, to whole pixels."""
    height, width = image.shape[:2]
    left, top, right, bottom = box
    return image[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]


def high_pass(image: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """What is finer than some three pixels."""
    values = image.astype(np.float32)
    return np.asarray(values - cv2.GaussianBlur(values, (0, 0), 3.0), np.float32)


def _hash(gray: npt.NDArray[Any]) -> Words:
    # imagehash's dhash (a bit is set where a pixel is brighter than its left neighbour), with an area filter.
    words = []
    image = np.ascontiguousarray(gray)
    for side in (8, 16):
        small = cv2.resize(image, (side + 1, side), interpolation=cv2.INTER_AREA)
        words.append(np.packbits(small[:, 1:] > small[:, :-1]).view(">u8").astype(np.uint64))
    return np.concatenate(words)


def _keypoints(gray: Gray) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    orb: Any = cv2.ORB_create(nfeatures=KEYPOINTS, nlevels=5, edgeThreshold=16, fastThreshold=8)  # type: ignore[attr-defined]
    keypoints, descriptors = orb.detectAndCompute(gray, None)
    if descriptors is None:
        return np.empty((0, 2), np.float32), np.empty((0, 32), np.uint8)
    points = np.array([point.pt for point in keypoints], np.float32).reshape(-1, 2)
    return np.asarray(np.round(points * 16) / 16, np.float32), np.asarray(descriptors, np.uint8)


def _inside(gray: Gray) -> Box:
    """The box inside a flat border."""
    top, bottom = _flat_ends(gray)
    left, right = _flat_ends(gray.T)
    height, width = gray.shape
    return (left / width, top / height, 1 - right / width, 1 - bottom / height)


def _flat_ends(gray: Gray) -> tuple[int, int]:
    """How many rows at the top and at the bottom are of one grey."""
    most = int(len(gray) * MAX_BORDER)
    ends = []
    for rows in (gray[:most], gray[::-1][:most]):
        low, middle, high = np.percentile(rows, (10, 50, 90), axis=1)
        is_border = (high - low < BORDER_SPREAD) & (np.abs(middle - middle[:1]) < BORDER_SPREAD)
        count = int(np.argmin(is_border)) if not is_border.all() else most
        ends.append(count)
    return ends[0], ends[1]
