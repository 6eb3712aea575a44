"""A painter of photos: cabins, cars from outside, and what else galleries hold, each different and each determined.

They are drawings, made so that the demo needs nothing from outside. A seed decides colours, shapes, place, light,
camera and grain.
"""

from random import Random

from PIL import Image

from carcls.demo.painter.exterior import paint_exterior
from carcls.demo.painter.interior import paint_interior
from carcls.demo.painter.other import paint_other

VIEWS = {
    "interior": ("dashboard", "seats", "steering-wheel", "trunk"),
    "exterior": ("three-quarter", "side", "front", "rear", "wheel"),
    "other": ("engine", "document", "logo", "placeholder", "keys"),
}
PAINTERS = {"interior": paint_interior, "exterior": paint_exterior, "other": paint_other}


def paint(kind_class: str, view: str, seed: int, size: tuple[int, int] = (960, 640)) -> Image.Image:
    """Draw a photo (mode RGB). kind_class and view: as in `VIEWS`. size: (width, height) in pixels.

    The same arguments give the same pixels, with the same versions of Pillow and numpy.
    """
    return PAINTERS[kind_class](view, Random(f"{kind_class} {view} {seed}"), size)
