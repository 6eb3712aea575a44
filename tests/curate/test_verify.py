"""Drawn pictures: copies are verified with what was done to them, look-alikes are not."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from carcls.curate.groups import Link, Size, changes_of, group, scale_of
from carcls.curate.match import UNDO, Match
from carcls.curate.trace import TURNS, WHOLE, make_trace, read_trace, turn_box, turn_pixels
from carcls.curate.verify import same_picture
from tests.pictures import encoded, picture

ORIGINAL = picture(1, 400, 300)
WHOLES = [(turn, WHOLE, WHOLE) for turn in range(len(TURNS))]


def cropped() -> Image.Image:
    return ORIGINAL.crop((30, 10, 390, 290))


def bordered() -> Image.Image:
    return ImageOps.expand(ORIGINAL, (30, 20), "white")


def watermarked() -> Image.Image:
    image = ORIGINAL.copy()
    ImageDraw.Draw(image).rectangle((0, 262, 400, 300), fill="navy")
    ImageDraw.Draw(image).text((20, 264), "CALL 0800 555", fill="white", font_size=30)
    return image


COPIES = [
    pytest.param(ORIGINAL, ("re-encoded",), id="re-encoded"),
    pytest.param(ORIGINAL.resize((200, 150), Image.Resampling.LANCZOS), ("resized",), id="resized"),
    pytest.param(cropped(), ("cropped",), id="cropped"),
    pytest.param(bordered(), ("bordered",), id="bordered"),
    pytest.param(watermarked(), ("watermarked",), id="watermarked"),
    pytest.param(ImageEnhance.Brightness(ORIGINAL).enhance(0.75), ("brightness",), id="darker"),
    pytest.param(ImageOps.mirror(ORIGINAL), ("mirrored",), id="mirrored"),
    pytest.param(ORIGINAL.rotate(90, expand=True), ("rotated 90",), id="rotated 90"),
    pytest.param(ORIGINAL.rotate(180), ("rotated 180",), id="rotated 180"),
    pytest.param(ORIGINAL.rotate(270, expand=True), ("rotated 270",), id="rotated 270"),
]


def proxy(image: Image.Image, quality: int = 90) -> bytes:
    return encoded(image, quality=quality)


def size(image: Image.Image) -> Size:
    return Size(image.width, image.height, 1000)


@pytest.mark.parametrize("is_reversed", [False, True], ids=["original first", "copy first"])
@pytest.mark.parametrize(("copy", "changes"), COPIES)
def test_a_copy_is_verified_with_what_was_done_to_it(
    copy: Image.Image, changes: tuple[str, ...], is_reversed: bool
) -> None:
    original, edited = make_trace(proxy(ORIGINAL)), make_trace(proxy(copy, 80))
    match = same_picture(edited, original, WHOLES) if is_reversed else same_picture(original, edited, WHOLES)
    assert match is not None
    names = ("copy", "original") if is_reversed else ("original", "copy")
    link = Link(*names, match)
    sizes = {"original": size(ORIGINAL), "copy": replace(size(copy), bytes=500)}
    assert changes_of("copy", link, sizes) == changes
    (found,) = group([link], sizes)
    assert found.best == "original"
    best, member = found.members
    assert (best.changes, best.partner, best.is_best) == ((), None, True)
    assert (member.changes, member.partner, member.is_best) == (changes, "original", False)


def test_a_crop_knows_its_scale_and_place() -> None:
    copy = cropped().resize((180, 140), Image.Resampling.LANCZOS)
    match = same_picture(make_trace(proxy(ORIGINAL)), make_trace(proxy(copy)), WHOLES)
    assert match is not None
    assert match.box == pytest.approx((30 / 400, 10 / 300, 390 / 400, 290 / 300), abs=0.015)
    assert match.other_box == pytest.approx(WHOLE, abs=0.015)
    link = Link("a", "b", match)
    sizes = {"a": size(ORIGINAL), "b": size(copy)}
    assert scale_of("b", link, sizes) == pytest.approx(0.5, rel=0.02)
    assert scale_of("a", link, sizes) == pytest.approx(2.0, rel=0.02)
    assert changes_of("b", link, sizes) == ("resized", "cropped")


def booth(car: int, frame: int = 7) -> Image.Image:
    """A car in a booth: wall, floor and the dealer's banner are the same for all, the car is not."""
    image = picture(frame, 400, 300)
    image.paste(picture(car, 240, 140), (80, 100))
    return image


def test_different_cars_in_one_booth_are_not_one_picture() -> None:
    assert same_picture(make_trace(proxy(booth(11))), make_trace(proxy(booth(12))), WHOLES) is None
    assert same_picture(make_trace(proxy(booth(11))), make_trace(proxy(booth(11), 60)), WHOLES) is not None


def test_one_banner_on_different_pictures_does_not_link_them() -> None:
    pictures = []
    for seed in (21, 22):
        image = picture(seed, 400, 300)
        image.paste(picture(9, 400, 90), (0, 0))
        image.paste(picture(8, 400, 60), (0, 240))
        pictures.append(make_trace(proxy(image)))
    assert same_picture(*pictures, WHOLES) is None


def test_one_drawing_in_two_colours_is_two_pictures() -> None:
    red, green = (ImageOps.colorize(ORIGINAL.convert("L"), "black", tint) for tint in ("#ff9090", "#90d890"))
    assert same_picture(make_trace(proxy(red)), make_trace(proxy(green)), WHOLES) is None
    gray = ORIGINAL.convert("L")
    assert same_picture(make_trace(proxy(gray)), make_trace(proxy(ORIGINAL)), WHOLES) is not None


@pytest.mark.parametrize("kind", ["one colour", "gradient"])
def test_blank_pictures_are_the_same_only_by_their_pixels(kind: str) -> None:
    blank = Image.new("RGB", (400, 300), "#dddddd") if kind == "one colour" else Image.linear_gradient("L")
    one, again, other = (make_trace(proxy(blank, quality)) for quality in (90, 90, 50))
    assert one.is_flat
    match = same_picture(one, again, [])
    assert match is not None
    assert match.is_identical
    assert same_picture(one, other, WHOLES) is None or one.pixels == other.pixels


def test_a_trace_survives_its_blob() -> None:
    trace = make_trace(proxy(bordered()))
    again = read_trace(trace.to_bytes())
    assert again is not None
    for name in ("gray", "colours", "points", "descriptors", "hashes", "thumb"):
        np.testing.assert_array_equal(getattr(again, name), getattr(trace, name))
    assert (again.is_flat, again.pixels) == (trace.is_flat, trace.pixels)
    assert again.inside == pytest.approx(trace.inside)
    assert read_trace(b"\xff" + trace.to_bytes()[1:]) is None


def test_a_proxy_that_does_not_decode_is_said_to_be_one() -> None:
    with pytest.raises(ValueError, match="should be a JPEG"):
        make_trace(b"no picture")


@pytest.mark.parametrize("turn", range(len(TURNS)))
def test_turns_are_undone_and_boxes_follow_them(turn: int) -> None:
    gray = np.arange(12).reshape(3, 4)
    np.testing.assert_array_equal(turn_pixels(turn_pixels(gray, turn), UNDO[turn]), gray)
    box = (0.25, 0.0, 0.75, 1 / 3)  # the two pixels in the middle of the first row
    left, top, right, bottom = turn_box(box, turn)
    turned = turn_pixels(gray, turn)
    height, width = turned.shape
    part = turned[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    assert sorted(part.ravel().tolist()) == [1, 2]
    assert turn_box(turn_box(box, turn), UNDO[turn]) == pytest.approx(box)


def test_a_match_reversed_twice_is_itself() -> None:
    match = Match(0.9, 1.0, "rotated 90", (0, 0, 0.5, 1), WHOLE, 1.25, 0.1, 0.1, "one", True, False)
    again = match.reversed().reversed()
    assert (again.turn, again.box, again.overlay_on, again.border_added) == ("rotated 90", (0, 0, 0.5, 1), "one", True)
    assert (again.gain, again.offset) == (pytest.approx(1.25), pytest.approx(0.1))


def test_tiny_and_long_pictures_have_traces() -> None:
    for across, down in ((16, 16), (1600, 20), (20, 1600)):
        buffer = io.BytesIO()
        picture(3, across, down).save(buffer, "JPEG")
        assert read_trace(make_trace(buffer.getvalue()).to_bytes()) is not None
