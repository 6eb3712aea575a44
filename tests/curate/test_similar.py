from __future__ import annotations

from sqlalchemy import select

from carcls.catalog import Catalog
from carcls.catalog.tables import SimilarLink
from carcls.curate.similar import crowded_of, link_similar, look_alike
from tests.curate.seen import arrive, link, see, sha


def prints(bits64: int = 0, bits256: int = 0, bits: int = 0) -> tuple[str, str, str]:
    """Fingerprints that differ by so many bits from those without arguments."""
    return f"{(1 << bits64) - 1:016x}", f"{(1 << bits256) - 1:064x}", f"{(1 << bits) - 1:016x}"


def links(catalog: Catalog) -> set[tuple[int, int]]:
    with catalog.read() as session:
        return {(int(row.photo_a, 16), int(row.photo_b, 16)) for row in session.scalars(select(SimilarLink))}


def test_all_three_fingerprints_must_be_near() -> None:
    assert look_alike(prints(), prints(8, 48, 8)) == 48
    assert look_alike(prints(), prints(9, 0, 0)) is None
    assert look_alike(prints(), prints(0, 49, 0)) is None
    assert look_alike(prints(), prints(0, 0, 9)) is None
    assert look_alike(prints(), (None, None, None)) is None


def test_look_alikes_are_linked_once_and_the_same_picture_is_not_among_them(any_catalog: Catalog) -> None:
    for photo, bits in enumerate((0, 4, 60, 8)):
        arrive(any_catalog, photo, prints(8, bits, 0))
    link(any_catalog, 0, 3)
    for _ in range(2):
        with any_catalog.session() as session:
            link_similar(session, [(sha(a), sha(b)) for a in range(4) for b in range(a)])
    assert links(any_catalog) == {(0, 1), (1, 3)}


def test_a_look_that_many_vehicles_share_links_nothing(catalog: Catalog) -> None:
    """Five cars of one booth; six frames of one car are no booth."""
    for photo in range(5):
        arrive(catalog, photo, prints())
        see(catalog, photo, f"S{photo}")
    for photo in range(10, 16):
        arrive(catalog, photo, prints(64, 256, 64))
        see(catalog, photo, "S10")
    with catalog.session() as session:
        link_similar(session, [(sha(a), sha(b)) for a in range(5) for b in range(a)])
        link_similar(session, [(sha(10), sha(photo)) for photo in range(11, 16)])
    assert links(catalog) == {(10, photo) for photo in range(11, 16)}


def test_a_crowd_counts_units_and_not_photos() -> None:
    pairs = [("a", name) for name in "bcdefg"]
    assert crowded_of(pairs, {}) == {"a"}
    assert crowded_of(pairs, {name: ["one car"] for name in "bcdefg"}) == set()
    assert crowded_of(pairs, {name: ["one car"] for name in "bcd"}) == {"a"}
