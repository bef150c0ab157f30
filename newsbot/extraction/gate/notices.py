"""What a page may say in place of an article: there is nothing here, give consent, subscribe."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import is_text
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import count_words

# What a message stands beside (teasers, legal text) stays under this.
MAX_WORDS = 300
# A notice is short; a paragraph may say of something else that it was not found.
MAX_LINE_WORDS = 15
# The lines left of walls come to .049 (the demo's) to .19, the shorter articles of the corpora to
# .02; a brief about a fine for cookies may reach .10, but does not speak to its reader.
MIN_CONSENT_SHARE = 0.04
MIN_ADDRESSES = 3
# A sentence of a wall; one in a longer paragraph is the article's.
MAX_WALL_WORDS = 40
# A list of offers is about nothing else; briefs about prices stay below and do not ask for a login.
MIN_OFFER_SHARE = 0.08

_NOT_FOUND = re.compile(
    rf"^\W*{phrases('error')}?\W*404\b(?:\W*$|\W+(?:{phrases('after_404')}|-|\|))"
    rf"|{phrases('not_found')}",
    re.IGNORECASE,
)
_CONSENT = re.compile(phrases("consent"), re.IGNORECASE)
_SPEAKS_TO_READER = re.compile(phrases("speaks_to_reader"))
_WALL = re.compile(phrases("wall"), re.IGNORECASE)
_OFFER = re.compile(rf"{phrases('offer')}|[€$£]\s?\d|\d\s?(?:€|euros?\b)", re.IGNORECASE)
# The whole title or its part before the site's name: "Anmeldung für Kurse" is about something.
_LOGIN_TITLE = re.compile(
    rf"^\W*{phrases('login_title')}(?:\s{phrases('login_title_goes_on')}[^|]*)?"
    r"\W*(?:$|[|\u2013\u2014\u00b7]|\s-\s)",
    re.IGNORECASE,
)


def not_found(said: Statements, lines: list[str]) -> str | None:
    """The title, heading or first line that says that there is nothing here."""
    head = said.head
    stated = (head.title, *head.headings, head.first("og:title"), *lines[:1])
    short = (line for line in stated if line and count_words(line) <= MAX_LINE_WORDS)
    return next((line for line in short if _NOT_FOUND.search(line)), None)


def asks_consent(text: str) -> bool:
    """Whether it is about cookies in every sentence, and speaks to its reader."""
    consent_share = len(_CONSENT.findall(text)) / max(count_words(text), 1)
    return (
        consent_share >= MIN_CONSENT_SHARE and len(_SPEAKS_TO_READER.findall(text)) >= MIN_ADDRESSES
    )


def asks_login(tree: HtmlElement, said: Statements, lines: list[str]) -> bool:
    """Whether nothing is left but the request to subscribe or log in, and its offers."""
    titles = (said.head.title, *said.head.headings)
    if any(_LOGIN_TITLE.search(title) for title in titles if title):
        return said.linked is None and tree.find('.//input[@type="password"]') is not None
    walls = [line for line in lines if _is_wall(line)]
    if not walls:
        return False
    return not is_text([line for line in lines if line not in walls and not _is_offer(line)])


def _is_wall(line: str) -> bool:
    return count_words(line) <= MAX_WALL_WORDS and bool(_WALL.search(line))


def _is_offer(line: str) -> bool:
    return len(_OFFER.findall(line)) >= MIN_OFFER_SHARE * count_words(line)
