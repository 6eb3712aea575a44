from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carcls.curate.groups import Link, Size, group
from carcls.curate.match import Match

NAMES = "abcdefgh"
SIZES = {name: Size(100 + 10 * (place % 3), 100, 1000 + place) for place, name in enumerate(NAMES)}


@st.composite
def links(draw: st.DrawFn) -> list[Link]:
    ends = draw(
        st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda ends: ends[0] < ends[1]))
    )
    matches = st.builds(
        Match,
        correlation=st.sampled_from([0.8, 0.9, 0.99]),
        agreeing=st.just(1.0),
        turn=st.sampled_from(["", "mirrored", "rotated 90"]),
        box=st.sampled_from([(0.0, 0.0, 1.0, 1.0), (0.1, 0.0, 1.0, 0.9)]),
        overlay_on=st.sampled_from([None, "one", "other"]),
        border_added=st.booleans(),
    )
    return [Link(one, other, draw(matches)) for one, other in sorted(ends)]


@given(links(), st.randoms())
def test_the_order_of_links_does_not_matter(found: list[Link], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group(shuffled, SIZES) == group(found, SIZES)


@pytest.mark.slow
@given(links())
def test_groups_are_the_connected_components_and_each_member_is_linked_to_its_partner(found: list[Link]) -> None:
    groups = group(found, SIZES)
    names = [member.name for one in groups for member in one.members]
    assert len(names) == len(set(names))
    assert set(names) == {end for link in found for end in (link.one, link.other)}
    of = {member.name: one.best for one in groups for member in one.members}
    assert all(of[link.one] == of[link.other] for link in found)
    linked = {frozenset((link.one, link.other)) for link in found}
    for one in groups:
        assert [member.name for member in one.members if member.is_best] == [one.best]
        for member in one.members[1:]:
            assert frozenset((member.name, member.partner)) in linked
            assert member.changes


def test_the_best_is_the_least_edited_of_about_the_largest() -> None:
    sizes = {"big": Size(1000, 800, 9), "marked": Size(1040, 800, 9), "small": Size(400, 320, 9)}
    found = [
        Link("big", "marked", Match(0.95, 0.9, covered=0.1, overlay_on="other")),
        Link("big", "small", Match(0.95, 1.0)),
    ]
    (one,) = group(found, sizes)
    assert one.best == "big"
    assert {member.name: member.changes for member in one.members[1:]} == {
        "marked": ("watermarked",),
        "small": ("resized",),
    }


def test_a_border_does_not_make_a_photo_larger() -> None:
    sizes = {"framed": Size(1200, 1000, 9), "plain": Size(1000, 800, 9)}
    match = Match(0.95, 1.0, other_box=(1 / 12, 0.1, 11 / 12, 0.9), border_added=True)
    (one,) = group([Link("plain", "framed", match)], sizes)
    assert one.best == "plain"
    assert one.members[1].changes == ("bordered",)
