"""Recognises notices in place of an article: "not found", a cookie wall, a login wall."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.body.isolation import is_text
from newsbot.extraction.metadata.reading import Statements
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.text import count_words

# A page with more words than this is not taken for a mere notice. Even a notice with teasers and
# legal text beside it has fewer words.
MAX_WORDS = 300
# A line of more words than this is not searched for phrases such as "not found". A long line may
# say of something other than the page that it was not found.
MAX_LINE_WORDS = 15
# A page is taken for a cookie wall only if at least this share of its words is about consent, and
# if at least MIN_WORDS_TO_READER words, such as "you", speak to the reader. The share is .049 to
# .19 in cookie walls, and at most .02 in the shorter articles of the corpora. In a short article
# about a fine for cookies it may be .10, but such an article does not speak to the reader.
MIN_CONSENT_SHARE = 0.04
MIN_WORDS_TO_READER = 3
# A paragraph of more words than this is not taken for a request to log in or subscribe. It belongs
# to an article, even if a sentence in it sounds like such a request.
MAX_WALL_WORDS = 40
# A page may hold nothing but a request to subscribe. To tell this, lines that offer subscriptions
# do not count as text of an article. A line is such an offer if at least this share of its words,
# e.g. "month" or a price, is typical of offers. News about prices has such words too, but fewer.
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
# Matches the title of a login page, alone or followed by the site's name. It does not match
# "Anmeldung für Kurse" (enrolment for courses), in which "Anmeldung" does not mean a login.
_LOGIN_TITLE = re.compile(
    rf"^\W*{phrases('login_title')}(?:\s{phrases('login_title_goes_on')}[^|]*)?"
    r"\W*(?:$|[|\u2013\u2014\u00b7]|\s-\s)",
    re.IGNORECASE,
)


def not_found(said: Statements, lines: list[str]) -> str | None:
    """The text with which a page says that it was not found; None if it does not say so.

    The text is the page's title, a heading, or the first line of its body.
    """
    head = said.head
    stated = (head.title, *head.headings, head.first("og:title"), *lines[:1])
    short = (line for line in stated if line and count_words(line) <= MAX_LINE_WORDS)
    return next((line for line in short if _NOT_FOUND.search(line)), None)


def asks_consent(text: str) -> bool:
    """Whether a text is mostly about consent to cookies, and speaks to the reader."""
    consent_share = len(_CONSENT.findall(text)) / max(count_words(text), 1)
    return (
        consent_share >= MIN_CONSENT_SHARE
        and len(_SPEAKS_TO_READER.findall(text)) >= MIN_WORDS_TO_READER
    )


def asks_login(tree: HtmlElement, said: Statements, lines: list[str]) -> bool:
    """Whether a page asks readers to subscribe or log in, and does not have the article itself."""
    titles = (said.head.title, *said.head.headings)
    if any(_LOGIN_TITLE.search(title) for title in titles if title):
        return said.linked is None and tree.find('.//input[@type="password"]') is not None
    walls = [line for line in lines if count_words(line) <= MAX_WALL_WORDS and _WALL.search(line)]
    others = [
        line
        for line in lines
        if line not in walls and len(_OFFER.findall(line)) < MIN_OFFER_SHARE * count_words(line)
    ]
    return bool(walls) and not is_text(others)
