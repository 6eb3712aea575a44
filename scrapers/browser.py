"""Pages that only a browser shows: which Chromium, how it is started, and what it may load.

The browser stays a guest with manners: it says the crawler's name, obeys robots.txt also in what a page loads, loads no
pictures, fonts or films, and answers no challenge.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from carcls.config import Settings

if TYPE_CHECKING:
    from playwright.async_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NEEDED = frozenset({"document", "script", "xhr", "fetch"})  # kinds of resources; a page's vehicles need no others
LONGEST_SETTLE = 10_000  # milliseconds that a page may go on loading data after it has loaded


def chromium(settings: Settings) -> str | None:
    """The system's Chromium: the setting, or the first that has one of the usual names; None: there is none."""
    return shutil.which(settings.chromium) if settings.chromium else next(filter(None, map(shutil.which, NAMES)), None)


def why_no_browser(settings: Settings) -> str | None:
    """Why pages cannot be shown in a browser; None: they can."""
    if find_spec("scrapy_playwright") is None:
        return "and scrapy-playwright is not installed"
    if chromium(settings) is None:
        return f"and no Chromium at {settings.chromium}" if settings.chromium else "and no Chromium on the PATH"
    return None


def launch_options(settings: Settings) -> dict[str, Any]:
    """How Playwright starts the browser: as one that talks to nobody but the hosts of the page."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)  # Chromium's sandbox refuses to run as root
    return {"executable_path": chromium(settings), "headless": True, "args": flags}


def browser_meta(user_agent: str) -> dict[str, Any]:
    """What scrapy-playwright reads of a request."""
    from scrapy_playwright.page import PageMethod

    return {
        "playwright": True,
        "playwright_context_kwargs": {"user_agent": user_agent, "service_workers": "block"},
        "playwright_page_methods": [PageMethod(settle)],
    }


async def settle(page: Page) -> None:
    """Wait until a page loads nothing more, or long enough: some never stop."""
    from playwright.async_api import TimeoutError as PlaywrightTimeout

    try:
        await page.wait_for_load_state("networkidle", timeout=LONGEST_SETTLE)
    except PlaywrightTimeout:
        return
