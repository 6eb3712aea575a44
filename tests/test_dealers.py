"""The dealers file: its form, and what is said when it is wrong."""

from pathlib import Path

import pytest

from carcls.dealers import DealerEntry, dealer_of_url, find_dealer, is_loopback, read_dealers
from carcls.errors import SettingsError, UnknownDealer


@pytest.fixture
def dealers_file(tmp_path: Path) -> Path:
    file = tmp_path / "dealers.toml"
    file.write_text('oak = { url = "https://oak.example/used" }\n["Hill & Sons"]\nurl = "http://hill.example"\n')
    return file


def test_dealers_are_read_in_the_order_of_the_file(dealers_file: Path) -> None:
    assert list(read_dealers(dealers_file).values()) == [
        DealerEntry("oak", "https://oak.example/used"),
        DealerEntry("Hill & Sons", "http://hill.example"),
    ]


def test_the_file_that_ships_is_read() -> None:
    assert read_dealers(Path(__file__).parents[1] / "data/dealers.toml") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("oak = ", "should be TOML"),
        ('oak = "https://oak.example"', "Received: oak = 'https://oak.example'"),
        ("oak = {}", "Received: oak = {}"),
        ('oak = { url = "oak.example" }', "NAME = { url ="),
        ('oak = { url = "https://oak.example", speed = 3 }', "speed"),
    ],
    ids=["not TOML", "a bare string", "no url", "no scheme", "an unknown key"],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "dealers.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=says):
        read_dealers(file)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CARCLS_DEALERS_FILE"):
        read_dealers(tmp_path / "none.toml")


def test_an_unknown_dealer_names_the_nearest(dealers_file: Path) -> None:
    assert find_dealer(dealers_file, "oak").url == "https://oak.example/used"
    with pytest.raises(UnknownDealer, match="Received: 'oka'; the file has oak"):
        find_dealer(dealers_file, "oka")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.Oak.example/used?page=1", "www.oak.example"),
        ("http://user:secret@127.0.0.1:8000/", "127.0.0.1:8000"),
    ],
)
def test_a_url_is_named_by_its_host(url: str, name: str) -> None:
    assert dealer_of_url(url) == DealerEntry(name, url)


@pytest.mark.parametrize("url", ["oak.example", "ftp://oak.example/", "https://", "http://[oak"])
def test_a_url_should_be_http(url: str) -> None:
    with pytest.raises(SettingsError, match="http"):
        dealer_of_url(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000/", True),
        ("http://localhost/", True),
        ("http://[::1]:80/", True),
        ("http://oak.localhost/", True),
        ("http://10.0.0.1/", False),
        ("https://oak.example/", False),
    ],
)
def test_loopback_is_this_machine(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected
