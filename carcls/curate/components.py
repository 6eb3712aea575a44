"""Which units stand together: union-find over units and photos that knows the sides that stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from carcls.catalog.lookups import rows_of
from carcls.catalog.tables import Split, SplitUnit

EXCLUDED = "excluded"  # the side of a photo that stays out


@dataclass
class Components:
    """Nodes are units and `photo:SHA256`; a component that stands is a node too, under its name.

    stands: the root of a component that has a side → (its name, its side). excluded: photos that stay out, and tie
    nothing.
    """

    stands: dict[str, tuple[str, str]] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    _parents: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # root → smallest node of its component
    _held: dict[str, set[str]] = field(default_factory=dict)  # root → names of standing components in it
    _photos: dict[str, int] = field(default_factory=dict)  # root → new photos in it
    _stood: dict[str, int] = field(default_factory=dict)  # name of a standing component → photos that stand in it

    @classmethod
    def standing(cls, session: Session, units: Iterable[str], photos: Iterable[str]) -> Components:
        """With the sides of the given units and photos, as far as they have one."""
        components = cls()
        statement = select(SplitUnit.unit, SplitUnit.component, SplitUnit.split)
        for unit, component, split in rows_of(session, statement, SplitUnit.unit, units):
            components._stand(unit, component, split)
        sides = select(Split.photo_sha256, Split.component, Split.split)
        for photo, component, split in rows_of(session, sides, Split.photo_sha256, photos):
            if split == EXCLUDED:
                components.excluded.add(photo)
            else:
                components._stand(f"photo:{photo}", component, split)
        return components

    def root(self, node: str) -> str:
        """The node that stands for a node's component."""
        if node not in self._parents:
            self._parents[node] = self._names[node] = node
        while self._parents[node] != node:
            self._parents[node] = node = self._parents[self._parents[node]]
        return node

    def roots(self) -> set[str]:
        """Of all components."""
        return {self.root(node) for node in list(self._parents)}

    def name(self, node: str) -> str:
        """What its component is called: as it stands, else by its smallest unit."""
        root = self.root(node)
        return self.stands[root][0] if root in self.stands else self._names[root]

    def side(self, photo: str) -> str | None:
        """The side of a photo's component; None: it has none yet."""
        stands = self.stands.get(self.root(f"photo:{photo}"))
        return stands and stands[1]

    def join(self, nodes: Iterable[str]) -> bool:
        """Tie nodes together. False, and nothing is tied: they stand on two sides."""
        roots = sorted({self.root(node) for node in nodes})
        standing = sorted((self.stands[root] for root in roots if root in self.stands), key=_by_name)
        if len({split for _, split in standing}) > 1:
            return False
        first, *others = roots
        for root in others:
            self._parents[root] = first
            self._names[first] = min(self._names[first], self._names[root], key=lambda name: _by_name((name, "")))
            self._photos[first] = self._photos.get(first, 0) + self._photos.pop(root, 0)
            if root in self._held:
                self._held.setdefault(first, set()).update(self._held.pop(root))
        if standing:
            self.stands[first] = standing[0]
        return True

    def give(self, root: str, split: str) -> None:
        """Give a side to a component that has none."""
        self.stands[root] = (self._names[root], split)

    def count(self, photos: Iterable[str]) -> None:
        """Count new photos into their components."""
        for photo in photos:
            root = self.root(f"photo:{photo}")
            self._photos[root] = self._photos.get(root, 0) + 1

    def photos(self, session: Session, node: str, enough: int) -> int:
        """Photos in a node's component, the new ones and those that stand; not counted further than `enough`."""
        root = self.root(node)
        for name in self._held.get(root, set()) - set(self._stood):
            some = select(Split.photo_sha256).where(Split.component == name).limit(enough).subquery()
            self._stood[name] = session.scalar(select(func.count()).select_from(some)) or 0
        return self._photos.get(root, 0) + sum(self._stood[name] for name in self._held.get(root, ()))

    def renamed(self) -> dict[str, str]:
        """Names of standing components that were tied to another one of their side → its name."""
        return {
            name: self.stands[root][0] for root, held in self._held.items() for name in held - {self.stands[root][0]}
        }

    def _stand(self, node: str, component: str, split: str) -> None:
        root = self.root(component)
        self.stands[root] = (component, split)
        self._held.setdefault(root, set()).add(component)
        self.join([node, component])


def _by_name(component: tuple[str, str]) -> tuple[bool, str]:
    # A vehicle's or seller's name where there is one: "photo:" is left for components of photos alone.
    return component[0].startswith("photo:"), component[0]
