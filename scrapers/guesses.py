"""Larger renditions that no page shows: by which rules they are there, and by which it is no use to ask.

A rule that holds at most hosts of a service does not hold at all of them. Where it does not, asking would cost the host
an answer 404 for each photo of each night.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ENOUGH = 5  # photos whose larger rendition is missing, and none whose is there
ASK_AGAIN = timedelta(days=30)  # sites change


@dataclass
class Guesses:
    """What the guesses of one crawl came to, by rule at a host. missing: since when its renditions are known not to be
    there, as an ISO date; it is kept in the crawl's stats, for the next crawl.
    """

    missing: dict[str, str] = field(default_factory=dict)
    _missed: dict[str, int] = field(default_factory=dict)
    _there: set[str] = field(default_factory=set)

    @classmethod
    def of_earlier(cls, missing: Mapping[str, str], today: date) -> Guesses:
        """With what earlier crawls found, as far as it is not too old."""
        return cls({rule: since for rule, since in missing.items() if today - date.fromisoformat(since) < ASK_AGAIN})

    def is_worth_asking(self, rule: str) -> bool:
        return rule not in self.missing

    def was_there(self, rule: str) -> None:
        """A rendition was there: that others were not proves nothing more."""
        self.missing.pop(rule, None)
        self._there.add(rule)

    def was_missing(self, rule: str, today: date) -> None:
        """A rendition was not there, and the one that the page shows was."""
        self._missed[rule] = self._missed.get(rule, 0) + 1
        if self._missed[rule] >= ENOUGH and rule not in self._there:
            self.missing.setdefault(rule, today.isoformat())


def is_due_again(age: timedelta) -> bool:
    """True for a photo on every thirtieth day after its smaller rendition came: the larger may be there by now."""
    return age >= ASK_AGAIN and age % ASK_AGAIN < timedelta(days=1)
