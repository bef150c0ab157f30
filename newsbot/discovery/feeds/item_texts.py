"""Turns the title, summary and authors that a feed states for an item into short plain texts."""

import html
import re
from collections.abc import Iterable
from typing import Any

from newsbot.discovery.titles import tidy_title
from newsbot.plain_text import one_line

MAX_SUMMARY = 1_000
"""The maximum length, in characters, of a summary from a feed. Longer summaries are cut, because
some feeds have the text of the whole article as the summary."""
MAX_AUTHORS = 10
MAX_AUTHOR = 200
# Only this many characters at the start of a title, summary or author are parsed. The results are
# cut to fewer characters anyway.
_READ = 20_000

_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?([a-z][\w:-]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u", "wbr",
))  # fmt: skip
# Matches an author in the form of RSS 2.0, "desk@gazette.example (Ann Carter)".
_EMAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((.+?)\)?\s*")
_IN_BRACKETS = re.compile(r"<[^<>]*>?|\(\s*\)")


def title_of(text: str | None, *, is_html: bool) -> str | None:
    """A headline as one line of plain text; None if the text is empty."""
    return None if text is None else tidy_title(_plain(text, is_html=is_html))


def summary_of(text: str | None, *, is_html: bool) -> str | None:
    """A summary as one line of plain text, cut to MAX_SUMMARY characters; None if it is empty."""
    return None if text is None else one_line(_plain(text, is_html=is_html), MAX_SUMMARY) or None


def authors_of(stated: Iterable[str | None]) -> tuple[str, ...]:
    """The names of an item's authors, without e-mail addresses and repetitions.

    `stated` are the texts in the feed, e.g. "desk@gazette.example (Ann Carter)". A text with
    several names, as "By Ann Carter and Bo Lind", is not split.
    """
    names = (_without_email(one_line(each, MAX_AUTHOR)) for each in stated if each)
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_AUTHORS]


def stated_authors(entry: dict[str, Any], version: str) -> list[str]:
    """The authors of an item as its feed writes them.

    Args:
        entry: the item, as feedparser returns it.
        version: the format of the feed, as feedparser names it, e.g. "rss20" or "atom10".
    """
    authors = dict.get(entry, "authors") or ()
    whole = dict.get(entry, "author")
    if whole and len(authors) <= 1 and not version.startswith("atom"):
        return [str(whole)]
    return [_repaired(each, version) for each in authors]


def _repaired(author: dict[str, Any], version: str) -> str:
    """The name of an author, repaired if feedparser has misread it.

    feedparser removes an e-mail address wrongly if its host name ends with more than four letters.
    For example, it turns "desk@gazette.example (Ann Carter)" into "ple (Ann Carter".

    Args:
        author: the author, as feedparser returns it.
        version: the format of the feed, e.g. "rss20". In Atom feeds there is nothing to repair.
    """
    name, email = str(dict.get(author, "name") or ""), dict.get(author, "email")
    if not email or version.startswith("atom"):
        return name
    if "(" in name:
        return name.rpartition("(")[2].rstrip(") ")
    return name.partition("<")[0] if "<" in name else ""


def _without_email(author: str) -> str:
    found = _EMAIL_AND_NAME.fullmatch(author)
    name = _IN_BRACKETS.sub(" ", found[1] if found else author)
    words = [word for word in name.split() if "@" not in word and "://" not in word]
    return " ".join(words).strip(" ,;()")


def _plain(text: str, *, is_html: bool) -> str:
    """Removes the tags from `text` if it is HTML.

    Tags of paragraphs become spaces, so that the words before and after do not become one word.
    """
    if not is_html:
        return text
    seen = _UNSEEN.sub(" ", text[:_READ])
    return html.unescape(_TAG.sub(lambda tag: "" if tag[1].lower() in _INLINE else " ", seen))
