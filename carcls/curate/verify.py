"""Are two photos the same picture? Align them, then see whether they agree all over.

Two cars in one photo booth share the booth, the angle, the outline, the dealer's frame and his watermark; so a high
correlation of the whole proves little. Here what both pictures show is cut into cells, each cell that shows anything
has its own correlation of fine detail, and the cells have to agree nearly everywhere, in the middle, where the car is,
too. A copy with a watermark or a banner disagrees in the few cells that it covers.
"""

from __future__ import annotations

from collections.abc import Iterable

from carcls.curate.alignment import MANY_POINTS, Agreement, agreement, align, guess
from carcls.curate.describe import described, recoloured
from carcls.curate.match import Match
from carcls.curate.trace import TURNS, WHOLE, Box, Trace

# What makes two pictures one. Chosen on some draws of edited copies; benchmarks/duplicates.py reports on other draws.
MIN_CORRELATION = 0.85  # the median of the cells; one model and colour of car from one angle reaches .81
SURE = 0.9  # of that median: the two lie right on each other, no other guess is needed
MIN_MIRRORED = SURE  # of that median of a mirrored copy: a car's two sides are each other's image but for a flap
UNTOUCHED = (
    0.975  # of that median: what lies over a picture leaves the rest as it is, where other pictures only resemble
)
HOPELESS = 0.3  # of that median where keypoints were matched: no rough guess makes it enough
MIN_AGREEING = 0.85  # of the cells
MIN_AGREEING_OF_UNTOUCHED = 0.7
MANY_CELLS = 24  # a drawn card has fewer, and other words on it are another card
MIN_AGREEING_OF_FEW = 0.9
MIN_MIDDLE = 0.4  # of the cells in the middle half
MIN_CELLS = 5  # that show something; with fewer nothing is verified
MAX_COVERED = 0.3  # of what both show
MAX_RECOLOURED = 0.25  # of what both show

# A turn of one (index into TURNS), its box after the turn, the other's box that looks like it.
Hint = tuple[int, Box, Box]


def same_picture(one: Trace, other: Trace, hints: Iterable[Hint]) -> Match | None:
    """How one becomes other; None: they are not verified to be the same picture.

    Args:
        one: a trace.
        other: another one.
        hints: what their hashes say of how they might lie on each other; their order does not matter.
    """
    if one.pixels == other.pixels:
        return Match(1.0, 1.0, is_identical=True)
    if one.is_flat or other.is_flat:
        return None
    for turn in sorted({turn for turn, _, _ in hints}):
        turned = one.turned(turn)
        # Keypoints first: half of the candidates of other sellers end here, before a pixel of theirs is decoded.
        transform = align(turned, other)
        if transform is None and min(len(turned.points), len(other.points)) >= MANY_POINTS:
            continue
        best = agreement(turned, other, transform) if transform is not None else None
        hinted = {(box, other_box) for hinted_turn, box, other_box in hints if hinted_turn == turn}
        guesses = sorted(hinted | {(WHOLE, WHOLE)})
        if turned.inside != WHOLE or other.inside != WHOLE:
            guesses.append((turned.inside, other.inside))
        if best is not None and best.correlation < HOPELESS:
            # Words all over a picture may lead the keypoints astray, but a whole lies on a whole without them.
            guesses = [whole for whole in guesses if whole == (WHOLE, WHOLE) and whole in hinted]
        for box, other_box in guesses:
            if best is not None and best.correlation >= SURE:
                break
            found = agreement(turned, other, guess(turned, other, box, other_box))
            if found is not None and (best is None or found.correlation > best.correlation):
                best = found
        if best is not None and _agree(best) and (TURNS[turn] != "mirrored" or best.correlation >= MIN_MIRRORED):
            match = described(turned, other, turn, best)
            if match.covered <= MAX_COVERED and recoloured(turned, other, best.transform) <= MAX_RECOLOURED:
                return match
    return None


def _agree(found: Agreement) -> bool:
    agreeing = MIN_AGREEING_OF_UNTOUCHED if found.correlation >= UNTOUCHED else MIN_AGREEING
    return (
        found.cells >= MIN_CELLS
        and found.correlation >= MIN_CORRELATION
        and found.agreeing >= (agreeing if found.cells >= MANY_CELLS else MIN_AGREEING_OF_FEW)
        and found.middle >= MIN_MIDDLE
    )
