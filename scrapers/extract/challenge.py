"""Pages that a guard sends instead of what was asked for: we stop there, and say so."""

from __future__ import annotations

import re

from scrapers.extract.document import Document
from scrapers.extract.texts import text_of

# Marks of the guards' own pages. Sites behind them have some of their scripts on every page: so a page with much text,
# or with a vehicle in it, is no challenge whatever it loads.
_GUARDS = re.compile(
    r"cf-browser-verification|cf[-_]chl|challenge-platform/h/|/cdn-cgi/challenge|__cf_chl|"
    r"cf-error-details|"  # Cloudflare
    r"captcha-delivery\.com|geo\.captcha-delivery|datadome|"  # DataDome
    r"px-captcha|_pxAppId|perimeterx|human-challenge|"  # PerimeterX, HUMAN
    r"_Incapsula_Resource|incapsula incident|/_Incapsula|"  # Imperva
    r"errors\.edgesuite\.net|akamai.{0,40}reference|_abck|bm-verify|sec-if-cpt|"  # Akamai
    r"awswaf|aws-waf-token|challenge\.js|"  # AWS WAF
    r"sucuri_cloudproxy|sucuri website firewall|wordfence|distil_r|ddos-guard|kpsdk|/149e9513|"
    r"g-recaptcha|hcaptcha|geetest|turnstile",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"are you (?:a )?(?:human|robot)|you are (?:a )?human|not a (?:ro)?bot|verify (?:that )?you|verifying you|"
    r"checking (?:your|if the site) (?:browser|connection)|just a moment|attention required|"
    r"access (?:to this page )?(?:is |has been )?"
    r"(?:denied|blocked)|request (?:was |has been )?(?:blocked|unsuccessful)|unusual (?:traffic|activity)|"
    r"automated (?:access|requests)|"
    r"enable (?:javascript|js) and (?:cookies|disable)|complete the (?:captcha|security)|security check|"
    r"pardon our interruption|"
    r"(?:you|ip) (?:have|has) been blocked|too many requests|captcha|ddos protection|robot or human|press (?:&|"
    r"and) hold|"
    r"parece que eres un robot|eres humano|no eres un robot|algo en tu navegador|momentito|sind sie ein (?:mensch|"
    r"roboter)|"
    r"ich bin kein (?:ro)?bot|zugriff verweigert|[eê]tes-vous un (?:robot|humain)|acc[eè]s refus[eé]|sei un robot|"
    r"toegang geweigerd|acceso denegado",
    re.IGNORECASE,
)
_MUCH_TEXT = 1_500  # characters that a reader sees; a challenge says little
_MANY_PHOTOS = 4


def is_challenge(document: Document) -> bool:
    """True for the page of a guard: its marks or its words, and next to nothing else."""
    root = document.root
    body = root.find("body")
    text = text_of(root if body is None else body, _MUCH_TEXT + 1)
    if len(text) > _MUCH_TEXT or sum(1 for _ in root.iter("img")) > _MANY_PHOTOS:
        return False
    title = root.findtext(".//title") or ""
    says = bool(_WORDS.search(f"{title} {text}"))
    noscript = " ".join(" ".join(element.itertext())[:500] for element in root.iter("noscript"))
    guarded = bool(_GUARDS.search(document.text[:200_000]))
    return (says and (guarded or len(text) < 600)) or (
        guarded
        and (len(text) < 200 or bool(_WORDS.search(noscript)))
        and len(document.text) < 60_000
        and "application/ld+json" not in document.text
    )
