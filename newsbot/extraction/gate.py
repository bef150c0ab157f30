"""Pages that answer with 200 and hold no article, and how they give themselves away."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsbot.extraction.body import is_text
from newsbot.extraction.cards import share_in_cards
from newsbot.extraction.metadata import Statements
from newsbot.extraction.text import count_words
from newsbot.items import NotAnArticle

# What a message stands beside (teasers, legal text) stays under this.
MAX_NOTICE_WORDS = 300
# Walls come to .08 to .19, the shorter articles of the corpora to .02; a brief about a fine for
# cookies may reach .10, but does not speak to its reader.
MIN_CONSENT_SHARE = 0.05
MIN_ADDRESSES = 3
# Index pages come to .9 and more, all but one of the corpora's articles to less than .4.
MIN_CARD_SHARE = 0.5
# No teaser is this long.
MAX_TEASER_WORDS = 60
# A notice is short; a paragraph may say of something else that it was not found.
NOTICE_LINE_WORDS = 15

_NOT_FOUND = re.compile(
    r"""
    ^\W*(?:error|fehler|erreur)?\W*404\b(?:\W*$|\W+(?:error|page|not|seite|-|\|))
    | \b(?:page|article|story)\s(?:\w+\s)?(?:not|no\slonger)\s(?:be\s)?(?:found|available|exists)
    | \b(?:page|article|story)\s(?:can.?t|cannot|could\snot|couldn.?t)\sbe\sfound
    | \b(?:can.?t|cannot|could\snot|couldn.?t)\sfind\s(?:that|this|the)\spage
    | \b(?:seite|artikel|beitrag)\s(?:\w+\s){0,3}nicht\s(?:mehr\s)?(?:gefunden|verfügbar|vorhanden)
    | \bpage\s(?:introuvable|non\strouvée|inexistante)
    | \bpágina\s(?:no|não)\s(?:fue\s|foi\s)?(?:encontrada|existe)
    | \bpagina\s(?:non\strovata|niet\sgevonden)
    | \bnie\sznaleziono\sstrony | \bsidan\s(?:finns\sinte|hittades\sinte)
    | \bsiden\s(?:ble|blev)\sikke\sfun[dn]et
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONSENT = re.compile(
    r"""
    \b(?: cookies? | consent\w* | personali[sz]ed | partners | legitimate\sinterest
    | your\sdevice | opt.out
    | zustimm\w+ | einwillig\w+ | widerruf\w* | tracking | tracker\w* | personalisier\w+
    | personenbezogen\w* | datenschutz\w* | akzeptieren | werbung
    | unsere\spartner | drittanbieter\w*
    | consentement | partenaires | publicit\w+ | personnalis\w+ | données | traceurs? | accepter )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(
    r"\b(?:[Yy]ours?|[Yy]ou|Sie|Ihre?[mnrs]?|[Dd]u|[Dd]eine?|[Vv]ous|[Vv]otre|[Vv]os)\b"
)


def refusal(url: str, tree: HtmlElement, said: Statements, lines: list[str]) -> NotAnArticle | None:
    """Why this page, with these body lines, holds no article; None where it does."""
    text = " ".join(lines)
    words = count_words(text)
    if words <= MAX_NOTICE_WORDS and (notice := _not_found(said, lines)):
        return NotAnArticle(reason="soft_404", detail=notice)
    if words <= MAX_NOTICE_WORDS and _asks_consent(text):
        return NotAnArticle(reason="cookie_wall")
    if words == 0:
        return NotAnArticle(reason="empty")
    if not is_text(lines):
        return NotAnArticle(reason="too_short", detail=f"{words} words")
    if said.linked is None and _is_index(url, tree, lines):
        return NotAnArticle(reason="index_page")
    return None


def _not_found(said: Statements, lines: list[str]) -> str | None:
    """The title, heading or first line that says that there is nothing here."""
    head = said.head
    stated = (head.title, *head.headings, head.first("og:title"), *lines[:1])
    short = (line for line in stated if line and count_words(line) <= NOTICE_LINE_WORDS)
    return next((line for line in short if _NOT_FOUND.search(line)), None)


def _asks_consent(text: str) -> bool:
    """Whether it is about cookies in every sentence, and speaks to its reader."""
    consent_share = len(_CONSENT.findall(text)) / max(count_words(text), 1)
    return consent_share >= MIN_CONSENT_SHARE and len(_ADDRESS.findall(text)) >= MIN_ADDRESSES


def _is_index(url: str, tree: HtmlElement, lines: list[str]) -> bool:
    """A front page by its address, another list of articles by its teasers."""
    if urlsplit(url).path in {"", "/"} and not urlsplit(url).query:
        return True
    if max(map(count_words, lines)) > MAX_TEASER_WORDS:
        return False
    return share_in_cards(tree, lines) >= MIN_CARD_SHARE
