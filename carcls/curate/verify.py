"""Are two photos the same picture? Align them, then compare their fine detail.

Two cars in one photo booth share the booth, the angle and the outline; their fine detail differs. So keypoints (ORB)
are matched, a similarity transform is fitted (RANSAC), and the high-pass images are correlated where they overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

SAME_PICTURE = 0.6  # correlation; measured: recall .968 of edits, 1.7 % of photo-booth pairs merged
KEYPOINTS = 400
MIN_MATCHES = 8
MIN_OVERLAP = 0.5  # share of the smaller picture that both must show
SHORT_SIDE = 192  # pixels; fine detail of a photo that was halved is still there
BLUR_SIGMA = 3.0  # pixels; what is coarser than this is shape and light, not detail

Gray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Detail:
    """A photo made ready for comparison. gray: (height, width) float32 0..255; keypoints: (n, 2) float32, x and y."""

    gray: Gray
    keypoints: npt.NDArray[np.float32]
    descriptors: npt.NDArray[np.uint8] | None


def detail(proxy: bytes) -> Detail:
    """Decode a proxy JPEG and find its keypoints."""
    image = cv2.imdecode(np.frombuffer(proxy, np.uint8), cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise ValueError("A proxy should be a JPEG. Received: bytes that do not decode.")
    scale = SHORT_SIDE / min(image.shape)
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    orb: Any = cv2.ORB_create(nfeatures=KEYPOINTS, fastThreshold=10)  # type: ignore[attr-defined]
    keypoints, descriptors = orb.detectAndCompute(image, None)
    points = np.array([point.pt for point in keypoints], np.float32).reshape(-1, 2)
    return Detail(image.astype(np.float32), points, descriptors)


def same_picture(one: Detail, other: Detail) -> float:
    """Correlation of the aligned fine detail, 0 to 1; `SAME_PICTURE` and more: one picture."""
    best = 0.0
    for transform in (_stretch(one, other), _align(one, other)):
        if transform is not None:
            best = max(best, _correlation(one.gray, other.gray, transform))
        if best >= SAME_PICTURE:
            break
    return best


def _stretch(one: Detail, other: Detail) -> npt.NDArray[np.float64] | None:
    """The transform of a mere resize; None: the shapes differ."""
    (height, width), (other_height, other_width) = one.gray.shape, other.gray.shape
    across, down = other_width / width, other_height / height
    return np.array([[across, 0, 0], [0, down, 0]]) if 0.95 < across / down < 1.05 else None


def _align(one: Detail, other: Detail) -> npt.NDArray[np.float64] | None:
    """The similarity transform that most keypoints agree on; None: there is none."""
    if one.descriptors is None or other.descriptors is None:
        return None
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(one.descriptors, other.descriptors)
    if len(matches) < MIN_MATCHES:
        return None
    source = np.array([one.keypoints[match.queryIdx] for match in matches])
    target = np.array([other.keypoints[match.trainIdx] for match in matches])
    cv2.setRNGSeed(0)  # RANSAC draws at random: the same two photos get the same answer
    transform, inliers = cv2.estimateAffinePartial2D(source, target, ransacReprojThreshold=3.0)
    if transform is None or int(inliers.sum()) < MIN_MATCHES:
        return None
    return np.asarray(transform, np.float64)


def _correlation(one: Gray, other: Gray, transform: npt.NDArray[np.float64]) -> float:
    height, width = other.shape
    moved = cv2.warpAffine(one, transform, (width, height), flags=cv2.INTER_AREA)
    covered = cv2.warpAffine(np.ones_like(one), transform, (width, height), flags=cv2.INTER_NEAREST) > 0
    covered = cv2.erode(covered.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0  # the rim is no detail
    smaller = min(other.size, abs(float(np.linalg.det(transform[:, :2]))) * one.size)
    if covered.sum() < MIN_OVERLAP * smaller:
        return 0.0
    a, b = _high_pass(moved)[covered], _high_pass(other)[covered]
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return max(0.0, float((a * b).sum()) / norm) if norm > 0 else 0.0


def _high_pass(image: npt.NDArray[Any]) -> Gray:
    return np.asarray(image - cv2.GaussianBlur(image, (0, 0), BLUR_SIGMA), np.float32)
