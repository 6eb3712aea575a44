from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageOps

from carcls.curate.pictures import Picture, find_links, group_pictures
from carcls.curate.trace import WHOLE, make_trace
from carcls.curate.traces import Traces
from tests.pictures import encoded, photo, picture

FILES = {
    "a": photo(1),
    "b": encoded(picture(1).crop((10, 5, 300, 225))),
    "c": encoded(ImageOps.mirror(picture(1))),
    "d": photo(2),
    "e": encoded(ImageOps.expand(picture(2), 20, "black")),
    "f": encoded(picture(2).rotate(270, expand=True)),
    "g": photo(3),
}


def fill(folder: Path, names: str = "abcdefg") -> dict[str, int]:
    with Traces(folder) as traces:
        traces.add([(name, make_trace(FILES[name])) for name in names])
        return traces.numbers(FILES)


def pairs(folder: Path, names: str = "abcdefg") -> set[str]:
    """Candidates of the names, as two letters each."""
    with Traces(folder) as traces:
        found = traces.candidates(list(traces.numbers(names).values()))
        return {traces.name(one) + traces.name(other) for one, other in found}


@pytest.mark.slow
def test_edited_copies_are_candidates_whoever_came_first(tmp_path: Path) -> None:
    fill(tmp_path / "one")
    fill(tmp_path / "other", "gfedcba")
    expected = {"ab", "ac", "de", "df"}
    assert pairs(tmp_path / "one") == pairs(tmp_path / "other") >= expected
    assert not any("g" in pair for pair in pairs(tmp_path / "one"))
    for new, found in (("b", {"ab"}), ("f", {"df"}), ("g", set())):
        assert pairs(tmp_path / "one", new) >= found


def test_hints_say_how_one_lies_on_the_other(tmp_path: Path) -> None:
    numbers = fill(tmp_path / "t")
    with Traces(tmp_path / "t") as traces:
        found = traces.candidates(list(numbers.values()))
    assert (1, WHOLE, WHOLE) in found[numbers["a"], numbers["c"]]
    assert (4, WHOLE, WHOLE) in found[numbers["d"], numbers["f"]]


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda folder: (folder / "rows.bin").unlink(), id="rows lost"),
        pytest.param(lambda folder: (folder / "rows.bin").write_bytes(b"torn"), id="rows torn"),
        pytest.param(lambda folder: (folder / "indexed").unlink(), id="mark lost"),
        pytest.param(lambda folder: shutil.rmtree(folder / "whole"), id="an index lost"),
        pytest.param(
            lambda folder: [file.write_bytes(b"x") for file in folder.rglob("*.segment")], id="indexes damaged"
        ),
    ],
)
def test_what_is_damaged_is_made_again_from_the_database(tmp_path: Path, harm: object) -> None:
    folder = tmp_path / "t"
    fill(folder)
    expected = pairs(folder)
    harm(folder)  # type: ignore[operator]
    assert pairs(folder) == expected


def test_another_format_or_a_lost_database_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "t"
    fill(folder)
    (folder / "traces.db").unlink()
    with Traces(folder) as traces:
        assert len(traces) == 0
    fill(folder)
    monkeypatch.setattr("carcls.curate.traces.FORMAT", 99)
    with Traces(folder) as traces:
        assert len(traces) == 0


def test_a_hundred_copies_of_one_placeholder_are_joined_without_a_pair_each(tmp_path: Path) -> None:
    blank = Image.new("RGB", (320, 240), "#cccccc")
    with Traces(tmp_path / "t") as traces:
        trace = make_trace(encoded(blank))
        traces.add([(f"{number:03}", trace) for number in range(100)])
        assert len(find_links(traces, [f"{number:03}" for number in range(100)])) == 99


def test_cards_with_other_words_are_other_pictures() -> None:
    def card(text: str) -> Picture:
        image = Image.new("RGB", (400, 300), "#eeeeee")
        ImageDraw.Draw(image).text((40, 60), text, fill="black", font_size=60)
        return Picture(text, 400, 300, 1, encoded(image))

    assert group_pictures([card("coming\nsoon"), card("no photo\navailable"), card("sold")]) == []


def test_pictures_are_grouped_without_a_catalog() -> None:
    sizes = {"b": (290, 220), "e": (360, 280), "f": (240, 320)}
    found = group_pictures(
        [Picture(name, *sizes.get(name, (320, 240)), 1000 - ord(name), FILES[name]) for name in "gfedcba"]
    )
    assert [sorted(member.name for member in one.members) for one in found] == [["a", "b", "c"], ["d", "e", "f"]]
    changes = {member.name: member.changes for one in found for member in one.members if not member.is_best}
    assert (changes["b"], changes["e"]) == (("cropped",), ("bordered",))
