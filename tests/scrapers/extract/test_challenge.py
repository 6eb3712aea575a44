"""Guards' pages are recognised; pages that only load a guard's script are not."""

# ruff: noqa: E501 (markup is read by the line)

import pytest

from scrapers.extract import extract_page
from tests.scrapers.extract.list_shapes import LISTS, URL
from tests.scrapers.extract.shapes import FACTS, page

CHALLENGES = {
    "Cloudflare": "<title>Just a moment...</title><script>window._cf_chl_opt={cvId:'3'}</script>"
    '<noscript>Enable JavaScript and cookies to continue</noscript><script src="/cdn-cgi/challenge-platform/h/b/x.js"></script>',
    "Cloudflare's refusal": '<title>Attention Required! | Cloudflare</title><div class="cf-error-details"><h1>Sorry, you have been '
    "blocked</h1><h2>You are unable to access oak.example</h2></div>",
    "DataDome": '<p id="cmsg">Please enable JS and disable any ad blocker</p><script>var dd={"host":"geo.captcha-delivery.com"}</script>',
    "HUMAN": '<title>Access to this page has been denied</title><div id="px-captcha"></div><p>Press & Hold to confirm you are a human</p>',
    "Imperva": '<iframe src="/_Incapsula_Resource?SWUDNSAI=31">Request unsuccessful. Incapsula incident ID: 1-2</iframe>',
    "Akamai": "<title>Access Denied</title><h1>Access Denied</h1>You don't have permission to access this on this "
    "server."
    "<p>Reference #18.2f https://errors.edgesuite.net/18.2f",
    "a captcha": '<h1>Are you human?</h1><p>Type what you see.</p><form><div class="g-recaptcha"></div></form>',
    "in Spanish": "<title>Ups! Parece que algo no va bien...</title><h1>Parece que eres un robot</h1>",
}


@pytest.mark.parametrize("guard", CHALLENGES)
def test_a_guards_page(guard: str) -> None:
    page = extract_page(f"<html><body>{CHALLENGES[guard]}</body></html>", "https://oak.example/used/2019-vw-golf-12345")
    assert (page.page_type, page.vehicles, page.detail_urls) == ("blocked", (), ())


@pytest.mark.parametrize("body", [page(FACTS), LISTS["cards"]()], ids=["a vehicle", "a list"])
def test_a_page_behind_a_guard_is_a_page(body: str) -> None:
    scripts = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><div class="g-recaptcha"></div>'
    assert extract_page(body.replace("</body>", scripts + "</body>"), URL).page_type in {"detail", "listing"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<title>Cars</title><div id="root"></div><script src="/main.4f1a.js"></script>', "shell"),
        ('<div id="app"><p>Loading…</p></div><script>window.env={api:"/api/"}</script>', "shell"),
        ("<h1>About us</h1><p>We have sold cars since 1962.</p>", "other"),
    ],
    ids=["an empty root", "a spinner", "a short page"],
)
def test_a_shell_is_a_page_of_scripts_without_words(body: str, kind: str) -> None:
    assert extract_page(f"<body>{body}", "https://oak.example/").page_type == kind
