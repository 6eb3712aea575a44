"""How one photo becomes another that is the same picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carcls.curate.trace import TURNS, WHOLE, Box, turn_box

UNDO = (0, 1, 2, 4, 3)  # for each of `TURNS` the one that undoes it


@dataclass(frozen=True)
class Match:
    """How `one` becomes `other`, two photos that are the same picture.

    correlation: of fine detail, the median of the cells, 0 to 1. agreeing: the share of the cells that agree. turn: of
    `TURNS`, what turns one into other. box: the part of one that other shows, as shares of one as it is. other_box: the
    part of other that one shows. gain, offset: brightness of other = gain * one + offset, white is 1. covered: the
    share of what both show that differs, a watermark or a banner. overlay_on: which of the two has it, `one` or
    `other`; None: neither, or nobody can tell. border_added, border_removed: other has a flat border around
    one's picture, or one around other's. is_identical: their proxies are the same bytes.
    """

    correlation: float
    agreeing: float
    turn: str = ""
    box: Box = WHOLE
    other_box: Box = WHOLE
    gain: float = 1.0
    offset: float = 0.0
    covered: float = 0.0
    overlay_on: str | None = None
    border_added: bool = False
    border_removed: bool = False
    is_identical: bool = False

    @property
    def turned_box(self) -> Box:
        """`box`, as shares of one after the turn."""
        return turn_box(self.box, TURNS.index(self.turn))

    def reversed(self) -> Match:
        """How `other` becomes `one`."""
        undone = {"rotated 90": "rotated 270", "rotated 270": "rotated 90"}.get(self.turn, self.turn)
        swapped = {"one": "other", "other": "one", None: None}[self.overlay_on]
        return replace(
            self,
            turn=undone,
            box=self.other_box,
            other_box=self.box,
            gain=1 / self.gain,
            offset=-self.offset / self.gain,
            overlay_on=swapped,
            border_added=self.border_removed,
            border_removed=self.border_added,
        )
