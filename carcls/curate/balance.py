"""Which side a new component gets: what its name draws, unless the classes would get out of balance.

The draw is a hash of the name, the same on every machine. Only where it would leave a side of some class more than
`TOLERANCE` off its share, the component goes where the classes come out best. With some hundred vehicles or more the
draws balance themselves and the hash decides nearly alone; with few or large components (sellers) it could leave a
side without a class. Either way a side, once given, stands: balance is kept by what is still to be given, never by
moving.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from carcls.catalog.tables import SplitTotal
from carcls.catalog.upsert import upsert

SHARES = {"train": 0.7, "val": 0.15, "test": 0.15}
TOLERANCE = 0.03  # of a class's photos, above or below the side's share
FEW = 20  # photos; a class with fewer weighs less, else three photos would decide where a thousand go
ALL = "*"  # all photos, labelled or not: counted like a class


def side_of(component: str) -> str:
    """The side that a component's name draws: a hash, uniform on [0, 1), against the shares."""
    draw = int.from_bytes(sha256(component.encode()).digest()[:8]) / 2**64
    return "train" if draw < SHARES["train"] else "val" if draw < SHARES["train"] + SHARES["val"] else "test"


class Balance:
    """How many photos of each class every side has been given. Photos of `ALL` are counted beside the classes."""

    def __init__(self, given: dict[str, Counter[str]]) -> None:
        """given: {side: {class: photos}}."""
        self.given = {side: Counter(given.get(side, ())) for side in SHARES}

    @classmethod
    def load(cls, session: Session) -> Balance:
        """As the catalog has it."""
        given: dict[str, Counter[str]] = {side: Counter() for side in SHARES}
        for row in session.scalars(select(SplitTotal)):
            given[row.split][row.label] = row.photos
        return cls(given)

    def save(self, session: Session) -> None:
        """Write it to the catalog."""
        rows = [
            {"split": side, "label": label, "photos": photos}
            for side, counts in self.given.items()
            for label, photos in sorted(counts.items())
        ]
        upsert(session, SplitTotal, rows, key=["split", "label"], update=["photos"])

    def give(self, side: str, photos: Counter[str]) -> None:
        """Count photos, {class: photos}, as given to a side."""
        self.given[side] += photos

    def side_for(self, component: str, photos: Counter[str]) -> str:
        """The side that a new component of these photos, {class: photos}, should get."""
        drawn = side_of(component)
        after = {side: self._deviations(side, photos) for side in SHARES}
        if max(map(abs, after[drawn]), default=0.0) <= TOLERANCE:
            return drawn
        # Nearest to the shares; of equally near ones the drawn side, so that no side is preferred.
        return min(SHARES, key=lambda side: (round(sum(each**2 for each in after[side]), 9), side != drawn))

    def _deviations(self, to: str, photos: Counter[str]) -> list[float]:
        """By how much each side's part of each class of `photos` is off its share, if `to` gets them."""
        deviations = []
        for label in photos:
            total = photos[label] + sum(counts[label] for counts in self.given.values())
            for side, share in SHARES.items():
                has = self.given[side][label] + (photos[label] if side == to else 0)
                deviations.append((has - share * total) / max(total, FEW))
        return deviations
