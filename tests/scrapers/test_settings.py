"""The crawler's manners are settings: a change of one of these is a change of policy."""

import importlib
from pathlib import Path

import pytest

import scrapers.settings

POLICY = {
    "ROBOTSTXT_OBEY": True,  # if False is meant: it is not; ask the dealer's leave
    "ROBOTSTXT_USER_AGENT": "carcls",
    "DOWNLOAD_DELAY": 1.0,  # one second between requests to a host; dealers' sites are small
    "DOWNLOAD_DELAY_JITTER": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "AUTOTHROTTLE_ENABLED": True,  # of scrapers.throttle: it only ever slows down
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 0.5,
    "ROBOTSTXT_LONGEST_USE": 86_400,  # RFC 9309: a day at most
    "COOKIES_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "DOWNLOAD_MAXSIZE": 30_000_000,
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_crawler_is_a_polite_guest_by_default() -> None:
    module = importlib.reload(scrapers.settings)
    assert {name: getattr(module, name) for name in POLICY} == POLICY
    assert module.USER_AGENT.startswith("carcls/")


def test_the_contact_is_in_the_user_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARCLS_CONTACT", "crawler@oak.example")
    assert importlib.reload(scrapers.settings).USER_AGENT.endswith(" (+crawler@oak.example)")


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARCLS_CRAWL_DELAY", "soon")
    with pytest.raises(SystemExit, match="carcls: Setting `crawl_delay`"):
        importlib.reload(scrapers.settings)


def test_every_line_says_why() -> None:
    """A setting has its reason beside it, above it, or above its group."""
    lines = Path(scrapers.settings.__file__).read_text(encoding="utf-8").splitlines()
    groups = "\n".join(lines).split("\n\n")
    bare = [group for group in groups if "=" in group and "#" not in group and "BOT_NAME" not in group]
    assert bare == []
