"""A photo beside what a network finds in it, as one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from carcls.learn.plots import blank_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = 3  # classes, the most probable first
INCHES = 3.4  # the longer side of each picture
STRONGEST = 0.65  # opacity of the strongest evidence: the photo stays to be seen


def overlay_plot(picture: Image.Image, maps: dict[str, NDArray[np.float32]], titles: dict[str, str]) -> Figure:
    """The photo, then one overlay a class: red speaks for the class, blue against it, all on one scale.

    Args:
        picture: mode RGB.
        maps: by class, in the order to be shown: (height, width), laid over the whole picture.
        titles: by class; `photo` is the photo's own.
    """
    shown = dict(list(maps.items())[:SHOWN])
    scale = INCHES / max(picture.size)
    width, height = picture.width * scale, picture.height * scale
    figure = blank_figure(width * (len(shown) + 1), height + 0.4)
    places = figure.subplots(1, len(shown) + 1)
    strongest = max(float(np.abs(values).max()) for values in shown.values()) or 1.0
    for place, name in zip(places, ("photo", *shown), strict=True):
        place.imshow(picture)
        place.set_title(titles[name], fontsize=9)
        place.set_axis_off()
        if name in shown:
            smooth = _stretched(shown[name], picture.size) / strongest
            place.imshow(smooth, cmap="RdBu_r", vmin=-1, vmax=1, alpha=STRONGEST * np.clip(np.abs(smooth), 0, 1))
    return figure


def _stretched(values: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """A map at a picture's (width, height): the net saw the whole photo, squashed to a square."""
    return np.asarray(Image.fromarray(values).resize(size, Image.Resampling.BICUBIC), np.float32)
