"""Recognises the pages that bot protection shows in place of the article that was asked for."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from newsbot.extraction.gate.stated import is_dated
from newsbot.extraction.gate.wording import pattern
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.text import count_words

# One sign of a page that bot protection shows in place of an article is that the page has at most
# MAX_BARE_WORDS words. A page whose body has more than MAX_KEPT_WORDS words is never taken for such
# a page.
MAX_BARE_WORDS = 120
MAX_KEPT_WORDS = 150
# A title or heading with more words than this is not taken for the title of a page of bot
# protection, such as "Are you human?".
MAX_NOTICE_WORDS = 15

# A page of few words that names at least this many things of which bot protection speaks, e.g.
# captchas and JavaScript, is taken for a page of bot protection, whatever its language.
MIN_THINGS = 2

_TITLE = (
    r"^\W*(?:<challenge_title>|attention\srequired!?(?:\W+[\w.]+)?"
    r"|(?:<error>\W*|403\W*)*<access_denied>(?:\W*403)?)\W*$|<are_you_human>"
)
# Matches phrases in the text of pages that ask for a proof of being human. Phrases that the vendors
# of bot protection write in English only are listed here. The others are in the table
# `phrases.toml`.
_TEXT = (
    r"<challenge_text>|<are_you_human>|\breference\s\#\s?[\da-f]+\.[\da-f]+"
    r"|\bcloudflare\sray\sid|\bincapsula\sincident\sid|\bpress\s&\shold"
)
# Names of things of which bot protection speaks, in languages that write them in Latin letters.
_THINGS = re.compile(
    r"\b(?:(?P<captcha>h?captcha|recaptcha)|(?P<script>javascript)|(?P<ray>ray id)"
    r"|(?P<vendor>cloudflare|ddos-guard|qrator|incapsula|imperva|akamai|datadome|sucuri))\b",
    re.IGNORECASE | re.ASCII,
)
# Ids of elements that only pages of bot protection have. The vendors of bot protection also put
# scripts into ordinary pages, but these have other ids.
_IDS = {
    "challenge-form", "challenge-stage", "challenge-running", "challenge-error-text",
    "cf-error-details", "cf-please-wait", "trk_jschal_js", "px-captcha", "px-captcha-wrapper",
    "distilidentificationblock", "sec-if-cpt-container", "sec-cpt-if", "anubis_challenge",
    "ddg-l10n-title", "captcha-container", "captcha-form", "captcha__frame", "captcha-box",
}  # fmt: skip
_SCRIPTS = re.compile(
    r"_cf_chl_opt|orchestrate/(?:chl_page|jsch|managed|captcha)|captcha-delivery\.com"
    r"|_pxBlock|/captcha/captcha\.js\?|_Incapsula_Resource\?.{0,40}CWUDNSAI|/_sec/cp_challenge"
    r"|AwsWafIntegration|gokuProps|sucuri_cloudproxy_js|KPSDK|validate\.perfdrive\.com|bobcmn"
)
_VISIBLE_TEXT = "//body//text()[not(parent::script or parent::style)]"
_WIDGETS = {"g-recaptcha", "h-captcha", "cf-turnstile", "frc-captcha"}


def is_challenge(
    tree: HtmlElement, said: Statements, lines: Sequence[str], languages: Sequence[str]
) -> bool:
    """Whether a page asks for a proof of being human, or says that access is refused.

    At least two of three signs are needed. The first is a title such as "Are you human?" or "Access
    denied". The second is that the page has few words. The third is a phrase in its text, or a form
    or script of a vendor of bot protection. A page with a long body, or with an article in its
    JSON-LD, is never taken for a page of bot protection. `lines` are the lines of the page's body,
    `languages` the languages in which the page may be written.
    """
    if said.linked is not None or count_words(" ".join(lines)) > MAX_KEPT_WORDS:
        return False
    titles = [line for line in (said.head.title, *said.head.headings) if line]
    short = [line for line in titles if count_words(line) <= MAX_NOTICE_WORDS]
    is_titled = any(map(pattern(_TITLE).search, short))
    text = " ".join(tree.xpath(_VISIBLE_TEXT, smart_strings=False))
    is_bare = count_words(text) <= MAX_BARE_WORDS
    if not is_bare and not is_titled:
        return False
    if is_bare and (is_titled or (not is_dated(said) and _names_things(text))):
        return True
    says_so = any(pattern(_TEXT, language).search(text) for language in languages)
    return says_so or _has_marker(tree)


def _names_things(text: str) -> bool:
    """Whether a text names at least MIN_THINGS things that pages of bot protection name.

    These are captchas, JavaScript, a "Ray ID", and vendors of bot protection, such as Cloudflare.
    """
    return len({found.lastgroup for found in _THINGS.finditer(text)}) >= MIN_THINGS


def _has_marker(tree: HtmlElement) -> bool:
    """Whether a page has a form, widget or script with which bot protection tests visitors."""
    for element in tree.iter("div", "form", "p", "iframe", "script", "noscript", "h1", "h2"):
        if (element.get("id") or "").casefold() in _IDS:
            return True
        if _WIDGETS & set((element.get("class") or "").split()):
            return True
        if element.tag in {"script", "iframe"}:
            source = element.get("src") or element.text or ""
            if _SCRIPTS.search(source):
                return True
    return False
